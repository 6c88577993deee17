"""The administrator's pages about who coordinates and who administers."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from maatje.access import Permission, Role, requires
from maatje.accounts import services as accounts
from maatje.accounts.models import User
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.regions import queries, services
from maatje.regions.forms import (
    EditCoordinatorForm,
    InviteAdministratorForm,
    InviteCoordinatorForm,
    PersonForm,
)

bp = Blueprint("staff", __name__)


@bp.get("/beheer/coordinatoren")
@requires(Permission.ADMINISTER)
def list_staff() -> ResponseReturnValue:
    return render_template(
        "regions/list_staff.html",
        coordinators=list(db.session.scalars(queries.staff(Role.COORDINATOR))),
        administrators=list(db.session.scalars(queries.staff(Role.ADMINISTRATOR))),
        regions=queries.regions_by_coordinator(),
    )


@bp.route("/beheer/coordinatoren/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def invite_coordinator() -> ResponseReturnValue:
    form = InviteCoordinatorForm()
    form.offer(queries.regions_of(current_user))
    if form.validate_on_submit():
        try:
            with transaction():
                user = services.invite_coordinator(
                    form.email.data,
                    form.first_name.data,
                    form.infix.data,
                    form.last_name.data,
                    form.regions.data,
                    acting(current_user),
                )
        except accounts.AddressTaken:
            form.email.errors = [_("Er is al iemand met dit e-mailadres.")]
        else:
            flash(_("De uitnodiging voor %(name)s gaat nu weg.", name=user.full_name), "success")
            return redirect(url_for("staff.list_staff"))
    return render_template("regions/invite_coordinator.html", form=form), form.http_status


@bp.route("/beheer/coordinatoren/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_coordinator(user_id: int) -> ResponseReturnValue:
    user = db.one_or_404(queries.staff(Role.COORDINATOR).where(User.id == user_id))
    held = [region.id for region in queries.regions_by_coordinator().get(user_id, [])]
    form = EditCoordinatorForm(obj=user, regions=held)
    form.offer(queries.regions_of(current_user))
    if form.validate_on_submit():
        with transaction():
            services.edit_coordinator(
                user,
                form.first_name.data,
                form.infix.data,
                form.last_name.data,
                form.regions.data,
                acting(current_user),
            )
        flash(_("De gegevens van %(name)s zijn bewaard.", name=user.full_name), "success")
        return redirect(url_for("staff.list_staff"))
    return render_template("regions/edit_coordinator.html", form=form, person=user), form.http_status


@bp.route("/beheer/beheerders/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def invite_administrator() -> ResponseReturnValue:
    form = InviteAdministratorForm()
    if form.validate_on_submit():
        try:
            with transaction():
                user = accounts.create_user(
                    form.email.data,
                    form.first_name.data,
                    form.infix.data,
                    form.last_name.data,
                    Role.ADMINISTRATOR,
                )
                accounts.invite(user, acting(current_user))
        except accounts.AddressTaken:
            form.email.errors = [_("Er is al iemand met dit e-mailadres.")]
        else:
            flash(_("De uitnodiging voor %(name)s gaat nu weg.", name=user.full_name), "success")
            return redirect(url_for("staff.list_staff"))
    return render_template("regions/invite_administrator.html", form=form), form.http_status


@bp.route("/beheer/beheerders/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_administrator(user_id: int) -> ResponseReturnValue:
    user = db.one_or_404(queries.staff(Role.ADMINISTRATOR).where(User.id == user_id))
    form = PersonForm(obj=user)
    if form.validate_on_submit():
        with transaction():
            services.rename_person(
                user, form.first_name.data, form.infix.data, form.last_name.data, acting(current_user)
            )
        flash(_("De gegevens van %(name)s zijn bewaard.", name=user.full_name), "success")
        return redirect(url_for("staff.list_staff"))
    return render_template("regions/edit_administrator.html", form=form, person=user), form.http_status


@bp.post("/beheer/medewerkers/<int:user_id>/uitnodigen")
@requires(Permission.ADMINISTER)
def invite_again(user_id: int) -> ResponseReturnValue:
    user = _staff_member(user_id)
    if user.email_verified_at:
        flash(_("%(name)s heeft de uitnodiging al aangenomen.", name=user.full_name))
        return redirect(url_for("staff.list_staff"))
    with transaction():
        accounts.invite(user, acting(current_user))
    flash(_("De uitnodiging voor %(name)s gaat opnieuw weg.", name=user.full_name), "success")
    return redirect(url_for("staff.list_staff"))


@bp.post("/beheer/medewerkers/<int:user_id>/stoppen")
@requires(Permission.ADMINISTER)
def deactivate_person(user_id: int) -> ResponseReturnValue:
    user = _staff_member(user_id)
    try:
        with transaction():
            accounts.deactivate(user, acting(current_user))
    except accounts.OwnAccount:
        flash(_("Je kunt niet zelf stoppen. Vraag het een andere beheerder."), "error")
    except accounts.LastAdministrator:
        flash(_("Dit is de laatste beheerder. Nodig eerst een andere uit."), "error")
    else:
        flash(_("%(name)s kan vanaf nu niet meer inloggen.", name=user.full_name), "success")
    return redirect(url_for("staff.list_staff"))


@bp.post("/beheer/medewerkers/<int:user_id>/hervatten")
@requires(Permission.ADMINISTER)
def reactivate_person(user_id: int) -> ResponseReturnValue:
    user = _staff_member(user_id)
    with transaction():
        accounts.reactivate(user, acting(current_user))
    flash(_("%(name)s kan weer inloggen.", name=user.full_name), "success")
    return redirect(url_for("staff.list_staff"))


def _staff_member(user_id: int) -> User:
    """A coordinator or administrator; volunteers and school contacts are not for these pages."""
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR)
    user: User = db.one_or_404(select(User).where(User.id == user_id, User.role.in_(roles)))
    return user
