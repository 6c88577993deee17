"""What an administrator sees of help requests: numbers and states; and one pupil at a time, with a reason."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.accounts.visits import this_visit
from maatje.audit.services import acting, record
from maatje.database import db, transaction
from maatje.numbers import row_number
from maatje.paging import page_of
from maatje.regions.queries import coordinators_of, regions_of
from maatje.requests import opening, words
from maatje.requests.admin_forms import OpenPupilForm
from maatje.requests.models import HelpRequest, OpenReason, Pupil
from maatje.schools.models import School

bp = Blueprint("requests_admin", __name__)


@bp.get("/beheer/hulpvragen")
@requires(Permission.ADMINISTER)
def list_requests() -> ResponseReturnValue:
    number = request.args.get("nummer", type=row_number)
    region_id = request.args.get("regio", type=row_number)
    found = opening.requests_without_content()
    if number:
        found = found.where(HelpRequest.id == number)
    if region_id:
        found = found.where(School.region_id == region_id)
    return render_template(
        "requests/admin/list_requests.html",
        page=page_of(found),
        regions=regions_of(current_user),
        number=number or "",
        region_id=region_id,
        words=words,
    )


@bp.route("/beheer/hulpvragen/<int:request_id>/openen", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, fresh=True)
def open_pupil(request_id: int) -> ResponseReturnValue:
    wish = db.one_or_404(opening.requests_without_content().where(HelpRequest.id == request_id))
    form = OpenPupilForm()
    form.offer_reasons()
    if not form.validate_on_submit():
        has_coordinator = bool(coordinators_of(wish.pupil.school.region_id))
        page = render_template(
            "requests/admin/open_pupil.html", form=form, wish=wish, has_coordinator=has_coordinator
        )
        return page, form.http_status
    pupil_id = wish.pupil_id
    with transaction():
        opening.open_pupil(
            wish.pupil,
            this_visit().session_id or 0,
            OpenReason(form.reason.data),
            form.ticket.data,
            acting(current_user),
        )
    return redirect(url_for("requests_admin.show_opened_pupil", pupil_id=pupil_id))


@bp.get("/beheer/leerlingen/<int:pupil_id>")
@requires(Permission.ADMINISTER)
def show_opened_pupil(pupil_id: int) -> ResponseReturnValue:
    """To read only: nothing on this page can be pressed."""
    opened = opening.pupil_opened_by(current_user, this_visit().session_id)
    pupil: Pupil = db.one_or_404(opened.where(Pupil.id == pupil_id))
    with transaction():
        record("pupil.viewed", pupil, acting(current_user), region_id=pupil.school.region_id)
    return render_template(
        "requests/admin/show_opened_pupil.html",
        pupil=pupil,
        words=words,
        until=opening.open_until(pupil_id, current_user, this_visit().session_id),
    )
