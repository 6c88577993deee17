from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.database import Model
from maatje.regions.models import Region


class School(Model):
    __tablename__ = "schools"
    __table_args__ = (
        # However many families ask at the same moment.
        Index(
            "uq_schools_none_of_region",
            "region_id",
            unique=True,
            sqlite_where=text("stands_for_none"),
            postgresql_where=text("stands_for_none"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(80), default="")
    pc4: Mapped[str] = mapped_column(String(4), default="")
    brin: Mapped[str | None] = mapped_column(String(6), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    # The place in this region of pupils whose family asked without a school. It has no contacts and is on no list.
    stands_for_none: Mapped[bool] = mapped_column(default=False, server_default=false())

    region: Mapped[Region] = relationship()
    contacts: Mapped[list["SchoolContact"]] = relationship(
        back_populates="school", order_by="SchoolContact.user_id"
    )

    @property
    def active_contacts(self) -> list["SchoolContact"]:
        return [contact for contact in self.contacts if contact.is_active]


class SchoolContact(Model):
    """This person nominates pupils for this school: a mentor, zorgcoördinator or ib'er."""

    __tablename__ = "school_contacts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    function: Mapped[str] = mapped_column(String(40), default="")

    user: Mapped[User] = relationship()
    school: Mapped[School] = relationship(back_populates="contacts")

    @property
    def is_active(self) -> bool:
        return self.user.deactivated_at is None

    @property
    def is_invited(self) -> bool:
        """Has a letter, but has not chosen a password yet."""
        return self.is_active and self.user.password_hash is None
