"""What happens before and on the day that a VOG no longer counts. The clock is moved."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.clock import today
from maatje.database import db
from maatje.life import Actor
from maatje.pairings.life import PairingState
from maatje.requests.life import RequestState
from maatje.rounds.life import ProposalState
from maatje.volunteers.lapsing import let_vog_lapse
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, Volunteer
from tests.factories import (
    make_coordinator,
    make_pairing,
    make_programme,
    make_proposal,
    make_region,
    make_request,
    make_volunteer,
)
from tests.maatje.volunteers.the_day import THE_DAY, kinds, letters, sweep_on


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (8, 1), (7, 1), (1, 1)])
def test_volunteer_and_coordinator_are_told_some_days_before(helping, coordinator, days, told):
    sweep_on(THE_DAY - timedelta(days=days))

    both = [
        ("vog_lapses_soon", helping.volunteer.user.email),
        ("vog_lapses_soon_coordinator", coordinator.email),
    ]
    assert letters() == both * told
    assert helping.volunteer.state is VolunteerState.ACTIVE


def test_they_are_told_at_thirty_days_and_at_seven_and_not_every_day(helping):
    for days in range(40, 0, -1):
        sweep_on(THE_DAY - timedelta(days=days))

    assert kinds() == ["vog_lapses_soon"] * 2 + ["vog_lapses_soon_coordinator"] * 2


def test_a_new_date_is_a_new_reminder(helping):
    sweep_on(THE_DAY - timedelta(days=5))
    helping.volunteer.vog_recheck_on = THE_DAY + timedelta(days=900)
    db.session.commit()

    sweep_on(THE_DAY + timedelta(days=895))

    assert kinds().count("vog_lapses_soon") == 2


def test_the_days_of_reminding_are_a_setting(helping, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "vog_reminder_days", (60,))

    sweep_on(THE_DAY - timedelta(days=60))
    sweep_on(THE_DAY - timedelta(days=7))

    assert kinds().count("vog_lapses_soon") == 1


def test_on_the_day_the_volunteer_and_the_running_help_are_paused_and_all_are_told(helping, coordinator):
    volunteer = helping.volunteer

    sweep_on(THE_DAY)

    assert (volunteer.state, volunteer.paused_because) == (VolunteerState.PAUSED, PauseReason.VOG)
    assert helping.state is PairingState.PAUSED
    assert helping.request.state is RequestState.PAIRED
    assert kinds() == [
        "pairing_paused_family",
        "pairing_paused_school",
        "pairing_paused_volunteer",
        "vog_missing",
        "vog_missing_coordinator",
    ]
    events = db.session.execute(select(AuditEvent.action, AuditEvent.actor).order_by(AuditEvent.id))
    assert [tuple(event) for event in events] == [
        ("volunteer.paused", Actor.CLOCK),
        ("volunteer.vog_lapsed", Actor.CLOCK),
        ("pairing.paused", Actor.CLOCK),
    ]


@pytest.mark.parametrize(("day", "hour", "state"), [(0, 6, "active"), (0, 7, "paused"), (-1, 23, "active")])
def test_nothing_stops_before_the_morning_of_the_day(helping, day, hour, state):
    sweep_on(THE_DAY + timedelta(days=day), hour)

    assert helping.volunteer.state == state


def test_what_was_missed_while_nothing_ran_is_done_later_once(helping):
    sweep_on(THE_DAY + timedelta(days=12))
    sweep_on(THE_DAY + timedelta(days=13))

    assert helping.state is PairingState.PAUSED
    assert kinds().count("vog_missing") == 1


def test_who_chose_a_pause_keeps_that_pause_but_running_help_stands_still(helping):
    helping.volunteer.state = VolunteerState.PAUSED
    db.session.commit()

    sweep_on(THE_DAY)
    sweep_on(THE_DAY + timedelta(days=1))

    assert (helping.volunteer.state, helping.volunteer.paused_because) == (VolunteerState.PAUSED, None)
    assert helping.state is PairingState.PAUSED
    assert kinds().count("vog_missing") == 1


def test_help_that_asks_no_vog_goes_on(helping):
    other = make_programme("maatje", requires_vog=False)
    helping.volunteer.programmes.append(other)
    going_on = make_pairing(
        make_request(programme=other), helping.volunteer, state=PairingState.ACTIVE, weekly_moments=frozenset({40})
    )

    sweep_on(THE_DAY)

    assert (helping.state, going_on.state) == (PairingState.PAUSED, PairingState.ACTIVE)


def test_a_programme_that_asks_no_vog_pauses_nobody(coordinator):
    programme = make_programme("maatje", requires_vog=False)
    volunteer = make_volunteer(programmes=[programme], vog_recheck_on=THE_DAY)

    sweep_on(THE_DAY)

    assert volunteer.state is VolunteerState.ACTIVE
    assert kinds() == []


def test_a_proposal_that_waits_is_void_and_its_pupil_waits_again(coordinator):
    volunteer = make_volunteer(vog_recheck_on=THE_DAY)
    proposal = make_proposal(volunteer=volunteer)

    sweep_on(THE_DAY)

    assert (proposal.state, proposal.request.state) == (ProposalState.VOID, RequestState.OPEN)


def test_a_pairing_that_waits_for_an_answer_stays_and_lapses_by_itself(coordinator):
    volunteer = make_volunteer(vog_recheck_on=THE_DAY)
    pairing = make_pairing(volunteer=volunteer)

    sweep_on(THE_DAY)

    assert pairing.state is PairingState.OFFERED


def test_the_other_regions_coordinators_hear_of_the_pairing_too(helping):
    elsewhere = make_coordinator(make_region("Zeeland"))
    helping.request.pupil.school.region_id = make_region("Zeeland").id
    db.session.commit()

    sweep_on(THE_DAY)

    assert ("pairing_paused_coordinator", elsewhere.email) in letters()


def test_sweeps_at_the_same_moment_tell_everybody_once(helping, coordinator, at_once):
    helping.volunteer.vog_recheck_on = today()
    db.session.commit()

    came_out = at_once(*[(lapse, (helping.volunteer_id,))] * 4)

    assert came_out == {"done": 4}
    assert helping.state is PairingState.PAUSED
    assert kinds().count("vog_missing") == 1
    assert kinds().count("pairing_paused_family") == 1


def lapse(volunteer_id):
    let_vog_lapse(db.session.get_one(Volunteer, volunteer_id))
