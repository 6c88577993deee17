"""What happens before and on the day that a VOG or a code of conduct no longer counts. The clock is moved."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.clock import AMSTERDAM, today
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.volunteers import conduct
from maatje.volunteers.jobs import sweep_gates
from maatje.volunteers.lapsing import stop_for_vog
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, VogStatus, Volunteer
from maatje.volunteers.services import VogMissing, resume_volunteer, stop_volunteer
from tests.factories import (
    make_coordinator,
    make_pairing,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_volunteer,
)

THE_DAY = date(2027, 3, 10)


def sweep_on(day, hour=9):
    """The sweep at that hour in the Netherlands, and once more, as every worker does."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM), tick=False):
        sweep_gates()
        sweep_gates()
    db.session.expire_all()


def letters():
    return sorted(tuple(row) for row in db.session.execute(select(Letter.kind, Letter.to_address)))


def kinds():
    return sorted(db.session.scalars(select(Letter.kind)))


@pytest.fixture
def coordinator(app):
    return make_coordinator()


@pytest.fixture
def helping(coordinator):
    """A running pairing whose volunteer's VOG is asked again on THE_DAY."""
    mentor = make_school_contact()
    school = make_school()
    pupil = make_pupil(school, nominated_by_id=mentor.id)
    volunteer = make_volunteer(vog_recheck_on=THE_DAY)
    return make_pairing(make_request(pupil), volunteer, state=PairingState.ACTIVE)


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


def test_nobody_resumes_while_the_vog_is_missing_not_even_by_hand(helping, coordinator, sign_in):
    sweep_on(THE_DAY)
    with time_machine.travel(datetime(2027, 3, 11, 12, tzinfo=AMSTERDAM)):
        for by in (By(Actor.VOLUNTEER, helping.volunteer.user_id), By(Actor.COORDINATOR, coordinator.id)):
            with pytest.raises(VogMissing), transaction():
                resume_volunteer(db.session.get(Volunteer, helping.volunteer_id), by)
        page = sign_in(helping.volunteer.user).get("/mijn-pagina").text
        assert "Vraag een nieuwe VOG aan" in page
        assert "Ik doe weer mee" not in page
        visitor = sign_in(coordinator)
        answer = visitor.post(f"/vrijwilligers/{helping.volunteer_id}/hervatten", follow_redirects=True)
        assert "Dat kan pas als je een nieuwe VOG hebt gezien" in answer.text
        answer = visitor.post(f"/koppelingen/{helping.id}/hervatten", follow_redirects=True)
        assert "Ontbreekt: geldige VOG gezien." in answer.text
    assert (helping.volunteer.state, helping.state) == (VolunteerState.PAUSED, PairingState.PAUSED)


def test_a_new_vog_brings_the_volunteer_back_and_the_coordinator_the_help(helping, coordinator, sign_in):
    sweep_on(THE_DAY)
    with time_machine.travel(datetime(2027, 3, 20, 12, tzinfo=AMSTERDAM)):
        seen = {
            "vog_status": "seen",
            "vog_issued_on": "15-3-2027",
            "vog_recheck_on": f"{THE_DAY:%d-%m-%Y}",  # as the box was
            "vog_aspects": "84, 85",
            "vog_reference": "K12",
        }
        visitor = sign_in(coordinator)
        answer = visitor.post(f"/vrijwilligers/{helping.volunteer_id}", data=seen, follow_redirects=True)
        volunteer = helping.volunteer
        assert "Hervat zelf de koppelingen" in answer.text
        assert (volunteer.state, volunteer.paused_because) == (VolunteerState.ACTIVE, None)
        assert volunteer.vog_aspects == "84, 85"
        assert volunteer.vog_recheck_on == date(2030, 3, 15)
        assert helping.state is PairingState.PAUSED
        visitor.post(f"/koppelingen/{helping.id}/hervatten")
        assert helping.state is PairingState.ACTIVE
    assert "vog_seen_again" in kinds()


def test_a_vog_that_is_taken_back_stops_the_help_at_once(helping, coordinator, sign_in):
    helping.volunteer.vog_recheck_on = today() + timedelta(days=100)  # it counts, whatever day it is
    db.session.commit()

    answer = sign_in(coordinator).post(
        f"/vrijwilligers/{helping.volunteer_id}", data={"vog_status": "needed"}, follow_redirects=True
    )

    assert "Deze vrijwilliger heeft nu pauze" in answer.text
    assert (helping.volunteer.state, helping.state) == (VolunteerState.PAUSED, PairingState.PAUSED)
    assert helping.volunteer.paused_because is PauseReason.VOG
    assert db.session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "pairing.paused")).all() == [
        Actor.COORDINATOR
    ]


def test_that_no_vog_is_needed_is_refused_where_a_programme_asks_one(coordinator, sign_in):
    asks = make_volunteer(vog_status=VogStatus.NEEDED)
    free = make_volunteer(programmes=[make_programme("maatje", requires_vog=False)], vog_status=VogStatus.NEEDED)
    visitor = sign_in(coordinator)

    refused = visitor.post(f"/vrijwilligers/{asks.id}", data={"vog_status": "not_needed"})
    visitor.post(f"/vrijwilligers/{free.id}", data={"vog_status": "not_needed"})

    assert refused.status_code == 422
    assert "waarvoor een VOG nodig is" in refused.text
    assert (asks.vog_status, free.vog_status) == (VogStatus.NEEDED, VogStatus.NOT_NEEDED)


def test_who_spoke_to_references_and_when_is_noted_and_nothing_of_who_they_are(coordinator, sign_in):
    volunteer = make_volunteer(programmes=[make_programme(references_asked=2, minimum_age=21)])
    noted = {"vog_status": "needed", "references_checked": "2", "least_age": "23"}

    page = sign_in(coordinator).post(f"/vrijwilligers/{volunteer.id}", data=noted, follow_redirects=True).text

    assert (volunteer.references_checked, volunteer.references_checked_on) == (2, today())
    assert (volunteer.references_checked_by_id, volunteer.least_age) == (coordinator.id, 23)
    assert f"door {coordinator.full_name}" in page


def test_an_old_vog_is_warned_about_and_not_refused(coordinator, sign_in):
    volunteer = make_volunteer(vog_status=VogStatus.NEEDED)
    old = f"{today() - timedelta(days=100):%d-%m-%Y}"

    answer = sign_in(coordinator).post(
        f"/vrijwilligers/{volunteer.id}", data={"vog_status": "seen", "vog_issued_on": old}, follow_redirects=True
    )

    assert "Deze VOG is ouder dan drie maanden." in answer.text
    assert volunteer.vog_status is VogStatus.SEEN


def test_who_stops_while_paused_for_a_vog_is_not_brought_back_by_one(helping, coordinator, sign_in):
    sweep_on(THE_DAY)
    with transaction():
        stop_volunteer(db.session.get(Volunteer, helping.volunteer_id), By(Actor.COORDINATOR, coordinator.id))

    seen = {"vog_status": "seen", "vog_issued_on": f"{today():%d-%m-%Y}"}
    sign_in(coordinator).post(f"/vrijwilligers/{helping.volunteer_id}", data=seen)

    assert helping.volunteer.vog_is_valid_on(today())
    assert helping.volunteer.state is VolunteerState.STOPPED


@pytest.fixture
def new_rules(monkeypatch):
    monkeypatch.setattr(conduct, "FORMER_CODE_OF_CONDUCT", "2026-11")
    monkeypatch.setattr(conduct, "CODE_OF_CONDUCT", "2027-03")
    monkeypatch.setattr(conduct, "ASKED_SINCE", THE_DAY)


def test_a_new_code_of_conduct_is_sent_once_to_those_who_agreed_to_the_former(coordinator, new_rules):
    asked = make_volunteer()
    make_volunteer(state=VolunteerState.STOPPED)
    make_volunteer(code_of_conduct_version="")

    sweep_on(THE_DAY)
    sweep_on(THE_DAY + timedelta(days=20))

    assert letters() == [("rules_changed", asked.user.email)]
    assert db.session.scalar(select(Letter.context))["until"] == "2027-03-24"


def test_the_own_page_asks_to_agree_and_says_until_when(coordinator, new_rules, sign_in):
    volunteer = make_volunteer()
    with time_machine.travel(datetime(2027, 3, 12, 12, tzinfo=AMSTERDAM)):
        assert "Doe dat voor 24 maart 2027." in sign_in(volunteer.user).get("/mijn-pagina").text
    with time_machine.travel(datetime(2027, 3, 24, 12, tzinfo=AMSTERDAM)):
        assert "Tot die tijd krijg je geen nieuwe leerling." in sign_in(volunteer.user).get("/mijn-pagina").text


def test_what_lapses_stands_on_one_page_with_what_it_touches(helping, coordinator, sign_in):
    soon, lapsed = make_volunteer(vog_recheck_on=today() + timedelta(days=60)), helping.volunteer
    later = make_volunteer(vog_recheck_on=today() + timedelta(days=61))
    lapsed.vog_recheck_on = today() - timedelta(days=1)
    proposal = make_proposal(volunteer=soon)
    elsewhere = make_volunteer(region=make_region("Zeeland"), vog_recheck_on=today())

    visitor = sign_in(coordinator)
    page = visitor.get("/vrijwilligers/loopt-af").text

    assert page.index(lapsed.user.sorted_name) < page.index(soon.user.sorted_name)
    assert "verlopen op" in page
    assert f"/koppelingen/{helping.id}" in page
    assert f"/voorstellen/{proposal.id}" in page
    assert later.user.sorted_name not in page
    assert elsewhere.user.sorted_name not in page
    assert f"/koppelingen/{helping.id}" in visitor.get(f"/vrijwilligers/{lapsed.id}").text
    assert "verlopen op" in visitor.get(f"/koppelingen/{helping.id}").text
    assert 'Loopt af <span class="tab-count">2</span>' in visitor.get("/vrijwilligers").text


def test_a_school_does_not_read_what_of_a_volunteer_lapses(helping, sign_in):
    helping.volunteer.vog_recheck_on = today() + timedelta(days=9)
    contact = make_school_contact(helping.request.pupil.school)

    assert "Loopt af" not in sign_in(contact).get(f"/koppelingen/{helping.id}").text


def test_who_helps_without_any_vog_stands_there_too(helping, coordinator, sign_in):
    helping.volunteer.vog_status = VogStatus.REQUESTED
    db.session.commit()

    page = sign_in(coordinator).get("/vrijwilligers/loopt-af").text

    assert "ontbreekt" in page
    assert f"/koppelingen/{helping.id}" in page


def test_nothing_lapses_is_said(coordinator, sign_in):
    assert "Er loopt nu niets af." in sign_in(coordinator).get("/vrijwilligers/loopt-af").text


def resume(pairing_id, by):
    from maatje.pairings.services import resume_pairing

    resume_pairing(db.session.get_one(Pairing, pairing_id), by)


def take_vog_back(volunteer_id, by):
    volunteer = db.session.get_one(Volunteer, volunteer_id)
    volunteer.vog_status = VogStatus.NEEDED
    stop_for_vog(volunteer, by)


def test_help_never_goes_on_in_the_second_in_which_the_vog_is_taken_back(helping, coordinator, at_once):
    by = By(Actor.COORDINATOR, coordinator.id)
    helping.volunteer.vog_recheck_on = today() + timedelta(days=100)  # so that only its loss stops the help
    helping.state = PairingState.PAUSED
    db.session.commit()
    with transaction():
        resume(helping.id, by)
    for _ in range(4):
        helping.volunteer.vog_status, helping.volunteer.state = VogStatus.SEEN, VolunteerState.ACTIVE
        helping.volunteer.paused_because, helping.state = None, PairingState.PAUSED
        db.session.commit()

        came_out = at_once((resume, (helping.id, by)), (take_vog_back, (helping.volunteer_id, by)))

        assert set(came_out) <= {"done", "GateNotPassed", "ChangedMeanwhile"}
        assert came_out["done"] >= 1
        if helping.volunteer.vog_status is VogStatus.NEEDED:
            assert helping.state is PairingState.PAUSED


def test_sweeps_at_the_same_moment_tell_everybody_once(helping, coordinator, at_once):
    helping.volunteer.vog_recheck_on = today()
    db.session.commit()

    came_out = at_once(*[(lapse, (helping.volunteer_id,))] * 4)

    assert came_out == {"done": 4}
    assert helping.state is PairingState.PAUSED
    assert kinds().count("vog_missing") == 1
    assert kinds().count("pairing_paused_family") == 1


def lapse(volunteer_id):
    from maatje.volunteers.lapsing import let_vog_lapse

    let_vog_lapse(db.session.get_one(Volunteer, volunteer_id))


def test_a_proposal_that_was_made_void_is_not_there_to_approve(coordinator, sign_in):
    volunteer = make_volunteer(vog_recheck_on=today())
    proposal = make_proposal(volunteer=volunteer)

    answer = sign_in(coordinator).post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert "Ontbreekt: geldige VOG gezien." in answer.text
    assert db.session.get(Proposal, proposal.id).state is ProposalState.VOID
    assert db.session.query(Pairing).count() == 0


def test_choosing_somebody_who_lacks_something_says_what(coordinator, sign_in):
    proposal = make_proposal()
    lacking = make_volunteer(vog_status=VogStatus.REQUESTED)

    answer = sign_in(coordinator).post(
        f"/voorstellen/{proposal.id}/kiezen", data={"volunteer_id": lacking.id}, follow_redirects=True
    )

    assert "Ontbreekt: geldige VOG gezien." in answer.text
    assert db.session.query(Proposal).count() == 1
