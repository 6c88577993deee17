"""Answers that take as long whether we know somebody or not.

Signing in computes one hash either way; but a known address also gets a letter or a row in the audit trail, and a
stopwatch hears the difference. So such answers leave at a whole number of steps after they were asked for.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from maatje.accounts.visits import this_visit

P = ParamSpec("P")

STEP = 0.5  # seconds; longer than any of these answers takes on a machine that keeps up


def evenly_paced(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """What the view answers to a form leaves at a whole step; who just signed in need not wait."""

    @wraps(view)
    def answer_at_a_step(*args: P.args, **kwargs: P.kwargs) -> Response:
        began = time.monotonic()
        answer = current_app.make_response(view(*args, **kwargs))
        if STEP and request.method == "POST" and not this_visit().is_key_new:
            time.sleep(STEP - (time.monotonic() - began) % STEP)
        return answer

    return answer_at_a_step
