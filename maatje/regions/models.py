from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.database import Model


class Region(Model):
    """A coordinator's area: a row, not code. The 25 veiligheidsregio's are what we ship."""

    __tablename__ = "regions"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    province: Mapped[str] = mapped_column(String(40), default="")
    scheme: Mapped[str] = mapped_column(String(30), default="veiligheidsregio")
    is_active: Mapped[bool] = mapped_column(default=True)


class PostcodeArea(Model):
    """A four-digit postcode with its centre. Its region is a suggestion that the person filling in sees."""

    __tablename__ = "postcode_areas"

    pc4: Mapped[str] = mapped_column(String(4), primary_key=True)
    place: Mapped[str] = mapped_column(String(80))
    latitude: Mapped[float]
    longitude: Mapped[float]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)

    region: Mapped[Region | None] = relationship()


class CoordinatorRegion(Model):
    """This coordinator decides in this region."""

    __tablename__ = "coordinator_regions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True, index=True)

    user: Mapped[User] = relationship()
    region: Mapped[Region] = relationship()
