import pytest

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile, move, move_all, record_each
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest
from tests.factories import make_request

COORDINATOR = By(Actor.COORDINATOR, None)


def test_a_move_leaves_an_audit_row_with_ids_only(app):
    request = make_request(state=RequestState.SUBMITTED)

    with transaction():
        move(request, RequestState.OPEN, COORDINATOR, REQUEST_LIFE)

    event = db.session.query(AuditEvent).one()
    assert (event.action, event.object_type, event.object_id) == ("request.open", "help_requests", request.id)


def test_a_move_that_the_life_does_not_have_is_refused(app):
    request = make_request(state=RequestState.CLOSED)

    with pytest.raises(MoveNotAllowed), transaction():
        move(request, RequestState.OPEN, COORDINATOR, REQUEST_LIFE)

    assert db.session.query(AuditEvent).count() == 0


def test_whoever_comes_second_is_told_so(app):
    request = make_request(state=RequestState.SUBMITTED)

    with transaction():
        db.session.refresh(request)  # read before the other one moves it
        others_move = db.update(HelpRequest).values(state=RequestState.WITHDRAWN)
        db.session.execute(others_move.execution_options(synchronize_session=False))
        with pytest.raises(ChangedMeanwhile):
            move(request, RequestState.OPEN, COORDINATOR, REQUEST_LIFE)


def test_of_many_those_in_the_state_are_moved_each_with_its_audit_row(app):
    submitted = [make_request(state=RequestState.SUBMITTED) for _ in range(2)]
    closed = make_request(state=RequestState.CLOSED)
    ids = [request.id for request in [*submitted, closed]]

    with transaction():
        moved = move_all(
            HelpRequest, ids, RequestState.SUBMITTED, RequestState.OPEN, COORDINATOR, REQUEST_LIFE, region_id=7
        )

    assert moved == {request.id for request in submitted}
    assert [request.state for request in submitted] == [RequestState.OPEN, RequestState.OPEN]
    assert closed.state is RequestState.CLOSED
    events = db.session.query(AuditEvent).order_by(AuditEvent.id)
    assert [(event.action, event.object_id, event.region_id) for event in events] == [
        ("request.open", request.id, 7) for request in submitted
    ]


def test_many_are_not_moved_where_one_would_be_refused(app):
    request = make_request(state=RequestState.SUBMITTED)
    volunteer = By(Actor.VOLUNTEER, None)

    with pytest.raises(MoveNotAllowed), transaction():
        move_all(HelpRequest, [request.id], RequestState.SUBMITTED, RequestState.OPEN, volunteer, REQUEST_LIFE)

    assert request.state is RequestState.SUBMITTED


def test_many_rows_are_recorded_each_in_its_own_region(app):
    with transaction():
        record_each("request.looked_at", HelpRequest, {3: 1, 2: None, 1: 1}, COORDINATOR)

    events = db.session.query(AuditEvent).order_by(AuditEvent.object_id).all()
    assert [(event.object_id, event.region_id) for event in events] == [(1, 1), (2, None), (3, 1)]
    assert {(event.action, event.object_type, event.actor, event.user_id) for event in events} == {
        ("request.looked_at", "help_requests", Actor.COORDINATOR, None)
    }
    assert all(event.at is not None for event in events)
