"""How long things are kept: the numbers, and what was done by night."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maatje.access import Permission, requires
from maatje.accounts.services import acting
from maatje.accounts.views.session import myself
from maatje.database import transaction
from maatje.paging import page_of
from maatje.privacy import queries, terms, words
from maatje.privacy.forms import terms_form
from maatje.reference.queries import retention_terms

bp = Blueprint("retention", __name__)


@bp.route("/beheer/bewaartermijnen", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, fresh=True)
def edit_terms() -> ResponseReturnValue:
    form = terms_form(**terms.days_kept())
    if form.validate_on_submit():
        with transaction():
            terms.choose_days(form.data, myself(), acting(myself()))
        flash(_("De termijnen zijn bewaard. Ze gelden vanaf vannacht."), "good")
        return redirect(url_for("retention.edit_terms"))
    fields = [(form[term.kind], term) for term in retention_terms()]
    return render_template("privacy/edit_terms.html", form=form, fields=fields), form.http_status


@bp.get("/beheer/bewaartermijnen/nachten")
@requires(Permission.ADMINISTER)
def list_nights() -> ResponseReturnValue:
    return render_template(
        "privacy/list_nights.html",
        page=page_of(queries.runs_that_did_something()),
        last_night=queries.last_night(),
        kinds=words.KINDS,
    )
