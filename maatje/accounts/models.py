from datetime import datetime
from typing import Self

from flask_login import UserMixin
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from maatje.access import Role
from maatje.clock import now
from maatje.database import Model, UtcDateTime, db, one_of


class User(UserMixin, Model):
    """Somebody who can sign in. Without a password they were invited, or have not verified their address yet."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    first_name: Mapped[str] = mapped_column(String(80))
    infix: Mapped[str] = mapped_column(String(20), default="")
    last_name: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[Role] = mapped_column(one_of(Role))
    # Part of the session's name: raising it ends every session at the next request.
    session_version: Mapped[int] = mapped_column(default=1)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None and self.email_verified_at is not None

    def get_id(self) -> str:
        return f"{self.id}.{self.session_version}"

    @classmethod
    def of_session(cls, session_name: str) -> Self | None:
        """The account a session cookie speaks of, unless that session has been ended since."""
        user_id, _, version = session_name.partition(".")
        if not (user_id.isascii() and user_id.isdecimal() and len(user_id) < 10):
            return None
        user = db.session.get(cls, int(user_id))
        return user if user and user.is_active and str(user.session_version) == version else None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)

    @property
    def sorted_name(self) -> str:
        """As in a Dutch list: "Berg, Anna van den"."""
        given = " ".join(part for part in (self.first_name, self.infix) if part)
        return f"{self.last_name}, {given}" if self.last_name else given
