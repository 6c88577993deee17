"""A pupil or a guardian asks for help: two short pages, a letter, and the page behind the letter's link.

Whatever address is typed, the answer on screen is the same: who is known here is told by mail only.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from maatje.access import public
from maatje.accounts.limits import TooManyTries, count_try
from maatje.accounts.links import LinkInvalid, read_token
from maatje.accounts.pacing import evenly_paced
from maatje.audit.services import ChangedMeanwhile, record
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.numbers import row_number
from maatje.programmes.models import Grade, Level, Programme
from maatje.programmes.queries import programmes_for_families
from maatje.refusals import note_refusal
from maatje.regions.queries import active_regions, suggested_region
from maatje.requests import family, family_forms, forms, services, words
from maatje.requests.asked_text import AskedText
from maatje.requests.blueprint import bp
from maatje.requests.consent_views import LINK_LIVES, Stage, show_consent_page, text_chosen, was_read
from maatje.requests.letters import family_mark
from maatje.requests.models import ConsentGiver, FamilyRequest, HelpRequest, Pupil
from maatje.requests.nomination import Nomination, NominationRefused
from maatje.requests.queries import subjects_for
from maatje.schools.services import no_school_in
from maatje.times import spoken_list
from maatje.volunteers.models import Gender

FAMILY = By(Actor.FAMILY)


@dataclass(frozen=True)
class Start:
    """What the first page asked: none of it says who the pupil is, so it may stand in the address."""

    who: str
    programme: Programme
    is_under_16: bool
    level: Level
    grade: Grade
    first_need: str

    @property
    def arguments(self) -> dict[str, Any]:
        return {
            "wie": self.who,
            "programma": self.programme.id,
            "jonger": int(self.is_under_16),
            "niveau": self.level.id,
            "leerjaar": self.grade.id,
            "eerst": self.first_need,
        }


@bp.route("/hulp-vragen", methods=["GET", "POST"])
@public
def begin_help() -> ResponseReturnValue:
    programmes = programmes_for_families()
    form = family_forms.BeginHelpForm(data=family_forms.chosen_before(request.args))
    form.offer(programmes)
    if form.is_submitted() and form.first_need.data == forms.UNSAFE_HOME:
        # Answered whatever else was or was not filled in, and before anything could be stored.
        page = render_template("requests/help_first.html", who=form.who.data)
        return page, {"Cache-Control": "no-store"}
    if form.validate_on_submit() and form.grade_fits():
        start = Start(
            form.who.data,
            next(programme for programme in programmes if programme.id == form.programme_id.data),
            form.is_under_16.data == "1",
            db.session.get_one(Level, form.level_id.data),
            db.session.get_one(Grade, form.grade_id.data),
            form.first_need.data,
        )
        return redirect(url_for("requests.ask_for_help", **start.arguments))
    summaries = {programme.id: programme.summary for programme in programmes}
    page = render_template("requests/begin_help.html", form=form, programmes=programmes, summaries=summaries)
    return page, form.http_status


@bp.route("/hulp-vragen/leerling", methods=["GET", "POST"])
@public
@evenly_paced
def ask_for_help() -> ResponseReturnValue:
    start = _start()
    if start is None:
        return redirect(url_for("requests.begin_help"))
    form = family_forms.AskForHelpForm(form_key=secrets.token_urlsafe(16))
    form.offer_languages()
    form.offer_regions(active_regions())
    form.offer_subjects(start.programme, subjects_for(start.programme, start.level))
    form.fit_to(start.programme.place)
    form.address_of(start.is_under_16)
    if form.validate_on_submit() and _has_region(form):
        if form.is_by_a_machine:
            return redirect(url_for("requests.help_asked"))
        try:
            count_try("ask_for_help", form.contact_email.data)
            _ask(form, start)
        except TooManyTries as error:
            note_refusal("too many tries")
            again = ngettext(
                "Over %(num)d minuut kan het weer.", "Over %(num)d minuten kan het weer.", error.minutes
            )
            form.form_errors.append(f"{_('Dit is te vaak achter elkaar geprobeerd.')} {again}")
            return *_help_form(form, start, 429), {"Retry-After": str(error.seconds)}
        except NominationRefused as refused:
            form.show(refused)
        else:
            return redirect(url_for("requests.help_asked"))
    return _help_form(form, start, 422 if form.is_submitted() else 200)


def _help_form(form: family_forms.AskForHelpForm, start: Start, status: int) -> tuple[str, int]:
    return render_template("requests/ask_for_help.html", form=form, start=start), status


@bp.get("/hulp-vragen/kijk-in-de-mail")
@public
def help_asked() -> ResponseReturnValue:
    return render_template("requests/help_asked.html")


@bp.route("/hulp-vragen/opnieuw-sturen", methods=["GET", "POST"])
@public
@evenly_paced
def send_help_link_again() -> ResponseReturnValue:
    form = family_forms.SendHelpLinkForm()
    if form.validate_on_submit():
        count_try("send_help_link_again", form.email.data)
        with transaction():
            family.send_links_again(form.email.data)
        return redirect(url_for("requests.help_asked"))
    return render_template("requests/send_help_link_again.html", form=form), form.http_status


@bp.route("/hulpvraag/<token>", methods=["GET", "POST"])
@public
def family_request(token: str) -> ResponseReturnValue:
    """What the letter opens: what is agreed to, with two buttons; later how it stands, and one that stops it."""
    asked = _asked_by(token)
    code = asked.pupil.contact_language_code if asked.pupil else asked.language_code
    text = text_chosen(code)
    status = 200
    if request.method == "POST":
        answer = request.form.get("answer", "")
        if _done(answer, asked, text):
            if answer == "no":  # nothing is left to come back to
                return show_consent_page(text, Stage.ENDED, request.path)
            return redirect(url_for(".family_request", token=token, taal=text.code), 303)
        status = 409
        asked = _asked_by(token)
    return _family_page(asked, text, is_too_late=status == 409), status


def _family_page(asked: FamilyRequest, text: AskedText, *, is_too_late: bool) -> str:
    pupil = asked.pupil
    if pupil is None:
        with transaction():
            record("family_request.viewed", asked, FAMILY, region_id=asked.region_id)
        giver = ConsentGiver.GUARDIAN if asked.answers["is_under_16"] else ConsentGiver.PUPIL
        name = asked.answers["first_name"]
        return show_consent_page(text, Stage.ASKED, request.path, name=name, giver=giver, is_too_late=is_too_late)
    with transaction():
        services.record_pupils_viewed([pupil.id], FAMILY)
    wish = max(pupil.requests, key=lambda one: one.id)
    if not pupil.has_consent or (wish.is_ended and wish.route is None):
        return show_consent_page(text, Stage.ENDED, request.path, is_too_late=is_too_late)
    return show_consent_page(
        text,
        Stage.AGREED,
        request.path,
        name=pupil.first_name,
        consent=pupil.standing_consent,
        wish=wish,
        known=_what_they_typed(pupil, wish),
        is_too_late=is_too_late,
    )


def _what_they_typed(pupil: Pupil, wish: HelpRequest) -> list[tuple[str, str]]:
    """So that they see what is known without asking for it (art. 15 AVG)."""
    return [
        (_("Programma"), wish.programme.name),
        (_("Hulp bij"), words.subjects_told(wish)),
        *(fact for fact in words.pupil_facts(pupil) if fact[1]),
        (_("Kan elke week op"), spoken_list(pupil.weekly_times)),
    ]


def _done(answer: str, asked: FamilyRequest, text: AskedText) -> bool:
    """Whether the button did what it says; if not, the page shows how things stand instead."""
    try:
        with transaction():
            if answer == "yes" and was_read(text):
                family.agree_to_help(asked, text, FAMILY)
            elif answer == "no":
                family.refuse_help(asked, FAMILY)
            elif answer == "stop" and asked.pupil and asked.pupil.has_consent:
                services.withdraw_consent(asked.pupil, FAMILY)
            else:
                return False
    except (MoveNotAllowed, ChangedMeanwhile, NominationRefused):
        return False
    return True


def _asked_by(token: str) -> FamilyRequest:
    values = read_token("family_request", token, LINK_LIVES)
    asked = db.session.get(FamilyRequest, values[0]) if len(values) == 2 else None
    if asked is None or values[1] != family_mark(asked):
        raise LinkInvalid  # it was answered with no, forgotten, or sent to an address that is no longer theirs
    return asked


def _start() -> Start | None:
    """What the first page chose, if all of it (still) exists."""
    programme_id = request.args.get("programma", type=row_number)
    programme = next((one for one in programmes_for_families() if one.id == programme_id), None)
    level = db.session.get(Level, request.args.get("niveau", 0, type=row_number))
    grade = db.session.get(Grade, request.args.get("leerjaar", 0, type=row_number))
    who, younger = request.args.get("wie"), request.args.get("jonger")
    first_need = request.args.get("eerst", forms.NOTHING)
    known = who in (family_forms.PUPIL, family_forms.PARENT) and younger in ("0", "1")
    if programme and level and grade and who and known and first_need in (forms.NOTHING, forms.NO_DEVICE):
        return Start(who, programme, younger == "1", level, grade, first_need)
    return None


def _has_region(form: family_forms.AskForHelpForm) -> bool:
    """Chosen, or as the postcode says."""
    if not form.region_id.data:
        suggested = suggested_region(form.pc4.data)
        if suggested is None:
            form.region_id.errors = [_("Wij kennen deze postcode niet. Kies zelf een regio.")]
            return False
        form.region_id.data = suggested.id
    return True


def _ask(form: family_forms.AskForHelpForm, start: Start) -> None:
    try:
        with transaction():
            region_id = form.region_id.data
            family.ask_for_help(_nomination(form, start, region_id), region_id, form.form_key.data, FAMILY)
    except IntegrityError:  # the same form, sent twice at the same moment
        db.session.rollback()


def _nomination(form: family_forms.AskForHelpForm, start: Start, region_id: int) -> Nomination:
    return Nomination(
        school_id=no_school_in(region_id).id,
        programme_id=start.programme.id,
        first_name=form.first_name.data.strip(),
        level_id=start.level.id,
        grade_id=start.grade.id,
        is_under_16=start.is_under_16,
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
        contact_email=form.contact_email.data,
        contact_language_code=form.contact_language_code.data,
    )
