"""Who may open which page. (Which *rows* one may see is asked in the queries, by viewer.)

Every view declares one permission, or that it is public; a view that declares nothing is closed.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask, Request, Response, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user

F = TypeVar("F", bound=Callable[..., ResponseReturnValue])


class _Manager(LoginManager):
    def _update_remember_cookie(self, response: Response) -> Response:
        """Nobody is remembered beyond their session; to look for that would ask the database at every file."""
        return response


login_manager = _Manager()
login_manager.session_protection = None  # sessions stand in the database, under a key of their own


class Role(StrEnum):
    VOLUNTEER = "volunteer"
    SCHOOL_CONTACT = "school_contact"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    OWN_ACCOUNT = "own_account"
    OWN_VOLUNTEER = "own_volunteer"
    NOMINATE = "nominate"
    SCREEN_VOLUNTEERS = "screen_volunteers"
    DECIDE_REQUESTS = "decide_requests"
    VIEW_PUPILS = "view_pupils"
    FOLLOW_PAIRINGS = "follow_pairings"
    RUN_ROUNDS = "run_rounds"
    DECIDE_PAIRINGS = "decide_pairings"
    INVITE_SCHOOLS = "invite_schools"
    VIEW_DELIVERY = "view_delivery"
    VIEW_AUDIT = "view_audit"
    ADMINISTER = "administer"


_EVERYBODY = {Permission.OWN_ACCOUNT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VOLUNTEER: frozenset(_EVERYBODY | {Permission.OWN_VOLUNTEER}),
    Role.SCHOOL_CONTACT: frozenset(
        _EVERYBODY | {Permission.NOMINATE, Permission.VIEW_PUPILS, Permission.FOLLOW_PAIRINGS}
    ),
    Role.COORDINATOR: frozenset(
        _EVERYBODY
        | {
            Permission.NOMINATE,
            Permission.VIEW_PUPILS,
            Permission.SCREEN_VOLUNTEERS,
            Permission.DECIDE_REQUESTS,
            Permission.FOLLOW_PAIRINGS,
            Permission.RUN_ROUNDS,
            Permission.DECIDE_PAIRINGS,
            Permission.INVITE_SCHOOLS,
            Permission.VIEW_DELIVERY,
            Permission.VIEW_AUDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _EVERYBODY | {Permission.ADMINISTER, Permission.VIEW_DELIVERY, Permission.VIEW_AUDIT}
    ),
}


class Viewer(Protocol):
    """The signed-in person, as far as queries need to know them."""

    id: int
    role: Role


def may(viewer: Viewer, permission: Permission) -> bool:
    """Whether this person's role opens pages that ask for this permission."""
    return getattr(viewer, "is_authenticated", False) and permission in PERMISSIONS[viewer.role]


def requires(permission: Permission, *, fresh: bool = False, before_second_step: bool = False) -> Callable[[F], F]:
    """The view opens only to signed-in people whose role has this permission.

    `fresh`: they also showed only just now who they are. `before_second_step`: open to whoever must still set up a
    second step, to whom everything else is closed.
    """

    def declare(view: F) -> F:
        view.access = permission  # type: ignore[attr-defined]
        view.is_weighty = fresh  # type: ignore[attr-defined]
        view.is_before_second_step = before_second_step  # type: ignore[attr-defined]
        return view

    return declare


def public(view: F) -> F:
    """The view opens to everybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def declared_access(endpoint: str) -> str | Permission | None:
    """What the view behind an endpoint declares; None if it declares nothing."""
    view = current_app.view_functions.get(endpoint)
    return getattr(view, "access", None)


class Asking(Request):
    """A HEAD is a GET whose answer is cut short. A view that tells GET from the rest must not take it for a POST:
    mail scanners send it, and it carries no form token."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.method == "HEAD":
            self.method = "GET"


def _refuse_nul() -> None:
    """No box on any page holds a NUL, and PostgreSQL stores none: whoever sends one gets 400 everywhere."""
    for values in (request.args, request.form):
        if any("\0" in value for several in values.listvalues() for value in several):
            abort(400)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    access = declared_access(request.endpoint)
    if access == "public":
        return None
    if not isinstance(access, Permission):
        abort(403)
    if not current_user.is_authenticated:
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    if not may(current_user, access):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page, and from there back to the page that was asked for."""
    if getattr(session, "awaits_code", False):
        return redirect(url_for("accounts.enter_code", next=page_asked_for()))
    flash(_("Log eerst in."), "info")
    return redirect(url_for("accounts.sign_in", next=page_asked_for()))


def page_asked_for() -> str | None:
    """Where to go on after something that comes between; a form that was sent cannot wait."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def init_app(app: Flask) -> None:
    app.request_class = Asking
    login_manager.init_app(app)
    login_manager.unauthorized_handler(_ask_to_sign_in)
    app.before_request(_guard)
    app.before_request(_refuse_nul)
    app.jinja_env.globals["can"] = lambda permission: may(current_user, Permission(permission))
