"""Checking a list, and entering its good rows."""

from collections.abc import Hashable, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from maatje.accounts.models import User
from maatje.audit.services import record
from maatje.bsn import without_bsn
from maatje.clock import now
from maatje.database import db
from maatje.life import By
from maatje.lists import words
from maatje.lists.cells import plain
from maatje.lists.kinds import ListKind, RowRefused, cells_of, keys_of
from maatje.lists.models import Upload
from maatje.spreadsheets.table import Row, Table, is_too_long

KEPT_FOR = timedelta(days=1)


class ColumnsMissing(Exception):
    """The file has no column for something that every row must have; `headings` names them."""

    def __init__(self, headings: list[str]) -> None:
        super().__init__(", ".join(headings))
        self.headings = headings


def check_list(kind: ListKind, table: Table, viewer: User) -> Upload:
    """The list with every row checked; nothing is stored or entered yet. Raises ColumnsMissing.

    It only reads, which may take a second: nobody has to wait for a long list to be checked.
    """
    columns = kind.columns(viewer)
    keys = keys_of(table.headings, columns)
    missing = [column.heading for column in columns if column.is_required and column.key not in keys]
    if missing:
        raise ColumnsMissing(missing)
    known = kind.prepare(viewer)
    seen: dict[Hashable, int] = {}
    return Upload(
        user_id=viewer.id,
        kind=kind.key,
        headings=list(table.headings),
        unknown_headings=[
            heading
            for heading, key in zip(table.headings, keys, strict=True)
            if heading and key is None and plain(heading) != plain(words.WHAT_IS_WRONG)
        ],
        rows=[_checked(kind, row, table.headings, keys, known, seen) for row in table.rows],
    )


def keep_list(upload: Upload, by: By) -> None:
    """The checked list waits for whoever uploaded it to enter its good rows."""
    db.session.add(upload)
    record("list.uploaded", upload, by)


def record_list_viewed(upload: Upload, by: By) -> None:
    """That this person saw the people on the list stands in the audit trail."""
    if upload.rows:  # who was entered is not on it any more
        record("list.viewed", upload, by)


def discard_list(upload: Upload, by: By) -> None:
    """What was not entered is gone."""
    record("list.discarded", upload, by)
    db.session.delete(upload)


def enter_rows(kind: ListKind, upload_id: int, viewer: User, by: By, at_most: int) -> int:
    """The next good rows are entered; what is left of them to enter comes back.

    Each is checked once more, and one that is refused stands with its reason. Entering the same list again enters
    nobody twice, nor does a second click: it waits here for the first, and finds only what that one left.
    """
    upload = db.session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload is None:
        return 0  # thrown away meanwhile
    rows, later = upload.good_rows[:at_most], upload.good_rows[at_most:]
    keys = keys_of(tuple(upload.headings), kind.columns(viewer))
    known = kind.prepare(viewer)
    entered = 0
    for row in rows:
        try:
            with db.session.begin_nested():
                entered += _enter(kind, cells_of(row["cells"], keys), known, by)
        except RowRefused as refused:
            row["problems"] = _by_heading(refused.problems, upload.headings, keys)
        except IntegrityError:
            row["problems"] = {
                "": _("Iemand anders voerde deze in dezelfde seconde in. Kies het bestand opnieuw.")
            }
    upload.entered = (upload.entered or 0) + entered
    # What is in the books by now need not be kept a second time.
    upload.rows = sorted([*upload.bad_rows, *later], key=itemgetter("number"))
    flag_modified(upload, "rows")
    record(f"list.{kind.key}_entered", upload, by)
    return len(later)


def _enter(kind: ListKind, cells: dict[str, str], known: Any, by: By) -> bool:
    person = kind.read(cells, known)
    if kind.is_entered(person):
        return False
    kind.enter(person, by)
    return True


def delete_old_uploads() -> None:
    """Lists of more than a day ago are gone, entered or not."""
    db.session.execute(delete(Upload).where(Upload.created_at < now() - KEPT_FOR))


def _checked(
    kind: ListKind,
    row: Row,
    headings: tuple[str, ...],
    keys: list[str | None],
    known: Any,
    seen: dict[Hashable, int],
) -> dict[str, Any]:
    # Nine digits before an "@" are somebody's address at their school, not their BSN.
    kept = [cell if "@" in cell else without_bsn(cell) for cell in row.cells]
    checked: dict[str, Any] = {"number": row.number, "cells": kept, "problems": {}, "is_known": False}
    if is_too_long(row.cells, headings):
        return checked | {"problems": {"": str(words.TOO_LONG)}}
    was, now_is = cells_of(row.cells, keys), cells_of(kept, keys)
    if numbered := [key for key in was if was[key] != now_is[key]]:
        refused = dict.fromkeys(numbered, str(words.HOLDS_BSN))
        return checked | {"problems": _by_heading(refused, headings, keys)}
    try:
        person = kind.read(cells_of(row.cells, keys), known)
    except RowRefused as refused:
        return checked | {"problems": _by_heading(refused.problems, headings, keys)}
    first = seen.setdefault(kind.identity(person), row.number)
    if first != row.number:
        checked["problems"] = {"": _("Staat al op regel %(number)s.", number=first)}
    else:
        checked["is_known"] = kind.is_entered(person)
    return checked


def _by_heading(problems: dict[str, str], headings: Sequence[str], keys: Sequence[str | None]) -> dict[str, str]:
    """The problems under the headings of the file; those of columns it does not have, together under ""."""
    told: dict[str, str] = {}
    for key, problem in problems.items():
        heading = headings[keys.index(key)] if key in keys else ""
        told[heading] = f"{told[heading]} {problem}" if heading in told else problem
    return told
