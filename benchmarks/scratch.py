"""A database of its own for a benchmark, thrown away afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from maatje import create_app
from maatje.accounts import services as accounts
from maatje.config import Mode, Settings
from maatje.database import db, transaction
from maatje.reference.services import load_reference


@contextmanager
def scratch_app(database_url: str | None = None) -> Iterator[Flask]:
    """An application on an empty database (SQLite by default) with the reference data in it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            mode=Mode.LOCAL,
            database_url=database_url or f"sqlite:///{Path(folder) / 'benchmark.db'}",
            var=Path(folder),  # its own queue too, for a benchmark that starts one
            _env_file=None,  # type: ignore[call-arg]
        )
        app = create_app(settings)
        with app.app_context(), _quick_passwords():
            db.drop_all()
            db.create_all()
            with transaction():
                load_reference()
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _quick_passwords() -> Iterator[None]:
    """Argon2 as ever, at a hundredth of the price: its half a second for each person is not what we measure."""
    as_shipped = accounts._hasher
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    try:
        yield
    finally:
        accounts._hasher = as_shipped
