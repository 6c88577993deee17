"""What an administrator changes about schools; who speaks for a school is in `services`."""

from dataclasses import dataclass

from blinker import Signal
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from maatje.audit.services import record
from maatje.database import db
from maatje.life import By
from maatje.schools.models import School

# Sent inside the transaction; higher rooms let go of what joined the school to its former region.
school_moved = Signal("a school went to another region")


class SchoolTaken(Exception):
    """Another school has this BRIN already, or this name in this place; `field` says which."""

    def __init__(self, field: str, other: School | None = None) -> None:
        super().__init__(field)
        self.field = field
        self.other = other


@dataclass(frozen=True, kw_only=True)
class SchoolSettings:
    """What an administrator sets about a school; the fields are those of the table."""

    name: str
    place: str
    pc4: str
    brin: str | None
    region_id: int


def create_school(settings: SchoolSettings, by: By) -> School:
    """There is such a school; nobody speaks for it yet. Raises SchoolTaken."""
    school = School(is_active=True)
    _apply(settings, school)
    record("school.created", school, by, region_id=school.region_id)
    return school


def edit_school(school: School, settings: SchoolSettings, by: By) -> None:
    """The school has these settings; in another region its requests are that region's. Raises SchoolTaken."""
    left = school.region_id
    _apply(settings, school)
    record("school.edited", school, by, region_id=school.region_id)
    if left != school.region_id:
        record("school.left_region", school, by, region_id=left)
        school_moved.send(school, by=by)


def close_school(school: School, by: By) -> None:
    """Nobody can nominate for the school any more; what runs goes on."""
    school.is_active = False
    record("school.closed", school, by, region_id=school.region_id)


def open_school(school: School, by: By) -> None:
    """The school takes part again."""
    school.is_active = True
    record("school.opened", school, by, region_id=school.region_id)


def _apply(settings: SchoolSettings, school: School) -> None:
    others = select(School).where(School.id != (school.id or 0))
    if settings.brin:
        for other in db.session.scalars(others.where(School.brin == settings.brin)):
            raise SchoolTaken("brin", other)
    same_name = others.where(School.name == settings.name, School.place == settings.place)
    for other in db.session.scalars(same_name):
        raise SchoolTaken("name", other)
    school.name, school.place, school.pc4 = settings.name, settings.place, settings.pc4
    school.brin, school.region_id = settings.brin, settings.region_id
    try:
        with db.session.begin_nested():
            db.session.add(school)
    except IntegrityError:  # somebody else entered it in the same second
        raise SchoolTaken("brin") from None
