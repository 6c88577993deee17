"""What the database set free, overwritten: a row that was deleted leaves its bytes behind for a while."""

import sqlite3
from contextlib import suppress
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import select, update

from maatje.clock import is_night, now
from maatje.database import db, transaction
from maatje.privacy.inventory import FATES, is_personal
from maatje.privacy.models import Erasure

# Where erasing deletes rows or empties columns.
TOUCHED = sorted(name for name, fate in FATES.items() if is_personal(fate))

# Whoever began earlier may look at rows as they were, and VACUUM FULL takes those along.
_LOOKS_BACK = (
    "select 1 from pg_stat_activity where pid <> pg_backend_pid() and"
    " (backend_xid is not null or (datname = current_database() and backend_xmin is not null)) limit 1"
)


class StillRead(Exception):
    """Somebody reads from the old pages, or writes, or it is not night yet; a later try may get through."""


def wipe() -> None:
    """After this the bytes of what was erased before are in no table's file.

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
    """The same as a job, rung for after each erasure; if somebody reads, the sweep tries again in a moment."""
    with suppress(StillRead):
        wipe()


def _on_sqlite(connection: Any) -> None:
    """`secure_delete` (see `database`) zeroes what is freed, but not what a row left on the page it moved from;
    and the write-ahead log still has the old pages.

    It waits for nobody: emptying the log holds up whoever writes until nobody reads, and a request that reads may
    itself be waiting to write.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=100")
    try:
        connection.execute("VACUUM")
        is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        is_busy = True
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience}")
    if is_busy:
        raise StillRead


def _on_postgresql(connection: Any) -> None:
    """By night, since nobody reads a table while it is written anew: VACUUM alone only sets bytes free."""
    if not is_night():
        raise StillRead
    before, connection.autocommit = connection.autocommit, True
    try:
        if connection.execute(_LOOKS_BACK).fetchone() is not None:
            raise StillRead
        connection.execute("SET lock_timeout = '2s'")  # autovacuum gives way after one
        for table in TOUCHED:
            connection.execute(f"VACUUM FULL {table}")
    except LockNotAvailable:
        raise StillRead from None
    finally:
        connection.execute("RESET lock_timeout")
        connection.autocommit = before
