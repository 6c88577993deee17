"""What every page tells the browser to do with it."""

from flask import Flask, Response, current_app, request

from maatje.accounts.visits import this_visit

# Everything a page needs comes from here, and a page carries no script or style of its own: what somebody managed
# to write into one does nothing. `data:` is for the arrows and ticks that Bootstrap's stylesheet draws.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONLY_HTTPS = "max-age=31536000; includeSubDomains"


def _keep_to_ourselves(response: Response) -> Response:
    """No other site shows our pages or hears their addresses, and what is personal leaves no copy behind.

    A school's computer is shared: after signing out, here or elsewhere, the button Back must not bring a pupil's
    page back.
    """
    response.headers.update(HEADERS)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = ONLY_HTTPS
    if this_visit().has_ended:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
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
