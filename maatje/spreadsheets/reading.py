"""Reading an uploaded file, apart from the web process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from maatje.spreadsheets.table import NotReadable, Row, Table
from maatje.spreadsheets.writing import without_guard

CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Limits:
    """How long a file may be, and what reading it may cost: bytes of memory, seconds of computing."""

    rows: int = 1000
    memory: int = 256 * 1024 * 1024
    seconds: int = 6


UPLOAD = Limits()
OWN_FILE = Limits(rows=250_000, memory=4 * 1024**3, seconds=600)
"""For somebody's own files on their own machine: a whole country's, with the time that takes."""


def read_table(content: bytes, limits: Limits = UPLOAD) -> Table:
    """The first sheet of the file: its first filled row are the headings. Raises NotReadable with the reason."""
    command = [sys.executable, "-E", str(CHILD), str(limits.rows), str(limits.memory), str(limits.seconds)]
    patience = limits.seconds * 1.5  # the child's own limit counts only computing
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no argument of anybody
            command, input=content, capture_output=True, timeout=patience, check=False
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
        raise NotReadable("no_rows", tuple(headings))
    rest = [(number, [without_guard(cell) for cell in cells]) for number, cells in rest]
    width = max(len(headings), *(len(cells) for _, cells in rest))
    return Table(
        tuple(headings) + ("",) * (width - len(headings)),
        tuple(Row(number, tuple(cells) + ("",) * (width - len(cells))) for number, cells in rest),
    )
