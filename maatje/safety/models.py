from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import Model, UtcDateTime, one_of
from maatje.life import Actor
from maatje.pairings.models import Pairing
from maatje.safety.life import ConcernState, ReportState
from maatje.volunteers.models import Volunteer


class Concern(Model):
    """Somebody is concerned about the pupil of a pairing. That, when, and who phoned: never what about."""

    __tablename__ = "concerns"
    __table_args__ = (
        # Pressing twice is one concern; after the phone call the next one is another.
        Index(
            "uq_concerns_new",
            "pairing_id",
            "raised_by_id",
            unique=True,
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    state: Mapped[ConcernState] = mapped_column(one_of(ConcernState), default=ConcernState.NEW, index=True)
    raised_as: Mapped[Actor] = mapped_column(one_of(Actor))
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    pairing: Mapped[Pairing] = relationship()
    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id])
    called_by: Mapped[User | None] = relationship(foreign_keys=[called_by_id])


class VolunteerReport(Model):
    """A volunteer was reported and stands still until a coordinator of their region has decided.

    Apart from the volunteer's own file, and read by those coordinators only. What it is about is told by phone.
    """

    __tablename__ = "volunteer_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    state: Mapped[ReportState] = mapped_column(one_of(ReportState), default=ReportState.OPEN)
    reported_as: Mapped[Actor] = mapped_column(one_of(Actor))
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # a family has no account
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    paused_volunteer: Mapped[bool]  # who had a pause of their own keeps it afterwards
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    volunteer: Mapped[Volunteer] = relationship()
    pairing: Mapped[Pairing] = relationship()
    reported_by: Mapped[User | None] = relationship(foreign_keys=[reported_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
