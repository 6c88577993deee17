from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.access import Role
from maatje.clock import now
from maatje.database import Model, UtcDateTime, one_of


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
    # Sessions and links in letters are made under a version: raising it ends them all at the next request.
    session_version: Mapped[int] = mapped_column(default=1)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # from then on the row tells of nobody
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    second_step: Mapped["SecondStep | None"] = relationship(viewonly=True)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None and self.email_verified_at is not None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)

    @property
    def sorted_name(self) -> str:
        """As in a Dutch list: "Berg, Anna van den"."""
        given = " ".join(part for part in (self.first_name, self.infix) if part)
        return f"{self.last_name}, {given}" if self.last_name else given


class Proof(StrEnum):
    """How somebody showed who they are."""

    AWAITS_CODE = "awaits_code"  # the password was right; without the code from their phone they are nobody yet
    PASSWORD = "password"  # noqa: S105 - the word, not one
    TWO_STEPS = "two_steps"


class UserSession(Model):
    """Somebody signed in with one browser. That browser has the key; here stands only its hash."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # As they were on signing in: once the account has another role or version, the session is over.
    role: Mapped[Role] = mapped_column(one_of(Role))
    version: Mapped[int]
    proof: Mapped[Proof] = mapped_column(one_of(Proof), default=Proof.PASSWORD)
    proven_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    device: Mapped[str] = mapped_column(String(60), default="")
    bag: Mapped[str] = mapped_column(Text, default="")  # left for the next page: notices, the form token
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecondStep(Model):
    """Somebody also shows a code from an app on their phone.

    What app and site share is made of the nonce and the site's key: who reads the database makes no codes.
    """

    __tablename__ = "second_steps"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    last_counter: Mapped[int] = mapped_column(default=0)  # of the last code that was used; none is used twice
    set_up_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RecoveryCode(Model):
    """Lets somebody in once, without the phone; here stands its hash."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tries(Model):
    """When something was tried of late, by a keyed hash of what, and of whose account or from which place."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    times: Mapped[list[str]] = mapped_column(JSON)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
