"""Weekly moments: an hour of the week, 0 = Monday 00:00 … 167 = Sunday 23:00.

Every session starts on the hour and takes that hour, whatever its length up to sixty minutes; so two moments
never overlap, which is what makes a round exact (design, "When").
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from babel.dates import get_day_names
from flask_babel import get_locale

from maatje.clock import AMSTERDAM

DAYS = range(7)
GRID_HOURS = range(9, 21)  # help happens between nine in the morning and nine in the evening


def moment_of(weekday: int, hour: int) -> int:
    """The moment at `hour` on `weekday` (0 = Monday)."""
    return weekday * 24 + hour


def weekday_of(moment: int) -> int:
    return moment // 24


def hour_of(moment: int) -> int:
    return moment % 24


GRID_MOMENTS = frozenset(moment_of(day, hour) for day in DAYS for hour in GRID_HOURS)


def day_name(weekday: int, width: str = "wide") -> str:
    return str(get_day_names(width, locale=get_locale() or "nl")[weekday])  # type: ignore[arg-type]


def spoken(moment: int) -> str:
    """A moment as one says it: "dinsdag 16:00"."""
    return f"{day_name(weekday_of(moment))} {hour_of(moment):02d}:00"


def spoken_list(moments: Iterable[int]) -> str:
    """Several moments in the order of the week: "dinsdag 16:00, donderdag 19:00"."""
    return ", ".join(spoken(moment) for moment in sorted(moments))


def first_date(moment: int, after: date) -> datetime:
    """The first time this weekly moment comes after the given day, as wall-clock time in the Netherlands."""
    ahead = (weekday_of(moment) - after.weekday() - 1) % 7 + 1
    return datetime.combine(after + timedelta(days=ahead), time(hour_of(moment)), tzinfo=AMSTERDAM)
