"""Work that is overdue in this room. The rows decide; running twice does no harm."""

from contextlib import suppress

from maatje.privacy import retention, wiping


def sweep_erasures() -> None:
    """What was erased is overwritten, unless somebody reads just now."""
    with suppress(wiping.StillRead):
        wiping.wipe()


def sweep_retention() -> None:
    """Tonight, what was kept long enough has gone, and whoever is next has been told."""
    if retention.is_due():
        retention.keep_terms()
