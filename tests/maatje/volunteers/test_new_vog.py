"""Without a VOG nothing goes on, by hand neither; with a new one it does."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.clock import AMSTERDAM, today
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.services import resume_pairing
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.volunteers.lapsing import stop_for_vog
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, VogStatus, Volunteer
from maatje.volunteers.services import VogMissing, resume_volunteer, stop_volunteer
from tests.factories import make_programme, make_proposal, make_volunteer
from tests.maatje.volunteers.the_day import THE_DAY, kinds, sweep_on


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


def resume(pairing_id, by):
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
