from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, public, requires
from maatje.accounts import links, queries, services
from maatje.accounts.forms import ForgottenPasswordForm, NewPasswordForm, SignInForm
from maatje.accounts.limits import count_try, forget_tries, forget_try
from maatje.accounts.links import LinkExpired, LinkInvalid
from maatje.accounts.models import User
from maatje.accounts.pacing import evenly_paced
from maatje.accounts.services import acting
from maatje.accounts.views.blueprint import bp
from maatje.accounts.views.session import begin_session, myself, onward, overview
from maatje.accounts.visits import this_visit
from maatje.database import db, transaction

PASSWORD_LINK_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(hours=72)
A_LONG_TIME = timedelta(days=3650)


@bp.route("/inloggen", methods=["GET", "POST"])
@public
@evenly_paced
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(onward())
    form = SignInForm()
    if form.validate_on_submit():
        count_try("sign_in", form.email.data)
        user = queries.user_by_address(form.email.data)
        version = user.session_version if user else None
        if services.check_password(user, form.password.data) and user and user.is_active:
            with transaction():
                forget_try("sign_in", form.email.data)
                services.note_password(user, form.password.data)
                begin_session(user, version)
            return redirect(onward())
        with transaction():
            services.note_failed_sign_in(user)
        # One answer for an unknown address, a wrong password and an account that cannot sign in.
        form.password.errors = [_("E-mailadres en wachtwoord horen niet bij elkaar.")]
    return render_template("accounts/sign_in.html", form=form), form.http_status


@bp.post("/uitloggen")
@requires(Permission.OWN_ACCOUNT, before_second_step=True)
def sign_out() -> ResponseReturnValue:
    visit = this_visit()
    with transaction():
        services.sign_out(myself(), visit.session_id or 0)
    visit.end()
    flash(_("Je bent uitgelogd."), "good")
    return redirect(url_for("home.front_page"))


@bp.route("/wachtwoord-vergeten", methods=["GET", "POST"])
@public
@evenly_paced
def forgotten_password() -> ResponseReturnValue:
    form = ForgottenPasswordForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten_password.html", form=form), form.http_status
    count_try("forgotten_password", form.email.data)
    with transaction():
        services.ask_new_password(queries.user_by_address(form.email.data))
    flash(_("Kennen we dit adres? Dan is er nu een mail onderweg. Kijk ook bij de ongewenste mail."), "good")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/nieuw-wachtwoord/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    user = _user_of_link("reset_password", token, PASSWORD_LINK_LASTS)
    if not user.is_active:
        raise LinkInvalid
    form = NewPasswordForm(user)
    if not form.validate_on_submit():
        return render_template("accounts/reset_password.html", form=form, user=user), form.http_status
    with transaction():
        forget_tries("sign_in", user.email)  # somebody else may have used them up
        _check_unused("reset_password", token, user)
        services.change_password(user, form.password.data)
        begin_session(user)
    flash(_("Je nieuwe wachtwoord geldt vanaf nu."), "good")
    return redirect(overview())


@bp.route("/uitnodiging/<token>", methods=["GET", "POST"])
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    try:
        user = _user_of_link("accept_invitation", token, INVITATION_LASTS)
    except LinkExpired:
        _user_of_link("accept_invitation", token, A_LONG_TIME)  # used since? then it is invalid
        return render_template("accounts/invitation_expired.html", token=token), 410
    form = NewPasswordForm(user)
    if not form.validate_on_submit():
        return render_template("accounts/accept_invitation.html", form=form, user=user), form.http_status
    with transaction():
        _check_unused("accept_invitation", token, user)
        services.accept_invitation(user, form.password.data)
        begin_session(user)
    flash(_("Welkom bij Maatje, %(name)s.", name=user.first_name), "good")
    return redirect(overview())


@bp.post("/uitnodiging/<token>/opnieuw")
@public
def renew_invitation(token: str) -> ResponseReturnValue:
    count_try("renew_invitation")
    user = _user_of_link("accept_invitation", token, A_LONG_TIME)
    with transaction():
        services.invite(user, acting(user))
    flash(_("Er is een nieuwe uitnodiging onderweg naar hetzelfde e-mailadres."), "good")
    return redirect(url_for("accounts.sign_in"))


def _user_of_link(purpose: str, token: str, lasts: timedelta) -> User:
    """The account a link in a letter was made for. Raises LinkInvalid, also when the link was used."""
    ids = links.read_token(purpose, token, lasts)
    user = db.session.get(User, ids[0])
    if user is None or user.deactivated_at or services.sign_in_mark(user) != ids[1]:
        raise LinkInvalid
    return user


def _check_unused(purpose: str, token: str, user: User) -> None:
    """Of two people, or two clicks, with the same link, one gets through: the row is locked and read again."""
    db.session.refresh(user, with_for_update=True)
    _user_of_link(purpose, token, A_LONG_TIME)
