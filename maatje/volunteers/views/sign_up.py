"""Signing up, in a few short steps; what was typed lives in a draft until the last button is pressed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from maatje.access import Permission, may, public
from maatje.accounts import links
from maatje.accounts.forms import NewPasswordForm
from maatje.accounts.limits import count_try
from maatje.accounts.pacing import evenly_paced
from maatje.accounts.services import AddressTaken
from maatje.accounts.views.session import begin_session
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.fields import MaatjeForm
from maatje.life import Actor, By, MoveNotAllowed
from maatje.programmes.queries import open_programmes
from maatje.regions.queries import area_of, suggested_region
from maatje.volunteers import drafts, forms, services, told
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems
from maatje.volunteers.views import bp

A_LECTURE_HALL = 60  # of volunteers may sign up from one network address
LINK_WORKS_FOR = timedelta(hours=72)
_COOKIE = "aanmelding"  # its own, so that a form kept for days does not keep anybody signed in for days


@dataclass(frozen=True)
class Step:
    """One page of the form. Subjects belong to the second step and are skipped when no programme asks for them."""

    name: str
    number: int
    title: Any
    form: type[MaatjeForm]


STEPS = {
    step.name: step
    for step in (
        Step("wie", 1, _l("Wie ben je?"), forms.WhoForm),
        Step("hulp", 2, _l("Welke hulp wil je geven?"), forms.HelpForm),
        Step("vakken", 2, _l("Waarmee wil je helpen?"), forms.SubjectsForm),
        Step("talen", 3, _l("Welke talen spreek je?"), forms.LanguagesForm),
        Step("waar", 4, _l("Waar wil je helpen?"), forms.WhereForm),
        Step("wanneer", 5, _l("Wanneer kun je?"), forms.WhenForm),
        Step("afspraken", 6, _l("Onze afspraken"), forms.RulesForm),
    )
}
STEP_COUNT = 6
_STEP_NAMES = ",".join(STEPS)


@bp.get("/vrijwilliger-worden")
@public
def start_sign_up() -> ResponseReturnValue:
    if may(current_user, Permission.OWN_VOLUNTEER):
        return redirect(url_for("volunteers.my_page"))
    has_draft = bool(_answers())
    return render_template("volunteers/start_sign_up.html", has_draft=has_draft, programmes=open_programmes())


@bp.route(f"/vrijwilliger-worden/<any({_STEP_NAMES}):name>", methods=["GET", "POST"])
@public
def sign_up_step(name: str) -> ResponseReturnValue:
    step = STEPS[name]
    if request.method == "GET":
        answers = _answers()
        form = _form_of(step, answers)
        if request.args.get("kijk"):  # sent back by the last page: say what is still wrong
            form.validate()
        return _show(step, form, answers)
    form = _form_of(step, _answers(), is_posted=True)
    with transaction():
        key = drafts.keep_answers(request.cookies.get(_cookie()), name, _asked_for(form))
    answers = drafts.answers_of(key)
    if request.form.get("go") == "back":
        return _remember(redirect(_page_beside(step, answers, -1)), key)
    if form.validate_on_submit():
        return _remember(redirect(_page_beside(step, answers, +1)), key)
    return _remember(current_app.make_response(_show(step, form, answers)), key)


@bp.route("/vrijwilliger-worden/nakijken", methods=["GET", "POST"])
@public
@evenly_paced
def check_sign_up() -> ResponseReturnValue:
    answers = _answers()
    if not answers:
        page = "volunteers.signed_up" if "signed_up_address" in session else "volunteers.start_sign_up"
        return redirect(url_for(page))
    filled: dict[str, MaatjeForm] = {}
    for step in _steps_for(answers):
        filled[step.name] = form = _form_of(step, answers)
        if step.name not in answers or not form.validate():
            look = 1 if step.name in answers else None
            return redirect(url_for("volunteers.sign_up_step", name=step.name, kijk=look))
    sign_up = _sign_up_in(filled)
    form = MaatjeForm()
    if form.validate_on_submit():
        count_try("sign_up", per_place=A_LECTURE_HALL)
        return _finish(sign_up)
    return render_template(
        "volunteers/check_sign_up.html",
        form=form,
        sign_up=sign_up,
        answers=told.in_words(sign_up),
    )


@bp.get("/vrijwilliger-worden/klaar")
@public
def signed_up() -> ResponseReturnValue:
    return render_template("volunteers/signed_up.html", address=session.get("signed_up_address"))


@bp.get("/vrijwilliger-worden/regio")
@public
def suggest_region() -> ResponseReturnValue:
    """For the page's own script: which region a postcode suggests, while it is being typed."""
    pc4 = request.args.get("postcode", "")[:4]
    area, region = area_of(pc4), suggested_region(pc4)
    return jsonify(place=area.place if area else None, region_id=region.id if region else None)


@bp.route("/vrijwilliger-worden/bevestigen/<token>", methods=["GET", "POST"])
@public
def verify_volunteer(token: str) -> ResponseReturnValue:
    try:
        volunteer_id, *_rest = links.read_token("verify_volunteer", token, LINK_WORKS_FOR)
    except links.LinkExpired:
        return render_template("volunteers/link_too_old.html", form=forms.SendAgainForm()), 410
    except links.LinkInvalid:
        return render_template("volunteers/link_too_old.html", form=forms.SendAgainForm()), 404
    volunteer = db.get_or_404(Volunteer, volunteer_id)
    if volunteer.user.deactivated_at:
        raise links.LinkInvalid
    if volunteer.state is not VolunteerState.UNVERIFIED:
        return render_template("volunteers/verified_before.html")
    has_agreed = services.has_agreed(volunteer)
    user = volunteer.user
    form = NewPasswordForm(user) if has_agreed else forms.ChoosePasswordAndAgreeForm(user)
    if form.validate_on_submit():
        try:
            with transaction():
                services.confirm_address(volunteer, form.password.data, agreed=not has_agreed)
                begin_session(user)
        except (MoveNotAllowed, ChangedMeanwhile):
            return render_template("volunteers/verified_before.html")
        flash(_("Je e-mailadres is bevestigd. Welkom bij Maatje!"), "good")
        return redirect(url_for("volunteers.my_page"))
    if not has_agreed:
        form.show_present_texts()
    return render_template(
        "volunteers/verify_volunteer.html", form=form, volunteer=volunteer, has_agreed=has_agreed
    ), form.http_status


@bp.route("/vrijwilliger-worden/opnieuw-sturen", methods=["GET", "POST"])
@public
@evenly_paced
def send_link_again() -> ResponseReturnValue:
    form = forms.SendAgainForm()
    if form.validate_on_submit():
        count_try("send_link_again", form.email.data)
        with transaction():
            services.remind_known_address(form.email.data)
        session["signed_up_address"] = form.email.data
        return redirect(url_for("volunteers.signed_up"))
    return render_template("volunteers/send_link_again.html", form=form), form.http_status


def _sign_up_in(filled: dict[str, MaatjeForm]) -> SignUp:
    answers: dict[str, Any] = {}
    for form in filled.values():
        answers |= forms.answers_in(form)
    return SignUp(**answers)


def _finish(sign_up: SignUp) -> ResponseReturnValue:
    key = request.cookies.get(_cookie())
    try:
        with transaction():
            if drafts.take_draft(key):
                services.sign_up_volunteer(sign_up, By(Actor.VOLUNTEER))
    except AddressTaken:
        # On screen all is as for a new address: who is known here is told to that person only, by mail.
        with transaction():
            drafts.take_draft(key)
            services.remind_known_address(sign_up.email)
    except (SignUpHasProblems, services.AgreementMissing):
        flash(_("Er is intussen iets veranderd. Kijk je antwoorden nog een keer na."), "warning")
        return redirect(url_for("volunteers.check_sign_up"))
    session["signed_up_address"] = sign_up.email
    done = redirect(url_for("volunteers.signed_up"))
    done.delete_cookie(
        _cookie(),
        path=url_for("volunteers.start_sign_up"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return done


def _answers() -> dict[str, MultiDict[str, str]]:
    return drafts.answers_of(request.cookies.get(_cookie()))


def _form_of(step: Step, answers: dict[str, MultiDict[str, str]], *, is_posted: bool = False) -> MaatjeForm:
    """The step's form with what was typed before; only what is posted now is asked for its CSRF token."""
    more: dict[str, Any] = {}
    if step.name in ("vakken", "wanneer"):
        more["programmes"] = _chosen_programmes(answers)
    typed = request.form if is_posted else answers.get(step.name)
    form = step.form(formdata=typed, meta={} if is_posted else {"csrf": False}, **more)
    if isinstance(form, forms.RulesForm) and not typed:
        form.show_present_texts()
    return form


def _asked_for(form: MaatjeForm) -> MultiDict[str, str]:
    """Of what was sent, what the step asks for; a box may have others of its own ("subject_levels-3")."""
    return MultiDict((name, typed) for name, typed in request.form.items(multi=True) if name.split("-")[0] in form)


def _chosen_programmes(answers: dict[str, MultiDict[str, str]]) -> list[Any]:
    chosen = answers.get("hulp", MultiDict()).getlist("programme_ids")
    return [programme for programme in open_programmes() if str(programme.id) in chosen]


def _steps_for(answers: dict[str, MultiDict[str, str]]) -> list[Step]:
    asks_subjects = any(programme.asks_subjects for programme in _chosen_programmes(answers))
    return [step for step in STEPS.values() if asks_subjects or step.name != "vakken"]


def _page_beside(step: Step, answers: dict[str, MultiDict[str, str]], way: int) -> str:
    if way > 0 and request.args.get("terug"):
        return url_for("volunteers.check_sign_up")
    names = [one.name for one in _steps_for(answers)]
    place = names.index(step.name) + way if step.name in names else 1
    if place < 0:
        return url_for("volunteers.start_sign_up")
    if place >= len(names):
        return url_for("volunteers.check_sign_up")
    return url_for("volunteers.sign_up_step", name=names[place])


def _show(step: Step, form: MaatjeForm, answers: dict[str, MultiDict[str, str]]) -> tuple[str, int]:
    page = render_template(
        "volunteers/sign_up_step.html",
        step=step,
        step_count=STEP_COUNT,
        form=form,
        programmes=_chosen_programmes(answers),
        is_correction=bool(request.args.get("terug")),
    )
    return page, form.http_status


def _cookie() -> str:
    """A browser takes one with this prefix, and its removal, only over https."""
    return f"__Secure-{_COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else _COOKIE


def _remember(response: Response, key: str) -> Response:
    response.set_cookie(
        _cookie(),
        key,
        max_age=drafts.KEPT_FOR,
        path=url_for("volunteers.start_sign_up"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
