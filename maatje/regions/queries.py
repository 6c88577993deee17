"""Whose regions are whose, and which region a postcode suggests."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Row, Select, false, func, select

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.database import db
from maatje.regions.models import CoordinatorRegion, PostcodeArea, Region

T = TypeVar("T")


def region_ids_of(viewer: Viewer) -> Select[int]:
    """The ids of the regions in which the viewer decides: a coordinator's own, an administrator's all."""
    match viewer.role:
        case Role.ADMINISTRATOR:
            return select(Region.id)
        case Role.COORDINATOR:
            return select(CoordinatorRegion.region_id).where(CoordinatorRegion.user_id == viewer.id)
        case _:
            return select(Region.id).where(false())


def regions_visible_to(viewer: Viewer) -> Select[Region]:
    """The regions in which the viewer decides, by name."""
    return select(Region).where(Region.id.in_(region_ids_of(viewer))).order_by(Region.name)


def regions_of(viewer: Viewer) -> list[Region]:
    """The regions in which the viewer decides, by name, as a list."""
    return list(db.session.scalars(regions_visible_to(viewer)))


def active_regions() -> list[Region]:
    """The regions that people can choose, by name."""
    return list(db.session.scalars(select(Region).where(Region.is_active).order_by(Region.name)))


def area_of(pc4: str) -> PostcodeArea | None:
    """The four-digit postcode's place and centre; None if nobody lives there."""
    return db.session.get(PostcodeArea, pc4)


def suggested_region(pc4: str) -> Region | None:
    """The region a postcode suggests, if it is an active one; the person filling in sees it and may correct it."""
    area = area_of(pc4)
    return area.region if area and area.region and area.region.is_active else None


def coordinators_of(region_id: int) -> list[User]:
    """Who coordinates the region and can sign in, by name."""
    coordinators = (
        select(User)
        .join(CoordinatorRegion, CoordinatorRegion.user_id == User.id)
        .where(
            CoordinatorRegion.region_id == region_id,
            User.role == Role.COORDINATOR,
            User.deactivated_at.is_(None),
            User.email_verified_at.is_not(None),
        )
        .order_by(User.last_name, User.first_name, User.id)
    )
    return list(db.session.scalars(coordinators))


def region_ids_coordinated_by(user_id: int | None) -> frozenset[int]:
    """The regions in which this account decides as a coordinator."""
    mine = select(CoordinatorRegion.region_id).where(CoordinatorRegion.user_id == user_id)
    return frozenset(db.session.scalars(mine))


def staff(role: Role) -> Select[User]:
    """All coordinators, or all administrators, by name; also those who were invited or have stopped."""
    return (
        select(User)
        .where(User.role == role, User.erased_at.is_(None))
        .order_by(User.last_name, User.first_name, User.id)
    )


def administrators() -> list[User]:
    """Those who can sign in, by name."""
    may_sign_in = staff(Role.ADMINISTRATOR).where(
        User.deactivated_at.is_(None), User.email_verified_at.is_not(None)
    )
    return list(db.session.scalars(may_sign_in))


def regions_by_coordinator() -> dict[int, list[Region]]:
    """For each coordinator (by id) the regions in which they decide, by name."""
    rows = db.session.execute(
        select(CoordinatorRegion.user_id, Region).join(CoordinatorRegion.region).order_by(Region.name)
    )
    return _grouped(rows)


def coordinators_by_region() -> dict[int, list[User]]:
    """For each region (by id) its coordinators who have not stopped, by name."""
    rows = db.session.execute(
        select(CoordinatorRegion.region_id, User)
        .join(CoordinatorRegion.user)
        .where(User.deactivated_at.is_(None))
        .order_by(User.last_name, User.first_name, User.id)
    )
    return _grouped(rows)


def postcodes_by_region() -> dict[int | None, int]:
    """How many postcodes suggest each region (by id; None for those without one)."""
    counted = select(PostcodeArea.region_id, func.count()).group_by(PostcodeArea.region_id)
    return dict(db.session.execute(counted).all())


def _grouped(rows: Iterable[Row[int, T]]) -> dict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for key, thing in rows:
        groups[key].append(thing)
    return groups
