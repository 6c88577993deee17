"""Reading the audit trail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.accounts.queries import region_ids_of_coordinator
from maatje.audit.models import AuditEvent
from maatje.clock import AMSTERDAM
from maatje.database import db


def events_visible_to(viewer: Viewer) -> Select[AuditEvent]:
    """Administrators see all of it, coordinators what happened in their regions."""
    events = select(AuditEvent).options(joinedload(AuditEvent.user))
    if viewer.role is Role.ADMINISTRATOR:
        return events
    return events.where(AuditEvent.region_id.in_(region_ids_of_coordinator(viewer)))


@dataclass(frozen=True)
class Sought:
    """What to look for; what is left empty does not matter."""

    user_id: int | None = None
    action: str = ""  # "volunteer." is all about volunteers
    object_type: str = ""
    object_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


def events_found(viewer: Viewer, sought: Sought) -> Select[AuditEvent]:
    """Of those, the ones that are sought; the latest first."""
    events = events_visible_to(viewer)
    if sought.user_id is not None:
        events = events.where(AuditEvent.user_id == sought.user_id)
    if sought.action.endswith("."):
        events = events.where(AuditEvent.action.startswith(sought.action, autoescape=True))
    elif sought.action:
        events = events.where(AuditEvent.action == sought.action)
    if sought.object_type:
        events = events.where(AuditEvent.object_type == sought.object_type)
    if sought.object_id is not None:
        events = events.where(AuditEvent.object_id == sought.object_id)
    if sought.first_day:
        events = events.where(AuditEvent.at >= _midnight(sought.first_day))
    if sought.last_day:
        events = events.where(AuditEvent.at < _midnight(sought.last_day + timedelta(days=1)))
    return events.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def person_found(viewer: Viewer, user_id: int) -> User | None:
    """The person of this number, if something they did is among what this viewer reads."""
    events = events_visible_to(viewer).where(AuditEvent.user_id == user_id).limit(1)
    event = db.session.scalars(events).first()
    return event.user if event else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
