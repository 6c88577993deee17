"""The database itself keeps the audit trail as it was written: no update, and no delete before its term.

The same statements stand in migration 0008; a test minds that.
"""

from sqlalchemy import DDL, event

from maatje.audit.models import AuditEvent

KEPT_DAYS = 365  # twelve months; no term that one may choose (reference/data/retention.csv) is shorter

_SQLITE = (
    "create trigger audit_events_are_not_changed before update on audit_events"
    " begin select raise(abort, 'audit_events are not changed'); end",
    "create trigger audit_events_are_kept before delete on audit_events"
    f" when julianday('now') - julianday(old.at) < {KEPT_DAYS}"
    " begin select raise(abort, 'audit_events are kept for their term'); end",
    # "insert or replace" takes a row away without asking the trigger above.
    "create trigger audit_events_are_not_replaced before insert on audit_events"
    " when exists (select 1 from audit_events where id = new.id)"
    " begin select raise(abort, 'audit_events are not replaced'); end",
)
_POSTGRESQL = (
    "create function audit_events_are_kept() returns trigger language plpgsql as $$"
    " begin"
    f" if tg_op = 'DELETE' and old.at <= now() - interval '{KEPT_DAYS} days' then return old; end if;"
    " raise exception 'audit_events are kept as they were written' using errcode = 'restrict_violation';"
    " end $$",
    "create trigger audit_events_are_kept before update or delete on audit_events"
    " for each row execute function audit_events_are_kept()",
    "create trigger audit_events_are_not_emptied before truncate on audit_events"
    " for each statement execute function audit_events_are_kept()",
)


for _dialect, _statements in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.items():
    for _statement in _statements:
        event.listen(AuditEvent.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
_DROP = DDL("drop function if exists audit_events_are_kept").execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
event.listen(AuditEvent.__table__, "after_drop", _DROP)
