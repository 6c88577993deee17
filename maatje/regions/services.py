"""What an administrator changes about regions and about who coordinates them."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from maatje.access import Role
from maatje.accounts import services as accounts
from maatje.accounts.models import User
from maatje.audit.services import record
from maatje.database import db
from maatje.life import By
from maatje.regions.models import CoordinatorRegion, PostcodeArea, Region
from maatje.regions.postcode_list import PostcodeLine


class RegionTaken(Exception):
    """Another region has this code or this name already; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def create_region(code: str, name: str, province: str, by: By) -> Region:
    """There is a region with this code and name, open at once. Raises RegionTaken."""
    region = Region(code=code, name=name, province=province, scheme="vrij", is_active=True)
    _refuse_taken(code, name)
    _store(region)
    record("region.created", region, by, region_id=region.id)
    return region


def edit_region(region: Region, code: str, name: str, province: str, by: By) -> None:
    """The region has this code and name. Raises RegionTaken."""
    _refuse_taken(code, name, but=region.id)
    region.code, region.name, region.province = code, name, province
    _store(region)
    record("region.edited", region, by, region_id=region.id)


def close_region(region: Region, by: By) -> None:
    """Nobody new can choose the region; what is in it goes on."""
    region.is_active = False
    record("region.closed", region, by, region_id=region.id)


def open_region(region: Region, by: By) -> None:
    """People can choose the region again."""
    region.is_active = True
    record("region.opened", region, by, region_id=region.id)


def invite_coordinator(
    email: str, first_name: str, infix: str, last_name: str, region_ids: Collection[int], by: By
) -> User:
    """A coordinator of these regions is invited by mail. Raises AddressTaken."""
    user = accounts.create_user(email, first_name, infix, last_name, Role.COORDINATOR)
    _set_regions(user, region_ids, by)
    accounts.invite(user, by)
    return user


def edit_coordinator(
    user: User, first_name: str, infix: str, last_name: str, region_ids: Collection[int], by: By
) -> None:
    """The coordinator has this name and decides in exactly these regions, from the next page on.

    If those are others than before, they sign in again.
    """
    rename_person(user, first_name, infix, last_name, by)
    if _set_regions(user, region_ids, by):
        accounts.end_sessions(user, by)


def rename_person(user: User, first_name: str, infix: str, last_name: str, by: By) -> None:
    """The person is called this."""
    user.first_name, user.infix, user.last_name = first_name.strip(), infix.strip(), last_name.strip()
    record("account.renamed", user, by)


def import_postcodes(lines: Collection[PostcodeLine], by: By) -> int:
    """Each postcode in the list suggests the region named there; says for how many that is a change."""
    areas = {area.pc4: area for area in db.session.scalars(select(PostcodeArea))}
    touched: set[int] = set()
    changed = 0
    for line in lines:
        area = areas.get(line.pc4)
        if area is None:
            db.session.add(_new_area(line))
        elif area.region_id != line.region_id:
            area.region_id = line.region_id
        else:
            continue
        changed += 1
        touched.add(line.region_id)
    for region in db.session.scalars(select(Region).where(Region.id.in_(touched)).order_by(Region.id)):
        record("region.postcodes_imported", region, by, region_id=region.id)
    return changed


def _new_area(line: PostcodeLine) -> PostcodeArea:
    return PostcodeArea(
        pc4=line.pc4,
        place=line.place,
        latitude=line.latitude,
        longitude=line.longitude,
        region_id=line.region_id,
    )


def _set_regions(user: User, region_ids: Collection[int], by: By) -> bool:
    """The coordinator has these regions; says whether that changes anything."""
    held = set(db.session.scalars(select(CoordinatorRegion.region_id).where(CoordinatorRegion.user_id == user.id)))
    gone = held - set(region_ids)
    db.session.execute(
        delete(CoordinatorRegion).where(
            CoordinatorRegion.user_id == user.id, CoordinatorRegion.region_id.in_(gone)
        )
    )
    for region_id in sorted(set(region_ids) - held):
        db.session.add(CoordinatorRegion(user_id=user.id, region_id=region_id))
        record("coordinator.region_given", user, by, region_id=region_id)
    for region_id in sorted(gone):
        record("coordinator.region_taken", user, by, region_id=region_id)
    return held != set(region_ids)


def _refuse_taken(code: str, name: str, but: int | None = None) -> None:
    same = select(Region).where(or_(Region.code == code, Region.name == name), Region.id != (but or 0))
    for other in db.session.scalars(same):
        raise RegionTaken("code" if other.code == code else "name")


def _store(region: Region) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(region)
    except IntegrityError:  # somebody else took it in the same second
        raise RegionTaken("name") from None
