"""The administrator's pages about programmes and subjects."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.programmes import queries, services
from maatje.programmes.forms import GROUPS, CreateSubjectForm, EditSubjectForm, ProgrammeForm
from maatje.programmes.in_words import in_words
from maatje.programmes.models import Programme, Subject

bp = Blueprint("programmes", __name__)


@bp.get("/beheer/programmas")
@requires(Permission.ADMINISTER)
def list_programmes() -> ResponseReturnValue:
    return render_template("programmes/list_programmes.html", programmes=queries.all_programmes())


@bp.route("/beheer/programmas/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def create_programme() -> ResponseReturnValue:
    form = ProgrammeForm(queries.pattern_for_new_programme() if request.method == "GET" else None)
    words = None
    if form.validate_on_submit():
        if _is_preview():
            words = in_words(form.settings())
        else:
            with transaction():
                programme = services.create_programme(form.settings(), acting(current_user))
            flash(
                _("Programma %(name)s is gemaakt. Kies nu bij Vakken wat het biedt.", name=programme.name),
                "success",
            )
            return redirect(url_for("programmes.list_programmes"))
    page = render_template("programmes/create_programme.html", form=form, words=words)
    return page, form.http_status


@bp.route("/beheer/programmas/<int:programme_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_programme(programme_id: int) -> ResponseReturnValue:
    programme: Programme = db.one_or_404(db.select(Programme).where(Programme.id == programme_id))
    form = ProgrammeForm(programme)
    words = in_words(programme)
    if form.validate_on_submit():
        if _is_preview():
            words = in_words(form.settings())
        else:
            with transaction():
                services.edit_programme(programme, form.settings(), acting(current_user))
            flash(_("Programma %(name)s is bewaard.", name=programme.name), "success")
            return redirect(url_for("programmes.list_programmes"))
    return (
        render_template(
            "programmes/edit_programme.html",
            form=form,
            programme=programme,
            words=words,
            is_preview=_is_preview(),
            subjects=queries.subjects_of(programme),
        ),
        form.http_status,
    )


@bp.get("/beheer/vakken")
@requires(Permission.ADMINISTER)
def list_subjects() -> ResponseReturnValue:
    return render_template(
        "programmes/list_subjects.html",
        groups=GROUPS,
        subjects=queries.subjects_by_group(),
        programmes=queries.programmes_by_subject(),
    )


@bp.route("/beheer/vakken/nieuw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def create_subject() -> ResponseReturnValue:
    form = CreateSubjectForm(queries.all_programmes())
    if form.validate_on_submit():
        try:
            with transaction():
                subject = services.create_subject(form.group.data, form.settings(), acting(current_user))
        except services.SubjectTaken:
            form.name.errors = [_("Er is al een vak met deze naam.")]
        else:
            flash(_("%(name)s is toegevoegd.", name=subject.name), "success")
            return redirect(url_for("programmes.list_subjects"))
    return render_template("programmes/create_subject.html", form=form), form.http_status


@bp.route("/beheer/vakken/<int:subject_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_subject(subject_id: int) -> ResponseReturnValue:
    subject: Subject = db.one_or_404(db.select(Subject).where(Subject.id == subject_id))
    held = [programme.id for programme in queries.programmes_by_subject().get(subject_id, [])]
    form = EditSubjectForm(queries.all_programmes(), subject, held)
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_subject(subject, form.settings(), acting(current_user))
        except services.SubjectTaken:
            form.name.errors = [_("Er is al een vak met deze naam.")]
        else:
            flash(_("%(name)s is bewaard.", name=subject.name), "success")
            return redirect(url_for("programmes.list_subjects"))
    return (
        render_template(
            "programmes/edit_subject.html", form=form, subject=subject, group=GROUPS.get(subject.group)
        ),
        form.http_status,
    )


def _is_preview() -> bool:
    """The button that only shows what the settings would mean was pressed."""
    return "preview" in request.form
