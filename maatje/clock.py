"""What time it is: stored in UTC, shown and counted in days as in the Netherlands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHT = range(3, 7)  # hours in the Netherlands: after the evening's decisions, before the morning's


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def is_night() -> bool:
    """Whether it is one of the hours for what nobody should be hindered by."""
    return now().astimezone(AMSTERDAM).hour in NIGHT


def day_of(moment: datetime) -> date:
    """The Dutch day on which a stored moment falls."""
    return moment.astimezone(AMSTERDAM).date()
