"""Which volunteers somebody may see."""

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.regions.queries import region_ids_of
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer

NEWCOMERS = (VolunteerState.APPLIED, VolunteerState.INTAKE)
"""Whom a coordinator calls: their list shows the number."""


def volunteers_visible_to(viewer: Viewer) -> Select[Volunteer]:
    """A coordinator sees those of their own regions, an administrator all, anybody else themselves.

    Whoever was erased is seen by nobody.
    """
    volunteers = select(Volunteer).where(Volunteer.erased_at.is_(None))
    if viewer.role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        return volunteers.where(Volunteer.region_id.in_(region_ids_of(viewer)))
    return volunteers.where(Volunteer.user_id == viewer.id)


def volunteer_of(user: User) -> Select[Volunteer]:
    """The volunteer that this account is."""
    return select(Volunteer).where(Volunteer.user_id == user.id)


def lock_volunteer(volunteer_id: int) -> Volunteer:
    """The volunteer as stored, who stays so until the transaction ends."""
    return db.session.execute(
        select(Volunteer)
        .where(Volunteer.id == volunteer_id)
        .with_for_update(of=Volunteer, key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()


def screened_by(viewer: Viewer, state: VolunteerState | None, words: str) -> Select[Volunteer]:
    """The volunteers a coordinator works through, whoever waits longest first."""
    found = volunteers_visible_to(viewer).join(User, User.id == Volunteer.user_id)
    if state is not None:
        found = found.where(Volunteer.state == state)
    for word in words.split():
        pattern = f"%{_escaped(word)}%"
        found = found.where(
            or_(
                *(
                    column.ilike(pattern, escape="\\")
                    for column in (User.first_name, User.infix, User.last_name, User.email)
                )
            )
        )
    shown = [selectinload(Volunteer.programmes), joinedload(Volunteer.region)]
    if state in NEWCOMERS:
        shown.append(undefer(Volunteer.phone))
    return found.options(*shown).order_by(Volunteer.applied_at, Volunteer.id)


def newcomer_after(volunteer: Volunteer, viewer: Viewer) -> Select[Volunteer]:
    """The newcomer who waits longest but for this one and those before: whom to screen next."""
    at = volunteer.applied_at
    comes_later = or_(Volunteer.applied_at > at, and_(Volunteer.applied_at == at, Volunteer.id > volunteer.id))
    newcomers = screened_by(viewer, VolunteerState.APPLIED, "").where(Volunteer.id != volunteer.id)
    past_the_end = case((comes_later, 0), else_=1)  # then one begins again at the top
    return newcomers.order_by(None).order_by(past_the_end, Volunteer.applied_at, Volunteer.id).limit(1)


def count_by_state(viewer: Viewer) -> dict[VolunteerState, int]:
    """How many of the volunteers this viewer sees are in each state."""
    seen = volunteers_visible_to(viewer).subquery()
    counted = db.session.execute(select(seen.c.state, func.count()).group_by(seen.c.state))
    return {VolunteerState(state): number for state, number in counted}


def history_of(volunteer: Volunteer) -> list[tuple[AuditEvent, User | None]]:
    """What happened to this volunteer and who did it, latest first."""
    events = (
        select(AuditEvent, User)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .where(AuditEvent.object_type == Volunteer.__tablename__, AuditEvent.object_id == volunteer.id)
        .order_by(AuditEvent.id.desc())
    )
    return [(event, user) for event, user in db.session.execute(events)]


def _escaped(word: str) -> str:
    """The word with LIKE's own signs taken literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
