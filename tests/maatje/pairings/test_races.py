"""What happens when people click at the same moment: processes on one database, started together."""

import pytest
from sqlalchemy import delete, select

from maatje.database import db, transaction
from maatje.pairings import services
from maatje.pairings.blocks import block_contact
from maatje.pairings.life import LIVE
from maatje.pairings.models import Booking, ContactBlock, DeclineReason, EndReason, Pairing
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.requests.services import withdraw_consent, withdraw_request
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import stop_volunteer
from tests.factories import TUESDAY_FOUR, make_pupil, make_request


def approve(request_id, volunteer_id, by):
    services.make_pairing(
        db.session.get_one(HelpRequest, request_id),
        db.session.get_one(Volunteer, volunteer_id),
        {TUESDAY_FOUR},
        is_online=True,
        needs_booked_interpreter=False,
        by=by,
    )


def withdraw(request_id, by):
    withdraw_request(db.session.get_one(HelpRequest, request_id), by)


def stop(volunteer_id, by):
    stop_volunteer(db.session.get_one(Volunteer, volunteer_id), by)


def accept(pairing_id, by):
    services.accept_offer(db.session.get_one(Pairing, pairing_id), by)


def decline(pairing_id, by):
    services.decline_offer(db.session.get_one(Pairing, pairing_id), DeclineReason.OTHER, by)


def end(pairing_id, by):
    services.end_pairing(db.session.get_one(Pairing, pairing_id), EndReason.NO_CLICK, by)


def test_the_last_place_goes_to_exactly_one_of_eight_pupils(people, at_once):
    requests = [make_request(make_pupil(people.school), state=RequestState.PROPOSED) for _ in range(8)]

    came_out = at_once(
        *[(approve, (request.id, people.volunteer.id, people.by_coordinator)) for request in requests]
    )

    assert came_out == {"done": 1, "NoPlaceLeft": 7}
    assert db.session.query(Pairing).where(Pairing.state.in_(LIVE)).count() == 1
    assert people.volunteer.places_taken == 1


def test_one_request_approved_eight_times_at_once_is_one_pairing(people, at_once):
    with transaction():
        people.volunteer.places = 8

    came_out = at_once(*[(approve, (people.request.id, people.volunteer.id, people.by_coordinator))] * 8)

    assert came_out["done"] == 1
    assert came_out["done"] + came_out["ChangedMeanwhile"] + came_out["MoveNotAllowed"] == 8


def test_one_moment_goes_to_one_of_several_pupils_when_places_are_many(people, at_once):
    with transaction():
        people.volunteer.places = 4
    requests = [make_request(make_pupil(people.school), state=RequestState.PROPOSED) for _ in range(4)]

    came_out = at_once(
        *[(approve, (request.id, people.volunteer.id, people.by_coordinator)) for request in requests]
    )

    assert came_out == {"done": 1, "MomentTaken": 3}


def test_a_pupil_is_withdrawn_while_the_proposal_is_approved(people, at_once):
    at_once(
        (approve, (people.request.id, people.volunteer.id, people.by_coordinator)),
        (withdraw, (people.request.id, people.by_school)),
    )

    live = db.session.query(Pairing).where(Pairing.state.in_(LIVE)).count()
    assert (people.request.state is RequestState.PAIRED) == (live == 1)


def test_a_volunteer_stops_while_the_proposal_is_approved(people, at_once):
    came_out = at_once(
        (approve, (people.request.id, people.volunteer.id, people.by_coordinator)),
        (stop, (people.volunteer.id, people.by_volunteer)),
    )

    assert set(came_out) <= {"done", "NoPlaceLeft", "GateNotPassed"}
    assert db.session.query(Pairing).where(Pairing.state.in_(LIVE)).count() == 0
    assert people.request.state in (RequestState.OPEN, RequestState.PROPOSED)


@pytest.mark.parametrize("other", ["withdraw", "decline", "end"])
def test_a_volunteer_stops_while_somebody_else_ends_it(people, pair, at_once, other):
    pairing = pair()
    undo = {
        "withdraw": (withdraw, (people.request.id, people.by_school)),
        "decline": (decline, (pairing.id, people.by_volunteer)),
        "end": (end, (pairing.id, people.by_coordinator)),
    }[other]

    came_out = at_once((stop, (people.volunteer.id, people.by_volunteer)), undo)

    assert set(came_out) <= {"done", "ChangedMeanwhile", "MoveNotAllowed"}
    assert came_out["done"] >= 1
    assert not pairing.is_live


def take_back(pupil_id, by):
    withdraw_consent(db.session.get_one(Pupil, pupil_id), by)


def block(pairing_id, by):
    block_contact(db.session.get_one(Pairing, pairing_id), by)


@pytest.mark.parametrize("way", ["take_back", "block", "withdraw"])
@pytest.mark.parametrize("other", ["accept", "decline", "end"])
def test_whoever_protects_a_pupil_succeeds_whatever_else_happens(people, pair, at_once, way, other):
    """All take the pupil first, so nobody is turned down because two wait for each other."""
    for _ in range(3):
        request = make_request(make_pupil(people.school), state=RequestState.PROPOSED)
        people.volunteer.places = 9
        db.session.execute(delete(Booking))
        db.session.commit()
        pairing = pair(request=request)
        protect = {
            "take_back": (take_back, (request.pupil_id, people.by_family)),
            "block": (block, (pairing.id, people.by_coordinator)),
            "withdraw": (withdraw, (request.id, people.by_school)),
        }[way]
        undo = {
            "accept": (accept, (pairing.id, people.by_volunteer)),
            "decline": (decline, (pairing.id, people.by_volunteer)),
            "end": (end, (pairing.id, people.by_coordinator)),
        }[other]

        came_out = at_once(protect, undo)

        assert came_out["done"] >= 1, came_out
        assert not pairing.is_live
        if way == "block":
            assert db.session.scalar(select(ContactBlock).where(ContactBlock.pupil_id == request.pupil_id))
        else:
            assert request.state in (RequestState.WITHDRAWN, RequestState.CLOSED), came_out
        if way == "take_back":
            assert not request.pupil.has_consent


@pytest.mark.parametrize("other", ["withdraw", "decline", "end"])
def test_the_volunteer_accepts_while_somebody_undoes_it(people, pair, at_once, other):
    pairing = pair()
    undo = {
        "withdraw": (withdraw, (people.request.id, people.by_school)),
        "decline": (decline, (pairing.id, people.by_volunteer)),
        "end": (end, (pairing.id, people.by_coordinator)),
    }[other]

    came_out = at_once((accept, (pairing.id, people.by_volunteer)), undo)

    assert set(came_out) <= {"done", "ChangedMeanwhile", "MoveNotAllowed"}
    assert (people.request.state is RequestState.PAIRED) == pairing.is_live
