"""What the clock does to many rows: each in a transaction of its own, so that a bad one stops no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from maatje.database import ChangedMeanwhile, Model, db, transaction
from maatje.life import MoveNotAllowed

M = TypeVar("M", bound=Model)

log = structlog.get_logger()


def each_by_itself(model: type[M], ids: Iterable[int], do: Callable[[M], None]) -> None:
    """It is done to each of these rows. One that somebody was at in this very second, or that another sweeper did,
    is left: the next sweep looks again. One that fails stands in the log, as `not_swept`."""
    for row_id in ids:
        try:
            with transaction():
                do(db.session.get_one(model, row_id))
        except (ChangedMeanwhile, MoveNotAllowed):
            continue
        except Exception:
            log.exception("not_swept", table=model.__tablename__, row_id=row_id, verb=do.__name__)
