"""The house before anybody enters: tables, reference data and, in a new one, invented people."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from maatje import create_app
from maatje.accounts.models import User
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.home.services import forget_beats


def make_ready(settings: Settings, *, demo: bool) -> None:
    """The database has today's tables; a new one also its first rows. A second time it keeps what it holds.

    A new SQLite file is made beside its place and put there when all is in it: a start that was broken off
    leaves nothing half.
    """
    path = _file_of(settings)
    if path is None or path.exists():
        _make_ready(create_app(settings), demo=demo)
        return
    click.echo("Making a new database…")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    for leftover in path.parent.glob(f"{draft.name}*"):
        leftover.unlink()
    app = create_app(settings.model_copy(update={"database_url": f"sqlite:///{draft}"}))
    _make_ready(app, demo=demo)
    _fold_journal_into(draft)
    draft.chmod(0o600)
    os.replace(draft, path)


def _make_ready(app: Flask, *, demo: bool) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        is_new = db.session.scalar(select(User.id).limit(1)) is None
        with transaction():
            forget_beats()
        if is_new:
            _call(app, "reference", "load")
            if demo:
                _call(app, "demo", "load")
        db.session.remove()
        db.engine.dispose()


def _fold_journal_into(draft: Path) -> None:
    """All that was written stands in this one file, so that it can be moved."""
    with closing(sqlite3.connect(draft)) as connection:
        # fails while anybody else has the file open
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete" or any(draft.parent.glob(f"{draft.name}-*")):
        raise RuntimeError(f"{draft} is still open somewhere")


def _call(app: Flask, *words: str) -> None:
    """Runs a command of the flask command line in this process, if a room offers it."""
    if words[0] in app.cli.commands:
        app.cli.main(list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def _file_of(settings: Settings) -> Path | None:
    address = settings.database_url
    return Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:///") else None
