"""The administrator's pages about schools: which there are, where they belong, which take part."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_

from maatje.access import Permission, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.numbers import row_number
from maatje.paging import page_of
from maatje.regions.queries import regions_of, suggested_region
from maatje.schools import admin_services as services
from maatje.schools.admin_forms import SchoolForm
from maatje.schools.models import School
from maatje.schools.queries import schools_visible_to, with_contacts

bp = Blueprint("schools_admin", __name__)


@bp.get("/beheer/scholen")
@requires(Permission.ADMINISTER)
def list_schools() -> ResponseReturnValue:
    sought = request.args.get("zoek", "").strip()[:80]
    region_id = request.args.get("regio", type=row_number)
    schools = with_contacts(schools_visible_to(current_user))
    if sought:
        like = f"%{sought.replace('%', '').replace('_', '')}%"
        schools = schools.where(
            or_(School.name.ilike(like), School.place.ilike(like), School.brin.ilike(like), School.pc4.ilike(like))
        )
    if region_id:
        schools = schools.where(School.region_id == region_id)
    return render_template(
        "schools/admin/list_schools.html",
        page=page_of(schools),
        regions=regions_of(current_user),
        sought=sought,
        region_id=region_id,
    )


@bp.route("/beheer/scholen/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def create_school() -> ResponseReturnValue:
    form = SchoolForm()
    form.offer(regions_of(current_user))
    if form.validate_on_submit() and (settings := form.settings(suggested_region(form.pc4.data))):
        try:
            with transaction():
                school = services.create_school(settings, acting(current_user))
        except services.SchoolTaken as taken:
            _hang_taken(form, taken)
        else:
            flash(_("%(name)s is toegevoegd.", name=school.name), "success")
            return redirect(url_for("schools_admin.list_schools"))
    return render_template("schools/admin/create_school.html", form=form), form.http_status


@bp.route("/beheer/scholen/<int:school_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_school(school_id: int) -> ResponseReturnValue:
    school = _school(school_id)
    form = SchoolForm.of(school)
    form.offer(regions_of(current_user))
    if form.validate_on_submit() and (settings := form.settings(suggested_region(form.pc4.data))):
        try:
            with transaction():
                services.edit_school(school, settings, acting(current_user))
        except services.SchoolTaken as taken:
            _hang_taken(form, taken)
        else:
            flash(_("%(name)s is bewaard.", name=school.name), "success")
            return redirect(url_for("schools_admin.list_schools"))
    return render_template("schools/admin/edit_school.html", form=form, school=school), form.http_status


@bp.post("/beheer/scholen/<int:school_id>/sluiten")
@requires(Permission.ADMINISTER)
def close_school(school_id: int) -> ResponseReturnValue:
    school = _school(school_id)
    with transaction():
        services.close_school(school, acting(current_user))
    flash(_("%(name)s doet niet meer mee. Wat er loopt, gaat door.", name=school.name), "success")
    return redirect(url_for("schools_admin.edit_school", school_id=school_id))


@bp.post("/beheer/scholen/<int:school_id>/openen")
@requires(Permission.ADMINISTER)
def open_school(school_id: int) -> ResponseReturnValue:
    school = _school(school_id)
    with transaction():
        services.open_school(school, acting(current_user))
    flash(_("%(name)s doet weer mee.", name=school.name), "success")
    return redirect(url_for("schools_admin.edit_school", school_id=school_id))


def _school(school_id: int) -> School:
    school: School = db.one_or_404(with_contacts(schools_visible_to(current_user)).where(School.id == school_id))
    return school


def _hang_taken(form: SchoolForm, taken: services.SchoolTaken) -> None:
    if taken.field == "name":
        form.name.errors = [_("Deze school staat al in de lijst, in dezelfde plaats.")]
    elif taken.other:
        form.brin.errors = [_("Dit is de BRIN van %(name)s.", name=taken.other.name)]
    else:
        form.brin.errors = [_("Een andere school heeft deze BRIN al.")]
