"""A school, or a coordinator for a school, nominates a pupil: two short pages."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from maatje.access import Permission, Role, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.numbers import row_number
from maatje.programmes.models import Grade, Level, Programme
from maatje.programmes.queries import open_programmes
from maatje.regions.queries import coordinators_of
from maatje.requests import forms, services
from maatje.requests.blueprint import bp
from maatje.requests.consent_text import CONSENT_TEXT
from maatje.requests.models import HelpRequest, Urgency
from maatje.requests.nomination import Nomination, NominationRefused, already_nominated
from maatje.requests.queries import requests_visible_to, subjects_for
from maatje.schools.models import School
from maatje.schools.queries import schools_visible_to
from maatje.volunteers.models import Gender


@dataclass(frozen=True)
class Start:
    """What the first page asked: none of it says who the pupil is, so it may stand in the address."""

    school: School
    programme: Programme
    level: Level
    grade: Grade
    first_need: str

    @property
    def arguments(self) -> dict[str, Any]:
        return {
            "school": self.school.id,
            "programma": self.programme.id,
            "niveau": self.level.id,
            "leerjaar": self.grade.id,
            "eerst": self.first_need,
        }


@bp.route("/leerlingen/aanmelden", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def begin_nomination() -> ResponseReturnValue:
    schools = _schools()
    form = forms.BeginNominationForm(data=_chosen_before(schools))
    programmes = open_programmes()
    form.offer(schools, programmes)
    if form.is_submitted() and form.first_need.data in forms.ELSEWHERE:
        # Answered whatever else was or was not filled in, and before anything could be stored.
        return _first_help(form.first_need.data, schools, form.school_id.data)
    if form.validate_on_submit() and form.grade_fits():
        start = Start(
            next(school for school in schools if school.id == form.school_id.data),
            next(programme for programme in programmes if programme.id == form.programme_id.data),
            db.session.get_one(Level, form.level_id.data),
            db.session.get_one(Grade, form.grade_id.data),
            form.first_need.data,
        )
        return redirect(url_for("requests.nominate_pupil", **start.arguments))
    page = render_template(
        "requests/begin_nomination.html",
        form=form,
        schools=schools,
        programmes=programmes,
        summaries={programme.id: programme.summary for programme in programmes},
    )
    return page, form.http_status


@bp.route("/leerlingen/aanmelden/leerling", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def nominate_pupil() -> ResponseReturnValue:
    start = _start()
    if start is None:
        return redirect(url_for("requests.begin_nomination"))
    form = forms.NominatePupilForm(pc4=start.school.pc4, form_key=secrets.token_urlsafe(16))
    form.offer_languages()
    form.offer_subjects(start.programme, subjects_for(start.programme, start.level))
    form.fit_to(start.programme.place)
    if not form.validate_on_submit():
        return _nomination_page(form, start), form.http_status
    if (sent_before := _entered_by(form.form_key.data)) is not None:
        return _thanks(sent_before, start)
    nomination = _nomination(form, start)
    if (known := already_nominated(nomination)) is not None:
        form.ask_whether_somebody_else()
        return _nomination_page(form, start, known), 422
    try:
        with transaction():
            entered = services.nominate_pupil(nomination, acting(current_user))
    except NominationRefused as refused:
        form.show(refused)
        return _nomination_page(form, start), 422
    except IntegrityError:  # the same form, sent twice at the same moment
        known = _entered_by(form.form_key.data)
        if known is None:
            raise
        entered = known
    return _thanks(entered, start)


def _schools() -> list[School]:
    return list(db.session.scalars(schools_visible_to(current_user).where(School.is_active)))


def _chosen_before(schools: list[School]) -> dict[str, Any]:
    """For the next pupil of the same class: what was chosen for the one before."""
    chosen = {
        "school_id": request.args.get("school", type=row_number),
        "programme_id": request.args.get("programma", type=row_number),
        "level_id": request.args.get("niveau", type=row_number),
        "grade_id": request.args.get("leerjaar", type=row_number),
    }
    if len(schools) == 1:
        chosen["school_id"] = schools[0].id
    return {name: value for name, value in chosen.items() if value is not None}


def _start() -> Start | None:
    """What the first page chose, if all of it (still) exists and the viewer may choose it."""
    wanted = {
        name: request.args.get(name, type=row_number) for name in ("school", "programma", "niveau", "leerjaar")
    }
    school = next((school for school in _schools() if school.id == wanted["school"]), None)
    programme = next((open_ for open_ in open_programmes() if open_.id == wanted["programma"]), None)
    level = db.session.get(Level, wanted["niveau"] or 0)
    grade = db.session.get(Grade, wanted["leerjaar"] or 0)
    first_need = request.args.get("eerst", forms.NOTHING)
    if school and programme and level and grade and first_need not in forms.ELSEWHERE:
        return Start(school, programme, level, grade, first_need)
    return None


def _nomination(form: forms.NominatePupilForm, start: Start) -> Nomination:
    return Nomination(
        school_id=start.school.id,
        programme_id=start.programme.id,
        first_name=form.first_name.data,
        level_id=start.level.id,
        grade_id=start.grade.id,
        is_under_16=form.is_under_16.data == "1",
        weekly_times=form.moments,
        subject_ids=frozenset(form.subject_ids.data),
        necessary_subject_ids=frozenset(form.necessary_subject_ids.data),
        pc4=form.pc4.data,
        language_code=form.language_code.data,
        needs_nt2=form.needs_nt2.data,
        interpreter_language_code=form.interpreter_language.data or None,
        has_device=start.first_need != forms.NO_DEVICE,
        online=form.wishes_online,
        in_person=form.wishes_in_person,
        wants_gender=Gender.WOMAN if form.wants_woman.data else None,
        urgency=Urgency(form.urgency.data),
        contact_email=form.contact_email.data,
        contact_language_code=form.contact_language_code.data,
        consent=form.agreed,
        school_reference=(form.school_reference.data or "").strip() or None,
        school_first=start.first_need == forms.SCHOOL_FIRST,
        is_somebody_else=form.is_somebody_else.data,
        may_repeat=True,
        form_key=form.form_key.data or None,
    )


def _nomination_page(form: forms.NominatePupilForm, start: Start, known: HelpRequest | None = None) -> str:
    return render_template(
        "requests/nominate_pupil.html", form=form, start=start, known=known, consent_text=CONSENT_TEXT
    )


def _entered_by(form_key: str | None) -> HelpRequest | None:
    if not form_key:
        return None
    mine = requests_visible_to(current_user).where(HelpRequest.form_key == form_key)
    return db.session.scalars(mine).first()


def _thanks(entered: HelpRequest, start: Start) -> ResponseReturnValue:
    flash(_("%(name)s is aangemeld.", name=entered.pupil.first_name), "good")
    address = url_for("requests.show_pupil", pupil_id=entered.pupil_id, nieuw=1, **start.arguments)
    return redirect(address)


def _first_help(first_need: str, schools: list[School], school_id: int | None) -> ResponseReturnValue:
    """The right numbers and people at once. Nothing that was typed or chosen is stored or shown again."""
    school = next((school for school in schools if school.id == school_id), None)
    people = coordinators_of(school.region_id) if school and current_user.role is Role.SCHOOL_CONTACT else []
    template = "unsafe_home" if first_need == forms.UNSAFE_HOME else "out_of_sight"
    page = render_template(f"requests/{template}.html", coordinators=people, pupil=None)
    return page, {"Cache-Control": "no-store"}  # nor by the browser of a computer that colleagues share
