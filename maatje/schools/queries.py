"""Which schools and contacts one may see."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from maatje.access import Role, Viewer
from maatje.database import db
from maatje.regions.queries import region_ids_of
from maatje.schools.models import School, SchoolContact


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which a school is within this viewer's sight; other rooms join on it."""
    if viewer.role is Role.SCHOOL_CONTACT:
        own = select(SchoolContact.school_id).where(SchoolContact.user_id == viewer.id)
        return School.id.in_(own)
    return School.region_id.in_(region_ids_of(viewer))


def schools_visible_to(viewer: Viewer) -> Select[School]:
    """A contact sees their own school, a coordinator those in their regions, an administrator all."""
    real = School.stands_for_none.is_(False)
    return select(School).where(seen_by(viewer), real).order_by(School.name, School.id)


def with_contacts(schools: Select[School]) -> Select[School]:
    """The same schools, their contacts and region read in two more queries."""
    people = selectinload(School.contacts).joinedload(SchoolContact.user)
    return schools.options(people, selectinload(School.region))


def contacts_of(school_id: int) -> list[SchoolContact]:
    """Those who may nominate for this school today."""
    contacts = db.session.scalars(
        select(SchoolContact).where(SchoolContact.school_id == school_id).order_by(SchoolContact.user_id)
    )
    return [contact for contact in contacts if contact.user.deactivated_at is None]
