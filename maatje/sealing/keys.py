"""The keys of this house: `MAATJE_FIELD_KEYS`. The first seals, all of them unseal; a demo makes one itself."""

import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, current_app

from maatje.config import Settings
from maatje.production import DEMO_FIELD_KEY


class Unreadable(Exception):
    """None of our keys fits: the key is gone, or somebody changed what was stored."""


class KeyRing:
    """The keys of this house; the first seals."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return self._settings.field_keys or (key_beside_the_data(self._settings.var),)

    @cached_property
    def all(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])

    @cached_property
    def current(self) -> Fernet:
        return Fernet(self.keys[0])


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.extensions["sealing"] = ring = KeyRing(settings)
    if settings.field_keys:
        ring.all  # noqa: B018 - a key that is none is told at the start, not at the first pupil


def key_ring() -> KeyRing:
    ring: KeyRing = current_app.extensions["sealing"]
    return ring


def seal(text: str) -> str:
    return key_ring().all.encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises Unreadable."""
    try:
        return key_ring().all.decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def is_current(sealed: str) -> bool:
    """Sealed with the first key, so that it stays readable when the others are taken away."""
    try:
        key_ring().current.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def key_beside_the_data(var: Path) -> str:
    """The key of a demo, made once. Whoever has its folder has both: production wants one that lies elsewhere."""
    file = var / DEMO_FIELD_KEY
    if not file.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = var / f"{DEMO_FIELD_KEY}.{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(Fernet.generate_key())
        try:
            os.link(draft, file)  # the first of several processes wins, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
