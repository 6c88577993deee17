"""One's own data: look, take along, erase; and a school's pupils likewise."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, Role, may, requires
from maatje.accounts.services import LastAdministrator, acting
from maatje.accounts.views.session import myself
from maatje.accounts.visits import this_visit
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.privacy import erasing, files, own_data, services
from maatje.privacy.terms import term_of
from maatje.requests.models import Pupil
from maatje.requests.queries import pupils_visible_to, regions_by_pupil
from maatje.requests.services import record_pupils_viewed
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import volunteer_of, volunteers_visible_to

bp = Blueprint("privacy", __name__)
bp.add_app_template_global(term_of)  # so that a lower room's page can say how long it keeps something

KIND = f"<any({','.join(files.KINDS)}):extension>"


@bp.get("/mijn-gegevens/alles")
@requires(Permission.OWN_ACCOUNT)
def show_my_data() -> ResponseReturnValue:
    volunteer = db.session.scalar(volunteer_of(myself()))
    allowed = VOLUNTEER_LIFE.next_for(volunteer.state, acting(myself()).actor) if volunteer else []
    return render_template(
        "privacy/show_my_data.html",
        parts=own_data.about_person(myself()),
        can_pause=VolunteerState.PAUSED in allowed,
        is_volunteer=volunteer is not None,
    )


@bp.get("/mijn-gegevens/alles.json")
@requires(Permission.OWN_ACCOUNT, fresh=True)
def download_my_data() -> ResponseReturnValue:
    with transaction():
        services.record_person_downloaded(myself(), acting(myself()))
    return files.file_of_person(own_data.about_person(myself()))


@bp.route("/mijn-gegevens/wissen", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT, fresh=True)
def erase_myself() -> ResponseReturnValue:
    if request.method == "GET":
        volunteer = db.session.scalar(volunteer_of(myself()))
        is_helping = bool(volunteer and volunteer.places_taken)
        return render_template(
            "privacy/erase_myself.html", is_volunteer=volunteer is not None, is_helping=is_helping
        )
    try:
        if not _is_done(lambda: erasing.erase_person(myself(), acting(myself()))):
            return redirect(url_for("privacy.erase_myself"))
    except LastAdministrator:
        flash(_("Je bent de laatste beheerder. Nodig eerst een andere beheerder uit."), "error")
        return redirect(url_for("privacy.show_my_data"))
    this_visit().end()
    flash(_("Je gegevens zijn gewist. Bedankt voor alles wat je deed."), "good")
    return redirect(url_for("home.front_page"))


@bp.get(f"/leerlingen/alle-gegevens.{KIND}")
@requires(Permission.NOMINATE, fresh=True)
def download_pupils(extension: str) -> ResponseReturnValue:
    """A contact's are those of the own school, a coordinator's those of the own regions."""
    return _pupils_as_file(regions_by_pupil(pupils_visible_to(current_user)), extension)


@bp.get(f"/leerlingen/<int:pupil_id>/alle-gegevens.{KIND}")
@requires(Permission.NOMINATE, fresh=True)
def download_pupil(pupil_id: int, extension: str) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    return _pupils_as_file({pupil.id: pupil.school.region_id}, extension)


@bp.post("/leerlingen/<int:pupil_id>/even-niets")
@requires(Permission.NOMINATE)
def restrict_pupil(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    if _is_done(lambda: services.restrict_pupil(pupil, acting(current_user))):
        flash(
            _("We doen nu niets met deze gegevens. Wat liep, staat stil. Wat nog moest beginnen, gaat niet door."),
            "good",
        )
    return redirect(url_for("requests.show_pupil", pupil_id=pupil_id))


@bp.post("/leerlingen/<int:pupil_id>/weer-verder")
@requires(Permission.NOMINATE)
def lift_restriction(pupil_id: int) -> ResponseReturnValue:
    with transaction():
        services.lift_restriction(_pupil(pupil_id), acting(current_user))
    flash(
        _("De gegevens mogen weer gebruikt worden. Kies nu zelf wat verdergaat.")
        if may(current_user, Permission.DECIDE_REQUESTS)
        else _(
            "De gegevens mogen weer gebruikt worden. De regio-coördinator krijgt bericht en kijkt wat verdergaat."
        ),
        "good",
    )
    return redirect(url_for("requests.show_pupil", pupil_id=pupil_id))


@bp.route("/leerlingen/<int:pupil_id>/wissen", methods=["GET", "POST"])
@requires(Permission.NOMINATE, fresh=True)
def erase_pupil(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    if request.method == "GET":
        with transaction():
            record_pupils_viewed([pupil_id], acting(current_user))
        formal = current_user.role is Role.SCHOOL_CONTACT
        return render_template("privacy/erase_pupil.html", pupil=pupil, formal=formal)
    if not _is_done(lambda: erasing.erase_pupil(pupil, acting(current_user))):
        return redirect(url_for("privacy.erase_pupil", pupil_id=pupil_id))
    flash(_("De gegevens van de leerling zijn gewist."), "good")
    return redirect(url_for("requests.list_pupils"))


@bp.route("/vrijwilligers/<int:volunteer_id>/wissen", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS, fresh=True)
def erase_volunteer(volunteer_id: int) -> ResponseReturnValue:
    """For one who asks for it and cannot sign in; all others do it themselves."""
    volunteer = db.one_or_404(volunteers_visible_to(current_user).where(Volunteer.id == volunteer_id))
    if request.method == "GET":
        return render_template("privacy/erase_volunteer.html", volunteer=volunteer)
    if not _is_done(lambda: erasing.erase_volunteer(volunteer, acting(current_user))):
        return redirect(url_for("privacy.erase_volunteer", volunteer_id=volunteer_id))
    flash(_("De gegevens van de vrijwilliger zijn gewist."), "good")
    return redirect(url_for("volunteers.list_volunteers"))


def _is_done(act: Callable[[], None]) -> bool:
    """In a transaction of its own; whoever came second is told so."""
    try:
        with transaction():
            act()
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(_("Er veranderde net iets. Probeer het nog eens."), "warning")
        return False
    return True


def _pupils_as_file(region_ids: Mapping[int, int | None], extension: str) -> ResponseReturnValue:
    """Written down first, read after: a long list holds nobody up. Given are the pupils' regions by their ids."""
    with transaction():
        services.record_pupils_downloaded(region_ids, acting(current_user))
    return files.file_of_pupils(own_data.about_pupils(region_ids), extension)


def _pupil(pupil_id: int) -> Pupil:
    pupil: Pupil = db.one_or_404(pupils_visible_to(current_user).where(Pupil.id == pupil_id))
    return pupil
