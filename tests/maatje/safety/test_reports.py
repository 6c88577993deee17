"""Who is reported helps nobody from that moment, until a coordinator of their region has decided."""

from datetime import timedelta

import pytest
import time_machine

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile, acting
from maatje.clock import now, today
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import queries as pairing_queries
from maatje.pairings import services as pairing_services
from maatje.pairings.life import PairingState
from maatje.pairings.models import ContactBlock, Pairing
from maatje.privacy import terms
from maatje.privacy.erasing import erase_volunteer
from maatje.regions.queries import region_ids_of
from maatje.requests.life import RequestState
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.safety import queries, services
from maatje.safety.life import ReportState
from maatje.safety.models import VolunteerReport
from maatje.times import moment_of
from maatje.volunteers import screening
from maatje.volunteers import services as volunteer_services
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, VogStatus, Volunteer
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_proposal,
    make_pupil,
    make_region,
    make_report,
    make_request,
    make_school_contact,
)
from tests.maatje.pairings.conftest import do, family_link, letters, new_letters
from tests.soundness import assert_page_is_sound

FRIDAY_FOUR = moment_of(4, 16)
DECISIONS = [ReportState.UNFOUNDED, ReportState.SPOKEN, ReportState.STOPPED]


def reports():
    return db.session.scalars(db.select(VolunteerReport).order_by(VolunteerReport.id)).all()


def reported(pairing, by, **how):
    return do(lambda: services.report_volunteer(pairing, by, **how))


def decided(report, decision, by):
    return do(lambda: services.decide_report(report, decision, by))


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


def second_running(people, pair):
    """Another pupil of the same school and volunteer, whose help runs too."""
    people.volunteer.places = 3
    people.volunteer.weekly_times |= {FRIDAY_FOUR}
    pupil = make_pupil(
        people.school,
        contact_email="ander@example.nl",
        nominated_by_id=people.mentor.id,
        weekly_times=frozenset({FRIDAY_FOUR}),
    )
    pairing = pair(request=make_request(pupil, state=RequestState.PROPOSED), moments=(FRIDAY_FOUR,))
    do(lambda: pairing_services.accept_offer(pairing, people.by_volunteer))
    do(lambda: pairing_services.confirm_handover(pairing, people.by_school))
    return pairing


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


def test_a_volunteer_reports_nobody_they_pass_on_a_worry(people, at):
    pairing = at("active")

    with pytest.raises(MoveNotAllowed), transaction():
        services.report_volunteer(pairing, people.by_volunteer)

    assert reports() == []


def test_the_volunteer_is_told_kindly_and_not_who_or_what(people, at, sign_in):
    reported(at("active"), people.by_school)

    page = sign_in(people.volunteer.user).get("/mijn-pagina").text

    assert "Je hulp staat even op pauze" in page
    assert "Ik doe weer mee" not in page
    for word in ("melding", "gemeld", "Mies"):
        assert word not in page.lower().replace("meld je", "")


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

    with pytest.raises(pairing_services.HelpStandsStill), transaction():
        act(pairing, people)

    db.session.expire_all()
    assert pairing.state == state


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


def test_what_was_decided_before_stands_on_top_of_the_page_about_the_volunteer(people, at, sign_in):
    report = reported(at("active"), people.by_family)
    visitor = sign_in(people.coordinator)
    address = f"/vrijwilligers/{people.volunteer.id}"
    assert "stil tot jij beslist" in visitor.get(address).text

    decided(report, ReportState.STOPPED, people.by_coordinator)

    page = visitor.get(address).text
    assert "stil tot jij beslist" not in page
    assert page.index(f"/meldingen/{report.id}") < page.index("Klaar om te beginnen?")


def test_who_wants_no_contact_reads_of_an_end_and_not_of_a_pause(people, at):
    before = letters()

    reported(at("active"), people.by_family, no_contact=True)

    kinds = {kind for kind, _ in new_letters(before)}
    assert "pairing_ended_school" in kinds
    assert not {kind for kind in kinds if kind.startswith("pairing_paused")}


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


@pytest.mark.parametrize("actor", [actor for actor in Actor if actor is not Actor.COORDINATOR])
@pytest.mark.parametrize("decision", DECISIONS)
def test_only_a_coordinator_decides(people, at, actor, decision):
    report = reported(at("active"), people.by_family)

    with pytest.raises(MoveNotAllowed), transaction():
        services.decide_report(report, decision, By(actor, people.mentor.id))


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


def report_often(pairing, by, times, people):
    for _ in range(times):
        decided(reported(pairing, by), ReportState.UNFOUNDED, people.by_coordinator)


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


def test_a_school_that_reported_too_often_reads_that_it_is_not_recorded(people, at, sign_in):
    pairing = at("active")
    report_often(pairing, people.by_school, 5, people)

    page = sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/melden", follow_redirects=True).text

    assert "Er kwamen al meldingen. Bel nu" in page
    assert "De regio-coördinator weet het nu" not in page
    assert len(reports()) == 5
    assert people.volunteer.state is VolunteerState.ACTIVE


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


def test_the_pages_say_how_long_is_kept_as_an_administrator_chose_it(people, at, sign_in):
    pairing = at("paused")
    report = make_report(pairing)
    chosen = terms.days_kept() | {"reports": 800, "concerns": 61}
    with transaction():
        terms.choose_days(chosen, make_administrator(), By(Actor.ADMINISTRATOR))

    assert "800 dagen na het besluit" in sign_in(people.coordinator).get(f"/meldingen/{report.id}").text
    assert "61 dagen na het afsluiten" in sign_in(people.mentor).get(f"/koppelingen/{pairing.id}/zorgen").text


def test_a_report_is_read_by_coordinators_of_the_volunteers_region_only_and_every_look_is_noted(
    people, at, sign_in
):
    report = make_report(at("paused"))

    page = sign_in(people.coordinator).get(f"/meldingen/{report.id}")
    assert_page_is_sound(page.text)
    seen = db.select(AuditEvent.object_id).where(
        AuditEvent.action == "report.viewed", AuditEvent.user_id == people.coordinator.id
    )
    assert db.session.scalars(seen).all() == [report.id]
    stranger = make_coordinator(make_region("Drenthe"))
    assert sign_in(stranger).get(f"/meldingen/{report.id}").status_code == 404
    assert sign_in(stranger).post(f"/meldingen/{report.id}/besluit").status_code == 404
    assert sign_in(people.mentor).get(f"/meldingen/{report.id}").status_code == 403
    assert "Melding van" not in sign_in(people.mentor).get("/veiligheid").text


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


def test_a_family_reports_behind_its_link_with_the_numbers_first(people, at, client):
    pairing = at("active")
    link = f"{family_link(pairing)}/melden"
    assert "/melden" in client.get(family_link(pairing)).text

    page = client.get(link)
    assert_page_is_sound(page.text)
    assert page.text.index("tel:112") < page.text.index("<form")
    assert "<textarea" not in page.text
    answer = client.post(link, follow_redirects=True)

    assert "Bedankt voor het melden" in answer.text
    assert people.volunteer.state is VolunteerState.PAUSED
    assert client.get(link[:-9] + "x/melden").status_code == 404


def test_a_family_that_wants_no_contact_has_none_from_then_on(people, at, client):
    pairing = at("active")
    link = family_link(pairing)

    client.post(f"{link}/melden", data={"no_contact": "y"})

    assert db.session.scalar(db.select(db.func.count(ContactBlock.id))) == 1
    assert pairing.state is PairingState.ENDED
    assert client.get(link).status_code == 410
    assert client.get(f"{link}/melden").status_code == 410


@pytest.mark.parametrize(("failures", "stored"), [(1, 1), (2, 0)])
def test_a_report_that_met_somebody_else_is_tried_again_and_never_said_to_be_done(
    people, at, sign_in, monkeypatch, failures, stored
):
    pairing = at("active")
    really, left = services.report_volunteer, [None] * failures

    def collides(*args, **how):
        if left:
            left.pop()
            raise ChangedMeanwhile
        return really(*args, **how)

    monkeypatch.setattr(services, "report_volunteer", collides)
    page = sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/melden", follow_redirects=True).text

    assert len(reports()) == stored
    assert ("nog niet vastgelegd" in page) is not bool(stored)


def test_a_school_reports_from_the_page_of_the_pairing(people, at, sign_in):
    pairing = at("active")
    visitor = sign_in(people.mentor)
    assert f"/koppelingen/{pairing.id}/melden" in visitor.get(f"/koppelingen/{pairing.id}").text

    visitor.post(f"/koppelingen/{pairing.id}/melden")

    assert [report.reported_by_id for report in reports()] == [people.mentor.id]
    assert sign_in(make_school_contact()).post(f"/koppelingen/{pairing.id}/melden").status_code == 404


def test_a_place_stays_taken_and_no_new_pupil_comes(people, at):
    reported(at("active"), people.by_school)

    assert pairing_queries.live_pairings_of(people.volunteer.id)
    assert not volunteer_services.take_place(people.volunteer.id)
    assert db.session.get_one(Volunteer, people.volunteer.id).places_taken == 1
