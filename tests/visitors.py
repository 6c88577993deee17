"""Browsers of their own, beside the one that a test has."""

import pytest

from maatje.accounts import limits
from tests.factories import make_session


def visitor_of(app, user=None, **session):
    """Somebody at their own browser: signed in as this person, in a session with these values, or nobody."""
    visitor = app.test_client()
    if user:
        visitor.set_cookie(app.config["SESSION_COOKIE_NAME"], make_session(user, **session).key)
    return visitor


@pytest.fixture
def without_limits(monkeypatch):
    """Nobody comes too often: for a test that walks the whole site."""
    monkeypatch.setattr(limits, "_most", lambda *_: {})
