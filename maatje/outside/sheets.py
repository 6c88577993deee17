"""A file of rows: its columns found by their headings, each row read apart, bad rows set aside with the reason."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Generic, TypeVar

from flask_babel import gettext as _

from maatje.lists.cells import NotUnderstood, Reader, plain
from maatje.lists.kinds import Column, cells_of, keys_of
from maatje.lists.words import NOT_READABLE, TOO_LONG
from maatje.spreadsheets.reading import OWN_FILE, read_table
from maatje.spreadsheets.table import NotReadable, Row, Table, is_too_long

Record = TypeVar("Record")
LARGEST = 200 * 1024 * 1024  # bytes
ASIDE_HEADINGS = ("Regel", "Wat er mis is")
"""What stands behind the cells of a row that was set aside; such a file may be mended and given back."""
REFERENCE = "reference"
"""The key of the column by which the other files speak of a row."""


class FileRefused(Exception):
    """A file as a whole cannot be used; says which and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True)
class RowAside:
    """A row that takes no part, as it stood in the file; `problems` says why, by heading ("": the whole row)."""

    number: int
    cells: tuple[str, ...]
    problems: Mapping[str, str]

    @property
    def told(self) -> str:
        return " ".join(f"{heading}: {text}" if heading else text for heading, text in self.problems.items())


@dataclass(frozen=True)
class Good(Generic[Record]):
    """A row that was understood."""

    row: Row
    reference: str
    record: Record


@dataclass
class Sheet:
    """A file as it was read. What is set aside on the way is kept here, with the headings it had."""

    path: Path
    headings: tuple[str, ...] = ()
    keys: list[str | None] = field(default_factory=list)
    rows: tuple[Row, ...] = ()
    aside: list[RowAside] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def set_aside(self, row: Row, problems: Mapping[str, str]) -> None:
        """The row takes no part; the problems are by the column's key."""
        by_heading: dict[str, str] = {}
        for key, problem in problems.items():
            heading = self.headings[self.keys.index(key)] if key in self.keys else ""
            by_heading[heading] = f"{by_heading[heading]} {problem}" if heading in by_heading else problem
        self.aside.append(RowAside(row.number, row.cells, by_heading))


def read_sheet(path: Path, columns: Sequence[Column], ours: Collection[str] = ()) -> Sheet:
    """The file with its columns found. Raises FileRefused if it is no table, or if it misses a column.

    A file with headings and no rows is a sheet without rows: nobody asks today. `ours` are headings that need no
    remark though nothing is read from them.
    """
    try:
        table = read_table(_content_of(path), OWN_FILE)
    except NotReadable as error:
        if error.reason == "no_rows":
            _keys_found(path, error.headings, columns)  # a list of nobody still has its columns
            return Sheet(path, remarks=[_("%(file)s: er staan alleen kopjes in.", file=path.name)])
        raise FileRefused(path, _why(error.reason)) from error
    keys = _keys_found(path, table.headings, columns)
    return Sheet(path, table.headings, keys, table.rows, remarks=_remarks(path, table, keys, columns, ours))


def _keys_found(path: Path, headings: Sequence[str], columns: Sequence[Column]) -> list[str | None]:
    """The keys of the headings. Raises FileRefused if a column is missing that must be there."""
    keys = keys_of(headings, columns)
    missing = [column.heading for column in columns if column.is_required and column.key not in keys]
    if missing:
        raise FileRefused(
            path,
            _(
                "Deze kolommen missen: %(headings)s. Maak een voorbeeldbestand met: maatje match-template",
                headings=", ".join(missing),
            ),
        )
    return keys


def understand(
    sheet: Sheet, columns: Sequence[Column], read: Callable[[Reader], Record | None]
) -> list[Good[Record]]:
    """The rows that could be read, sorted by their reference; the others are set aside.

    Of rows that share a reference none is kept: nobody can tell which of them is true.
    """
    rows = [(row, Reader(cells_of(row.cells, sheet.keys))) for row in sheet.rows]
    numbers = _rows_by_reference(rows)
    good = []
    for row, reader in rows:
        record = _read(reader, read)
        for column in columns:
            if column.is_required and not reader.text(column.key):
                reader.problems[column.key] = _("Vul dit nog in.")
        if others := [number for number in numbers[_identity(reader)] if number != row.number]:
            reader.problems[REFERENCE] = _doubled(others)
        if is_too_long(row.cells, sheet.headings):
            reader.problems = {"": str(TOO_LONG)}
        if reader.problems or record is None:
            sheet.set_aside(row, reader.problems or {"": _("Deze regel is niet goed leesbaar.")})
        else:
            good.append(Good(row, reader.text(REFERENCE), record))
    return sorted(good, key=lambda one: (plain(one.reference), one.reference))


def _read(reader: Reader, read: Callable[[Reader], Record | None]) -> Record | None:
    try:
        return read(reader)
    except NotUnderstood as error:
        reader.problems[""] = str(error)
        return None


def _rows_by_reference(rows: Sequence[tuple[Row, Reader]]) -> Mapping[str, list[int]]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for row, reader in rows:
        if identity := _identity(reader):
            numbers[identity].append(row.number)
    return numbers


def _identity(reader: Reader) -> str:
    return reader.text(REFERENCE).casefold()


def _doubled(others: Sequence[int]) -> str:
    shown = ", ".join(map(str, others[:3])) + (" …" if len(others) > 3 else "")
    return str(_("Dit kenmerk staat ook op regel %(numbers)s. Geef ieder een eigen kenmerk.", numbers=shown))


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise FileRefused(path, error.strerror or type(error).__name__) from error
    if len(content) > LARGEST:
        raise FileRefused(path, _("Het bestand is groter dan 200 MB."))
    return content


def _why(reason: str) -> str:
    if reason == "too_many_rows":
        return str(_("Er staan meer dan %(most)s regels in.", most=f"{OWN_FILE.rows:,}".replace(",", ".")))
    return str(NOT_READABLE.get(reason, NOT_READABLE["not_a_table"]))


def _remarks(
    path: Path, table: Table, keys: Sequence[str | None], columns: Sequence[Column], ours: Collection[str]
) -> list[str]:
    known = {plain(name): column.heading for column in columns for name in (column.heading, *column.aliases)}
    remarks = []
    for heading, key in zip(table.headings, keys, strict=True):
        if key is not None or not heading or heading in {*ours, *ASIDE_HEADINGS}:
            continue
        if plain(heading) in known:
            advice = _("Er is al een kolom voor %(name)s.", name=known[plain(heading)])
        elif alike := get_close_matches(plain(heading), known, n=1, cutoff=0.75):
            advice = _("Bedoel je %(name)s?", name=f"“{known[alike[0]]}”")
        else:
            advice = ""
        text = _("%(file)s: kolom “%(heading)s” gebruiken we niet.", file=path.name, heading=heading)
        remarks.append(f"{text} {advice}".strip())
    return remarks
