"""What a browser brings along from page to page.

Whoever is signed in has a cookie with a key to a row in the database (`sessions`), and nothing else. Anybody else
has Flask's own signed cookie with a notice or a form token in it, so that looking around leaves no rows behind.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

import structlog
from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError

from maatje.accounts import sessions
from maatje.accounts.models import Proof, User
from maatje.clock import now

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # a signed cookie has dots in it
log = structlog.get_logger()


class Visit(SessionMixin):
    """One browser's bag. With a key, the database is asked only when somebody looks in: not for a stylesheet."""

    modified = False

    def __init__(self, bag: dict[str, Any] | None = None, key: str | None = None) -> None:
        self.key = key
        self.is_key_new = False
        self.is_key_void = False  # a cookie with a key that opens nothing is to be thrown away
        self._bag = bag  # with a key: None until somebody looks
        self._standing: sessions.Standing | None = None

    @property
    def user(self) -> User | None:
        """Who is signed in."""
        self._look()
        return self._standing.user if self._standing and not self.awaits_code else None

    @property
    def half_way(self) -> User | None:
        """Whose password was right, while the code is still awaited."""
        self._look()
        return self._standing.user if self._standing and self.awaits_code else None

    @property
    def awaits_code(self) -> bool:
        return self.proof is Proof.AWAITS_CODE

    @property
    def proof(self) -> Proof | None:
        """How they showed who they are."""
        self._look()
        return self._standing.proof if self._standing else None

    @property
    def is_fresh(self) -> bool:
        """Whether they showed only just now who they are."""
        self._look()
        return self._standing is not None and self._standing.proven_at > now() - sessions.FRESH_FOR

    @property
    def session_id(self) -> int | None:
        """The row this visit goes by, for who is signed in."""
        self._look()
        return self._standing.session_id if self._standing else None

    @property
    def is_due(self) -> bool:
        """Whether it is time to write down that this session was seen."""
        return self._standing is not None and self._standing.last_seen_at < now() - sessions.SEEN_EVERY

    @property
    def has_ended(self) -> bool:
        """The key that was brought along opens nothing (any more)."""
        return self.is_key_void and self.key is None

    def begin(self, key: str) -> None:
        """From here on this is the session with that key; nothing from before is in it."""
        self.key, self.is_key_new = key, True
        self._bag, self._standing, self.modified = None, None, False

    def end(self) -> None:
        """From here on this is nobody's."""
        self.key, self.is_key_void = None, True
        self._bag, self._standing = {}, None

    def _look(self) -> dict[str, Any]:
        if self._bag is None:
            self._standing = sessions.standing(self.key) if self.key else None
            if self._standing is None:
                self.is_key_void, self.key = self.key is not None, None
            self._bag = self._standing.bag if self._standing else {}
        return self._bag

    def __getitem__(self, name: str) -> Any:
        return self._look()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._look()[name] = value
        self.modified = True

    def __delitem__(self, name: str) -> None:
        del self._look()[name]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._look())

    def __len__(self) -> int:
        return len(self._look())


class Visits(SecureCookieSessionInterface):
    """Where Flask finds a visit and keeps it."""

    def open_session(self, app: Flask, request: Request) -> Visit:  # type: ignore[override]
        brought = request.cookies.get(self.get_cookie_name(app), "")
        if _KEY.fullmatch(brought):
            return Visit(key=brought)
        anonymous = super().open_session(app, request)
        return Visit(bag=dict(anonymous or {}))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        visit = cast(Visit, session)
        if visit.key is None:
            visit.modified = visit.modified or visit.is_key_void  # the cookie goes with the session
            super().save_session(app, visit, response)
            return
        if visit.accessed:
            response.vary.add("Cookie")
        if visit.is_key_new:
            response.set_cookie(
                self.get_cookie_name(app),
                visit.key,
                domain=self.get_cookie_domain(app),
                path=self.get_cookie_path(app),
                secure=self.get_cookie_secure(app),
                httponly=self.get_cookie_httponly(app),
                samesite=self.get_cookie_samesite(app),
            )
        if (visit.modified or visit.is_due) and (session_id := visit.session_id):
            try:
                sessions.write_down(session_id, dict(visit) if visit.modified else None)
            except SQLAlchemyError as error:  # a full disk: what was asked for can still be shown
                log.warning("session_not_written", error=type(error).__name__)


def this_visit() -> Visit:
    """That of the present request."""
    return cast(Visit, session._get_current_object())  # type: ignore[attr-defined]
