from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.links import fingerprint
from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import Model, UtcDateTime, one_of
from maatje.sealing import SealedText


class LetterState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


def reader_mark(address: str) -> str:
    """What letters to this address have in common; without the site's key nobody can make it from the address."""
    return fingerprint("letter", address)


def _mark_of_reader(context: DefaultExecutionContext) -> str:
    return reader_mark(cast(Any, context).get_current_parameters()["to_address"])


class Letter(Model):
    """A letter to one reader about one matter: a row before it is a mail, and also what "Berichten" shows.

    Its context holds ids and harmless words only; the text is made from `templates/emails/<kind>.html` when it
    is delivered or read.
    """

    __tablename__ = "letters"
    __table_args__ = (
        # The same service may run twice; the reader gets the letter once.
        UniqueConstraint("kind", "reader_mark", "matter"),
        Index("ix_letters_due", "state", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(SealedText)
    reader_mark: Mapped[str] = mapped_column(String(32), default=_mark_of_reader)
    to_name: Mapped[str] = mapped_column(SealedText, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    matter: Mapped[str] = mapped_column(String(80))
    context: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[LetterState] = mapped_column(one_of(LetterState), default=LetterState.PENDING)
    attempt: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()
