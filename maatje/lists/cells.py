"""Reading a cell: words as people type them in a spreadsheet, into what they mean."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from maatje.times import DAYS, GRID_HOURS, moment_of

T = TypeVar("T")
EXCEL_DAY_ZERO = date(1899, 12, 30)
YES, NO = {"ja", "j", "yes", "y", "x", "1", "waar", "true"}, {"nee", "n", "no", "0", "onwaar", "false", "-"}
DAY_NAMES = ("ma", "di", "wo", "do", "vr", "za", "zo")
DAY_PARTS = {"ochtend": range(9, 12), "middag": range(12, 18), "avond": range(18, 21), "hele dag": GRID_HOURS}
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: .*)?")
_TIME = re.compile(
    r"(?P<first>ma|di|wo|do|vr|za|zo)\w*(?:\s*(?:-|t/m)\s*(?P<last>ma|di|wo|do|vr|za|zo)\w*)?\s*"
    r"(?:(?P<part>ochtend|middag|avond|hele dag)|(?P<from>\d{1,2})(?:[:.]00)?"
    r"(?:\s*(?:-|tot)\s*(?P<to>\d{1,2})(?:[:.]00)?)?)(?:\s*uur)?"
)


class NotUnderstood(Exception):
    """The cell says something else than its column is for; the message says what is expected."""


def plain(text: str) -> str:
    """For comparing: lower case, only letters and digits."""
    return re.sub(r"[^\w]", "", text.casefold())


def yes_or_no(text: str, *, empty: bool) -> bool:
    """Ja or nee in the usual spellings; `empty` is what an empty cell means."""
    word = text.casefold().strip(".")
    if not word:
        return empty
    if word in YES | NO:
        return word in YES
    raise NotUnderstood(_("Vul ja of nee in."))


def one_from(text: str, words: Mapping[str, T], expected: str) -> T:
    """What the word stands for; `words` has plain words as keys."""
    try:
        return words[plain(text)]
    except KeyError:
        raise NotUnderstood(_("“%(text)s” kennen we niet. %(expected)s", text=text, expected=expected)) from None


def some_from(text: str, words: Mapping[str, T], expected: str) -> list[T]:
    """The same for several, with commas, semicolons or line ends between them."""
    return [one_from(part, words, expected) for part in parts_of(text)]


def parts_of(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|]", text) if part.strip()]


def whole_number(text: str, *, empty: int, allowed: range) -> int:
    if not text:
        return empty
    if not text.isdecimal() or int(text) not in allowed:
        raise NotUnderstood(
            _("Vul een getal in van %(low)s tot en met %(high)s.", low=allowed.start, high=allowed.stop - 1)
        )
    return int(text)


def email(text: str) -> str:
    """The address in lower case; empty stays empty."""
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise NotUnderstood(_("Dit is geen geldig e-mailadres.")) from None


def four_digits(text: str) -> str:
    """The four digits of "2511 AB" or "2511"; empty stays empty."""
    found = re.fullmatch(r"([1-9]\d{3}) ?(?:[A-Za-z]{2})?", text)
    if text and not found:
        raise NotUnderstood(_("Vul vier cijfers in, bijvoorbeeld 2511."))
    return found[1] if found else ""


def day(text: str) -> date | None:
    """A date as people write it, or as a spreadsheet counts it: days since 30 December 1899."""
    if not text:
        return None
    try:
        if found := _DATE.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if text.isdecimal() and 20_000 < int(text) < 80_000:
            return EXCEL_DAY_ZERO + timedelta(days=int(text))
    except ValueError:
        pass
    raise NotUnderstood(_("Vul een datum in als 22-11-2026."))


def weekly_times(text: str) -> frozenset[int]:
    """Moments from "ma 15-17, wo middag, ma-vr 19:00"; an hour alone means a session that starts then."""
    moments: set[int] = set()
    for part in parts_of(text.casefold()):
        found = _TIME.fullmatch(part)
        if not found:
            raise NotUnderstood(
                _("“%(text)s” begrijpen we niet. Schrijf bijvoorbeeld: ma 15-17, wo middag.", text=part)
            )
        moments |= {moment_of(weekday, hour) for weekday in _days(found) for hour in _hours(found)}
    return frozenset(moments)


def _days(found: re.Match[str]) -> list[int]:
    """From the first to the last day, round the end of the week if need be: vr-ma is four days."""
    first = DAY_NAMES.index(found["first"])
    last = DAY_NAMES.index(found["last"]) if found["last"] else first
    return [(first + ahead) % len(DAYS) for ahead in range((last - first) % len(DAYS) + 1)]


def _hours(found: re.Match[str]) -> range:
    """Seen before they become moments: hour 34 of Monday would be an hour of Tuesday."""
    if found["part"]:
        return DAY_PARTS[found["part"]]
    begin = int(found["from"])
    hours = range(begin, int(found["to"]) if found["to"] else begin + 1)
    if not hours:
        raise NotUnderstood(_("“%(text)s” eindigt niet later dan het begint.", text=found[0]))
    if hours.start not in GRID_HOURS or hours.stop - 1 not in GRID_HOURS:
        raise NotUnderstood(_("Kies tijden tussen 9.00 en 21.00 uur."))
    return hours


class Reader:
    """Reads the cells of one row and gathers what is wrong, so that all of it can be said at once."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.problems: dict[str, str] = {}

    def read(self, key: str, understand: Callable[[str], T], otherwise: T) -> T:
        """What the cell means, or `otherwise` with the problem noted."""
        try:
            return understand(self.text(key))
        except NotUnderstood as error:
            self.problems[key] = str(error)
            return otherwise

    def one(self, key: str, words: Mapping[str, T], expected: str) -> T | None:
        """What the word in the cell stands for; None with the problem noted."""
        understand: Callable[[str], T | None] = partial(one_from, words=words, expected=expected)
        return self.read(key, understand, None)

    def some(self, key: str, words: Mapping[str, T], expected: str) -> frozenset[T]:
        """The same for several words."""
        nothing: list[T] = []
        return frozenset(self.read(key, partial(some_from, words=words, expected=expected), nothing))

    def is_so(self, key: str, *, empty: bool) -> bool:
        """Whether the cell says ja; `empty` is what an empty one means."""
        return self.read(key, partial(yes_or_no, empty=empty), empty)

    def text(self, key: str) -> str:
        return self.cells.get(key, "")
