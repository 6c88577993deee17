"""Delivering letters. The letter's row decides; running twice does no harm."""

import time

import structlog

from maatje.database import db
from maatje.notifications import delivery
from maatje.queue import is_stopping

SWEEP_SECONDS = 20  # a slow mail server must not keep the sweep from the other rooms' work

log = structlog.get_logger()


def deliver_letter(letter_id: int) -> None:
    """The letter is sent, or will be tried again, or has failed; one that is not due is left alone."""
    attempt = delivery.claim(letter_id)
    if attempt is None:
        return
    try:
        delivery.send(letter_id)
    except Exception as error:  # whatever is wrong with one letter, the others go on
        db.session.rollback()
        delivery.mark_failed(letter_id, attempt, error)
        log.warning("letter_not_sent", letter_id=letter_id, attempt=attempt, error=type(error).__name__)
    else:
        delivery.mark_sent(letter_id, attempt)


def sweep_letters() -> None:
    """Letters that are due have been tried, as many as fit in a short while; Redis is not needed for it."""
    began = time.monotonic()
    for letter_id in delivery.due_letters(limit=500):
        deliver_letter(letter_id)
        if is_stopping.is_set() or time.monotonic() - began > SWEEP_SECONDS:
            return
