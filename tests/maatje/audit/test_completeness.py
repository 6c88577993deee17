"""Every change and every view of a pupil leaves its row, in the same transaction, or does not happen (S18)."""

from contextlib import contextmanager

import pytest
from sqlalchemy import String, cast, event, update
from sqlalchemy.engine import Engine

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.models import Pupil
from tests.access_table import World, address_in
from tests.maatje.test_forged_fields import changes, forms_of, stored
from tests.visitors import visitor_of

pytestmark = pytest.mark.usefixtures("without_limits")

PUPIL = "Quirijntje"
ROLES = ["anonymous", "volunteer", "school", "coordinator", "administrator"]
# What somebody typed so far, their session and tries, and that they read a letter: their own, and not decided.
NOT_A_CHANGE = {"sign_up_drafts", "user_sessions", "tries", "letters", "audit_events"}


class AuditIsBroken(RuntimeError):
    pass


@contextmanager
def broken_audit():
    def refuse(_connection, _cursor, statement, *_):
        if statement.lower().startswith("insert into audit_events"):
            raise AuditIsBroken

    event.listen(Engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", refuse)


def changed_by(visitor, address, asked):
    before = stored()
    visitor.post(address, data=asked)
    return {table for table, _, _ in changes(before, stored())}


@pytest.mark.parametrize("role", ROLES)
def test_a_change_without_its_audit_row_does_not_happen(client, monkeypatch, role):
    app = client.application
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    world = World()
    visitor = visitor_of(app, world.people.get(role))
    forms = forms_of(world, app, visitor)

    for endpoint, (address, asked) in forms.items():
        with broken_audit():
            assert changed_by(visitor, address, asked) <= NOT_A_CHANGE, endpoint
        changed = changed_by(visitor, address, asked)
        if changed - NOT_A_CHANGE:
            assert "audit_events" in changed, endpoint


LOOKS = ("pupil.viewed", "pupil.downloaded")

# How many answers name a pupil, at least. An administrator reads none, but for one opened with a reason.
# (Before a pairing starts its volunteer knows no name.)
NAMED = {
    "anonymous": (0, 0),
    "volunteer": (0, 1),
    "school": (12, 12),
    "coordinator": (18, 18),
    "administrator": (0, 0),
}


@pytest.mark.parametrize("state", [PairingState.OFFERED, PairingState.ACTIVE])
@pytest.mark.parametrize("role", NAMED)
def test_a_page_that_names_a_pupil_leaves_word_of_it(client, role, state):
    """A form that comes back, since something in it is wrong, is such a page too."""
    app = client.application
    world = World()
    addresses = [
        (rule.endpoint, method, address_in(world, rule))
        for method in ("GET", "POST")  # looking first: afterwards less is left to look at
        for rule in app.url_map.iter_rules()
        if method in rule.methods and not rule.endpoint.endswith(("static", "sign_out", "erase_myself"))
    ]
    db.session.execute(update(Pupil).values(first_name=PUPIL + cast(Pupil.id, String) + "q"))
    db.session.execute(update(Pairing).values(state=state))
    db.session.commit()
    pupil_ids = set(db.session.scalars(db.select(Pupil.id)))
    visitor = visitor_of(app, world.people.get(role))
    named, silent = 0, {}

    for endpoint, method, address in addresses:
        last = db.session.scalar(db.select(db.func.max(AuditEvent.id))) or 0
        page = visitor.open(address, method=method).text
        seen = db.select(AuditEvent.object_id).where(AuditEvent.id > last, AuditEvent.action.in_(LOOKS))
        shown = {pupil_id for pupil_id in pupil_ids if f"{PUPIL}{pupil_id}q" in page}
        named += bool(shown)
        if missing := shown - set(db.session.scalars(seen)):
            silent[endpoint, method] = missing

    assert silent == {}
    assert named >= NAMED[role][state is PairingState.ACTIVE]
    if NAMED[role] == (0, 0):
        assert named == 0
