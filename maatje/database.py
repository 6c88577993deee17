"""The database: one session, one way to change it (`transaction()`), and the column types the rooms share."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    ColumnElement,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Enum,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    Update,
    column,
    event,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]
"""A row of some columns, which whoever reads it knows by name."""


class Base(DeclarativeBase):
    """Every constraint has a name, so that migrations can find it again on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_COLLISIONS = {"40P01", "40001"}  # deadlock_detected, serialization_failure

db = SQLAlchemy(model_class=Base)
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class ChangedMeanwhile(Exception):
    """Somebody else was first; nothing was changed."""


class ChangedOutsideTransaction(RuntimeError):
    """Something was changed before `transaction()` began; it would have been lost."""


@contextmanager
def transaction() -> Iterator[None]:
    """Everything changed inside is stored together, or nothing is.

    What was read before is read again inside, so decisions rest on what is true now. On SQLite the write lock
    is taken at the start: a reader that turns writer later fails at once, whatever the timeout.
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise ChangedOutsideTransaction
    session.rollback()
    bells: list[Callable[[], object]] = []
    session.info["after_commit"] = bells
    session.connection(execution_options={"writes": True})
    try:
        yield
        session.commit()
    except OperationalError as error:
        session.rollback()
        # Two people took the same rows in another order; PostgreSQL lets one of them go first.
        if getattr(error.orig, "sqlstate", None) in _COLLISIONS:
            raise ChangedMeanwhile from error
        raise
    except BaseException:
        session.rollback()
        raise
    for ring in bells:
        ring()


def after_commit(ring: Callable[[], object]) -> None:
    """`ring` is called once the present transaction is stored, and never if it is not."""
    db.session.info["after_commit"].append(ring)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=15000",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite forgets time zones, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WeeklyTimes(TypeDecorator[frozenset[int]]):
    """A set of weekly moments, each an hour of the week (0 = Monday 00:00), stored as a sorted JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> Any:
        return sorted(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[int]:
        return frozenset(value or ())


_DECODER = json.JSONDecoder()


def as_text(times: InstrumentedAttribute[frozenset[int]]) -> ColumnElement[str]:
    """A column of weekly moments as it is stored, for `times_in`: of thousands of rows that reads much faster."""
    return sql_cast(times, Text)


def times_in(text: str) -> frozenset[int]:
    """The weekly moments in such a text."""
    times, _ = _DECODER.raw_decode(text)
    return frozenset(times or ())


class _JsonElements(FunctionElement[Any]):
    """The elements of a JSON list as rows with a column `value`."""

    inherit_cache = True


@compiles(_JsonElements, "sqlite")
def _json_elements_on_sqlite(element: _JsonElements, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_JsonElements, "postgresql")
def _json_elements_on_postgresql(element: _JsonElements, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def members(ids: Iterable[int]) -> Select[tuple[int]]:
    """These ids as rows of one column, `id`. However many there are, they travel as one value."""
    listed = _JsonElements(literal(json.dumps(sorted(ids)), Text)).table_valued("value")
    return select(sql_cast(listed.c.value, Integer).label("id"))


def among(column: InstrumentedAttribute[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column is one of these ids: an IN without its limits, and quick with many thousands."""
    return column.in_(members(ids))


def insert_rows(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """These rows, all with the same names, are in the model's table. No objects are made, and nobody hears ids.

    To PostgreSQL they travel as one value: its driver needs longer for twenty thousand rows than it does itself.
    """
    if not rows:
        return
    table = cast(Table, model.__table__)
    if db.engine.dialect.name != "postgresql":
        db.session.execute(insert(table), rows)
        return
    names = list(rows[0])
    listed = literal(json.dumps(rows, default=_in_json), Text)
    recordset = func.json_to_recordset(sql_cast(listed, JSON(none_as_null=True)))
    typed = recordset.table_valued(*(column(name, table.c[name].type) for name in names))
    values = typed.render_derived(with_types=True)
    db.session.execute(insert(table).from_select(names, select(*(values.c[name] for name in names))))


def insert_into(model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what to do about a row that is there already, as this database spells it."""
    return sqlite.insert(model) if db.engine.dialect.name == "sqlite" else postgresql.insert(model)


def rows_changed(statement: Update | Delete) -> int:
    """Carries it out, and says of how many rows. What was read of them before is not looked at again."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker that rowcount exists
    return result.rowcount


def _in_json(value: date | frozenset[int]) -> str | list[int]:
    return sorted(value) if isinstance(value, frozenset) else value.isoformat()


IN_ONE_QUERY = 500  # values in one IN (…): SQLite and the drivers have their limits


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in their order, `size` at a time (itertools has this from Python 3.12)."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def one_of(states: type[StrEnum]) -> Enum:
    """A text column that holds only the values of this enum (checked by the database too)."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
