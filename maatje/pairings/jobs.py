"""What the clock does: remind, and let lapse. Every worker sweeps; twice is harmless."""

from collections.abc import Callable

import structlog

from maatje.audit.services import ChangedMeanwhile
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.pairings import queries, services
from maatje.pairings.models import Pairing

log = structlog.get_logger()


def sweep_deadlines() -> None:
    """Overdue pairings have lapsed, and those due tomorrow have had their reminder."""
    _each(queries.overdue_ids(now()), services.let_lapse)
    _each(queries.to_remind_ids(now()), services.remind)


def _each(ids: list[int], do: Callable[[Pairing], None]) -> None:
    for pairing_id in ids:
        try:
            with transaction():
                do(db.session.get_one(Pairing, pairing_id))
        except (ChangedMeanwhile, MoveNotAllowed):
            continue  # answered in this very second, or another worker swept it
        except Exception:
            log.exception("pairing_not_swept", pairing_id=pairing_id)  # one bad row stops no other
