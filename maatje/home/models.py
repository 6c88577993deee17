from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from maatje.clock import now
from maatje.database import Model, UtcDateTime


class Heartbeat(Model):
    """That a process (a worker, a sweep) is alive, by its own word; Redis forgets, this does not."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
