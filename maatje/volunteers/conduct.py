"""Which texts a volunteer agrees to. A new text gets a new version, and everybody is asked again."""

from datetime import date, timedelta

from flask import current_app

CODE_OF_CONDUCT = "2026-12"  # templates/volunteers/_code_of_conduct.html
PRIVACY = "2026-12"  # templates/volunteers/_privacy.html

# The version before this one, and the day from which this one is asked. Whoever agreed to the former has some
# days from then (MAATJE_CONDUCT_GRACE_DAYS) in which that still counts.
FORMER_CODE_OF_CONDUCT = "2026-11"
ASKED_SINCE = date(2026, 11, 27)


def is_accepted(version: str, day: date) -> bool:
    """Whether having agreed to this version of the code of conduct counts on that day."""
    if version == CODE_OF_CONDUCT:
        return True
    until = former_counts_until(version)
    return until is not None and day < until


def former_counts_until(version: str) -> date | None:
    """The day on which having agreed to this former version no longer counts; None if it never does."""
    if not version or version != FORMER_CODE_OF_CONDUCT:
        return None
    days: int = current_app.config["SETTINGS"].conduct_grace_days
    return ASKED_SINCE + timedelta(days=days)
