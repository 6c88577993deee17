"""The files we ship, as rows of text."""

import csv
import json
from importlib.resources import files
from io import StringIO
from typing import Any

_DATA = files("maatje.reference") / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`."""
    return list(csv.DictReader(StringIO((_DATA / f"{name}.csv").read_text(encoding="utf-8"))))


def programmes() -> list[dict[str, Any]]:
    """The programmes we begin with, as written in `data/programmes.json`."""
    listed: list[dict[str, Any]] = json.loads((_DATA / "programmes.json").read_text(encoding="utf-8"))
    return listed


def contact_rules() -> str:
    """The rules of contact, one on a line (domain.md §4.2)."""
    return (_DATA / "contact_rules.txt").read_text(encoding="utf-8").strip()
