"""What the database set free, overwritten: a row that was deleted leaves its bytes behind for a while."""

from typing import Any

from sqlalchemy import select, update

from maatje.clock import now
from maatje.database import db, transaction
from maatje.privacy.inventory import FATES
from maatje.privacy.models import Erasure


class StillRead(Exception):
    """Somebody reads from the old pages; the next try may get through."""


def wipe() -> None:
    """After this the bytes of what was erased before are in no file of SQLite, and are no rows of PostgreSQL.

    Does nothing when nothing was erased since the last time. Raises StillRead.
    """
    waiting = list(db.session.scalars(select(Erasure.id).where(Erasure.wiped_at.is_(None))))
    db.session.rollback()  # neither database does this inside a transaction
    if not waiting:
        return
    connection = db.engine.raw_connection()
    try:
        (_on_sqlite if db.engine.dialect.name == "sqlite" else _on_postgresql)(connection.driver_connection)
    finally:
        connection.close()
    with transaction():
        db.session.execute(update(Erasure).where(Erasure.id.in_(waiting)).values(wiped_at=now()))


def wipe_traces(_erasure_id: int) -> None:
    """The same as a job, rung for after each erasure."""
    wipe()


def _on_sqlite(connection: Any) -> None:
    """`secure_delete` (see `database`) zeroes what is freed; the write-ahead log still has the old pages."""
    connection.execute("VACUUM")
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StillRead


def _on_postgresql(connection: Any) -> None:
    """Dead rows become free space, sooner than autovacuum would come by."""
    before, connection.autocommit = connection.autocommit, True
    try:
        connection.execute("VACUUM " + ", ".join(sorted(FATES)))
    finally:
        connection.autocommit = before
