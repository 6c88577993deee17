"""What is refused stands in the log, so that somebody who tries doors is seen (ASVS 16.3.2 and 16.3.3)."""

import structlog
from flask import request

from maatje.accounts.visits import this_visit

log = structlog.get_logger()


def note_refusal(why: str) -> None:
    """Who, at which page and about which numbers: no words that were typed, and no token of a link."""
    user = this_visit().user
    numbers = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    log.info("refused", why=why, endpoint=request.endpoint, user=user.id if user else None, **numbers)
