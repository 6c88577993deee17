from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import Model, UtcDateTime, one_of
from maatje.life import Actor


class AuditEvent(Model):
    """Who did or saw what, and when. Ids only: never a name, never what was written."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_object", "object_type", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    actor: Mapped[Actor] = mapped_column(one_of(Actor))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    region_id: Mapped[int | None] = mapped_column(index=True)

    user: Mapped[User | None] = relationship()
