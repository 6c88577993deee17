"""How Alembic changes the tables: in one transaction, on SQLite and PostgreSQL alike."""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from flask import current_app

from maatje.database import UtcDateTime, WeeklyTimes
from maatje.sealing import SealedJson, SealedText

migrate = current_app.extensions["migrate"]


class RowsWithoutParent(RuntimeError):
    """The migration would have left rows that refer to nothing; it was undone."""


def plain_types(kind, thing, autogen_context):
    """A migration must not change meaning when our code does, so it names SQLAlchemy's own types only."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, WeeklyTimes):
        return "sa.JSON()"
    if kind == "type" and isinstance(thing, (SealedText, SealedJson)):
        return "sa.Text()"
    return False


@contextmanager
def foreign_keys_off(connection):
    """On SQLite a changed table is copied and dropped; with foreign keys on, the drop takes its children along.

    They can only be switched outside a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite = connection.connection.dbapi_connection
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        sqlite.execute("PRAGMA foreign_keys=ON")


def migrate_online():
    with migrate.db.engine.connect() as connection, foreign_keys_off(connection):
        connection.execution_options(writes=True)
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            render_item=plain_types,
            transactional_ddl=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                lost = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
                if lost:
                    raise RowsWithoutParent(f"{len(lost)} rows, the first in table {lost[0][0]}")


def print_sql():
    context.configure(
        url=migrate.db.engine.url,
        target_metadata=migrate.db.metadata,
        render_item=plain_types,
        literal_binds=True,
        **migrate.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    print_sql()
else:
    migrate_online()
