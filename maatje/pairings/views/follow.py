"""Pairings as the school's contact and the coordinator follow them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, may, requires
from maatje.accounts.services import acting
from maatje.database import db
from maatje.paging import page_of
from maatje.pairings import beside, blocks, queries, services, words
from maatje.pairings.forms import DeclineHandoverForm, EndForm, LiftBlockForm, decline_form_for, end_form
from maatje.pairings.life import BlockState, PairingState
from maatje.pairings.models import ContactBlock, Pairing
from maatje.pairings.stillness import why_still
from maatje.pairings.views import bp
from maatje.pairings.views.parts import NOT_GOING_ON, calendar_file, record_views, tried
from maatje.volunteers.gates import GATES
from maatje.volunteers.lapsing import lapses_of


@bp.get("/koppelingen")
@requires(Permission.FOLLOW_PAIRINGS)
def list_pairings() -> ResponseReturnValue:
    """Live ones first, whoever's deadline comes soonest on top; by state when asked."""
    visible = queries.pairings_visible_to(current_user)
    counts = queries.count_by_state(visible)
    state = _state_asked()
    page = page_of(queries.in_order_of_concern(visible, state))
    ids = [pairing.id for pairing in page.items]
    record_views(ids, acting(current_user))
    return render_template(
        "pairings/list_pairings.html",
        page=page,
        pairings=queries.for_a_list(ids),
        counts=counts,
        state=state,
        states=list(words.STATES),
    )


@bp.get("/koppelingen/<int:pairing_id>")
@requires(Permission.FOLLOW_PAIRINGS)
def show_pairing(pairing_id: int) -> ResponseReturnValue:
    return _page(_visible(pairing_id))


@bp.post("/koppelingen/<int:pairing_id>/overdracht")
@requires(Permission.FOLLOW_PAIRINGS)
def hand_over(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    by = acting(current_user)
    tried(lambda: services.confirm_handover(pairing, by), _("De overdracht is bevestigd. De hulp kan beginnen."))
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/niet-door")
@requires(Permission.FOLLOW_PAIRINGS)
def decline_handover(pairing_id: int) -> ResponseReturnValue:
    """The school's no; a coordinator ends a pairing instead."""
    pairing = _visible(pairing_id)
    by = acting(current_user)
    form = DeclineHandoverForm()
    if not form.validate_on_submit():
        return _page(pairing, decline=form)
    tried(lambda: services.decline_offer(pairing, form.because, by), NOT_GOING_ON)
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/pauze")
@requires(Permission.FOLLOW_PAIRINGS)
def pause_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    tried(lambda: services.pause_pairing(pairing, acting(current_user)), _("De koppeling staat op pauze."))
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/hervatten")
@requires(Permission.FOLLOW_PAIRINGS)
def resume_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    tried(lambda: services.resume_pairing(pairing, acting(current_user)), _("De koppeling gaat weer verder."))
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/stoppen")
@requires(Permission.FOLLOW_PAIRINGS)
def end_pairing(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    by = acting(current_user)
    form = end_form(pairing, by.actor)
    if not form.validate_on_submit():
        return _page(pairing, form)
    tried(lambda: services.end_pairing(pairing, form.because, by), _("De koppeling is gestopt."))
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/termijn")
@requires(Permission.DECIDE_PAIRINGS)
def extend_deadline(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    tried(lambda: services.extend_deadline(pairing, acting(current_user)), _("Er is meer tijd gegeven."))
    return _back_to(pairing_id)


@bp.get("/koppelingen/<int:pairing_id>/agenda.ics")
@requires(Permission.FOLLOW_PAIRINGS)
def pairing_calendar(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    if not pairing.takes_place:
        abort(404)
    record_views([pairing.id], acting(current_user))
    return calendar_file(pairing)


@bp.post("/koppelingen/<int:pairing_id>/contact-blokkeren")
@requires(Permission.DECIDE_PAIRINGS)
def block_contact(pairing_id: int) -> ResponseReturnValue:
    pairing = _visible(pairing_id)
    by = acting(current_user)
    done = _("Deze twee hebben vanaf nu geen contact meer. Hun pagina's en links zijn dicht.")
    tried(lambda: blocks.block_contact(pairing, by), done)
    return _back_to(pairing_id)


@bp.post("/koppelingen/<int:pairing_id>/contact-vrijgeven")
@requires(Permission.DECIDE_PAIRINGS)
def lift_block(pairing_id: int) -> ResponseReturnValue:
    """The coordinator of the pupil's region decides, and says why in a word."""
    pairing = _visible(pairing_id)
    block = _block_seen(pairing)
    if block is None:
        abort(404)
    form = LiftBlockForm()
    if not form.validate_on_submit():
        flash(_("Kies waarom de blokkade weg mag."), "warning")
        return _back_to(pairing_id)
    by = acting(current_user)
    tried(lambda: blocks.lift_block(block, form.because, by), _("De blokkade is weg."))
    return _back_to(pairing_id)


def _block_seen(pairing: Pairing) -> ContactBlock | None:
    """What keeps the two apart, for who may take it away."""
    two = (ContactBlock.pupil_id == pairing.request.pupil_id, ContactBlock.volunteer_id == pairing.volunteer_id)
    standing = queries.blocks_visible_to(current_user).where(*two, ContactBlock.state == BlockState.STANDING)
    return db.session.scalar(standing)


def _visible(pairing_id: int) -> Pairing:
    pairing: Pairing = db.one_or_404(queries.pairings_visible_to(current_user).where(Pairing.id == pairing_id))
    return pairing


def _page(
    pairing: Pairing, wrong: EndForm | None = None, decline: DeclineHandoverForm | None = None
) -> ResponseReturnValue:
    by = acting(current_user)
    record_views([pairing.id], by)
    page = render_template(
        "pairings/show_pairing.html",
        pairing=pairing,
        end=wrong or end_form(pairing, by.actor),
        decline=decline or decline_form_for(by.actor),
        mentors=queries.mentors_of(pairing.request.pupil),
        history=queries.history_of(pairing),
        lapses=[one for one in lapses_of(pairing.volunteer) if pairing.programme_id in one.programme_ids],
        gates=GATES,
        block=_block_seen(pairing),
        lift=LiftBlockForm(formdata=None),
        still=why_still(pairing),
        still_words=words.STILL if may(current_user, Permission.DECIDE_PAIRINGS) else words.STILL_FOR_SCHOOL,
        parts=beside.shown(beside.followed_page, pairing),
    )
    return page, 422 if wrong or decline else 200


def _state_asked() -> PairingState | None:
    try:
        return PairingState(request.args["stand"])
    except (KeyError, ValueError):
        return None


def _back_to(pairing_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_pairing", pairing_id=pairing_id), 303)
