from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from maatje.access import login_manager, public
from maatje.accounts import links
from maatje.accounts.models import User

bp = Blueprint("accounts", __name__)
bp.add_app_template_global(links.link_to, "link_to")
bp.add_app_template_global(links.page_address, "page")
login_manager.user_loader(User.of_session)


@bp.route("/uitnodiging/<token>", methods=["GET", "POST"])
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    abort(501)


@bp.route("/nieuw-wachtwoord/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    abort(501)
