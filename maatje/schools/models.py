from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.database import Model
from maatje.regions.models import Region


class School(Model):
    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(80), default="")
    pc4: Mapped[str] = mapped_column(String(4), default="")
    brin: Mapped[str | None] = mapped_column(String(6), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

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
