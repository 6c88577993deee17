"""The postcode look-up for every form, and the administrator's pages about regions and their postcodes."""

import csv
import io

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from maatje.access import Permission, public, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.regions import queries, services
from maatje.regions.forms import ImportPostcodesForm, RegionForm
from maatje.regions.models import PostcodeArea, Region
from maatje.regions.postcode_list import UnreadableList, read_postcode_list

bp = Blueprint("regions", __name__)

FAULTS_SHOWN = 50


@bp.get("/postcodes/<pc4>")
@public
def show_postcode(pc4: str) -> ResponseReturnValue:
    """The place and suggested region of a postcode, as JSON when asked for and otherwise as a piece of a page."""
    area = queries.area_of(pc4[:4])
    region = queries.suggested_region(pc4[:4])
    if area is None:
        text, status = _("Deze postcode kennen we niet. Kies zelf je regio."), 404
    elif region is None:
        text, status = _("%(place)s. Kies zelf je regio.", place=area.place), 200
    else:
        text, status = _("%(place)s – regio %(region)s", place=area.place, region=region.name), 200
    if request.accept_mimetypes.best == "application/json":
        return jsonify(text=text, region_id=region.id if region else None), status
    return render_template("regions/show_postcode.html", text=text), status


@bp.get("/beheer/regios")
@requires(Permission.ADMINISTER)
def list_regions() -> ResponseReturnValue:
    return render_template(
        "regions/list_regions.html",
        regions=queries.regions_of(current_user),
        coordinators=queries.coordinators_by_region(),
        postcodes=queries.postcodes_by_region(),
    )


@bp.route("/beheer/regios/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def create_region() -> ResponseReturnValue:
    form = RegionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                region = services.create_region(
                    form.code.data, form.name.data, form.province.data, acting(current_user)
                )
        except services.RegionTaken as taken:
            _hang_taken(form, taken)
        else:
            flash(_("Regio %(name)s is gemaakt.", name=region.name), "success")
            return redirect(url_for("regions.list_regions"))
    return render_template("regions/create_region.html", form=form), form.http_status


@bp.route("/beheer/regios/<int:region_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_region(region_id: int) -> ResponseReturnValue:
    region = _region(region_id)
    form = RegionForm(obj=region)
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_region(
                    region, form.code.data, form.name.data, form.province.data, acting(current_user)
                )
        except services.RegionTaken as taken:
            _hang_taken(form, taken)
        else:
            flash(_("Regio %(name)s is bewaard.", name=region.name), "success")
            return redirect(url_for("regions.list_regions"))
    return (
        render_template(
            "regions/edit_region.html",
            form=form,
            region=region,
            coordinators=queries.coordinators_by_region().get(region_id, []),
            postcodes=queries.postcodes_by_region().get(region_id, 0),
        ),
        form.http_status,
    )


@bp.post("/beheer/regios/<int:region_id>/sluiten")
@requires(Permission.ADMINISTER)
def close_region(region_id: int) -> ResponseReturnValue:
    region = _region(region_id)
    with transaction():
        services.close_region(region, acting(current_user))
    flash(_("Niemand kan regio %(name)s nu nog kiezen. Wat er loopt, gaat door.", name=region.name), "success")
    return redirect(url_for("regions.edit_region", region_id=region_id))


@bp.post("/beheer/regios/<int:region_id>/openen")
@requires(Permission.ADMINISTER)
def open_region(region_id: int) -> ResponseReturnValue:
    region = _region(region_id)
    with transaction():
        services.open_region(region, acting(current_user))
    flash(_("Iedereen kan regio %(name)s weer kiezen.", name=region.name), "success")
    return redirect(url_for("regions.edit_region", region_id=region_id))


@bp.route("/beheer/postcodes", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def import_postcodes() -> ResponseReturnValue:
    form = ImportPostcodesForm()
    found = None
    if form.validate_on_submit():
        try:
            found = read_postcode_list(form.file.data.read(), _regions_by_word(), _known_postcodes())
        except UnreadableList as fault:
            form.file.errors = [str(fault)]
        else:
            if not found.faults and found.lines:
                with transaction():
                    changed = services.import_postcodes(found.lines.values(), acting(current_user))
                _tell_imported(len(found.lines), changed, found.unknown)
                return redirect(url_for("regions.import_postcodes"))
            if not found.faults:
                form.file.errors = [_("In dit bestand staan geen postcodes die we kennen.")]
    return (
        render_template(
            "regions/import_postcodes.html",
            form=form,
            faults=found.faults if found else [],
            shown=FAULTS_SHOWN,
            counts=queries.postcodes_by_region(),
        ),
        422 if found else form.http_status,
    )


@bp.get("/beheer/postcodes.csv")
@requires(Permission.ADMINISTER)
def download_postcodes() -> ResponseReturnValue:
    """The table as it is now, to correct in a spreadsheet and send back."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(["pc4", "plaats", "regio", "breedtegraad", "lengtegraad"])
    rows = db.session.execute(
        select(PostcodeArea, Region.name).outerjoin(PostcodeArea.region).order_by(PostcodeArea.pc4)
    )
    for area, region in rows:
        writer.writerow([area.pc4, _inert(area.place), _inert(region or ""), area.latitude, area.longitude])
    return Response(
        "\ufeff" + file.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=postcodes.csv"},
    )


def _region(region_id: int) -> Region:
    region: Region = db.one_or_404(queries.regions_visible_to(current_user).where(Region.id == region_id))
    return region


def _hang_taken(form: RegionForm, taken: services.RegionTaken) -> None:
    if taken.field == "code":
        form.code.errors = [_("Een andere regio heeft deze code al.")]
    else:
        form.name.errors = [_("Een andere regio heet al zo.")]


def _regions_by_word() -> dict[str, int]:
    regions = queries.regions_of(current_user)
    return {region.name.lower(): region.id for region in regions} | {
        region.code.lower(): region.id for region in regions
    }


def _known_postcodes() -> frozenset[str]:
    return frozenset(db.session.scalars(select(PostcodeArea.pc4)))


def _tell_imported(read: int, changed: int, unknown: list[str]) -> None:
    told = _("%(read)s postcodes gelezen. Bij %(changed)s is de regio nu anders.", read=read, changed=changed)
    flash(told, "success")
    if unknown:
        shown = ", ".join(unknown[:10]) + (" …" if len(unknown) > 10 else "")
        missed = ngettext(
            "%(num)d postcode kennen we niet en is overgeslagen: %(shown)s.",
            "%(num)d postcodes kennen we niet en zijn overgeslagen: %(shown)s.",
            len(unknown),
            shown=shown,
        )
        flash(missed, "warning")


def _inert(text: str) -> str:
    """A spreadsheet does not take the text for a formula (places like 's-Heerenberg are text anyway)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
