from flask import Blueprint

from maatje.notifications.emails import letter_paragraphs

bp = Blueprint("notifications", __name__)
bp.add_app_template_filter(letter_paragraphs)
