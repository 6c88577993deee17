"""Reading an uploaded file, apart from the web process."""

import json
import subprocess
import sys
from pathlib import Path

from maatje.spreadsheets.table import NotReadable, Row, Table
from maatje.spreadsheets.writing import without_guard

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 15.0  # seconds; the child's own limit is ten of computing


def read_table(content: bytes) -> Table:
    """The first sheet of the file: its first filled row are the headings. Raises NotReadable with the reason."""
    command = [sys.executable, "-E", str(CHILD)]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no argument of anybody
            command, input=content, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotReadable("too_large") from error
    if child.returncode != 0:
        raise NotReadable("too_large")  # a limit ended it
    answer = json.loads(child.stdout)
    if "reason" in answer:
        raise NotReadable(answer["reason"])
    return _table(answer["rows"])


def _table(rows: list[tuple[int, list[str]]]) -> Table:
    if not rows:
        raise NotReadable("empty")
    (_, headings), *rest = rows
    if len(rest) == 0:
        raise NotReadable("no_rows")
    rest = [(number, [without_guard(cell) for cell in cells]) for number, cells in rest]
    width = max(len(headings), *(len(cells) for _, cells in rest))
    return Table(
        tuple(headings) + ("",) * (width - len(headings)),
        tuple(Row(number, tuple(cells) + ("",) * (width - len(cells))) for number, cells in rest),
    )
