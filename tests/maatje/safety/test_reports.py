"""Who is reported helps nobody from that moment, until a coordinator of their region has decided."""

from datetime import timedelta

import pytest
import time_machine

from maatje.audit.services import acting
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.pairings import errors
from maatje.pairings import queries as pairing_queries
from maatje.pairings import services as pairing_services
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.safety import services
from maatje.safety.life import ReportState
from maatje.volunteers import services as volunteer_services
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from tests.factories import make_administrator, make_proposal, make_pupil, make_request, make_school_contact
from tests.maatje.pairings.conftest import do, letters, new_letters
from tests.maatje.safety.reporting import decided, report_often, reported, reports, second_running


@pytest.mark.parametrize("who", ["by_school", "by_family", "by_coordinator"])
def test_a_report_stops_the_volunteer_at_once_and_tells_who_must_know(people, at, who):
    pairing = at("active")
    before = letters()

    report = reported(pairing, getattr(people, who))

    assert report.state is ReportState.OPEN
    assert people.volunteer.state is VolunteerState.PAUSED
    assert pairing.state is PairingState.PAUSED
    assert new_letters(before) == {
        ("volunteer_reported", people.coordinator.email),
        ("help_stands_still", people.volunteer.user.email),
        ("pairing_paused_school", people.mentor.email),
        ("pairing_paused_family", "ouder@example.nl"),
    }


def test_a_report_voids_what_was_proposed(people, at):
    pairing = at("active")
    people.volunteer.places = 3
    other = make_request(make_pupil(people.school, contact_email="ander@example.nl"))
    proposal = make_proposal(request=other, volunteer=people.volunteer)

    reported(pairing, people.by_family)

    assert proposal.state is ProposalState.VOID
    assert other.state is RequestState.OPEN
    assert db.session.scalars(db.select(Proposal.state)).all() == [ProposalState.VOID]


def test_every_running_pairing_of_the_volunteer_stands_still_and_each_family_knows(people, at, pair):
    pairing = at("active")
    other = second_running(people, pair)
    assert other.state is PairingState.ACTIVE
    before = letters()

    reported(pairing, people.by_family)

    assert [one.state for one in (pairing, other)] == [PairingState.PAUSED] * 2
    told = letters()[len(before) :]
    assert ("pairing_paused_family", "ouder@example.nl") in told
    assert ("pairing_paused_family", "ander@example.nl") in told
    assert told.count(("pairing_paused_school", people.mentor.email)) == 2
    assert told.count(("help_stands_still", people.volunteer.user.email)) == 1


def test_a_volunteer_reports_nobody_they_pass_on_a_concern(people, at):
    pairing = at("active")

    with pytest.raises(MoveNotAllowed), transaction():
        services.report_volunteer(pairing, people.by_volunteer)

    assert reports() == []


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("offered", lambda pairing, people: pairing_services.accept_offer(pairing, people.by_volunteer)),
        ("handover", lambda pairing, people: pairing_services.confirm_handover(pairing, people.by_school)),
    ],
)
def test_what_has_yet_to_start_does_not_start_meanwhile(people, at, state, act):
    pairing = at(state)
    reported(pairing, people.by_school)

    with pytest.raises(errors.HelpStandsStill), transaction():
        act(pairing, people)

    db.session.expire_all()
    assert pairing.state == state


def test_who_had_a_pause_of_their_own_is_told_that_somebody_phones(people, at):
    pairing = at("active")
    do(lambda: volunteer_services.pause_volunteer(people.volunteer, people.by_volunteer))
    before = letters()

    reported(pairing, people.by_family)

    assert ("help_stands_still", people.volunteer.user.email) in new_letters(before)


def test_who_stopped_helping_is_not_told_that_their_help_stands_still(people, at):
    pairing = at("active")
    do(lambda: volunteer_services.stop_volunteer(people.volunteer, people.by_volunteer))
    before = letters()

    reported(pairing, people.by_family)

    assert new_letters(before) == {("volunteer_reported", people.coordinator.email)}


def test_three_reporters_make_one_letter_to_the_volunteer(people, at):
    pairing = at("active")
    for by in (people.by_school, people.by_family, people.by_coordinator):
        reported(pairing, by)

    told = [kind for kind, to in letters() if kind == "help_stands_still"]
    assert told == ["help_stands_still"]


def test_the_same_reporter_makes_one_report_and_after_three_in_a_month_is_asked_to_phone(people, at):
    pairing = at("active")
    for _ in range(3):
        report = reported(pairing, people.by_family)
        assert reported(pairing, people.by_family) is report
        decided(report, ReportState.UNFOUNDED, people.by_coordinator)

    with pytest.raises(services.TooManyReports), transaction():
        services.report_volunteer(pairing, people.by_family)

    assert len(reports()) == 3
    assert people.volunteer.state is VolunteerState.ACTIVE
    with time_machine.travel(now() + timedelta(days=31)):
        reported(pairing, people.by_family)


def test_a_limit_of_one_family_shuts_out_no_other_reporter(people, at, pair):
    pairing, of_other_family = at("active"), second_running(people, pair)
    report_often(pairing, people.by_family, 3, people)

    assert reported(of_other_family, people.by_family).state is ReportState.OPEN
    assert reported(pairing, people.by_school).state is ReportState.OPEN


def test_somebody_of_a_school_reports_five_times_a_month_whichever_the_pupil_and_then_phones(people, at, pair):
    pairing, other = at("active"), second_running(people, pair)
    report_often(pairing, people.by_school, 3, people)
    report_often(other, people.by_school, 2, people)

    with pytest.raises(services.TooManyReports), transaction():
        services.report_volunteer(pairing, people.by_school)

    assert len(reports()) == 5
    assert people.volunteer.state is VolunteerState.ACTIVE
    colleague = acting(make_school_contact(people.school))
    assert reported(pairing, colleague).state is ReportState.OPEN


def test_a_coordinator_who_decides_on_reports_may_make_any_number(people, at):
    pairing = at("active")

    report_often(pairing, people.by_coordinator, 6, people)

    assert len(reports()) == 6


def report_for(pairing_id, by):
    services.report_volunteer(db.session.get_one(Pairing, pairing_id), by)


def hand_over(pairing_id, by):
    pairing_services.confirm_handover(db.session.get_one(Pairing, pairing_id), by)


def test_reported_eight_times_at_one_moment_is_one_report(people, at, at_once):
    pairing = at("active")

    came_out = at_once(*[(report_for, (pairing.id, people.by_family))] * 8)

    assert came_out.get("done", 0) >= 1
    assert set(came_out) <= {"done", "ChangedMeanwhile"}
    assert len(reports()) == 1
    assert people.volunteer.state is VolunteerState.PAUSED


def test_a_handover_at_the_moment_of_a_report_leaves_nothing_running(people, at, at_once):
    pairing = at("handover")

    at_once((report_for, (pairing.id, people.by_family)), (hand_over, (pairing.id, people.by_school)))

    db.session.expire_all()
    assert len(reports()) == 1
    assert pairing.state in (PairingState.HANDOVER, PairingState.PAUSED)


def test_a_place_stays_taken_and_no_new_pupil_comes(people, at):
    reported(at("active"), people.by_school)

    assert pairing_queries.live_pairings_of(people.volunteer.id)
    assert not volunteer_services.take_place(people.volunteer.id)
    assert db.session.get_one(Volunteer, people.volunteer.id).places_taken == 1


def test_who_wants_no_contact_reads_of_an_end_and_not_of_a_pause(people, at):
    before = letters()

    reported(at("active"), people.by_family, no_contact=True)

    kinds = {kind for kind, _ in new_letters(before)}
    assert "pairing_ended_school" in kinds
    assert not {kind for kind in kinds if kind.startswith("pairing_paused")}


@pytest.mark.parametrize("act", [services.report_volunteer, services.raise_concern])
def test_where_nobody_coordinates_the_administrators_hear_that_something_waits(people, at, act):
    pairing, administrator = at("active"), make_administrator()
    with transaction():
        people.coordinator.deactivated_at = now()
    before = letters()

    do(lambda: act(pairing, people.by_school))

    assert ("region_without_coordinator", administrator.email) in new_letters(before)
