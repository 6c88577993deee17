"""Reading accounts."""

from sqlalchemy import Integer, Select, column, select, table

from maatje.access import Viewer
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
