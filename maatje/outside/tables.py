"""The tables that a run writes: proposals, requests left over, and what was set aside."""

from collections.abc import Sequence
from pathlib import Path

import matching
from maatje.outside.sheets import ASIDE_HEADINGS, Sheet
from maatje.rounds.words import PARTS, RULES
from maatje.spreadsheets.writing import as_csv, as_xlsx


def _with_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


Table = tuple[Sequence[str], Sequence[Sequence[str]]]
PROPOSAL_HEADINGS = (
    "Hulpvraag",
    "Leerling",
    "Vrijwilliger",
    "Programma",
    "Vaste tijden",
    "Hoe",
    "Kilometers",
    "Tolk regelen",
    "Tijden die kunnen",
    "Dagen gewacht",
    "Past (0-1000)",
    *(str(PARTS[part]) for part in matching.FULL_PARTS),
    "Besluit",
)
LEFT_HEADINGS = (
    "Hulpvraag",
    "Leerling",
    "Programma",
    "Dagen gewacht",
    "Waarom niet",
    "Alle vrijwilligers",
    *(_with_capital(str(RULES[rule])) for rule in matching.RULE_NAMES),
)
ENDINGS = (".csv", ".xlsx")


def aside_table(sheet: Sheet) -> Table:
    """The rows of a file that were set aside, as they stood in it, each with its number and what is wrong."""
    own = [number for number, heading in enumerate(sheet.headings) if heading not in ASIDE_HEADINGS]
    headings = [*(sheet.headings[number] for number in own), *ASIDE_HEADINGS]
    aside = sorted(sheet.aside, key=lambda row: row.number)
    return headings, [[*(row.cells[number] for number in own), str(row.number), row.told] for row in aside]


def as_file(path: Path, table: Table, title: str) -> bytes:
    """The table in the form that the file's name asks for."""
    headings, rows = table
    if path.suffix.lower() == ".xlsx":
        return as_xlsx(headings, rows, title=title)
    return as_csv(headings, rows)


def write(path: Path, content: bytes) -> None:
    """The file is there whole, or as it was."""
    partial = path.with_name(f".{path.name}.deel")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def beside(out: Path) -> dict[str, Path]:
    """The names of the files that stand beside the proposals, by what is in them."""
    words = {
        "left": "niet-geplaatst",
        "volunteers": "vrijwilligers-niet-gelukt",
        "requests": "hulpvragen-niet-gelukt",
        "programmes": "programmas-niet-gelukt",
        "pairs": "paren-niet-gelukt",
    }
    return {what: out.with_name(f"{out.stem}-{word}{out.suffix}") for what, word in words.items()}
