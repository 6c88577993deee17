"""The pages about pairings: behind the links in letters, for the volunteer, and for school and coordinator."""

from flask import Blueprint

bp = Blueprint("pairings", __name__)

from maatje.pairings.views import follow, links, own  # noqa: E402, F401 - they hang their pages on `bp`
