"""Sessions: who is signed in with which browser, until when.

The key is in the browser's cookie and nowhere else; whoever reads the database cannot take a session over.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask.json.tag import TaggedJSONSerializer
from sqlalchemy import ColumnElement, and_, or_, select, update

from maatje.accounts.models import Proof, User, UserSession
from maatje.clock import now
from maatje.config import Settings
from maatje.database import db, rows_changed

CODE_WITHIN = timedelta(minutes=10)  # after the password
FRESH_FOR = timedelta(minutes=10)  # so long after showing who one is, weighty things need no showing again
SEEN_EVERY = timedelta(minutes=1)  # not every page needs to write down that it was asked for

_packing = TaggedJSONSerializer()


@dataclass(frozen=True)
class Standing:
    """A session that goes on, as one request finds it."""

    session_id: int
    user: User
    last_seen_at: datetime
    proof: Proof
    proven_at: datetime
    bag: dict[str, Any]


def begin(user: User, device: str, proof: Proof, version: int | None = None) -> str:
    """The person is signed in, as far as they showed who they are; the answer is the key to know them by.

    `version` is that of the account when its password was checked: if it changed meanwhile, nobody gets in.
    """
    key = secrets.token_urlsafe(32)
    user.last_signed_in_at = now()
    db.session.add(
        UserSession(
            key_hash=_hash(key),
            user_id=user.id,
            role=user.role,
            version=user.session_version if version is None else version,
            proof=proof,
            device=device,
            bag=_packing.dumps({"csrf_token": secrets.token_hex(32)}),  # so that no first page has to make one
        )
    )
    return key


def standing(key: str) -> Standing | None:
    """Whose key this is, if their session goes on: not ended, not too old, account and role still the same."""
    query = (
        select(
            UserSession.id,
            User,
            UserSession.last_seen_at,
            UserSession.proof,
            UserSession.proven_at,
            UserSession.bag,
        )
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.key_hash == _hash(key), _goes_on())
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    session_id, user, last_seen_at, proof, proven_at, bag = found
    return Standing(session_id, user, last_seen_at, proof, proven_at, _packing.loads(bag))


def sessions_of(user: User) -> list[UserSession]:
    """Where this person is signed in now, the latest seen first."""
    query = select(UserSession).join(User, User.id == UserSession.user_id)
    theirs = query.where(User.id == user.id, UserSession.proof != Proof.AWAITS_CODE, _goes_on())
    return list(db.session.scalars(theirs.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def prove(session_id: int, proof: Proof) -> None:
    """In this session the person showed just now, in this way, who they are."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id)
        .values(proof=proof, proven_at=now())
        .execution_options(synchronize_session=False)
    )


def end(user: User, *conditions: ColumnElement[bool]) -> int:
    """The person's sessions (those that meet the conditions) are over; says how many that were."""
    theirs = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None), *conditions)
    return rows_changed(theirs.values(ended_at=now(), bag=""))


def write_down(session_id: int, bag: dict[str, Any] | None) -> None:
    """That the session was seen just now, and what it holds, if that changed.

    In a connection of its own: a page may leave the database session in any state.
    """
    values: dict[str, Any] = {"last_seen_at": now()}
    if bag is not None:
        values["bag"] = _packing.dumps(bag)
    seen = update(UserSession).where(UserSession.id == session_id, UserSession.ended_at.is_(None)).values(values)
    with db.engine.connect() as connection:
        connection.execution_options(writes=True)
        with connection.begin():
            connection.execute(seen)


def drop_notices_with(words: Iterable[str]) -> None:
    """Nobody has a notice waiting for their next page in which one of these words stands."""
    for session in db.session.scalars(select(UserSession).where(UserSession.bag.contains("_flashes"))):
        bag = _packing.loads(session.bag)
        if any(word in str(said) for said in bag.get("_flashes", []) for word in words):
            session.bag = _packing.dumps({name: value for name, value in bag.items() if name != "_flashes"})


def _goes_on() -> ColumnElement[bool]:
    settings: Settings = current_app.config["SETTINGS"]
    return and_(
        UserSession.ended_at.is_(None),
        UserSession.last_seen_at > now() - timedelta(minutes=settings.session_idle_minutes),
        UserSession.created_at > now() - timedelta(hours=settings.session_hours),
        or_(UserSession.proof != Proof.AWAITS_CODE, UserSession.created_at > now() - CODE_WITHIN),
        UserSession.version == User.session_version,
        UserSession.role == User.role,
        User.deactivated_at.is_(None),
        User.email_verified_at.is_not(None),
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
