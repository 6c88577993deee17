import pytest

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile, move
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
