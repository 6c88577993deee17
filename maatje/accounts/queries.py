"""Reading accounts."""

from sqlalchemy import Integer, Select, column, func, or_, select, table

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.accounts.services import normalise_email
from maatje.database import db

# The regions room fills this table. Rooms below it show rows by region too, so here it goes by its name.
_coordinator_regions = table("coordinator_regions", column("user_id", Integer), column("region_id", Integer))


def user_by_address(address: str) -> User | None:
    """The account with this e-mail address, however it was typed."""
    return db.session.execute(select(User).where(User.email == normalise_email(address))).scalar_one_or_none()


def region_ids_of_coordinator(viewer: Viewer) -> Select[tuple[int]]:
    """The regions in which this coordinator decides; none for anybody else."""
    return select(_coordinator_regions.c.region_id).where(_coordinator_regions.c.user_id == viewer.id)


def users_visible_to(viewer: Viewer) -> Select[tuple[User]]:
    """Administrators see every account that is still somebody's, other people their own."""
    users = select(User).where(User.erased_at.is_(None))
    return users if viewer.role is Role.ADMINISTRATOR else users.where(User.id == viewer.id)


def users_found(viewer: Viewer, words: str, role: Role | None) -> Select[tuple[User]]:
    """Of the accounts this person sees, those whose name or address holds each of the words, by name."""
    users = users_visible_to(viewer)
    if role:
        users = users.where(User.role == role)
    for word in words.split():
        users = users.where(
            or_(
                User.email.icontains(word, autoescape=True),
                User.first_name.icontains(word, autoescape=True),
                User.last_name.icontains(word, autoescape=True),
            )
        )
    return users.order_by(func.lower(User.last_name), func.lower(User.first_name), User.id)
