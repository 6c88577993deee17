"""The bell: RQ wakes a worker; what there is to do stands in the database.

A bell that cannot be rung is no error: the sweep finds the work within seconds of Redis' return.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import structlog
from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as RedisRetry
from rq import Queue, Retry
from rq.serializers import JSONSerializer

from maatje.config import Settings

QUEUE_NAME = "maatje"
JOB_TIMEOUT = 900  # seconds; a round of a large region takes tens

# Set once this process has been asked to stop: a long sweep looks at it between two pieces of its work.
is_stopping = threading.Event()

log = structlog.get_logger()


def connect(redis_url: str) -> Redis:
    """A Redis client that gives up within half a second: a page must not wait for the bell."""
    return Redis.from_url(
        redis_url,
        socket_timeout=0.5,
        socket_connect_timeout=0.3,
        retry=RedisRetry(NoBackoff(), 0),
    )


@lru_cache(maxsize=1)
def _queue(redis_url: str) -> Queue:
    return Queue(QUEUE_NAME, connection=connect(redis_url), serializer=JSONSerializer)


def enqueue(job: Callable[[int], None], row_id: int) -> bool:
    """Ring for `job(row_id)`; False when Redis is away, in which case the sweep does it later.

    Call it after the commit: a worker is quicker than one thinks.
    """
    if _is_tied.get():
        return False
    settings: Settings = current_app.config["SETTINGS"]
    try:
        _queue(settings.redis_url).enqueue(
            job, row_id, retry=Retry(max=3), job_timeout=JOB_TIMEOUT, result_ttl=0, failure_ttl=86400
        )
    except (RedisError, OSError) as error:
        _say_it_is_away(type(error).__name__)
        return False
    _say_it_is_away("")
    return True


_is_tied: ContextVar[bool] = ContextVar("bell_is_tied", default=False)


@contextmanager
def bell_tied() -> Iterator[None]:
    """Inside, the bell does not ring: for filling a database with what nobody has to do any more."""
    mark = _is_tied.set(True)
    try:
        yield
    finally:
        _is_tied.reset(mark)


_away = ""


def _say_it_is_away(error: str) -> None:
    """One line when the bell falls silent and one when it rings again, not one a letter."""
    global _away
    if error != _away:
        _away = error
        log.warning("bell_silent" if error else "bell_rings_again", error=error)
