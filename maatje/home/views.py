from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from maatje.access import public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def front_page() -> ResponseReturnValue:
    return render_template("home/front_page.html")
