"""A table as it was read from a file: text in cells, with the row's number as its reader sees it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 for the row of headings, as spreadsheet programs do."""

    number: int
    cells: tuple[str, ...]


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
