"""What was kept long enough goes by night: the day before nothing, the day itself gone; who has to know, knew."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from maatje.audit.services import ChangedMeanwhile
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.privacy.models import RetentionNotice
from maatje.requests import services
from maatje.requests.life import RequestState
from maatje.requests.models import Consent, Route
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from tests.factories import make_coordinator, make_language, make_pupil, make_request, make_school
from tests.maatje.privacy.kept import (
    DAY,
    DAYS,
    every_kind_of_person,
    letters_about,
    pupil_helped,
    pupil_never_helped,
    rejected_volunteer,
    run_of,
)


@pytest.mark.parametrize("make", [pupil_helped, pupil_never_helped])
def test_home_is_told_as_well_in_its_own_language(night, make):
    make_language("tr")
    pupil = make()
    pupil.contact_email, pupil.contact_language_code = "thuis@example.nl", "tr"
    db.session.commit()
    days = DAYS["pairings" if make is pupil_helped else "requests"]

    night(days - DAYS["notice"])
    night(days - DAYS["notice"] + 1)

    [letter] = to_home()
    assert letter.region_id == pupil.school.region_id  # so that a coordinator sees whether it arrived
    assert (letter.to_address, letter.context["language"]) == ("thuis@example.nl", "tr")
    assert pupil.first_name not in render_letter(letter).text
    night(days)
    assert pupil.erased_at is not None
    assert to_home() == []


@pytest.mark.parametrize("why", ["unsafe", "nobody agreed"])
def test_home_is_not_told_where_it_was_not_safe_or_nobody_ever_agreed(night, why):
    pupil = pupil_never_helped(RequestState.SUBMITTED if why == "unsafe" else RequestState.WITHDRAWN)
    pupil.contact_email = "thuis@example.nl"
    if why == "unsafe":
        by = By(Actor.COORDINATOR, make_coordinator(pupil.school.region).id)
        db.session.commit()
        with transaction():
            services.hold_for_unsafe_home(pupil.requests[0], by)
            services.refer_request(pupil.requests[0], Route.CARE_TEAM, by)
        pupil.requests[0].state_since = now()
    else:
        db.session.execute(delete(Consent))
    db.session.commit()

    night(DAYS["requests"] - DAYS["notice"])

    assert to_home() == []


def test_who_has_nobody_at_a_school_is_erased_only_after_home_was_told(night):
    pupil = make_pupil(make_school(), contact_email="thuis@example.nl")
    make_request(pupil, state=RequestState.WITHDRAWN)

    night(DAYS["requests"])
    assert pupil.erased_at is None
    assert len(to_home()) == 1

    night(DAYS["requests"] + DAYS["notice"])
    assert pupil.erased_at is not None


def to_home():
    return db.session.scalars(select(Letter).where(Letter.kind == "pupil_erased_soon_home")).all()


@every_kind_of_person
def test_a_person_is_told_two_weeks_ahead_and_erased_on_the_day(night, kind, make, days):
    person = make()
    # A letter goes after a year as well: what was told is asked before.
    night(days - DAYS["notice"] - 1)
    assert letters_about(kind) == []

    night(days - DAYS["notice"])
    assert [letter.context["day"] for letter in letters_about(kind)] == [(DAY + timedelta(days=days)).isoformat()]
    assert run_of(kind).announced == 1

    night(days - 1)
    assert person.erased_at is None

    night(days)
    assert person.erased_at is not None
    assert (run_of(kind).erased, run_of(kind).failed) == (1, 0)
    assert (
        db.session.scalar(select(func.count()).select_from(RetentionNotice).where(RetentionNotice.kind == kind))
        == 0
    )


@every_kind_of_person
def test_whoever_could_not_be_told_in_time_is_told_first(night, kind, make, days):
    """The house was off for a while, or somebody chose a shorter term."""
    person = make()

    night(days + 100)
    assert person.erased_at is None
    told = letters_about(kind)[0].context["day"]
    assert told == (DAY + timedelta(days=days + 100 + DAYS["notice"])).isoformat()

    night(days + 100 + DAYS["notice"] - 1)
    assert person.erased_at is None

    night(days + 100 + DAYS["notice"])
    assert person.erased_at is not None


@every_kind_of_person
def test_one_bad_row_stops_nobody(night, before_erasing, kind, make, days):
    bad, good = make(), make()
    night(days - DAYS["notice"])

    def refuse(row_id):
        if row_id == bad.id:
            raise RuntimeError("a bad row")

    before_erasing(kind, refuse)
    night(days)

    assert bad.erased_at is None
    assert good.erased_at is not None
    assert (run_of(kind).erased, run_of(kind).failed) == (1, 1)


def test_a_row_that_somebody_else_changes_in_that_second_is_done_the_next_night(night, before_erasing):
    person = rejected_volunteer()
    night(DAYS["rejected"] - DAYS["notice"])
    meets = [ChangedMeanwhile]

    def collide(_row_id):
        if meets:
            raise meets.pop()

    before_erasing("rejected_volunteers", collide)
    night(DAYS["rejected"])
    assert person.erased_at is None
    assert (run_of("rejected_volunteers").erased, run_of("rejected_volunteers").failed) == (0, 0)

    night(DAYS["rejected"] + 1)
    assert person.erased_at is not None
    assert run_of("rejected_volunteers").erased == 1


def test_who_comes_back_between_the_list_and_their_turn_stays(night, before_erasing):
    first, second = rejected_volunteer(), rejected_volunteer()
    night(DAYS["rejected"] - DAYS["notice"])

    def comes_back(_row_id):
        db.session.execute(
            update(Volunteer)
            .where(Volunteer.id == second.id)
            .values(state=VolunteerState.INTAKE, state_since=now())
        )

    before_erasing("rejected_volunteers", comes_back)
    night(DAYS["rejected"])

    assert first.erased_at is not None
    assert second.erased_at is None
    assert second.state is VolunteerState.INTAKE
    assert (run_of("rejected_volunteers").erased, run_of("rejected_volunteers").failed) == (1, 0)


@pytest.mark.parametrize("state", [RequestState.WITHDRAWN, RequestState.ON_HOLD])
def test_consent_that_was_refused_or_never_came_is_unfinished_too(night, state):
    pupil = make_pupil()
    make_request(pupil, state=state)
    db.session.execute(delete(Consent))
    db.session.commit()

    night(DAYS["unfinished"] - DAYS["notice"])
    night(DAYS["unfinished"])

    assert pupil.erased_at is not None


def test_where_nobody_can_be_told_nobody_is_waited_for(night):
    pupil = make_pupil(contact_email="")  # a school without contacts, in a region without coordinators
    make_request(pupil, state=RequestState.WITHDRAWN)

    night(DAYS["requests"] - 1)
    assert pupil.erased_at is None
    night(DAYS["requests"])
    assert pupil.erased_at is not None
