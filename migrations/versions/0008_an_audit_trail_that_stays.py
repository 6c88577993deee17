"""An audit trail that stays: no update, and no delete before its term

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26 14:20:00
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQLITE = (
    "create trigger audit_events_are_not_changed before update on audit_events"
    " begin select raise(abort, 'audit_events are not changed'); end",
    "create trigger audit_events_are_kept before delete on audit_events"
    " when julianday('now') - julianday(old.at) < 365"
    " begin select raise(abort, 'audit_events are kept for their term'); end",
    "create trigger audit_events_are_not_replaced before insert on audit_events"
    " when exists (select 1 from audit_events where id = new.id)"
    " begin select raise(abort, 'audit_events are not replaced'); end",
)
POSTGRESQL = (
    "create function audit_events_are_kept() returns trigger language plpgsql as $$"
    " begin"
    " if tg_op = 'DELETE' and old.at <= now() - interval '365 days' then return old; end if;"
    " raise exception 'audit_events are kept as they were written' using errcode = 'restrict_violation';"
    " end $$",
    "create trigger audit_events_are_kept before update or delete on audit_events"
    " for each row execute function audit_events_are_kept()",
    "create trigger audit_events_are_not_emptied before truncate on audit_events"
    " for each statement execute function audit_events_are_kept()",
)


def upgrade():
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name in ("not_changed", "kept", "not_replaced"):
            op.execute(f"drop trigger audit_events_are_{name}")
    else:
        for name in ("kept", "not_emptied"):
            op.execute(f"drop trigger audit_events_are_{name} on audit_events")
        op.execute("drop function audit_events_are_kept()")
