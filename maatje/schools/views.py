from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.accounts.services import AddressTaken
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.fields import choices
from maatje.paging import page_of
from maatje.regions.queries import regions_of, suggested_region
from maatje.schools import queries, services
from maatje.schools.forms import AddSchoolForm, InviteContactForm
from maatje.schools.models import School, SchoolContact

bp = Blueprint("schools", __name__)


@bp.get("/scholen")
@requires(Permission.INVITE_SCHOOLS)
def list_schools() -> ResponseReturnValue:
    sought = request.args.get("zoek", "").strip()
    schools = queries.schools_visible_to(current_user)
    if sought:
        schools = schools.where(
            School.name.icontains(sought, autoescape=True) | School.place.icontains(sought, autoescape=True)
        )
    page = page_of(queries.with_contacts(schools))
    return render_template("schools/list_schools.html", page=page, sought=sought)


@bp.route("/scholen/nieuw", methods=["GET", "POST"])
@requires(Permission.INVITE_SCHOOLS)
def add_school() -> ResponseReturnValue:
    form = AddSchoolForm()
    regions = regions_of(current_user)
    by_postcode = (0, _("Volgens de postcode"))
    form.region_id.choices = choices([by_postcode, *((region.id, region.name) for region in regions)])
    if form.validate_on_submit() and (region_id := _region_of(form)):
        try:
            with transaction():
                school = services.add_school(
                    form.name.data, form.place.data, form.pc4.data, region_id, acting(current_user)
                )
        except services.SchoolKnown as known:
            form.name.errors = [_("%(name)s staat al in deze regio.", name=known.school.name)]
        else:
            flash(_("%(name)s is toegevoegd. Nodig nu een contactpersoon uit.", name=school.name), "good")
            return redirect(url_for("schools.invite_contact", school_id=school.id))
    return render_template("schools/add_school.html", form=form), form.http_status


def _region_of(form: AddSchoolForm) -> int | None:
    """The region chosen, or the one the postcode suggests if it is the viewer's; else the form says why not."""
    allowed = {choice.value for choice in form.region_id.choices if choice.value}
    if form.region_id.data in allowed:
        return int(form.region_id.data)
    suggested = suggested_region(form.pc4.data)
    if suggested is not None and suggested.id in allowed:
        return suggested.id
    if suggested is None:
        message = _("Bij deze postcode weten we de regio niet. Kies zelf een regio.")
    else:
        message = _(
            "Postcode %(pc4)s hoort bij %(region)s, niet bij jouw regio. "
            "Hoort de school toch bij jou? Kies dan je regio.",
            pc4=form.pc4.data,
            region=suggested.name,
        )
    form.region_id.errors = [message]
    return None


@bp.get("/scholen/<int:school_id>")
@requires(Permission.INVITE_SCHOOLS)
def show_school(school_id: int) -> ResponseReturnValue:
    return render_template("schools/show_school.html", school=_school(school_id))


@bp.route("/scholen/<int:school_id>/uitnodigen", methods=["GET", "POST"])
@requires(Permission.INVITE_SCHOOLS)
def invite_contact(school_id: int) -> ResponseReturnValue:
    school = _school(school_id)
    form = InviteContactForm()
    if not form.validate_on_submit():
        return render_template("schools/invite_contact.html", form=form, school=school), form.http_status
    try:
        with transaction():
            services.invite_contact(
                school,
                form.email.data,
                form.first_name.data,
                form.infix.data or "",
                form.last_name.data,
                form.function.data,
                acting(current_user),
            )
    except services.ContactKnown:
        flash(_("%(email)s is al contactpersoon van deze school.", email=form.email.data), "info")
    except AddressTaken:
        form.email.errors = [
            _(
                "Dit e-mailadres is al in gebruik bij Maatje, bij een andere school of als vrijwilliger. "
                "Vraag om een ander adres, of neem contact op met de landelijk beheerder."
            )
        ]
        return render_template("schools/invite_contact.html", form=form, school=school), form.http_status
    else:
        flash(_("De uitnodiging is onderweg naar %(email)s.", email=form.email.data), "good")
    return redirect(url_for("schools.show_school", school_id=school_id))


@bp.post("/scholen/<int:school_id>/contactpersonen/<int:user_id>/uitnodigen")
@requires(Permission.INVITE_SCHOOLS)
def invite_again(school_id: int, user_id: int) -> ResponseReturnValue:
    contact = _contact(school_id, user_id)
    if contact.is_invited:
        with transaction():
            services.invite_again(contact, acting(current_user))
        flash(_("De uitnodiging is opnieuw verstuurd naar %(email)s.", email=contact.user.email), "good")
    return redirect(url_for("schools.show_school", school_id=school_id))


@bp.post("/scholen/<int:school_id>/contactpersonen/<int:user_id>/stoppen")
@requires(Permission.INVITE_SCHOOLS)
def deactivate_contact(school_id: int, user_id: int) -> ResponseReturnValue:
    contact = _contact(school_id, user_id)
    with transaction():
        services.deactivate_contact(contact, acting(current_user))
    flash(_("%(name)s kan niet meer inloggen.", name=contact.user.full_name), "good")
    return redirect(url_for("schools.show_school", school_id=school_id))


def _school(school_id: int) -> School:
    school: School = db.one_or_404(queries.schools_visible_to(current_user).where(School.id == school_id))
    return school


def _contact(school_id: int, user_id: int) -> SchoolContact:
    of_school = db.select(SchoolContact).where(SchoolContact.school_id == _school(school_id).id)
    contact: SchoolContact = db.one_or_404(of_school.where(SchoolContact.user_id == user_id))
    return contact
