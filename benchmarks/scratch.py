"""A database of its own for a benchmark, thrown away afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from maatje import create_app
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
        with app.app_context():
            db.drop_all()
            db.create_all()
            with transaction():
                load_reference()
            yield app
            db.session.remove()
            db.engine.dispose()
