"""Only a coordinator of the volunteer's region decides on a report; then the volunteer goes on, or has stopped."""

import pytest

from maatje.clock import today
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import services as pairing_services
from maatje.pairings.life import PairingState
from maatje.privacy.erasing import erase_volunteer
from maatje.regions.queries import region_ids_of
from maatje.requests.life import RequestState
from maatje.safety import queries, services
from maatje.safety.life import ReportState
from maatje.volunteers import screening
from maatje.volunteers import services as volunteer_services
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, VogStatus
from tests.factories import make_coordinator, make_region
from tests.maatje.pairings.conftest import do, letters, new_letters
from tests.maatje.safety.reporting import decided, reported, reports

DECISIONS = [ReportState.UNFOUNDED, ReportState.SPOKEN, ReportState.STOPPED]


def test_nobody_but_a_decision_lets_them_go_on(people, at, sign_in):
    pairing = at("active")
    reported(pairing, people.by_family)

    sign_in(people.volunteer.user).post("/mijn-pagina/hervatten")
    sign_in(people.volunteer.user).post(f"/mijn-koppelingen/{pairing.id}/hervatten")
    sign_in(people.coordinator).post(f"/vrijwilligers/{people.volunteer.id}/hervatten")
    sign_in(people.coordinator).post(f"/koppelingen/{pairing.id}/hervatten")
    sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/hervatten")

    assert people.volunteer.state is VolunteerState.PAUSED
    assert pairing.state is PairingState.PAUSED


def test_who_stopped_and_comes_back_is_not_activated_before_the_decision(people, at):
    pairing = at("active")
    report = reported(pairing, people.by_family)
    do(lambda: volunteer_services.stop_volunteer(people.volunteer, people.by_volunteer))
    do(lambda: screening.start_intake(people.volunteer, people.by_coordinator))

    with pytest.raises(MoveNotAllowed), transaction():
        screening.activate_volunteer(people.volunteer, people.by_coordinator)

    db.session.expire_all()
    decided(report, ReportState.UNFOUNDED, people.by_coordinator)
    do(lambda: screening.activate_volunteer(people.volunteer, people.by_coordinator))
    assert people.volunteer.state is VolunteerState.ACTIVE


@pytest.mark.parametrize("decision", [ReportState.UNFOUNDED, ReportState.SPOKEN])
def test_after_the_decision_the_volunteer_goes_on_and_each_pairing_when_somebody_says_so(people, at, decision):
    pairing = at("active")
    report = reported(pairing, people.by_family)
    before = letters()

    decided(report, decision, people.by_coordinator)

    assert people.volunteer.state is VolunteerState.ACTIVE
    assert pairing.state is PairingState.PAUSED
    assert letters()[len(before) :] == [("help_goes_on", people.volunteer.user.email)]
    assert (report.decided_by_id, report.state) == (people.coordinator.id, decision)
    do(lambda: pairing_services.resume_pairing(pairing, people.by_school))
    assert pairing.state is PairingState.ACTIVE


def test_after_stopping_no_pairing_is_left_and_the_pupil_waits_again(people, at):
    pairing = at("active")
    report = reported(pairing, people.by_family)

    decided(report, ReportState.STOPPED, people.by_coordinator)

    assert people.volunteer.state is VolunteerState.STOPPED
    assert pairing.state is PairingState.ENDED
    assert people.request.state is RequestState.OPEN


def test_of_two_reports_the_last_decision_lets_them_go_on(people, at):
    pairing = at("active")
    first, second = reported(pairing, people.by_family), reported(pairing, people.by_school)

    decided(first, ReportState.UNFOUNDED, people.by_coordinator)
    assert people.volunteer.state is VolunteerState.PAUSED
    decided(second, ReportState.UNFOUNDED, people.by_coordinator)

    assert people.volunteer.state is VolunteerState.ACTIVE


def test_who_had_a_pause_of_their_own_keeps_it(people, at):
    pairing = at("active")
    do(lambda: volunteer_services.pause_volunteer(people.volunteer, people.by_volunteer))
    report = reported(pairing, people.by_family)

    decided(report, ReportState.UNFOUNDED, people.by_coordinator)

    assert people.volunteer.state is VolunteerState.PAUSED
    do(lambda: volunteer_services.resume_volunteer(people.volunteer, people.by_volunteer))


def test_a_new_vog_does_not_bring_back_who_was_reported_meanwhile(people, at):
    pairing = at("active")
    with transaction():
        people.volunteer.state = VolunteerState.PAUSED
        people.volunteer.paused_because = PauseReason.VOG
        people.volunteer.vog_status = VogStatus.NEEDED
    reported(pairing, people.by_school)
    seen = screening.Screening(vog_status=VogStatus.SEEN, vog_issued_on=today())

    do(lambda: screening.record_screening(people.volunteer, seen, people.by_coordinator))

    assert people.volunteer.vog_is_valid_on(today())
    assert people.volunteer.state is VolunteerState.PAUSED
    decided(reports()[0], ReportState.UNFOUNDED, people.by_coordinator)
    assert (people.volunteer.state, people.volunteer.paused_because) == (VolunteerState.ACTIVE, None)


def test_a_report_can_be_decided_on_when_the_vog_lapsed_meanwhile(people, at):
    pairing = at("active")
    people.pairing = pairing
    with transaction():
        pairing.programme.requires_vog = True
        people.volunteer.programmes = [pairing.programme]
    report = reported(pairing, people.by_school)
    with transaction():
        people.volunteer.vog_recheck_on = today()
        people.volunteer.vog_status = VogStatus.SEEN
    before = letters()

    decided(report, ReportState.SPOKEN, people.by_coordinator)

    assert report.state is ReportState.SPOKEN
    assert (people.volunteer.state, people.volunteer.paused_because) == (VolunteerState.PAUSED, PauseReason.VOG)
    assert new_letters(before) == set()


def test_who_is_reported_cannot_make_the_report_go_away_by_being_erased(people, at, sign_in):
    report = reported(at("active"), people.by_school)
    do(lambda: erase_volunteer(people.volunteer, people.by_volunteer))

    page = sign_in(people.coordinator).get(f"/meldingen/{report.id}")

    assert page.status_code == 200
    decided(report, ReportState.STOPPED, people.by_coordinator)
    assert reports()[0].state is ReportState.STOPPED


def test_in_another_region_other_coordinators_are_told_and_decide(people, at):
    report = reported(at("active"), people.by_school)
    elsewhere = make_coordinator(make_region("Zeeland"))
    before = letters()

    with transaction():
        people.volunteer.region_id = db.session.scalar(region_ids_of(elsewhere))
        volunteer_services.volunteer_moved.send(people.volunteer, by=people.by_volunteer)

    assert ("volunteer_reported", elsewhere.email) in new_letters(before)
    assert report in db.session.scalars(queries.reports_visible_to(elsewhere)).all()


@pytest.mark.parametrize("actor", [actor for actor in Actor if actor is not Actor.COORDINATOR])
@pytest.mark.parametrize("decision", DECISIONS)
def test_only_a_coordinator_decides(people, at, actor, decision):
    report = reported(at("active"), people.by_family)

    with pytest.raises(MoveNotAllowed), transaction():
        services.decide_report(report, decision, By(actor, people.mentor.id))


def test_the_coordinator_decides_on_the_page_and_must_choose(people, at, sign_in):
    report = reported(at("active"), people.by_family)
    visitor = sign_in(people.coordinator)
    assert "Er is 1 melding" in visitor.get("/overzicht").text
    assert "Er is een melding over deze vrijwilliger" in visitor.get(f"/vrijwilligers/{people.volunteer.id}").text

    assert visitor.post(f"/meldingen/{report.id}/besluit").status_code == 422
    visitor.post(f"/meldingen/{report.id}/besluit", data={"decision": "open"})
    assert report.state is ReportState.OPEN
    visitor.post(f"/meldingen/{report.id}/besluit", data={"decision": "spoken"})

    assert report.state is ReportState.SPOKEN
    assert "Er is 1 melding" not in visitor.get("/overzicht").text
