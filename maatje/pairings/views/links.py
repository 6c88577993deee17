"""Pages behind the signed links in letters. They open without signing in and show no pupil's name.

A GET changes nothing but the trail of who looked, since mail scanners follow links; only the buttons act.
"""

from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maatje.access import public
from maatje.accounts.links import LinkExpired, LinkInvalid, read_token
from maatje.accounts.models import User
from maatje.accounts.services import acting
from maatje.database import db
from maatje.life import Actor, By
from maatje.pairings import beside, queries, services
from maatje.pairings.emails import family_mark
from maatje.pairings.forms import AgreeForm, DeclineForm, DeclineHandoverForm, EndForm, decline_form_for, end_form
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.rules import must_agree
from maatje.pairings.views import bp
from maatje.pairings.views.parts import (
    NOT_GOING_ON,
    accept_with_rules,
    calendar_file,
    pairing_or_404,
    record_views,
    tried,
)
from maatje.refusals import note_refusal

# The deadline stands with the pairing; the link lives longer, so that it can say how things stand.
ANSWER_LINK_LIVES = timedelta(days=60)
FAMILY_LINK_LIVES = timedelta(days=400)


class PageClosed(LinkInvalid):
    """The two have no contact any more: nothing of the one is shown to the other, and no button works."""

    def __init__(self, *, has_school: bool) -> None:
        self.has_school = has_school


@bp.errorhandler(LinkInvalid)
def show_link_gone(error: LinkInvalid) -> ResponseReturnValue:
    is_old, is_closed = isinstance(error, LinkExpired), isinstance(error, PageClosed)
    has_school = isinstance(error, PageClosed) and error.has_school
    note_refusal("link")
    page = render_template("pairings/link_gone.html", is_old=is_old, is_closed=is_closed, has_school=has_school)
    return page, 410 if is_old or is_closed else 404


@bp.route("/koppeling/<token>", methods=["GET", "POST"])
@public
def answer_offer(token: str) -> ResponseReturnValue:
    """What the volunteer's letter opens: what is asked of them, and two buttons."""
    pairing = _pairing_of("answer_offer", token, ANSWER_LINK_LIVES)
    by = By(Actor.VOLUNTEER, pairing.volunteer.user_id)
    form, agree = DeclineForm(), AgreeForm()
    if request.method == "POST" and _answered(pairing, form, agree, by):
        return redirect(url_for(".answer_offer", token=token), 303)
    if request.method == "GET" and pairing.is_live:
        record_views([pairing.id], by)
    page = render_template(
        "pairings/answer_offer.html",
        pairing=pairing,
        form=form,
        agree=agree.show_rules_of(pairing),
        must_agree=must_agree(pairing),
        action=request.path,
    )
    return page, _status_of_answer(pairing, agree if agree.errors else form)


@bp.route("/overdracht/<token>", methods=["GET", "POST"])
@public
def confirm_handover(token: str) -> ResponseReturnValue:
    """What the mentor's letter opens: whom to speak with, what to tell, and two buttons."""
    pairing, mentor = _pairing_and_reader("confirm_handover", token)
    by = acting(mentor)
    decline = decline_form_for(by.actor)
    status = 409
    if request.method == "GET":
        if pairing.is_live:
            record_views([pairing.id], by)
        status = 200 if pairing.is_live and not pairing.is_too_late else 410
    elif request.form.get("answer") != "no":
        if tried(lambda: services.confirm_handover(pairing, by), _("Dank u wel. De hulp kan beginnen.")):
            return redirect(url_for(".confirm_handover", token=token), 303)
    else:
        no = decline = DeclineHandoverForm()
        if not no.validate():
            status = 422
        elif tried(lambda: services.decline_offer(pairing, no.because, by), NOT_GOING_ON):
            return redirect(url_for(".confirm_handover", token=token), 303)
    page = render_template("pairings/confirm_handover.html", pairing=pairing, action=request.path, decline=decline)
    return page, status


@bp.route("/gezin/<token>", methods=["GET", "POST"])
@public
def family_pairing(token: str) -> ResponseReturnValue:
    """What the family's letters open: how things stand in plain words, and a way to stop."""
    pairing = familys_pairing(token)
    by = By(Actor.FAMILY)
    form = end_form(pairing, Actor.FAMILY)
    if request.method == "GET":
        record_views([pairing.id], by)
    elif form.validate_on_submit():
        stopped = tried(lambda: services.end_pairing(pairing, form.because, by), _("De koppeling is gestopt."))
        if stopped:
            return redirect(url_for(".family_pairing", token=token), 303)
        return _familys_page(pairing, form, token), 409
    return _familys_page(pairing, form, token), form.http_status


@bp.get("/gezin/<token>/agenda.ics")
@public
def family_calendar(token: str) -> ResponseReturnValue:
    pairing = familys_pairing(token)
    return calendar_file(pairing) if pairing.takes_place else abort(404)


def _familys_page(pairing: Pairing, form: EndForm, token: str) -> str:
    parts = beside.shown(beside.family_page, pairing, token=token)
    return render_template("pairings/family_pairing.html", pairing=pairing, form=form, token=token, parts=parts)


def _answered(pairing: Pairing, form: DeclineForm, agree: AgreeForm, by: By) -> bool:
    if request.form.get("answer") == "yes":
        if pairing.state is PairingState.OFFERED and must_agree(pairing) and not agree.validate():
            return False
        return tried(lambda: accept_with_rules(pairing, agree, by), _("Wat fijn dat je meedoet!"))
    if form.validate():
        return tried(lambda: services.decline_offer(pairing, form.because, by), _("Dank je wel voor je antwoord."))
    return False


def _status_of_answer(pairing: Pairing, form: DeclineForm | AgreeForm) -> int:
    if (
        pairing.state is PairingState.OFFERED
        and not pairing.is_too_late
        and (request.method == "GET" or form.errors)
    ):
        return form.http_status
    if request.method == "POST":
        return 409
    return 200 if pairing.is_live and not pairing.is_too_late else 410


def _pairing_of(purpose: str, token: str, lives: timedelta) -> Pairing:
    (pairing_id,) = _ids(read_token(purpose, token, lives), 1)
    return _open(pairing_or_404(pairing_id))


def _pairing_and_reader(purpose: str, token: str) -> tuple[Pairing, User]:
    """The pairing and who the link was sent to, who must still be allowed to see it."""
    pairing_id, reader_id = _ids(read_token(purpose, token, ANSWER_LINK_LIVES), 2)
    reader = db.session.get(User, reader_id)
    if reader is None or reader.deactivated_at is not None:
        raise LinkInvalid
    visible = queries.pairings_visible_to(reader)
    return _open(db.one_or_404(visible.where(Pairing.id == pairing_id))), reader


def _open(pairing: Pairing) -> Pairing:
    if queries.is_blocked(pairing):
        raise PageClosed(has_school=pairing.request.pupil.has_school)
    return pairing


def familys_pairing(token: str) -> Pairing:
    """The pairing behind the family's link; for the pages of higher rooms too."""
    values = read_token("family_pairing", token, FAMILY_LINK_LIVES)
    if len(values) != 2:
        raise LinkInvalid
    pairing = pairing_or_404(int(values[0]))
    if values[1] != family_mark(pairing):
        raise LinkInvalid  # it was sent to an address that is no longer theirs
    return _open(pairing)


def _ids(values: list[int | str], number: int) -> list[int]:
    if len(values) != number:
        raise LinkInvalid
    return [int(value) for value in values]
