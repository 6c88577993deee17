"""Signed links: they let somebody act without signing in, for one purpose and for a while.

A link only opens a page with a button; since mail scanners follow links, nothing happens on a mere GET.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.routing import MapAdapter

from maatje.clock import now
from maatje.config import Settings


class LinkInvalid(Exception):
    """Not a link of ours, or one that was made for another purpose, or used up."""


class LinkExpired(LinkInvalid):
    """A link of ours whose time is over."""


def make_token(purpose: str, *ids: int | str, at: datetime | None = None) -> str:
    """A token that only `read_token` with the same purpose accepts; its time runs from `at` (now)."""
    token: str | bytes = _serializer(purpose).dumps([int((at or now()).timestamp()), *ids])
    return token if isinstance(token, str) else token.decode()


def read_token(purpose: str, token: str, max_age: timedelta) -> list[int | str]:
    """What the token was made with. Raises LinkExpired when it is too old, LinkInvalid when it is not ours."""
    ids: list[int | str]
    try:
        issued, *ids = _serializer(purpose).loads(token)
        age = now().timestamp() - issued
    except (BadData, TypeError, ValueError):
        raise LinkInvalid from None
    if age > max_age.total_seconds():
        raise LinkExpired
    return ids


def fingerprint(*values: object) -> str:
    """A mark that changes with the values and does not betray them; it makes a link single-use."""
    return keyed("fingerprint", *values).hex()[:32]


def keyed(*values: object) -> bytes:
    """32 bytes that only somebody with the site's key can make of these values."""
    message = "\x1f".join(str(value) for value in values)
    return hmac.new(_settings().secret_key.encode(), message.encode(), hashlib.sha256).digest()


def page_address(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, on the configured base address and never on the request's Host header."""
    return _addresses().build(endpoint, values, force_external=True)


@pass_context
def link_to(context: Context, endpoint: str, purpose: str, *ids: int | str, **values: Any) -> str:
    """For letters: the absolute, signed address of a page that takes `<token>`.

    Its time runs from when the letter was written, so that showing the letter again makes the same link.
    """
    return page_address(endpoint, token=make_token(purpose, *ids, at=context.get("written_at")), **values)


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        _settings().secret_key,
        salt=f"maatje.link.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _addresses() -> MapAdapter:
    base = urlsplit(_settings().base_url)
    return current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
