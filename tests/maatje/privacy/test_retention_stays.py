"""Who is heard of, hopes or helps stays, however long that takes; the days are counted anew from what happens."""

import pytest
from sqlalchemy import select

from maatje.audit.services import acting
from maatje.clock import now
from maatje.database import db, transaction
from maatje.pairings.life import LIVE, PairingState
from maatje.privacy.models import RetentionRun
from maatje.requests.life import RequestState
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.services import resume_volunteer
from tests.factories import make_pairing, make_pupil, make_request, make_session, make_volunteer
from tests.maatje.privacy.kept import (
    DAYS,
    at_night,
    letters_about,
    make_school_contact_of_new_school,
    pupil_never_helped,
    silent_volunteer,
)


def test_a_volunteer_is_asked_after_half_a_year_whether_they_still_want(night):
    volunteer = silent_volunteer()

    night(DAYS["asked"] - 1)
    assert letters_about("silent_volunteers_asked") == []

    night(DAYS["asked"])
    night(DAYS["asked"] + 1)
    assert [letter.to_address for letter in letters_about("silent_volunteers_asked")] == [volunteer.user.email]
    assert volunteer.erased_at is None


def test_a_volunteer_who_signs_in_stays(night, clock):
    volunteer = silent_volunteer()
    night(DAYS["inactive"] - DAYS["notice"])
    assert len(letters_about("silent_volunteers")) == 1

    clock.move_to(at_night(DAYS["inactive"] - 3))
    make_session(volunteer.user)

    night(DAYS["inactive"])
    night(DAYS["inactive"] + 30)
    assert volunteer.erased_at is None
    assert volunteer.state is VolunteerState.ACTIVE


def test_a_volunteer_who_helps_somebody_is_not_silent(night):
    volunteer = silent_volunteer()
    make_pairing(volunteer=volunteer, state=PairingState.ACTIVE)

    night(DAYS["inactive"] - DAYS["notice"])
    night(DAYS["inactive"])

    assert volunteer.erased_at is None
    assert letters_about("silent_volunteers") == []


def test_a_step_in_their_life_counts_as_news(night, clock):
    volunteer = make_volunteer(state=VolunteerState.PAUSED)
    clock.move_to(at_night(300))
    with transaction():
        resume_volunteer(volunteer, acting(volunteer.user))

    night(DAYS["inactive"])
    night(DAYS["inactive"] + DAYS["notice"])

    assert volunteer.erased_at is None


def test_a_mended_address_gives_the_family_its_time_again(night, clock):
    pupil = make_pupil()
    make_request(pupil, state=RequestState.AWAITING_CONSENT)
    clock.move_to(at_night(20))
    pupil.consent_asked_at = now()
    db.session.commit()

    night(DAYS["unfinished"])
    assert letters_about("unfinished_nominations") == []
    night(20 + DAYS["unfinished"] - DAYS["notice"])
    night(20 + DAYS["unfinished"] - 1)
    assert pupil.erased_at is None
    night(20 + DAYS["unfinished"])
    assert pupil.erased_at is not None


def test_a_pupil_who_asks_again_stays(night):
    pupil = pupil_never_helped()
    night(DAYS["requests"] - DAYS["notice"])
    make_request(pupil)

    night(DAYS["requests"])

    assert pupil.erased_at is None


def test_what_is_changed_after_the_letter_begins_anew(night, clock):
    """Referred is an end; taken up and ended again, the days are counted from there, and told again."""
    pupil = pupil_never_helped(RequestState.REFERRED)
    night(DAYS["requests"] - DAYS["notice"])
    clock.move_to(at_night(DAYS["requests"] - 5))
    pupil.requests[0].state_since = now()
    db.session.commit()

    night(DAYS["requests"])
    assert pupil.erased_at is None
    night(2 * DAYS["requests"] - 5 - DAYS["notice"])
    assert len(letters_about("pupils_never_helped")) == 2
    night(2 * DAYS["requests"] - 5)
    assert pupil.erased_at is not None


HOPEFUL = [
    *(RequestState.SUBMITTED, RequestState.OPEN, RequestState.PROPOSED, RequestState.PAIRED),
    RequestState.ON_HOLD,  # to which somebody agreed
]


@pytest.mark.parametrize("state", HOPEFUL)
def test_a_pupil_who_still_hopes_stays_however_long_it_takes(night, state):
    """The clock has no step for a running request: it may not get as far as trying."""
    pupil = make_pupil(make_school_contact_of_new_school())
    request = make_request(pupil, state=state)

    night(5000)
    night(5000 + DAYS["notice"])

    assert (pupil.erased_at, request.state) == (None, state)
    assert [run.failed for run in db.session.scalars(select(RetentionRun)) if run.failed] == []
    assert letters_about("pupils_never_helped") + letters_about("unfinished_nominations") == []


@pytest.mark.parametrize("state", sorted(LIVE))
def test_who_helps_or_is_helped_now_stays_however_long_it_takes(night, state):
    pupil = make_pupil(make_school_contact_of_new_school())
    pairing = make_pairing(make_request(pupil), state=state, started_at=now(), meeting_link="https://x.nl/1")

    night(5000)
    night(5000 + DAYS["notice"])

    assert (pupil.erased_at, pairing.volunteer.erased_at) == (None, None)
    assert (pairing.state, pairing.meeting_link) == (state, "https://x.nl/1")
    assert [run.failed for run in db.session.scalars(select(RetentionRun)) if run.failed] == []
