from flask import Blueprint

from maatje.access import login_manager
from maatje.accounts import links
from maatje.accounts.models import User

bp = Blueprint("accounts", __name__)
bp.add_app_template_global(links.link_to, "link_to")
bp.add_app_template_global(links.page_address, "page")
login_manager.user_loader(User.of_session)
