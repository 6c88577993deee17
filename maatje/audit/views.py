from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.audit import queries, words
from maatje.audit.forms import FindEventsForm
from maatje.paging import page_of

bp = Blueprint("audit", __name__)


@bp.get("/logboek")
@requires(Permission.VIEW_AUDIT)
def list_events() -> ResponseReturnValue:
    form = FindEventsForm(formdata=request.args or None)
    if request.args and not form.validate():
        return render_template("audit/list_events.html", form=form, page=None, words=words), form.http_status
    sought = form.sought
    page = page_of(queries.events_found(current_user, sought), per_page=50)
    person = None if sought.user_id is None else queries.person_found(current_user, sought.user_id)
    return render_template("audit/list_events.html", form=form, page=page, words=words, person=person)
