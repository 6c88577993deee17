"""Adding schools, and the people at a school who nominate pupils."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from maatje.access import Role
from maatje.accounts.models import User
from maatje.accounts.queries import user_by_address
from maatje.accounts.services import account_changed, create_user, invite, shut_out
from maatje.audit.services import record
from maatje.clock import now
from maatje.database import db, insert_into
from maatje.life import By
from maatje.schools.models import School, SchoolContact


class SchoolKnown(Exception):
    """A school of this name is in this region already."""

    def __init__(self, school: School) -> None:
        super().__init__(school.id)
        self.school = school


class ContactKnown(Exception):
    """This person is a contact of this school already."""

    def __init__(self, contact: SchoolContact) -> None:
        super().__init__(contact.user_id)
        self.contact = contact


def add_school(name: str, place: str, pc4: str, region_id: int, by: By) -> School:
    """The school is in the books and contacts can be invited. Raises SchoolKnown."""
    name = " ".join(name.split())
    same = select(School).where(School.region_id == region_id, func.lower(School.name) == name.lower())
    if known := db.session.scalars(same).first():
        raise SchoolKnown(known)
    school = School(name=name, place=place.strip(), pc4=pc4, region_id=region_id)
    db.session.add(school)
    record("school.added", school, by, region_id=region_id)
    return school


def no_school_in(region_id: int) -> School:
    """The row that stands for "without a school" in this region; it is made the first time."""
    row = {"name": _("Zonder school"), "place": "", "pc4": "", "region_id": region_id, "is_active": True}
    db.session.execute(insert_into(School).values(stands_for_none=True, **row).on_conflict_do_nothing())
    none = select(School).where(School.region_id == region_id, School.stands_for_none)
    return db.session.scalars(none).one()


def invite_contact(
    school: School, email: str, first_name: str, infix: str, last_name: str, function: str, by: By
) -> SchoolContact:
    """This person may nominate for this school, and a letter tells them how to choose a password.

    Somebody who left this school and comes back is invited again. Raises ContactKnown for who is there already,
    AddressTaken for an address that is in use elsewhere.
    """
    contact = _contact_at(school, email)
    if contact is None:
        user = create_user(email, first_name, infix, last_name, Role.SCHOOL_CONTACT)
        contact = SchoolContact(user=user, school=school, function=function)
        db.session.add(contact)
        record("school.contact_added", school, by, region_id=school.region_id)
    elif contact.user.deactivated_at is None:
        raise ContactKnown(contact)
    else:
        contact.user.deactivated_at = None
        contact.function = function
        account_changed.send(contact.user, action="account.reactivated", by=by)
    invite(contact.user, by)
    return contact


def invite_again(contact: SchoolContact, by: By) -> None:
    """Another letter is on its way to somebody who has not chosen a password yet."""
    invite(contact.user, by)


def deactivate_contact(contact: SchoolContact, by: By) -> None:
    """This person cannot sign in any more; the pupils they nominated stay with the school."""
    user: User = contact.user
    if user.deactivated_at is None:
        user.deactivated_at = now()
        shut_out(user)
        account_changed.send(user, action="account.deactivated", by=by)


def _contact_at(school: School, email: str) -> SchoolContact | None:
    user = user_by_address(email)
    contact = db.session.get(SchoolContact, user.id) if user else None
    return contact if contact and contact.school_id == school.id else None
