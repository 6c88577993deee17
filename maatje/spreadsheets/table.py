"""A table as it was read from a file: text in cells, with the row's number as its reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 for the row of headings, as spreadsheet programs do."""

    number: int
    cells: tuple[str, ...]


def is_too_long(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether the row goes on after the last heading: with a separator too many, every cell after it stands under
    the wrong one."""
    named = max((number for number, heading in enumerate(headings, start=1) if heading), default=0)
    return any(cells[named:])


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


class NotReadable(Exception):
    """The file as a whole cannot be used; `reason` is one word (`lists.words` puts it into a sentence). Of a table
    without rows the `headings` are known."""

    def __init__(self, reason: str, headings: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.headings = headings
