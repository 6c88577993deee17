"""The pages: signing in, one's own details, and the people that administrators manage."""

from flask import render_template
from flask.typing import ResponseReturnValue

from maatje.access import login_manager
from maatje.accounts import links
from maatje.accounts.limits import TooManyTries
from maatje.accounts.links import LinkExpired, LinkInvalid
from maatje.accounts.views import devices, own_details, second_step, signing_in, users
from maatje.accounts.views.blueprint import bp
from maatje.accounts.visits import this_visit
from maatje.refusals import note_refusal

__all__ = ["bp", "devices", "own_details", "second_step", "signing_in", "users"]

login_manager.request_loader(lambda _request: this_visit().user)
bp.add_app_template_global(links.link_to, "link_to")
bp.add_app_template_global(links.page_address, "page")


@bp.app_errorhandler(TooManyTries)
def show_too_many_tries(error: TooManyTries) -> ResponseReturnValue:
    """For every form that may be tried so often only, in every room."""
    note_refusal("too many tries")
    page = render_template("accounts/too_many_tries.html", what=error.what, minutes=error.minutes)
    return page, 429, {"Retry-After": str(error.seconds)}


@bp.app_errorhandler(LinkInvalid)
def show_invalid_link(error: LinkInvalid) -> ResponseReturnValue:
    """For every page behind a signed link, in every room."""
    is_expired = isinstance(error, LinkExpired)
    note_refusal("link")
    return render_template("links/invalid.html", is_expired=is_expired), 410 if is_expired else 404
