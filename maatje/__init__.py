"""Maatje: pairs volunteers with pupils of Dutch schools. `create_app` builds the house."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_mailman import Mail
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from maatje import access, assets, errors, filters, headers, logs, numbers
from maatje.accounts.visits import Visits
from maatje.config import ROOT, Mode, Settings
from maatje.database import db, migrate
from maatje.sealing import keys

# Lowest first; a room imports only rooms before it (held by import-linter).
ROOMS = (
    "accounts",
    "notifications",
    "audit",
    "regions",
    "programmes",
    "reference",
    "schools",
    "lists",
    "volunteers",
    "requests",
    "pairings",
    "safety",
    "rounds",
    "privacy",
    "home",
)

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
mail = Mail()


def create_app(settings: Settings | None = None) -> Flask:
    """A Flask application with every room in it, on the given settings (default: the environment's)."""
    settings = settings or Settings()
    if settings.mode is not Mode.TEST:
        logs.configure(settings)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(settings.for_flask())
    app.session_interface = Visits()
    if settings.proxies:  # never X-Forwarded-Host: our address is a setting
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]

    for room in ROOMS:
        _part_of(room, "models")
        _part_of(room, "triggers")  # what its tables refuse
        _part_of(room, "lists")  # kinds of lists it can be filled from
        _part_of(room, "reactions")  # what this room does when a lower one announces something
    keys.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app)
    bootstrap.init_app(app)
    csrf.init_app(app)
    mail.init_app(app)
    access.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    numbers.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    for room in ROOMS:
        for part in ("views", "admin_views"):  # a room's own pages, and what an administrator sees of it
            if views := _part_of(room, part):
                app.register_blueprint(views.bp)
    for room in (*ROOMS, "sealing", "demo", "running"):
        if commands := _part_of(room, "commands"):
            for command in commands.COMMANDS:
                app.cli.add_command(command)
    return app


def _part_of(room: str, part: str) -> ModuleType | None:
    """The room's module of that name; a room makes only the parts it needs."""
    name = f"maatje.{room}.{part}"
    return import_module(name) if find_spec(f"maatje.{room}") and find_spec(name) else None
