"""A list of postcodes with their regions, as an administrator uploads it: read, checked line by line.

The columns are `pc4` and `regio` (a region's code or name). A postcode that we do not know yet needs
`plaats`, `breedtegraad` and `lengtegraad` too; without them it is passed over.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

MAX_LINES = 20_000
_PC4 = re.compile(r"[1-9][0-9]{3}")
_SAME_COLUMN = {"postcode": "pc4", "pc": "pc4", "region": "regio", "regiocode": "regio", "lat": "breedtegraad"} | {
    "lon": "lengtegraad",
    "latitude": "breedtegraad",
    "longitude": "lengtegraad",
    "place": "plaats",
    "woonplaats": "plaats",
}


class UnreadableList(Exception):
    """The file as a whole cannot be read; the message says why, in Dutch."""


@dataclass(frozen=True)
class PostcodeLine:
    pc4: str
    region_id: int
    place: str = ""
    latitude: float = 0.0
    longitude: float = 0.0


@dataclass
class PostcodeList:
    """What a file says: the good lines, the faults by line number, and postcodes nobody knows."""

    lines: dict[str, PostcodeLine] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_postcode_list(content: bytes, regions: Mapping[str, int], known: frozenset[str]) -> PostcodeList:
    """What the file says. `regions` gives ids by code and name in lower case, `known` the postcodes we have."""
    found = PostcodeList()
    for number, row in _rows(content):
        try:
            line = _line(row, regions)
        except ValueError as fault:
            found.faults.append((number, str(fault)))
            continue
        earlier = found.lines.get(line.pc4)
        if earlier and earlier.region_id != line.region_id:
            found.faults.append(
                (number, _("Postcode %(pc4)s staat er twee keer in, met twee regio's.", pc4=line.pc4))
            )
        elif line.pc4 not in known and not line.place:
            found.unknown.append(line.pc4)
        else:
            found.lines[line.pc4] = line
    return found


def _line(row: Mapping[str, str], regions: Mapping[str, int]) -> PostcodeLine:
    pc4 = row["pc4"]
    if not _PC4.fullmatch(pc4):
        raise ValueError(_("“%(typed)s” is geen postcode van vier cijfers.", typed=pc4[:20]))
    region_id = regions.get(row["regio"].lower())
    if region_id is None:
        raise ValueError(_("We kennen geen regio “%(typed)s”.", typed=row["regio"][:80]))
    place = row.get("plaats", "")[:80]
    if not place:
        return PostcodeLine(pc4, region_id)
    try:
        latitude = float(row.get("breedtegraad", "").replace(",", "."))
        longitude = float(row.get("lengtegraad", "").replace(",", "."))
    except ValueError:
        raise ValueError(_("De breedtegraad of lengtegraad is geen getal.")) from None
    if not (50 < latitude < 54 and 3 < longitude < 8):
        raise ValueError(_("De breedtegraad en lengtegraad liggen niet in Nederland."))
    return PostcodeLine(pc4, region_id, place, latitude, longitude)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    text = _decoded(content)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [_column(name) for name in next(rows, [])]
        if not {"pc4", "regio"} <= set(names):
            raise UnreadableList(_("De eerste regel moet de kolommen “pc4” en “regio” hebben."))
        for cells in rows:
            if rows.line_num > MAX_LINES:
                raise UnreadableList(_("Het bestand heeft meer dan %(lines)d regels.", lines=MAX_LINES))
            if any(cell.strip() for cell in cells):
                padded = cells + [""] * (len(names) - len(cells))
                yield rows.line_num, {name: cell.strip() for name, cell in zip(names, padded, strict=False)}
    except csv.Error:
        raise UnreadableList(_("Dit bestand kunnen we niet lezen. Bewaar het als CSV.")) from None


def _column(name: str) -> str:
    name = name.strip().lower()
    return _SAME_COLUMN.get(name, name)


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise UnreadableList(_("Dit is geen CSV-bestand. Bewaar je lijst als CSV en probeer het opnieuw."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
