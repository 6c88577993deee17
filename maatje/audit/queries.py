"""Reading the audit trail."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from maatje.access import Role, Viewer
from maatje.accounts.queries import region_ids_of_coordinator
from maatje.audit.models import AuditEvent
from maatje.clock import AMSTERDAM


def events_visible_to(viewer: Viewer) -> Select[AuditEvent]:
    """Administrators see all of it, coordinators what happened in their regions."""
    events = select(AuditEvent).options(joinedload(AuditEvent.user))
    if viewer.role is Role.ADMINISTRATOR:
        return events
    return events.where(AuditEvent.region_id.in_(region_ids_of_coordinator(viewer)))


def events_found(
    viewer: Viewer, action: str = "", first_day: date | None = None, last_day: date | None = None
) -> Select[AuditEvent]:
    """Of those, the ones of this action ("volunteer." is all about volunteers) on these days; the latest first."""
    events = events_visible_to(viewer)
    if action.endswith("."):
        events = events.where(AuditEvent.action.startswith(action, autoescape=True))
    elif action:
        events = events.where(AuditEvent.action == action)
    if first_day:
        events = events.where(AuditEvent.at >= _midnight(first_day))
    if last_day:
        events = events.where(AuditEvent.at < _midnight(last_day + timedelta(days=1)))
    return events.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
