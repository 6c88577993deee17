from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from maatje.access import public
from maatje.home.navigation import menu_for

bp = Blueprint("home", __name__)
bp.add_app_template_global(menu_for)


@bp.get("/")
@public
def front_page() -> ResponseReturnValue:
    return render_template("home/front_page.html")
