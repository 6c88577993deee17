"""The pupils of a school: who they are, how it goes, and what the school can change."""

from typing import Any

from flask import Response, abort, after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from maatje.access import Permission, Role, requires
from maatje.audit.services import ChangedMeanwhile, acting, record
from maatje.database import db, transaction
from maatje.life import By, MoveNotAllowed
from maatje.paging import page_of
from maatje.programmes.models import Place
from maatje.regions.queries import coordinators_of
from maatje.requests import forms, panels, queries, services, words
from maatje.requests.blueprint import bp
from maatje.requests.consent_text import CONSENT_TEXT
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import ConsentGiver, HelpRequest, Pupil, Urgency
from maatje.requests.nomination import NominationRefused
from maatje.volunteers.models import Gender

MOVED_MEANWHILE = _l("Deze hulpvraag is intussen veranderd. Kijk hieronder hoe het nu staat.")


@bp.route("/leerlingen", methods=["GET", "POST"])
@requires(Permission.VIEW_PUPILS)
def list_pupils() -> ResponseReturnValue:
    sought = request.form.get("zoek", "").strip()[:80]
    pupils = queries.pupils_visible_to(current_user)
    if sought:
        pupils = pupils.where(
            Pupil.first_name.icontains(sought, autoescape=True) | (Pupil.school_reference == sought)
        )
    pupils = queries.with_requests(pupils)
    many_schools = current_user.role is not Role.SCHOOL_CONTACT
    with transaction():  # before the page is read: a transaction forgets what was read
        services.record_pupils_viewed((pupil.id for pupil in page_of(pupils)), acting(current_user))
    page = page_of(pupils)
    return render_template(
        "requests/list_pupils.html",
        page=page,
        sought=sought,
        told=words.told_to_school,
        many_schools=many_schools,
        panels=panels.shown(panels.list_page, current_user),
    )


@bp.get("/leerlingen/<int:pupil_id>")
@requires(Permission.VIEW_PUPILS)
def show_pupil(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    by = acting(current_user)
    return render_template(
        "requests/show_pupil.html",
        pupil=pupil,
        by=by,
        words=words,
        may_withdraw=services.can_be_withdrawn,
        may_hold=lambda wish: REQUEST_LIFE.allows(wish.state, RequestState.ON_HOLD, by.actor),
        panels_on_top=panels.shown(panels.pupil_page_top, pupil),
        panels=panels.shown(panels.pupil_page, pupil),
        panels_at_foot=panels.shown(panels.pupil_page_foot, pupil),
    )


@bp.get("/leerlingen/<int:pupil_id>/contact")
@requires(Permission.VIEW_PUPILS)
def show_contact(pupil_id: int) -> ResponseReturnValue:
    """Apart from the pupil's page, so that nobody sees an address in passing, and each look is known."""
    return render_template("requests/show_contact.html", pupil=_pupil(pupil_id, with_contact=True), words=words)


@bp.route("/leerlingen/<int:pupil_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def edit_pupil(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id, with_contact=True)
    form = forms.EditPupilForm(data=_answers_of(pupil))
    form.offer_languages()
    forms.offer_levels(form)
    form.fit_to(_widest_place(pupil))
    if not (form.validate_on_submit() and forms.year_fits_level(form)):
        return render_template("requests/edit_pupil.html", form=form, pupil=pupil), form.http_status
    try:
        with transaction():
            services.edit_pupil(pupil, _answers_in(form), acting(current_user))
    except NominationRefused as refused:
        form.show(refused)
        return render_template("requests/edit_pupil.html", form=form, pupil=pupil), 422
    except ChangedMeanwhile:
        abort(409)
    flash(_("De gegevens zijn bewaard."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=pupil_id))


@bp.route("/hulpvragen/<int:request_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def edit_wish(request_id: int) -> ResponseReturnValue:
    wish = _request(request_id)
    form = forms.EditWishForm(
        data={
            "subject_ids": [asked.subject_id for asked in wish.subjects],
            "necessary_subject_ids": [asked.subject_id for asked in wish.subjects if asked.is_necessary],
            "urgency": wish.urgency.value,
        }
    )
    form.offer_subjects(wish.programme, queries.subjects_for(wish.programme, wish.pupil.level))
    page = {"form": form, "wish": wish}
    if not form.validate_on_submit():
        return render_template("requests/edit_wish.html", **page), form.http_status
    try:
        with transaction():
            services.edit_wish(
                wish,
                frozenset(form.subject_ids.data),
                frozenset(form.necessary_subject_ids.data),
                Urgency(form.urgency.data),
                acting(current_user),
            )
    except NominationRefused as refused:
        form.show(refused)
        return render_template("requests/edit_wish.html", **page), 422
    except MoveNotAllowed:
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        flash(_("De hulpvraag is bewaard."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=wish.pupil_id))


@bp.route("/leerlingen/<int:pupil_id>/toestemming", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def record_consent(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    giver = ConsentGiver.GUARDIAN if pupil.is_under_16 else ConsentGiver.PUPIL
    form = forms.RecordConsentForm(data={"consent": giver.value})
    page = {"form": form, "pupil": pupil, "consent_text": CONSENT_TEXT}
    if not form.validate_on_submit() or form.agreed is None:
        return render_template("requests/record_consent.html", **page), form.http_status
    try:
        with transaction():
            services.record_consent(pupil, form.agreed.giver, form.agreed.channel, acting(current_user))
    except NominationRefused as refused:
        form.show(refused)
        return render_template("requests/record_consent.html", **page), 422
    if any(wish.state is RequestState.SUBMITTED for wish in pupil.requests):
        flash(_("De toestemming is vastgelegd. De regio-coördinator kijkt nu naar de aanmelding."), "good")
    else:
        flash(_("De toestemming is vastgelegd."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=pupil_id))


@bp.route("/leerlingen/<int:pupil_id>/toestemming/intrekken", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def withdraw_consent(pupil_id: int) -> ResponseReturnValue:
    pupil = _pupil(pupil_id)
    if request.method == "GET":
        return render_template("requests/withdraw_consent.html", pupil=pupil)
    try:
        with transaction():
            services.withdraw_consent(pupil, acting(current_user))
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        flash(_("De toestemming is ingetrokken. Alles wat liep voor deze leerling is gestopt."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=pupil_id))


@bp.route("/hulpvragen/<int:request_id>/intrekken", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def withdraw_request(request_id: int) -> ResponseReturnValue:
    wish = _request(request_id)
    if request.method == "GET":
        return render_template("requests/withdraw_request.html", wish=wish)
    try:
        with transaction():
            services.withdraw_request(wish, acting(current_user))
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        flash(_("De hulpvraag is ingetrokken."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=wish.pupil_id))


@bp.route("/hulpvragen/<int:request_id>/niet-veilig", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def report_unsafe_home(request_id: int) -> ResponseReturnValue:
    """The numbers at once; the button only stops the search. There is nothing to fill in, so nothing is kept."""
    wish = _request(request_id)
    if request.method == "GET":
        people = coordinators_of(wish.pupil.school.region_id)
        can_hold = services.can_be_held_for_unsafe_home(wish, acting(current_user))
        return render_template(
            "requests/unsafe_home.html", coordinators=people, pupil=wish.pupil, wish=wish, can_hold=can_hold
        )
    try:
        with transaction():
            services.hold_for_unsafe_home(wish, acting(current_user))
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        flash(_("De hulpvraag wacht. We zoeken nu geen vrijwilliger."), "good")
    return redirect(url_for("requests.show_pupil", pupil_id=wish.pupil_id))


def _pupil(pupil_id: int, *, with_contact: bool = False) -> Pupil:
    pupil: Pupil = db.one_or_404(queries.pupils_visible_to(current_user).where(Pupil.id == pupil_id))
    _note_that_it_is_seen(pupil, with_contact=with_contact)
    return pupil


def _request(request_id: int) -> HelpRequest:
    visible = queries.requests_visible_to(current_user)
    found: HelpRequest = db.one_or_404(visible.where(HelpRequest.id == request_id))
    _note_that_it_is_seen(found.pupil)
    return found


def _note_that_it_is_seen(pupil: Pupil, *, with_contact: bool = False) -> None:
    """Every look at a pupil's data stands in the audit trail; a change says so itself.

    A form that comes back since something in it is wrong is a look too: whoever sends an empty one sees the pupil.
    """
    if request.method == "GET":
        with transaction():
            _record_look(pupil, acting(current_user), with_contact)
    else:
        pupil_id, by = pupil.id, acting(current_user)
        after_this_request(lambda answer: _note_what_came_back(answer, pupil_id, by, with_contact))


def _note_what_came_back(answer: Response, pupil_id: int, by: By, with_contact: bool) -> Response:
    if answer.status_code in {200, 422}:
        with transaction():
            _record_look(db.session.get_one(Pupil, pupil_id), by, with_contact)
    return answer


def _record_look(pupil: Pupil, by: By, with_contact: bool) -> None:
    region_id = pupil.school.region_id
    record("pupil.viewed", pupil, by, region_id=region_id)
    if with_contact:
        record("pupil.contact_viewed", pupil, by, region_id=region_id)


def _widest_place(pupil: Pupil) -> Place:
    """Of the pupil's programmes: whether there is anything to choose."""
    places = {wish.programme.place for wish in pupil.requests}
    return places.pop() if len(places) == 1 else Place.BOTH


def _answers_of(pupil: Pupil) -> dict[str, Any]:
    place = (forms.EITHER if pupil.online else forms.IN_PERSON) if pupil.in_person else forms.ONLINE
    same_names = (
        "first_name", "level_id", "grade_id", "language_code", "needs_nt2", "weekly_times", "has_device", "pc4",
        "contact_email", "contact_language_code", "school_reference",
    )  # fmt: skip
    return {name: getattr(pupil, name) for name in same_names} | {
        "is_under_16": "1" if pupil.is_under_16 else "0",
        "interpreter_language": pupil.interpreter_language_code or "",
        "wants_woman": pupil.wants_gender is Gender.WOMAN,
        "place": place,
    }


def _answers_in(form: forms.EditPupilForm) -> dict[str, Any]:
    place = {"online": form.wishes_online, "in_person": form.wishes_in_person} if form.place is not None else {}
    return place | {
        "first_name": form.first_name.data.strip(),
        "level_id": form.level_id.data,
        "grade_id": form.grade_id.data,
        "is_under_16": form.is_under_16.data == "1",
        "language_code": form.language_code.data,
        "needs_nt2": form.needs_nt2.data,
        "interpreter_language_code": form.interpreter_language.data or None,
        "weekly_times": form.moments,
        "has_device": form.has_device.data,
        "pc4": form.pc4.data,
        "wants_gender": Gender.WOMAN if form.wants_woman.data else None,
        "contact_email": form.contact_email.data,
        "contact_language_code": form.contact_language_code.data,
        "school_reference": (form.school_reference.data or "").strip() or None,
    }
