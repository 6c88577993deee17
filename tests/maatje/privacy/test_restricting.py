"""A pupil with whose data nothing is done for now: nobody's step makes anything go on."""

import pytest
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.models import Letter
from maatje.pairings import services as pairings
from maatje.pairings.life import PairingState
from maatje.pairings.models import EndReason, Pairing
from maatje.privacy.services import lift_restriction, restrict_pupil
from maatje.requests import queries, services
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from tests.access_table import World
from tests.factories import make_pairing, make_programme, make_pupil, make_request


class Resting:
    """A pupil whose data rest, with help that ran and a request that waited."""

    def __init__(self) -> None:
        self.world = World()
        self.pupil = make_pupil(self.world.school)
        self.request = make_request(self.pupil)
        self.pairing = make_pairing(self.request, self.world.volunteer, state=PairingState.ACTIVE)
        self.waiting = make_request(self.pupil, make_programme("maatje"))
        self.coordinator = By(Actor.COORDINATOR, self.world.people["coordinator"].id)
        with transaction():
            restrict_pupil(self.pupil, self.coordinator)


@pytest.fixture
def resting(app):
    return Resting()


@pytest.mark.parametrize("who", ["volunteer", "school", "coordinator"])
def test_nobody_lets_the_help_go_on(resting, sign_in, who):
    mine = "mijn-koppelingen" if who == "volunteer" else "koppelingen"
    visitor = sign_in(resting.world.people[who])
    address = f"/{mine}/{resting.pairing.id}"

    assert "Weer verder gaan" not in visitor.get(address).text
    said = visitor.post(f"{address}/hervatten", follow_redirects=True)

    assert said.status_code == 200
    assert "De hulp staat op pauze" in said.text
    assert db.session.get(Pairing, resting.pairing.id).state is PairingState.PAUSED


def test_help_that_ends_leaves_a_request_that_waits_without_a_round(resting):
    with transaction():
        pairings.end_pairing(
            resting.pairing, EndReason.VOLUNTEER_STOPS, By(Actor.VOLUNTEER, resting.world.volunteer.user_id)
        )

    assert db.session.get(HelpRequest, resting.request.id).state is RequestState.ON_HOLD


def test_no_coordinator_puts_it_on_the_list(resting, sign_in):
    visitor = sign_in(resting.world.people["coordinator"])

    assert "Op de wachtlijst zetten" not in visitor.get(f"/hulpvragen/{resting.waiting.id}").text
    with pytest.raises(MoveNotAllowed), transaction():
        services.accept_request(resting.waiting, resting.coordinator, school_agrees=True)


def test_it_holds_up_no_other_on_the_list(resting, sign_in):
    other = make_request(make_pupil(resting.world.school), state=RequestState.SUBMITTED)
    late = make_request(resting.pupil, make_programme("taal"), state=RequestState.SUBMITTED)
    visitor = sign_in(resting.world.people["coordinator"])

    visitor.post("/hulpvragen/accepteren", data={"request_id": [other.id, late.id]})

    assert db.session.get(HelpRequest, other.id).state is RequestState.OPEN
    assert db.session.get(HelpRequest, late.id).state is RequestState.SUBMITTED


def test_nobody_at_home_is_reminded(resting):
    late = make_request(resting.pupil, make_programme("taal"), state=RequestState.AWAITING_CONSENT)
    resting.pupil.consent_asked_at = now()
    db.session.commit()

    assert queries.pupils_to_remind(now()) == []
    services.remind_of_consent(late.pupil)
    assert late.pupil.consent_reminded_at is None


def test_nobody_at_home_is_asked_until_it_is_over(resting):
    resting.pupil.contact_email = "thuis@example.nl"
    for consent in resting.pupil.consents:
        consent.withdrawn_at = now()
    late = make_request(resting.pupil, make_programme("taal"), state=RequestState.AWAITING_CONSENT)
    with transaction():
        services.edit_pupil(resting.pupil, {"contact_email": "anders@example.nl"}, resting.coordinator)
    asked = select(Letter.to_address).where(Letter.kind == "consent_asked")
    assert db.session.scalars(asked).all() == []

    with transaction():
        lift_restriction(late.pupil, resting.coordinator)

    assert db.session.scalars(asked).all() == ["anders@example.nl"]


def test_who_was_asked_before_is_asked_at_the_address_that_was_corrected_meanwhile(app):
    world = World()
    pupil = make_pupil(world.school, contact_email="fout@example.nl", consents=[])
    make_request(pupil, state=RequestState.AWAITING_CONSENT)
    by = By(Actor.COORDINATOR, world.people["coordinator"].id)
    pupil.consent_asked_at = now()
    db.session.commit()

    with transaction():
        restrict_pupil(pupil, by)
    with transaction():
        services.edit_pupil(pupil, {"contact_email": "goed@example.nl"}, by)
    with transaction():
        lift_restriction(pupil, by)

    asked = select(Letter.to_address).where(Letter.kind == "consent_asked")
    assert db.session.scalars(asked).all() == ["goed@example.nl"]


def test_pressing_twice_begins_it_once(sign_in):
    world = World()
    pupil = make_pupil(world.school)
    visitor = sign_in(world.people["school"])

    visitor.post(f"/leerlingen/{pupil.id}/even-niets")
    since = db.session.get_one(Pupil, pupil.id).restricted_at
    visitor.post(f"/leerlingen/{pupil.id}/even-niets")

    assert db.session.get_one(Pupil, pupil.id).restricted_at == since
    assert db.session.scalars(select(Letter.kind).where(Letter.kind == "pupil_rests")).all() == ["pupil_rests"]


def _restrict(pupil_id, by):
    restrict_pupil(db.session.get_one(Pupil, pupil_id), by)


def _accept(request_id, by):
    services.accept_request(db.session.get_one(HelpRequest, request_id), by, school_agrees=True)


def _resume(pairing_id, by):
    pairings.resume_pairing(db.session.get_one(Pairing, pairing_id), by)


def test_of_steps_at_the_moment_it_begins_none_goes_on(app, at_once):
    world = World()
    pupil, by = make_pupil(world.school), By(Actor.COORDINATOR, world.people["coordinator"].id)
    waiting = make_request(pupil, make_programme("maatje"), state=RequestState.SUBMITTED)
    paused = make_pairing(make_request(pupil), world.volunteer, state=PairingState.PAUSED)

    came_out = at_once((_restrict, (pupil.id, by)), (_accept, (waiting.id, by)), (_resume, (paused.id, by)))

    assert came_out["done"] >= 1, came_out
    assert set(came_out) <= {"done", "MoveNotAllowed", "HelpStandsStill", "ChangedMeanwhile"}
    assert db.session.get_one(Pupil, pupil.id).is_restricted
    assert db.session.get_one(HelpRequest, waiting.id).state is not RequestState.OPEN
    assert db.session.get_one(Pairing, paused.id).state is PairingState.PAUSED


def test_it_is_said_on_the_pages_and_ended_there(resting, sign_in):
    visitor = sign_in(resting.world.people["coordinator"])
    pages = (
        f"/leerlingen/{resting.pupil.id}",
        f"/hulpvragen/{resting.waiting.id}",
        f"/koppelingen/{resting.pairing.id}",
    )
    for page in pages:
        assert "doen we nu niets" in visitor.get(page).text, page
    school = sign_in(resting.world.people["school"])
    assert "Staat stil" in school.get(pages[0]).text
    visitor = sign_in(resting.world.people["coordinator"])

    visitor.post(f"/leerlingen/{resting.pupil.id}/weer-verder")
    visitor.post(f"/leerlingen/{resting.pupil.id}/weer-verder")

    for page in pages:
        assert "doen we nu niets" not in visitor.get(page).text, page
    assert "Doe even niets" in visitor.get(pages[0]).text
    done = select(AuditEvent.action).where(AuditEvent.action.in_(["pupil.restricted", "pupil.unrestricted"]))
    assert db.session.scalars(done.order_by(AuditEvent.id)).all() == ["pupil.restricted", "pupil.unrestricted"]


def test_afterwards_it_goes_on_by_hand(resting):
    with transaction():
        lift_restriction(resting.pupil, resting.coordinator)
    assert db.session.get(Pairing, resting.pairing.id).state is PairingState.PAUSED

    with transaction():
        pairings.resume_pairing(resting.pairing, resting.coordinator)
        services.accept_request(resting.waiting, resting.coordinator, school_agrees=True)

    assert resting.pairing.state is PairingState.ACTIVE
    assert resting.waiting.state is RequestState.OPEN


def test_a_pupil_for_whom_nothing_runs_can_rest_too(sign_in):
    world = World()
    pupil = make_pupil(world.school)
    visitor = sign_in(world.people["school"])

    visitor.post(f"/leerlingen/{pupil.id}/even-niets")

    assert "doen we nu niets" in visitor.get(f"/leerlingen/{pupil.id}").text


def test_the_coordinators_hear_that_it_rests_and_that_it_is_over(sign_in):
    world = World()
    pupil = make_pupil(world.school)
    visitor = sign_in(world.people["school"])

    visitor.post(f"/leerlingen/{pupil.id}/even-niets")
    said = visitor.post(f"/leerlingen/{pupil.id}/weer-verder", follow_redirects=True).text

    assert "De regio-coördinator krijgt bericht" in said
    told = (
        db.select(Letter.kind, Letter.to_address).where(Letter.kind.startswith("pupil_rests")).order_by(Letter.id)
    )
    theirs = world.people["coordinator"].email
    assert db.session.execute(told).all() == [("pupil_rests", theirs), ("pupil_rests_no_more", theirs)]
