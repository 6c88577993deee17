"""The pages about volunteers: signing up, one's own page, and screening by a coordinator."""

from flask import Blueprint

bp = Blueprint("volunteers", __name__)

from maatje.volunteers.views import own_page, screening, sign_up  # noqa: E402, F401 - they register on the blueprint
