from contextlib import closing

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, may, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.lists import entering, kinds, services, words
from maatje.lists.forms import UploadForm
from maatje.lists.kinds import ListKind
from maatje.lists.models import Upload
from maatje.spreadsheets.reading import read_table
from maatje.spreadsheets.table import NotReadable
from maatje.spreadsheets.writing import XLSX_TYPE, as_csv, as_xlsx

bp = Blueprint("lists", __name__)


@bp.route("/lijsten/<kind_key>", methods=["GET", "POST"])
@requires(Permission.NOMINATE)
def upload_list(kind_key: str) -> ResponseReturnValue:
    kind = _kind_or_404(kind_key)
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(kind, form), 422 if form.is_submitted() else 200
    try:
        table = read_table(_content_of(form))
        upload = services.check_list(kind, table, current_user)
    except NotReadable as error:
        form.file.errors = [words.NOT_READABLE.get(error.reason, words.NOT_READABLE["not_a_table"])]
        return _upload_page(kind, form), 422
    except services.ColumnsMissing as error:
        form.file.errors = [
            _(
                "Deze kolommen missen: %(headings)s. Gebruik het voorbeeldbestand.",
                headings=", ".join(error.headings),
            )
        ]
        return _upload_page(kind, form), 422
    with transaction():
        services.keep_list(upload, acting(current_user))
        upload_id = upload.id
    return redirect(url_for("lists.show_list", upload_id=upload_id))


@bp.get("/lijsten/<kind_key>/voorbeeld.<any(csv,xlsx):extension>")
@requires(Permission.NOMINATE)
def download_template(kind_key: str, extension: str) -> ResponseReturnValue:
    kind = _kind_or_404(kind_key)
    columns = kind.columns(current_user)
    return _file(extension, "voorbeeld", [c.heading for c in columns], [[c.example for c in columns]])


@bp.get("/lijsten/bestand/<int:upload_id>")
@requires(Permission.NOMINATE)
def show_list(upload_id: int) -> ResponseReturnValue:
    upload, kind = _seen_upload_or_404(upload_id)
    return render_template("lists/show_list.html", upload=upload, kind=kind)


@bp.post("/lijsten/bestand/<int:upload_id>/bewaren")
@requires(Permission.NOMINATE)
def enter_list(upload_id: int) -> ResponseReturnValue:
    _upload, kind = _upload_or_404(upload_id)
    entering.enter_list(kind, upload_id, current_user)
    return redirect(url_for("lists.show_list", upload_id=upload_id))


@bp.get("/lijsten/bestand/<int:upload_id>/niet-gelukt.<any(csv,xlsx):extension>")
@requires(Permission.NOMINATE)
def download_bad_rows(upload_id: int, extension: str) -> ResponseReturnValue:
    upload, _kind = _seen_upload_or_404(upload_id)
    headings = [*upload.headings, str(words.WHAT_IS_WRONG)]
    return _file(
        extension, "niet-gelukt", headings, [[*row["cells"], _told(row["problems"])] for row in upload.bad_rows]
    )


@bp.post("/lijsten/bestand/<int:upload_id>/weggooien")
@requires(Permission.NOMINATE)
def discard_list(upload_id: int) -> ResponseReturnValue:
    upload, kind = _upload_or_404(upload_id)
    key, was_entered = kind.key, bool(upload.entered)
    with transaction():
        services.discard_list(upload, acting(current_user))
    if was_entered:
        flash(_("De rest van de lijst is weggegooid. Wat al bewaard was, staat in Maatje."), "info")
    else:
        flash(_("Weggegooid. Er is niets van deze lijst bewaard."), "info")
    return redirect(url_for("lists.upload_list", kind_key=key))


def _content_of(form: UploadForm) -> bytes:
    limit: int = current_app.config["SETTINGS"].max_upload_bytes
    with closing(form.file.data) as file:
        content: bytes = file.read(limit + 1)
    if len(content) > limit:
        abort(413)
    return content


def _upload_page(kind: ListKind, form: UploadForm) -> str:
    return render_template("lists/upload_list.html", kind=kind, form=form, columns=kind.columns(current_user))


def _kind_or_404(key: str) -> ListKind:
    kind = kinds.kind_of(key)
    if kind is None or not may(current_user, kind.permission):
        abort(404)
    return kind


def _upload_or_404(upload_id: int) -> tuple[Upload, ListKind]:
    """One's own list; anybody else's is simply not found."""
    own = db.select(Upload).where(Upload.id == upload_id, Upload.user_id == current_user.id)
    upload: Upload = db.one_or_404(own)
    return upload, _kind_or_404(upload.kind)


def _seen_upload_or_404(upload_id: int) -> tuple[Upload, ListKind]:
    """The same, and that its people were seen is recorded."""
    upload, _kind = _upload_or_404(upload_id)
    with transaction():
        services.record_list_viewed(upload, acting(current_user))
    return _upload_or_404(upload_id)  # a transaction forgets what was read


def _told(problems: dict[str, str]) -> str:
    return " ".join(f"{heading}: {problem}" if heading else problem for heading, problem in problems.items())


def _file(extension: str, name: str, headings: list[str], rows: list[list[str]]) -> Response:
    content, content_type = (
        (as_csv(headings, rows), "text/csv") if extension == "csv" else (as_xlsx(headings, rows), XLSX_TYPE)
    )
    disposition = f'attachment; filename="{name}.{extension}"'
    return Response(content, content_type=content_type, headers={"Content-Disposition": disposition})
