"""Writing files for people: no cell in them is ever run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What may begin a formula, also after what a program passes over; Japanese Excel takes the wide signs too.
FORMULA = re.compile("[ \"';\xa0\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠\t\r\n\0]")
# No workbook can hold these, and no name has them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(cell: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program would take it for a formula.

    Characters that cannot be shown are left out. Source: OWASP, CSV Injection.
    """
    text = UNPRINTABLE.sub("", cell)
    return f"'{text}" if FORMULA.match(text) or FORMULA.match(cell) else text


def without_guard(cell: str) -> str:
    """What stood there before `harmless`: a file of ours that comes back reads as it was."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file that Dutch Excel opens with a double click: semicolons, and UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


Rows = Iterable[Sequence[str]]


def as_xlsx(
    headings: Sequence[str],
    rows: Rows,
    *,
    title: str = "Blad 1",
    beside: Mapping[str, tuple[Sequence[str], Rows]] | None = None,
) -> bytes:
    """The same as a workbook, every cell of it text; `beside` has more sheets by title, not read back."""
    workbook = Workbook(write_only=True)
    for name, (its_headings, its_rows) in {title: (headings, rows), **(beside or {})}.items():
        _fill(workbook.create_sheet(name), its_headings, its_rows)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill(sheet: Any, headings: Sequence[str], rows: Rows) -> None:
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(heading) + 4))
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=harmless(text))
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    return cell
