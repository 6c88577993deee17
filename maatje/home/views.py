from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from maatje.access import Permission, Role, public, requires
from maatje.home import queries
from maatje.home.navigation import foot_for, menu_for
from maatje.home.overview import waiting_for
from maatje.lists.services import KEPT_FOR
from maatje.privacy.terms import terms_in_force
from maatje.programmes.queries import open_programmes, programmes_for_families
from maatje.regions.queries import regions_of
from maatje.requests.asked_text import asked_texts
from maatje.requests.family import DAYS_TO_ANSWER
from maatje.safety import panels as safety_panels

bp = Blueprint("home", __name__)
bp.add_app_template_global(menu_for)
bp.add_app_template_global(foot_for)


@bp.get("/")
@public
def front_page() -> ResponseReturnValue:
    families_may_ask = bool(programmes_for_families())
    return render_template("home/front_page.html", programmes=open_programmes(), families_may_ask=families_may_ask)


FIRST_PAGES = {
    Role.VOLUNTEER: "volunteers.my_page",
    Role.SCHOOL_CONTACT: "requests.list_pupils",
    Role.ADMINISTRATOR: "regions.list_regions",
}


@bp.get("/overzicht")
@requires(Permission.OWN_ACCOUNT)
def overview() -> ResponseReturnValue:
    """Where one lands after signing in: a coordinator on what waits, the others on the page they come for."""
    if current_user.role is not Role.COORDINATOR:
        return redirect(url_for(FIRST_PAGES[current_user.role]))
    return render_template(
        "home/overview.html",
        waiting=waiting_for(current_user),
        regions=regions_of(current_user),
        first=safety_panels.waiting(current_user),
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    gone_after = {"family_request": DAYS_TO_ANSWER, "upload": KEPT_FOR.days}
    return render_template("home/privacy.html", kept=terms_in_force(), gone_after=gone_after, **_who_answers())


@bp.get("/toegankelijkheid")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html", texts=asked_texts().values(), **_who_answers())


def _who_answers() -> dict[str, str]:
    settings = current_app.config["SETTINGS"]
    return {"organisation": settings.organisation, "contact": settings.privacy_contact}


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    parts = queries.health(current_app.config["SETTINGS"].redis_url)
    is_well = queries.is_well(parts)
    return {"well": is_well, "parts": parts}, 200 if is_well else 503, {"Cache-Control": "no-store"}
