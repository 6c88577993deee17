"""Pages for when something cannot be done: what happened, in one kind sentence, and what to do now."""

import structlog
from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from maatje.config import Settings

STATUSES = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)

log = structlog.get_logger()


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for this status, with the headers that say when to try again or which methods there are."""
    if error.code not in STATUSES:
        return error
    settings: Settings = current_app.config["SETTINGS"]
    page = render_template(f"errors/{error.code}.html", limit_mb=settings.max_upload_bytes // (1024 * 1024))
    kept = [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}]
    return page, error.code, kept


def show_expired_form(error: CSRFError) -> ResponseReturnValue:
    """For a form that lay open too long, or after signing out: what was typed is one step back."""
    return render_template("errors/expired_form.html"), 400


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(HTTPException, show_error)
