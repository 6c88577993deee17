"""The reads of home."""

from datetime import timedelta

from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from maatje.clock import now
from maatje.database import db
from maatje.home.models import Heartbeat
from maatje.queue import connect

SILENT_AFTER = timedelta(seconds=60)
NEEDED = ("web", "database", "worker", "sweeper")


def health(redis_url: str) -> dict[str, str]:
    """How each part of the house is, in a word: "ok", "silent" or "away".

    The queue is told but not needed: without it the sweeper does the work, some seconds later.
    """
    parts = {"web": "ok", "database": "ok", "worker": "silent", "sweeper": "silent"}
    try:
        beats = db.session.execute(select(Heartbeat.name, Heartbeat.beat_at)).all()
    except SQLAlchemyError:
        db.session.rollback()
        return parts | {"database": "away"}
    for name, beat_at in beats:
        if name in parts and now() - beat_at < SILENT_AFTER:
            parts[name] = "ok"
    return parts | {"queue": "ok" if _answers(redis_url) else "away"}


def is_well(parts: dict[str, str]) -> bool:
    return all(parts[name] == "ok" for name in NEEDED)


def _answers(redis_url: str) -> bool:
    try:
        with connect(redis_url) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False
