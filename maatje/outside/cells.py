"""Cells that volunteers and requests have in common."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.lists import cells
from maatje.lists.cells import NotUnderstood, Reader, plain
from maatje.lists.kinds import Column
from maatje.outside.vocabulary import Names, Spot, Vocabulary

MOST_KM = 200
MOST_PLACES = 50
_SIGN = re.compile(r"[(:]")
_WEEKS = re.compile(r"(?P<times>.*?)[\s(]+(?P<which>even|oneven)(?:\s+we(?:ek|ken))?\)?", re.IGNORECASE)
WEEKS = {"even": matching.EVEN_WEEKS, "oneven": matching.ODD_WEEKS}
"""What is added to an hour of the week for one of the even or of the odd weeks."""

POSTCODE = Column("pc4", "Postcode", "2511", _l("Vier cijfers. Hieruit volgen de regio en de afstand."))
REGION = Column("region", "Regio", "", _l("Alleen als de postcode leeg is, of als de regio een andere is."))
TIMES = Column(
    "moments",
    "Tijden",
    "ma 15-17, do 19-21",
    _l("Dagen met uren, of ochtend, middag, avond. Niet elke week? Zet er even of oneven achter."),
    is_required=True,
)
BOOKED = Column("booked", "Bezet", "", _l("Tijden die al bezet zijn, bijvoorbeeld door een andere koppeling."))
ONLINE = Column("online", "Online", "ja", _l("Ja of nee; leeg betekent ja."))
IN_PERSON = Column("in_person", "Ook op locatie", "nee", _l("Ja of nee; leeg betekent nee."))


@dataclass(frozen=True)
class Home:
    """Where somebody is: the region they belong to, and the middle of their postcode if that is known."""

    region: str = ""
    place: matching.Place | None = None


def home(reader: Reader, known: Vocabulary) -> Home:
    """The region named, else the postcode's; one of the two must be there."""
    pc4 = reader.read("pc4", cells.four_digits, "")
    spot = known.postcodes.get(pc4)
    if pc4 and spot is None:
        reader.problems["pc4"] = _("Postcode %(pc4)s kennen we niet.", pc4=pc4)
    if reader.text("region"):
        region = reader.read("region", known.regions.find, "")
    elif spot:
        region = spot.region
    else:
        region = ""
        if not reader.problems.keys() & {"pc4", "region"}:
            reader.problems["pc4"] = _("Vul de postcode of de regio in.")
    return Home(region, spot.place if isinstance(spot, Spot) else None)


def moments(reader: Reader, key: str) -> frozenset[int]:
    nothing: frozenset[int] = frozenset()
    return reader.read(key, times, nothing)


def times(text: str) -> frozenset[int]:
    """Moments from "ma 15-17, wo middag even, do 19 oneven": without a word behind it a time is of every week."""
    return frozenset[int]().union(*(_times_of_weeks(part) for part in cells.parts_of(text)))


def _times_of_weeks(text: str) -> frozenset[int]:
    found = _WEEKS.fullmatch(text)
    if not found:
        return cells.weekly_times(text)
    first = WEEKS[found["which"].casefold()]
    return frozenset(first + moment for moment in cells.weekly_times(found["times"]))


def number(reader: Reader, key: str, *, empty: int, allowed: range) -> int:
    return reader.read(key, partial(cells.whole_number, empty=empty, allowed=allowed), empty)


def some(reader: Reader, key: str, names: Names) -> tuple[str, ...]:
    """The codes of everything named in the cell, each once."""
    nothing: tuple[str, ...] = ()
    return reader.read(key, lambda text: codes_in(text, names.find, names.knows), nothing)


def codes_in(text: str, find: Callable[[str], str], knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The codes of what stands between the commas; a name that has a comma itself may stand alone."""
    parts = [text] if knows(text) else cells.parts_of(text)
    return tuple(dict.fromkeys(find(part) for part in parts))


def choice(reader: Reader, key: str, words: Mapping[str, str], expected: str) -> str:
    """What the word stands for; empty if that could not be read."""
    return reader.one(key, words, expected) or ""


def offers_in(text: str, known: Vocabulary) -> frozenset[tuple[str, str]]:
    """ "Wiskunde B (vwo), Engels: havo, plannen" as pairs of subject and level; a kind of help has no level."""
    return frozenset(_offer(part, known) for part in cells.parts_of(text))


def _offer(text: str, known: Vocabulary) -> tuple[str, str]:
    subject_text, level_text = _parted(text, known)
    level = known.helper_levels.find(level_text) if level_text else ""
    subject = known.subject(subject_text, level)
    if subject in known.kinds_of_help:
        return subject, matching.ANY_LEVEL
    if not level:
        raise NotUnderstood(
            _(
                "Zet achter %(subject)s tot en met welk niveau, bijvoorbeeld: %(example)s.",
                subject=known.subjects.shown[subject],
                example=f"{text} (havo)",
            )
        )
    return subject, level


def _parted(text: str, known: Vocabulary) -> tuple[str, str]:
    """Subject and level of "Wiskunde (vwo)" or "Wiskunde: vwo", though names of both may have brackets."""
    if known.subjects.knows(text):
        return text, ""
    parted = [(text[: found.start()].strip(), _inside(text[found.start() :])) for found in _SIGN.finditer(text)]
    known_ones = [pair for pair in parted if known.subjects.knows(pair[0])]
    return next(iter(known_ones or parted), (text, ""))


def _inside(text: str) -> str:
    """What stands behind the colon, or between the brackets."""
    inside = text[1:].strip()
    return inside.removesuffix(")").strip() if text.startswith("(") else inside


def is_nothing(text: str) -> bool:
    return plain(text) in {"", "nee", "geen", "nvt"}
