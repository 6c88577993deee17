"""What time it is: stored in UTC, shown and counted in days as in the Netherlands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def day_of(moment: datetime) -> date:
    """The Dutch day on which a stored moment falls."""
    return moment.astimezone(AMSTERDAM).date()
