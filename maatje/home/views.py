from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from maatje.access import public
from maatje.home import queries
from maatje.home.navigation import menu_for
from maatje.programmes.queries import open_programmes

bp = Blueprint("home", __name__)
bp.add_app_template_global(menu_for)


@bp.get("/")
@public
def front_page() -> ResponseReturnValue:
    return render_template("home/front_page.html", programmes=open_programmes())


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    parts = queries.health(current_app.config["SETTINGS"].redis_url)
    is_well = queries.is_well(parts)
    return {"well": is_well, "parts": parts}, 200 if is_well else 503, {"Cache-Control": "no-store"}
