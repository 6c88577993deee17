"""The volunteer's own pairings, signed in."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.accounts.services import acting
from maatje.database import db
from maatje.life import Actor
from maatje.pairings import beside, queries, services
from maatje.pairings.forms import AgreeForm, DeclineForm, end_form
from maatje.pairings.models import Pairing
from maatje.pairings.rules import agree_to_rules, must_agree
from maatje.pairings.stillness import why_still
from maatje.pairings.views import bp
from maatje.pairings.views.parts import accept_with_rules, calendar_file, record_views, tried


@bp.get("/mijn-koppelingen/<int:pairing_id>")
@requires(Permission.OWN_VOLUNTEER)
def my_pairing(pairing_id: int) -> ResponseReturnValue:
    return _page(_own(pairing_id))


@bp.post("/mijn-koppelingen/<int:pairing_id>/antwoord")
@requires(Permission.OWN_VOLUNTEER)
def answer_own_offer(pairing_id: int) -> ResponseReturnValue:
    pairing = _own(pairing_id)
    by = acting(current_user)
    form = DeclineForm()
    if request.form.get("answer") == "yes":
        agree = AgreeForm()
        if must_agree(pairing) and not agree.validate():
            return _page(pairing, agree=agree)
        tried(lambda: accept_with_rules(pairing, agree, by), _("Wat fijn dat je meedoet!"))
    elif form.validate():
        tried(lambda: services.decline_offer(pairing, form.because, by), _("Dank je wel voor je antwoord."))
    else:
        return _page(pairing, decline=form)
    return _back_to(pairing_id)


@bp.post("/mijn-koppelingen/<int:pairing_id>/regels")
@requires(Permission.OWN_VOLUNTEER)
def agree_to_contact_rules(pairing_id: int) -> ResponseReturnValue:
    """For who said yes before the rules were asked."""
    pairing = _own(pairing_id)
    form = AgreeForm()
    if not form.validate_on_submit():
        return _page(pairing, agree=form)
    by = acting(current_user)
    tried(lambda: agree_to_rules(pairing, form.rules.data or "", by), _("Bedankt. Je akkoord is bewaard."))
    return _back_to(pairing_id)


@bp.post("/mijn-koppelingen/<int:pairing_id>/pauze")
@requires(Permission.OWN_VOLUNTEER)
def pause_own_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _own(pairing_id)
    tried(lambda: services.pause_pairing(pairing, acting(current_user)), _("De koppeling staat op pauze."))
    return _back_to(pairing_id)


@bp.post("/mijn-koppelingen/<int:pairing_id>/hervatten")
@requires(Permission.OWN_VOLUNTEER)
def resume_own_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _own(pairing_id)
    tried(lambda: services.resume_pairing(pairing, acting(current_user)), _("Jullie gaan weer verder."))
    return _back_to(pairing_id)


@bp.post("/mijn-koppelingen/<int:pairing_id>/stoppen")
@requires(Permission.OWN_VOLUNTEER)
def end_own_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _own(pairing_id)
    form = end_form(pairing, Actor.VOLUNTEER)
    if not form.validate_on_submit():
        return _page(pairing, end=form)
    by = acting(current_user)
    tried(lambda: services.end_pairing(pairing, form.because, by), _("De koppeling is gestopt. Dank je wel."))
    return _back_to(pairing_id)


@bp.get("/mijn-koppelingen/<int:pairing_id>/agenda.ics")
@requires(Permission.OWN_VOLUNTEER)
def my_calendar(pairing_id: int) -> ResponseReturnValue:
    pairing = _own(pairing_id)
    if not pairing.takes_place:
        abort(404)
    record_views([pairing.id], acting(current_user))
    return calendar_file(pairing)


def _own(pairing_id: int) -> Pairing:
    pairing: Pairing = db.one_or_404(queries.pairings_visible_to(current_user).where(Pairing.id == pairing_id))
    return pairing


def _page(
    pairing: Pairing, decline: DeclineForm | None = None, end: object = None, agree: AgreeForm | None = None
) -> ResponseReturnValue:
    wrong = decline or end or agree
    if pairing.is_live:
        record_views([pairing.id], acting(current_user))
    page = render_template(
        "pairings/my_pairing.html",
        pairing=pairing,
        mentors=queries.mentors_of(pairing.request.pupil) if pairing.has_contacts else [],
        form=decline or DeclineForm(formdata=None),
        agree=(agree or AgreeForm(formdata=None)).show_rules_of(pairing),
        must_agree=must_agree(pairing) and pairing.is_live,
        stands_still=why_still(pairing) is not None,
        parts=beside.shown(beside.own_page, pairing),
        end=end or end_form(pairing, Actor.VOLUNTEER),
    )
    return page, 422 if wrong else 200


def _back_to(pairing_id: int) -> ResponseReturnValue:
    return redirect(url_for(".my_pairing", pairing_id=pairing_id), 303)
