from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from maatje.clock import now
from maatje.database import Model, UtcDateTime
from maatje.sealing import SealedJson


class Upload(Model):
    """A list as it was uploaded, until its good rows are entered; deleted after a day at the latest."""

    __tablename__ = "uploads"
    # A number is not used again: an old tab must not show, or enter, a newer list.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    headings: Mapped[list[str]] = mapped_column(JSON)
    unknown_headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Each {"number", "cells", "problems": {heading: sentence}, "is_known"}
    rows: Mapped[list[dict[str, Any]]] = mapped_column(SealedJson(list))
    entered: Mapped[int | None]  # how many were entered; None until then
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

    @property
    def good_rows(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not row["problems"] and not row["is_known"]]

    @property
    def known_rows(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not row["problems"] and row["is_known"]]

    @property
    def bad_rows(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["problems"]]
