"""Beginning a session, and where it leads."""

import re

from flask import current_app, request, url_for
from flask_login import current_user

from maatje.accounts import sessions
from maatje.accounts.devices import device_in
from maatje.accounts.models import Proof, User, UserSession
from maatje.accounts.visits import this_visit

# One slash, and then nothing a browser could read as another host.
_LOCAL_PAGE = re.compile(r"(?!.*(?://|\.\.))/(?:[A-Za-z0-9_-][A-Za-z0-9_./-]*)?(?:\?[A-Za-z0-9_.=&%+-]*)?")


def begin_session(user: User, version: int | None = None, *, proof: Proof | None = None) -> None:
    """Within a transaction: signed in from the next page on, in a session that holds nothing from before.

    Whoever has a second step is half-way, and the next page asks for their code. `version`: see `sessions.begin`.
    """
    visit = this_visit()
    if (before := visit.user or visit.half_way) and visit.session_id:
        sessions.end(before, UserSession.id == visit.session_id)
    proof = proof or (Proof.AWAITS_CODE if user.second_step else Proof.PASSWORD)
    visit.begin(sessions.begin(user, device_in(request.user_agent.string), proof, version))


def onward() -> str:
    """The page that was asked for before signing in, if it is one of ours; else where their work begins."""
    wanted = request.args.get("next", "")
    return wanted if _LOCAL_PAGE.fullmatch(wanted) and _can_be_opened(wanted) else overview()


def _can_be_opened(page: str) -> bool:
    """Not so for what only a button does, like signing out, nor for a page there is not."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(page.partition("?")[0], method="GET")


def overview() -> str:
    exists = "home.overview" in current_app.view_functions
    return url_for("home.overview" if exists else "home.front_page")


def myself() -> User:
    user: User = current_user._get_current_object()
    return user
