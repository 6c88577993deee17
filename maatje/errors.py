"""Pages for when something cannot be done: what happened, in one kind sentence, and what to do now."""

from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from maatje.config import Settings
from maatje.refusals import note_refusal

OUR_PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
# A thing of somebody else's is "not there": whether it exists is not said on screen, nor in the log.
REFUSALS = {403: "not allowed", 404: "not there for them"}


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for this status, with the headers that say when to try again or which methods there are."""
    code = error.code or 500
    if code < 400:
        return error
    kept = [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}]
    if code >= 500:
        return _unwell_page(code), code, kept
    if code in REFUSALS and not (request.endpoint or "static").endswith("static"):
        note_refusal(REFUSALS[code])
    page = code if code in OUR_PAGES else 400
    return render_template(f"errors/{page}.html", limit_mb=_limit_mb()), code, kept


def show_expired_form(error: CSRFError) -> ResponseReturnValue:
    """For a form that lay open too long, or after signing out: what was typed is one step back."""
    note_refusal("form without its token")
    return render_template("errors/expired_form.html"), 400


def show_wrong_name(error: SecurityError) -> ResponseReturnValue:
    """For a request to a name that is not ours. A page of ours has links, and there is nowhere to link to."""
    return Response("Dit adres is niet van Maatje.\n", 400, content_type="text/plain; charset=utf-8")


def _unwell_page(code: int) -> str:
    # Not `render_template`: that asks who is signed in, and the database may be what is unwell.
    page: Any = current_app.jinja_env.get_template(f"errors/{503 if code == 503 else 500}.html")
    return str(page.render())


def _limit_mb() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.max_upload_bytes // (1024 * 1024)


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(SecurityError, show_wrong_name)
    app.register_error_handler(HTTPException, show_error)
