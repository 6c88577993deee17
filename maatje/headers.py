"""What every page tells the browser to do with it."""

from flask import Flask, Response, request

from maatje.accounts.visits import this_visit


def _keep_to_ourselves(response: Response) -> Response:
    """No other site shows our pages or hears their addresses, and what is personal leaves no copy behind.

    A school's computer is shared: after signing out, the button Back must not bring a pupil's page back.
    """
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "Cache-Control" not in response.headers:
        if "token" in (request.view_args or {}) or (_is_signed_in() and not _is_a_form()):
            response.headers["Cache-Control"] = "no-store"
        elif _is_signed_in():  # browsers throw away what was typed into a page they may not store
            response.headers["Cache-Control"] = "private, no-cache"
    return response


def _is_signed_in() -> bool:
    # By the cookie and not `current_user`: the database may be what is unwell, and asking would fail again.
    return this_visit().key is not None and not (request.endpoint or "").endswith("static")


def _is_a_form() -> bool:
    return request.url_rule is not None and {"GET", "POST"} <= (request.url_rule.methods or set())


def init_app(app: Flask) -> None:
    app.after_request(_keep_to_ourselves)
