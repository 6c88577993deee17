"""Whose regions are whose, and which region a postcode suggests."""

from sqlalchemy import Select, false, select

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.database import db
from maatje.regions.models import CoordinatorRegion, PostcodeArea, Region


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
        .where(CoordinatorRegion.region_id == region_id, User.deactivated_at.is_(None))
        .order_by(User.last_name, User.first_name, User.id)
    )
    return list(db.session.scalars(coordinators))
