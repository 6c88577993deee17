"""Sealing anew with the first key, so that the others can be taken away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Column, TableClause, Text, column, select, table, update

from maatje.database import AnyRow, Base, db, transaction
from maatje.sealing.columns import SealedJson, SealedText
from maatje.sealing.keys import Unreadable, is_current, seal, unseal

AT_ONCE = 100  # rows in one transaction: others who write wait for a tenth of a second


@dataclass
class Standing:
    """How many sealed values of one table stand under which key."""

    current: int = 0
    old: int = 0
    unreadable: int = 0


def sealed_columns() -> dict[str, list[Column[Any]]]:
    """Every sealed column, by table."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, (SealedText, SealedJson))
    ]
    return {name: list(of_table) for name, of_table in groupby(columns, key=lambda column: column.table.name)}


def standing_of(name: str) -> Standing:
    """How it is now; nothing is changed."""
    standing = Standing()
    stored, names = _as_stored(name)
    for rows in _batches(stored):
        for row in rows:
            for sealed in filter(None, (getattr(row, one) for one in names)):
                _count(standing, sealed)
    db.session.rollback()
    return standing


def seal_anew(name: str) -> Standing:
    """All of the table that can be read is sealed with the first key; the answer tells how it was.

    It may be broken off and begun again. What somebody changes meanwhile is left: it has the first key already.
    """
    standing = Standing()
    stored, names = _as_stored(name)
    for rows in _batches(stored):
        with transaction():
            for row in rows:
                for one in names:
                    sealed = getattr(row, one)
                    if sealed and _count(standing, sealed):
                        same = (stored.c.id == row.id, stored.c[one] == sealed)
                        db.session.execute(update(stored).where(*same).values({one: seal(unseal(sealed))}))
    return standing


def _count(standing: Standing, sealed: str) -> bool:
    """Counts one value; whether it is readable and not yet under the first key."""
    if is_current(sealed):
        standing.current += 1
        return False
    try:
        unseal(sealed)
    except Unreadable:
        standing.unreadable += 1
        return False
    standing.old += 1
    return True


def _as_stored(name: str) -> tuple[TableClause, list[str]]:
    """The table with its sealed columns as the text that stands there."""
    names = [column.name for column in sealed_columns()[name]]
    return table(name, column("id"), *(column(one, Text) for one in names)), names


def _batches(stored: TableClause) -> Iterator[Sequence[AnyRow]]:
    last = 0
    while True:
        after = select(stored).where(stored.c.id > last).order_by(stored.c.id).limit(AT_ONCE)
        rows = db.session.execute(after).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
