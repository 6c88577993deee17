"""Signing in in two steps: setting that up, and the code that is asked for."""

from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Response, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from maatje.access import Permission, page_asked_for, public, requires
from maatje.accounts import queries, second_step, services, sessions
from maatje.accounts.forms import ROLE_WORDS, CodeForm, PasswordForm, RecoveryCodeForm
from maatje.accounts.limits import count_try, forget_try
from maatje.accounts.models import Proof, User
from maatje.accounts.services import acting
from maatje.accounts.views.blueprint import bp
from maatje.accounts.views.session import begin_session, myself, onward
from maatje.accounts.visits import this_visit
from maatje.config import Settings
from maatje.database import db, transaction

_NONCE = "second_step_nonce"


@bp.before_app_request
def ask_for_second_step() -> ResponseReturnValue | None:
    """Nobody who must have a second step goes on without; and what is weighty asks again who is there."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not isinstance(getattr(view, "access", None), Permission):
        return None
    visit = this_visit()
    if must_set_up() and not getattr(view, "is_before_second_step", False):
        return redirect(url_for("accounts.show_second_step"))
    if getattr(view, "is_weighty", False) and not visit.is_fresh:
        return redirect(url_for("accounts.confirm_identity", next=page_asked_for() or _page_with_the_button()))
    return None


def _page_with_the_button() -> str | None:
    """Where a form was sent from, if from a page of ours: there one can press it again."""
    sent_from = urlsplit(request.referrer or "")
    return sent_from.path if sent_from.netloc == request.host else None


def must_set_up() -> bool:
    """Whether this person is to have a second step before they go on."""
    is_staff = second_step.is_required(current_user.role, _settings())
    return is_staff and this_visit().proof is not Proof.TWO_STEPS


@bp.route("/inloggen/code", methods=["GET", "POST"])
@public
def enter_code() -> ResponseReturnValue:
    user = this_visit().half_way
    if user is None:
        return redirect(onward() if current_user.is_authenticated else url_for("accounts.sign_in"))
    form = _code_form()
    if form.validate_on_submit():
        count_try("second_step", str(user.id), per_place=None)
        try:
            with transaction():
                forget_try("second_step", str(user.id), per_place=None)
                used = second_step.use_code(user, form.code.data)
                services.note_second_step(user)
                begin_session(user, proof=Proof.TWO_STEPS)
        except second_step.WrongCode:
            with transaction():
                services.note_wrong_code(user)
            _say_wrong(form)
        else:
            if used is second_step.Used.RECOVERY_CODE:
                flash(_("Deze herstelcode is nu op. Andere telefoon? Stel de app dan opnieuw in."), "info")
                return redirect(url_for("accounts.show_second_step"))
            return redirect(onward())
    return render_template("accounts/enter_code.html", form=form, is_recovery=_is_recovery()), form.http_status


@bp.route("/bevestigen", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT, before_second_step=True)
def confirm_identity() -> ResponseReturnValue:
    user = myself()
    form: Any = _code_form() if user.second_step else PasswordForm()
    if form.validate_on_submit():
        count_try("second_step", str(user.id), per_place=None)
        if _shows_who_they_are(user, form):
            return redirect(onward())
    return render_template(
        "accounts/confirm_identity.html", form=form, is_recovery=_is_recovery()
    ), form.http_status


def _shows_who_they_are(user: User, form: Any) -> bool:
    visit = this_visit()
    if not user.second_step and not services.check_password(user, form.password.data):
        form.password.errors = [_("Dit is niet je wachtwoord.")]
        return False
    try:
        with transaction():
            forget_try("second_step", str(user.id), per_place=None)
            if user.second_step:
                second_step.use_code(user, form.code.data)
            sessions.prove(visit.session_id or 0, visit.proof or Proof.PASSWORD)
    except second_step.WrongCode:
        _say_wrong(form)
        return False
    return True


@bp.get("/mijn-gegevens/tweede-stap")
@requires(Permission.OWN_ACCOUNT, before_second_step=True)
def show_second_step() -> ResponseReturnValue:
    user = myself()
    return render_template(
        "accounts/show_second_step.html",
        second_step=user.second_step,
        is_required=second_step.is_required(user.role, _settings()),
        must_set_up=must_set_up(),
        codes_left=second_step.recovery_codes_left(user),
        role_words=ROLE_WORDS,
    )


@bp.post("/mijn-gegevens/tweede-stap/begin")
@requires(Permission.OWN_ACCOUNT, fresh=True, before_second_step=True)
def begin_second_step() -> ResponseReturnValue:
    session[_NONCE] = second_step.new_nonce()
    return redirect(url_for("accounts.set_up_second_step"))


@bp.route("/mijn-gegevens/tweede-stap/instellen", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT, fresh=True, before_second_step=True)
def set_up_second_step() -> ResponseReturnValue:
    nonce = session.get(_NONCE)
    if nonce is None:
        return redirect(url_for("accounts.show_second_step"))
    user = myself()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                codes = second_step.set_up(user, nonce, form.code.data, this_visit().session_id or 0)
        except second_step.WrongCode:
            _say_wrong(form)
        else:
            del session[_NONCE]
            return _show_codes(codes, is_first=True)
    address = second_step.address_for_app(user, nonce)
    picture = Markup(segno.make(address, error="m").svg_inline(border=4, omitsize=True))  # noqa: S704 - our own
    secret = second_step.secret_of(nonce)
    return render_template(
        "accounts/set_up_second_step.html",
        form=form,
        picture=picture,
        address=address,
        key=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    ), form.http_status


@bp.post("/mijn-gegevens/tweede-stap/codes")
@requires(Permission.OWN_ACCOUNT, fresh=True)
def make_recovery_codes() -> ResponseReturnValue:
    user = myself()
    if user.second_step is None:
        return redirect(url_for("accounts.show_second_step"))
    with transaction():
        codes = second_step.make_recovery_codes(user)
    return _show_codes(codes, is_first=False)


@bp.post("/mijn-gegevens/tweede-stap/codes.txt")
@requires(Permission.OWN_ACCOUNT)
def download_recovery_codes() -> ResponseReturnValue:
    """The codes on the page that has just been shown, as a file; we ourselves no longer know them."""
    codes = request.form.getlist("code")
    if not codes or not second_step.are_recovery_codes_of(myself(), codes):
        abort(400)
    lines = [
        _("Herstelcodes voor Maatje"),
        _("Elke code werkt één keer, in plaats van de code uit de app. Laat ze aan niemand zien."),
        "",
        *codes,
        "",
    ]
    headers = {
        "Content-Disposition": 'attachment; filename="herstelcodes-maatje.txt"',
        "Cache-Control": "no-store",
    }
    return Response("\r\n".join(lines), mimetype="text/plain", headers=headers)


@bp.post("/mijn-gegevens/tweede-stap/uitzetten")
@requires(Permission.OWN_ACCOUNT, fresh=True)
def remove_second_step() -> ResponseReturnValue:
    try:
        with transaction():
            second_step.remove(myself(), _settings())
    except second_step.SecondStepRequired:
        flash(_("Voor jouw rol is de tweede stap verplicht."), "error")
    else:
        flash(_("Je logt voortaan in met alleen je wachtwoord."), "good")
    return redirect(url_for("accounts.show_second_step"))


@bp.route("/beheer/mensen/<int:user_id>/tweede-stap", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, fresh=True)
def reset_second_step(user_id: int) -> ResponseReturnValue:
    user: User = db.one_or_404(queries.users_visible_to(current_user).where(User.id == user_id))
    if request.method == "GET":
        return render_template("accounts/reset_second_step.html", user=user)
    if user.second_step is None:
        flash(_("%(name)s heeft geen tweede stap.", name=user.full_name), "error")
    else:
        with transaction():
            second_step.reset(user, acting(myself()))
        flash(_("De tweede stap van %(name)s staat uit. Er is een mail onderweg.", name=user.full_name), "good")
    return redirect(url_for("accounts.show_user", user_id=user_id))


def _show_codes(codes: list[str], *, is_first: bool) -> ResponseReturnValue:
    page = render_template("accounts/show_recovery_codes.html", codes=codes, is_first=is_first)
    return page, {"Cache-Control": "no-store"}


def _is_recovery() -> bool:
    return "herstel" in request.args


def _code_form() -> CodeForm | RecoveryCodeForm:
    return RecoveryCodeForm() if _is_recovery() else CodeForm()


def _say_wrong(form: CodeForm | RecoveryCodeForm) -> None:
    form.code.errors = [
        _("Deze herstelcode kennen we niet, of hij is al gebruikt.")
        if _is_recovery()
        else _("Deze code klopt niet meer. Wacht op de volgende code in de app en typ die.")
    ]


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
