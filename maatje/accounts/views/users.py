from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.accounts import queries, services
from maatje.accounts.forms import ROLE_WORDS, FindUsersForm
from maatje.accounts.models import User
from maatje.accounts.services import acting
from maatje.accounts.views.blueprint import bp
from maatje.accounts.views.session import myself
from maatje.database import db, transaction
from maatje.paging import page_of


@bp.route("/beheer/mensen", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def list_users() -> ResponseReturnValue:
    form = FindUsersForm()
    found = queries.users_found(current_user, form.q.data or "", form.chosen_role)
    page = page_of(found)
    return render_template("accounts/list_users.html", form=form, page=page, role_words=ROLE_WORDS)


@bp.get("/beheer/mensen/<int:user_id>")
@requires(Permission.ADMINISTER)
def show_user(user_id: int) -> ResponseReturnValue:
    return render_template("accounts/show_user.html", user=_user(user_id), role_words=ROLE_WORDS)


@bp.post("/beheer/mensen/<int:user_id>/stopzetten")
@requires(Permission.ADMINISTER)
def deactivate_user(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    try:
        with transaction():
            services.deactivate(user, acting(myself()))
    except services.OwnAccount:
        flash(_("Jezelf kun je niet stopzetten. Vraag het een andere beheerder."), "error")
    except services.LastAdministrator:
        flash(_("Dit is de laatste beheerder. Nodig eerst een andere beheerder uit."), "error")
    else:
        flash(_("%(name)s kan niet meer inloggen.", name=user.full_name), "good")
    return redirect(url_for("accounts.show_user", user_id=user_id))


@bp.post("/beheer/mensen/<int:user_id>/weer-toelaten")
@requires(Permission.ADMINISTER)
def reactivate_user(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    with transaction():
        services.reactivate(user, acting(myself()))
    flash(_("%(name)s kan weer inloggen.", name=user.full_name), "good")
    return redirect(url_for("accounts.show_user", user_id=user_id))


@bp.post("/beheer/mensen/<int:user_id>/overal-uitloggen")
@requires(Permission.ADMINISTER)
def end_sessions(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    with transaction():
        services.end_sessions(user, acting(myself()))
    flash(_("%(name)s is op alle apparaten uitgelogd.", name=user.full_name), "good")
    return redirect(url_for("accounts.show_user", user_id=user_id))


@bp.post("/beheer/mensen/<int:user_id>/opnieuw-uitnodigen")
@requires(Permission.ADMINISTER)
def invite_again(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    if user.email_verified_at or user.deactivated_at:
        flash(_("%(name)s heeft geen uitnodiging nodig.", name=user.full_name), "error")
    else:
        with transaction():
            services.invite(user, acting(myself()))
        flash(_("Er is een nieuwe uitnodiging onderweg."), "good")
    return redirect(url_for("accounts.show_user", user_id=user_id))


def _user(user_id: int) -> User:
    user: User = db.one_or_404(queries.users_visible_to(current_user).where(User.id == user_id))
    return user
