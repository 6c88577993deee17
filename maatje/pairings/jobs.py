"""What the clock does: remind, and let lapse. Every worker sweeps; twice is harmless."""

from maatje.clock import now
from maatje.pairings import queries, services
from maatje.pairings.models import Pairing
from maatje.sweeping import each_by_itself


def sweep_deadlines() -> None:
    """Overdue pairings have lapsed, and those due tomorrow have had their reminder."""
    each_by_itself(Pairing, queries.overdue_ids(now()), services.let_lapse)
    each_by_itself(Pairing, queries.to_remind_ids(now()), services.remind)
