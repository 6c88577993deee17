"""Where somebody is signed in, and how to end that."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maatje.access import Permission, requires
from maatje.accounts import services
from maatje.accounts.devices import device_words
from maatje.accounts.sessions import sessions_of
from maatje.accounts.views.blueprint import bp
from maatje.accounts.views.session import myself
from maatje.accounts.visits import this_visit
from maatje.database import transaction


@bp.get("/mijn-gegevens/apparaten")
@requires(Permission.OWN_ACCOUNT)
def list_sessions() -> ResponseReturnValue:
    return render_template(
        "accounts/list_sessions.html",
        sessions=sessions_of(myself()),
        here=this_visit().session_id,
        device_words=device_words,
    )


@bp.post("/mijn-gegevens/apparaten/<int:session_id>/uitloggen")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            services.end_session(myself(), session_id)
    except services.NoSuchSession:
        abort(404)
    flash(_("Daar ben je nu uitgelogd."), "good")
    return redirect(url_for("accounts.list_sessions"))


@bp.post("/mijn-gegevens/apparaten/andere-uitloggen")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    with transaction():
        services.end_other_sessions(myself(), this_visit().session_id or 0)
    flash(_("Je bent nu alleen nog hier ingelogd."), "good")
    return redirect(url_for("accounts.list_sessions"))
