from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from maatje.clock import now
from maatje.database import Model, UtcDateTime


class Erasure(Model):
    """This person was erased. The number is left: enough to do it again after a backup was put back."""

    __tablename__ = "erasures"
    __table_args__ = (UniqueConstraint("object_type", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    wiped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what the database had set free is overwritten


class RetentionPeriod(Model):
    """How many days an administrator has this kind of thing kept; a kind without a row is kept as shipped."""

    __tablename__ = "retention_periods"
    __table_args__ = (CheckConstraint("days > 0", name="days_are_some"),)

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    days: Mapped[int]


class RetentionRun(Model):
    """What was done about one kind in one night: numbers only."""

    __tablename__ = "retention_runs"
    # Of several sweepers one does it, and it is done once a night.
    __table_args__ = (UniqueConstraint("night", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    night: Mapped[date]
    kind: Mapped[str] = mapped_column(String(30))
    announced: Mapped[int] = mapped_column(default=0)
    erased: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RetentionNotice(Model):
    """Somebody was told that this will be erased. What happens after `since` makes the notice void."""

    __tablename__ = "retention_notices"
    __table_args__ = (UniqueConstraint("kind", "object_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int]
    since: Mapped[date]
    announced_on: Mapped[date]
