import os
import shutil
from contextvars import Context

import pytest
import structlog
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from flask import has_app_context
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from maatje import create_app
from maatje.accounts import pacing, services
from maatje.config import Mode, Settings
from maatje.database import db
from tests.at_once import at_once  # noqa: F401 - a fixture
from tests.browser import base_url, browser_type_launch_args, site  # noqa: F401 - fixtures of browser tests
from tests.factories import make_session
from tests.visitors import without_limits  # noqa: F401 - a fixture

SERVER = os.environ.get("MAATJE_TEST_SERVER")  # "postgresql://…/" runs the same tests there; default: SQLite
REDIS = os.environ.get("MAATJE_TEST_REDIS")  # "redis://…/": a real one; default: none, or the embedded one


@pytest.fixture(scope="session")
def settings(tmp_path_factory, worker_id):
    folder = tmp_path_factory.mktemp("maatje")
    url = f"{SERVER}maatje_{worker_id}" if SERVER else f"sqlite:///{folder / 'maatje.db'}"
    redis = f"{REDIS}{worker_id.strip('gwmain') or 0}" if REDIS else "unix:///nowhere/queue.sock"
    return Settings(
        mode=Mode.TEST,
        database_url=url,
        redis_url=redis,
        base_url="https://maatje.example.nl",
        field_keys=Fernet.generate_key().decode(),
        _env_file=None,
    )


@pytest.fixture(scope="session")
def pristine(settings):
    """An app on a database that has the schema and no rows; kept beside it as the pattern for every test."""
    if SERVER:
        _on_server(f'drop database if exists "{_name(settings)}"', f'create database "{_name(settings)}"')
    app = create_app(settings)
    app.test_client_class = Visitor
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    if SERVER:
        pattern = _name(settings) + "_pattern"
        _on_server(
            f'drop database if exists "{pattern}"', f'create database "{pattern}" template "{_name(settings)}"'
        )
    else:
        shutil.copy(_file(settings), f"{_file(settings)}.pattern")
    return app


@pytest.fixture
def app(pristine, settings):
    """A fresh database and an application context; rows made here are seen by every process."""
    with pristine.app_context():
        yield pristine
        _empty(settings)


@pytest.fixture
def start_anew(app, settings):
    """Empties the database in the middle of a test: what is made next gets the same numbers again."""
    return lambda: _empty(settings)


def _empty(settings):
    db.session.remove()
    db.engine.dispose()
    if SERVER:
        name = _name(settings)
        _on_server(f'drop database "{name}" with (force)', f'create database "{name}" template "{name}_pattern"')
    else:
        for rest in ("-wal", "-shm"):
            if os.path.exists(_file(settings) + rest):
                os.remove(_file(settings) + rest)
        shutil.copy(f"{_file(settings)}.pattern", _file(settings))


class Visitor(FlaskClient):
    """A browser: each request has its own context and database session, as in a web server, and not the test's."""

    def open(self, *args, **kwargs):
        if not has_app_context():  # following a redirect, already in its own
            return super().open(*args, **kwargs)
        db.session.rollback()
        answer = Context().run(super().open, *args, **kwargs)
        db.session.expire_all()  # what the test reads next is what is stored
        return answer


@pytest.fixture
def client(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def logged(caplog):
    """All that is logged in this test, ours and the libraries', with what failed. Not read off stdout or stderr:
    which of them it is hangs on the tests that came earlier in this process."""
    with capture_logs(processors=[structlog.processors.format_exc_info]) as events:

        def said():
            return f"{events}\n{caplog.text}"

        said.events = events
        yield said


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """Argon2 as ever, at a hundredth of the price, and no waiting for an even step: hundreds of tests sign in."""
    pacing.STEP = 0
    services._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    services._NOBODYS_HASH = services._hasher.hash("an address that nobody has")


@pytest.fixture
def sign_in(client):
    """Signs an account in on the client, with a session of its own."""

    def _sign_in(user):
        client.set_cookie(client.application.config["SESSION_COOKIE_NAME"], make_session(user).key)
        return client

    return _sign_in


@pytest.fixture(scope="session")
def worker_id():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def _name(settings):
    return settings.database_url.rpartition("/")[2]


def _file(settings):
    return settings.database_url.removeprefix("sqlite:///")


def _on_server(*statements):
    engine = create_engine(
        SERVER.replace("postgresql://", "postgresql+psycopg://") + "postgres", isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
