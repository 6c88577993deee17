from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.accounts import services
from maatje.accounts.forms import ChangePasswordForm, NameForm
from maatje.accounts.limits import count_try, forget_try
from maatje.accounts.views.blueprint import bp
from maatje.accounts.views.session import begin_session, myself
from maatje.accounts.visits import this_visit
from maatje.database import transaction


@bp.route("/mijn-gegevens", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def my_details() -> ResponseReturnValue:
    form = NameForm(obj=current_user)
    if not form.validate_on_submit():
        return render_template("accounts/my_details.html", form=form), form.http_status
    with transaction():
        services.rename(current_user, form.first_name.data, form.infix.data, form.last_name.data)
    flash(_("Je naam is bewaard."), "good")
    return redirect(url_for("accounts.my_details"))


@bp.route("/mijn-gegevens/wachtwoord", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    user = myself()
    form = ChangePasswordForm(user)
    if form.validate_on_submit():
        count_try("change_password", str(user.id), per_place=None)
        if services.check_password(user, form.current.data):
            with transaction():
                forget_try("change_password", str(user.id), per_place=None)
                services.change_password(user, form.password.data)
                begin_session(user, proof=this_visit().proof)
            flash(_("Je nieuwe wachtwoord geldt vanaf nu. Op andere apparaten log je opnieuw in."), "good")
            return redirect(url_for("accounts.my_details"))
        form.current.errors = [_("Dit is niet het wachtwoord dat je nu hebt.")]
    return render_template("accounts/change_password.html", form=form), form.http_status
