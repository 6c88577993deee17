"""The database refuses to change the audit trail, and to forget it before its term (S18)."""

from datetime import timedelta

import flask_migrate
import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from maatje.audit.models import AuditEvent
from maatje.audit.triggers import KEPT_DAYS
from maatje.clock import now
from maatje.config import ROOT
from maatje.database import db
from maatje.life import Actor


def written(**values):
    what = {"actor": Actor.CLOCK, "action": "pupil.viewed", "object_type": "pupils", "object_id": 4711}
    event = AuditEvent(**what | values)
    db.session.add(event)
    db.session.commit()
    return event.id


def refuses(statement):
    with pytest.raises(IntegrityError, match="audit_events are"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_what_was_written_is_never_changed(app):
    written()
    written(at=now() - timedelta(days=3 * KEPT_DAYS))

    refuses("update audit_events set object_id = 1")
    refuses("update audit_events set at = at")

    assert db.session.query(AuditEvent).filter_by(object_id=4711).count() == 2


def test_what_was_written_is_kept_for_its_term_and_may_be_forgotten_after(app):
    written(at=now() - timedelta(days=KEPT_DAYS - 1))
    refuses("delete from audit_events")
    old = written(at=now() - timedelta(days=KEPT_DAYS + 1))

    db.session.execute(delete(AuditEvent).where(AuditEvent.id == old))
    db.session.commit()

    assert db.session.query(AuditEvent).count() == 1


def test_what_was_written_is_not_replaced_either(app):
    row = written()
    values = f"({row}, '2026-11-26', 'clock', 'pupil.edited', 'pupils', 1)"
    insert = f"into audit_events (id, at, actor, action, object_type, object_id) values {values}"
    if db.engine.dialect.name == "sqlite":
        refuses(f"insert or replace {insert}")
        refuses(f"replace {insert}")
    else:
        refuses("truncate audit_events")
    refuses(f"insert {insert} on conflict (id) do update set action = 'pupil.edited'")

    assert db.session.query(AuditEvent).one().action == "pupil.viewed"


def triggers():
    """What the database would do, as it says it itself."""
    if db.engine.dialect.name == "sqlite":
        found = text("select name, sql from sqlite_master where type = 'trigger' order by name")
    else:
        found = text(
            "select tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) from pg_trigger"
            " where not tgisinternal order by tgname"
        )
    return [tuple(row) for row in db.session.execute(found)]


def test_the_migrations_make_the_same_triggers(app):
    wanted = triggers()
    db.session.rollback()
    db.drop_all()

    flask_migrate.upgrade(str(ROOT / "migrations"))

    assert len(wanted) >= 2
    assert triggers() == wanted
