"""A coordinator decides on help requests: the waiting list, and what happens to each."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import Select, select

from maatje.access import Permission, requires
from maatje.audit.services import ChangedMeanwhile, acting, record
from maatje.database import db, transaction
from maatje.life import By, MoveNotAllowed
from maatje.numbers import row_number
from maatje.paging import page_of
from maatje.programmes.models import Programme
from maatje.requests import forms, panels, queries, services, words
from maatje.requests.blueprint import bp
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest, HoldReason, Pupil, Route, Urgency
from maatje.requests.pupil_views import MOVED_MEANWHILE
from maatje.schools.models import School
from maatje.schools.queries import schools_visible_to


@bp.get("/hulpvragen")
@requires(Permission.DECIDE_REQUESTS)
def list_requests() -> ResponseReturnValue:
    tab = request.args.get("tab", "nieuw")
    if tab not in words.TABS:
        tab = "nieuw"
    chosen = {name: request.args.get(name, type=row_number) for name in ("programma", "school")}
    visible = _filtered(queries.requests_visible_to(current_user), chosen)
    counts = queries.count_by_state(visible)
    shown = queries.by_pressure(visible.where(HelpRequest.state.in_(words.TABS[tab][1])))
    shown = queries.with_everything(shown)
    with transaction():  # before the page is read: a transaction forgets what was read
        services.record_pupils_viewed((wish.pupil_id for wish in page_of(shown)), acting(current_user))
    page = page_of(shown)
    return render_template(
        "requests/list_requests.html",
        tab=tab,
        tabs=[
            (name, label, sum(counts.get(state, 0) for state in states))
            for name, (label, states) in words.TABS.items()
        ],
        page=page,
        chosen=chosen,
        programmes=db.session.scalars(select(Programme).order_by(Programme.name)).all(),
        schools=db.session.scalars(schools_visible_to(current_user)).all(),
        words=words,
    )


@bp.post("/hulpvragen/accepteren")
@requires(Permission.DECIDE_REQUESTS)
def accept_requests() -> ResponseReturnValue:
    """All those ticked; those that somebody else decided on meanwhile are left as they are."""
    ticked = request.form.getlist("request_id", type=row_number)
    new = queries.requests_visible_to(current_user).where(
        HelpRequest.id.in_(ticked), HelpRequest.state == RequestState.SUBMITTED, Pupil.restricted_at.is_(None)
    )
    try:
        with transaction():
            requests = db.session.scalars(new.order_by(HelpRequest.id)).all()
            services.accept_requests(requests, acting(current_user))
            number = len(requests)
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        if number:
            flash(_accepted(number), "good")
        else:
            flash(_("Vink eerst een of meer nieuwe hulpvragen aan."), "warning")
    return redirect(url_for("requests.list_requests"))


@bp.get("/hulpvragen/<int:request_id>")
@requires(Permission.DECIDE_REQUESTS)
def show_request(request_id: int) -> ResponseReturnValue:
    return _page(request_id)


@bp.post("/hulpvragen/<int:request_id>/accepteren")
@requires(Permission.DECIDE_REQUESTS)
def accept_request(request_id: int) -> ResponseReturnValue:
    school_agrees = request.form.get("school_agrees") == "y"
    return _decide(
        request_id,
        lambda wish, by: services.accept_request(wish, by, school_agrees=school_agrees),
        said=_("De hulpvraag staat op de wachtlijst."),
    )


@bp.post("/hulpvragen/<int:request_id>/wachten")
@requires(Permission.DECIDE_REQUESTS)
def hold_request(request_id: int) -> ResponseReturnValue:
    form = forms.HoldRequestForm()
    if not form.validate_on_submit():
        return _page(request_id, hold_form=form), 422
    reason = HoldReason(form.reason.data)
    return _decide(
        request_id,
        lambda wish, by: services.hold_request(wish, reason, by),
        said=_("De hulpvraag wacht op de school. De school krijgt bericht."),
        without_school=_("De hulpvraag wacht. Vertel het gezin zelf hoe het verder gaat."),
    )


@bp.post("/hulpvragen/<int:request_id>/doorverwijzen")
@requires(Permission.DECIDE_REQUESTS)
def refer_request(request_id: int) -> ResponseReturnValue:
    form = forms.ReferRequestForm()
    if not form.validate_on_submit():
        return _page(request_id, refer_form=form), 422
    route = Route(form.route.data)
    return _decide(
        request_id,
        lambda wish, by: services.refer_request(wish, route, by),
        said=_("De hulpvraag is doorverwezen. De school krijgt bericht."),
        without_school=_("De hulpvraag is doorverwezen. Vertel het gezin zelf waar hulp is."),
    )


@bp.post("/hulpvragen/<int:request_id>/urgentie")
@requires(Permission.DECIDE_REQUESTS)
def change_urgency(request_id: int) -> ResponseReturnValue:
    form = forms.ChangeUrgencyForm()
    if not form.validate_on_submit():
        return _page(request_id, urgency_form=form), 422
    urgency = Urgency(form.urgency.data)
    return _decide(
        request_id,
        lambda wish, by: services.change_urgency(wish, urgency, by),
        said=_("De urgentie is bewaard."),
    )


def _accepted(number: int) -> str:
    return str(
        ngettext("%(num)d hulpvraag staat op de wachtlijst.", "%(num)d hulpvragen staan op de wachtlijst.", number)
    )


def _decide(
    request_id: int, decide: Callable[[HelpRequest, By], None], said: str, without_school: str = ""
) -> ResponseReturnValue:
    wish = _request(request_id)
    try:
        with transaction():
            decide(wish, acting(current_user))
    except (MoveNotAllowed, ChangedMeanwhile):
        flash(str(MOVED_MEANWHILE), "warning")
    else:
        flash(said if wish.pupil.has_school else without_school or said, "good")
    return redirect(url_for("requests.show_request", request_id=request_id))


def _page(request_id: int, **with_errors: Any) -> str:
    wish = _request(request_id)
    by = acting(current_user)
    with transaction():
        record("pupil.viewed", wish.pupil, by, region_id=wish.pupil.school.region_id)
    allowed = REQUEST_LIFE.next_for(wish.state, by.actor)
    page_forms = {
        "hold_form": forms.HoldRequestForm(formdata=None),
        "refer_form": forms.ReferRequestForm(formdata=None),
        "urgency_form": forms.ChangeUrgencyForm(formdata=None, data={"urgency": wish.urgency.value}),
    }
    shown_forms: dict[str, Any] = page_forms | with_errors
    shown_forms["hold_form"].speak_of(wish.pupil)
    return render_template(
        "requests/show_request.html",
        wish=wish,
        pupil=wish.pupil,
        told=words.told_to_coordinator(wish),
        words=words,
        may_accept=RequestState.OPEN in allowed and services.can_be_accepted(wish),
        lacks_consent=wish.state in services.ACCEPTABLE and not wish.pupil.has_consent,
        may_hold=RequestState.ON_HOLD in allowed,
        may_refer=RequestState.REFERRED in allowed,
        may_withdraw=services.can_be_withdrawn(wish, by),
        history=queries.history_of(wish),
        panels_on_top=panels.shown(panels.request_page_top, wish),
        panels=panels.shown(panels.request_page, wish),
        **shown_forms,
    )


def _request(request_id: int) -> HelpRequest:
    visible = queries.requests_visible_to(current_user)
    found: HelpRequest = db.one_or_404(visible.where(HelpRequest.id == request_id))
    return found


def _filtered(requests: Select[HelpRequest], chosen: dict[str, int | None]) -> Select[HelpRequest]:
    if chosen["programma"]:
        requests = requests.where(HelpRequest.programme_id == chosen["programma"])
    if chosen["school"]:
        requests = requests.where(Pupil.school_id == chosen["school"], School.id == chosen["school"])
    return requests
