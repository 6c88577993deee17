"""Work that is overdue in this room. Every worker sweeps; twice is harmless."""

from collections.abc import Callable

import structlog

from maatje.audit.services import ChangedMeanwhile
from maatje.clock import AMSTERDAM, now, today
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.volunteers import drafts, lapsing
from maatje.volunteers.models import Volunteer

MORNING = 7  # an hour in the Netherlands: nobody has a letter about a gate at midnight, and no help is that early

log = structlog.get_logger()


def sweep_drafts() -> None:
    """Sign-ups left unfinished for thirty days are forgotten."""
    with transaction():
        drafts.delete_old_drafts()


def sweep_gates() -> None:
    """From the morning on: whose VOG lapses today is paused, and whose VOG lapses soon, or who agreed to a former
    code of conduct, has been told. What was missed while nothing ran is done when it runs again."""
    if now().astimezone(AMSTERDAM).hour < MORNING:
        return
    _each(lapsing.lapsed_ids(today()), lapsing.let_vog_lapse)
    _each(lapsing.to_remind_ids(today()), lapsing.remind_of_vog)
    _each(lapsing.to_ask_ids(), lapsing.ask_to_agree)


def _each(ids: list[int], do: Callable[[Volunteer], None]) -> None:
    for volunteer_id in ids:
        try:
            with transaction():
                do(db.session.get_one(Volunteer, volunteer_id))
        except (ChangedMeanwhile, MoveNotAllowed):
            continue  # somebody was at it in this very second; the next sweep looks again
        except Exception:
            log.exception("gate_not_swept", volunteer_id=volunteer_id)  # one bad row stops no other
