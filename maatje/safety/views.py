"""The pages where a concern is raised and a person is reported, and where both are handled.

Numbers to call stand before any button. There is nowhere to write what it is about.
"""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, Role, may, public, requires
from maatje.accounts.links import LinkInvalid
from maatje.accounts.models import User
from maatje.accounts.services import acting
from maatje.audit.services import ChangedMeanwhile, record
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings.emails import region_of
from maatje.pairings.models import Pairing
from maatje.pairings.queries import is_blocked, mentors_of, pairings_visible_to
from maatje.pairings.views.links import familys_pairing, show_link_gone
from maatje.pairings.views.parts import record_views
from maatje.regions.queries import coordinators_of
from maatje.safety import queries, services, words
from maatje.safety.forms import DecideReportForm, ReportForm
from maatje.safety.life import CONCERN_LIFE, ReportState
from maatje.safety.models import Concern, VolunteerReport

bp = Blueprint("safety", __name__)
bp.register_error_handler(LinkInvalid, show_link_gone)


@bp.route("/mijn-koppelingen/<int:pairing_id>/zorgen", methods=["GET", "POST"])
@requires(Permission.OWN_VOLUNTEER)
def raise_own_concern(pairing_id: int) -> ResponseReturnValue:
    pairing = _pairing(pairing_id)
    back = url_for("pairings.my_pairing", pairing_id=pairing_id)
    return _raise(pairing, back, mentors_of(pairing.request.pupil))


@bp.route("/koppelingen/<int:pairing_id>/zorgen", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PAIRINGS)
def raise_concern(pairing_id: int) -> ResponseReturnValue:
    pairing = _pairing(pairing_id)
    back = url_for("pairings.show_pairing", pairing_id=pairing_id)
    return _raise(pairing, back, coordinators_of(region_of(pairing)))


@bp.get("/veiligheid")
@requires(Permission.FOLLOW_PAIRINGS)
def list_safety() -> ResponseReturnValue:
    """What waits. No names: whoever opens one of them is written down as having seen it."""
    return render_template(
        "safety/list_safety.html",
        concerns=queries.waiting_concerns(current_user),
        reports=queries.open_reports(current_user),
        decides=current_user.role is Role.COORDINATOR,
        concern_words=words.CONCERNS,
        concern_tones=words.CONCERN_TONES,
    )


@bp.get("/zorgen/<int:concern_id>")
@requires(Permission.FOLLOW_PAIRINGS)
def show_concern(concern_id: int) -> ResponseReturnValue:
    concern = _concern(concern_id)
    by = acting(current_user)
    record_views([concern.pairing_id], by)
    with transaction():
        record("concern.viewed", concern, by, region_id=region_of(concern.pairing))
    return render_template(
        "safety/show_concern.html",
        concern=concern,
        pairing=concern.pairing,
        phone_of_raiser=_phone_of_raiser(concern),
        steps=CONCERN_LIFE.next_for(concern.state, by.actor),
        concern_words=words.CONCERNS,
        concern_tones=words.CONCERN_TONES,
        actor_words=words.ACTORS,
    )


@bp.post("/zorgen/<int:concern_id>/gebeld")
@requires(Permission.FOLLOW_PAIRINGS)
def note_call(concern_id: int) -> ResponseReturnValue:
    concern = _concern(concern_id)
    _tried(lambda: services.note_call(concern, acting(current_user)), _("Genoteerd wie belde, en wanneer."))
    return redirect(url_for(".show_concern", concern_id=concern_id), 303)


@bp.post("/zorgen/<int:concern_id>/afsluiten")
@requires(Permission.FOLLOW_PAIRINGS)
def close_concern(concern_id: int) -> ResponseReturnValue:
    concern = _concern(concern_id)
    _tried(lambda: services.close_concern(concern, acting(current_user)), _("Het zorgsignaal is afgesloten."))
    return redirect(url_for(".list_safety"), 303)


@bp.route("/koppelingen/<int:pairing_id>/melden", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PAIRINGS)
def report_volunteer(pairing_id: int) -> ResponseReturnValue:
    pairing = _pairing(pairing_id)
    if not services.can_be_reported(pairing):
        abort(404)
    form = ReportForm()
    back = url_for("pairings.show_pairing", pairing_id=pairing_id)
    by = acting(current_user)
    if form.validate_on_submit() and _reported(pairing, by, form):
        return redirect(back, 303)
    return render_template(
        "safety/report_volunteer.html",
        pairing=pairing,
        form=form,
        action=request.path,
        back=back,
        formal=current_user.role is Role.SCHOOL_CONTACT,
    )


@bp.route("/gezin/<token>/melden", methods=["GET", "POST"])
@public
def report_as_family(token: str) -> ResponseReturnValue:
    """From the page behind the family's link; the link closes if they want no contact any more."""
    pairing = familys_pairing(token)
    form = ReportForm()
    if form.validate_on_submit() and _reported(pairing, By(Actor.FAMILY), form):
        return redirect(url_for(".reported"), 303)
    if request.method == "GET":
        record_views([pairing.id], By(Actor.FAMILY))
    return render_template(
        "safety/report_volunteer.html",
        pairing=pairing,
        form=form,
        action=request.path,
        back=url_for("pairings.family_pairing", token=token),
        formal=pairing.request.pupil.is_under_16,
    )


@bp.get("/melden/dank")
@public
def reported() -> ResponseReturnValue:
    """What a family reads after reporting: it names nobody, and opens without their link."""
    return render_template("safety/reported.html")


@bp.get("/meldingen/<int:report_id>")
@requires(Permission.SCREEN_VOLUNTEERS)
def show_report(report_id: int) -> ResponseReturnValue:
    return _report_page(_report(report_id), DecideReportForm(formdata=None))


@bp.post("/meldingen/<int:report_id>/besluit")
@requires(Permission.SCREEN_VOLUNTEERS)
def decide_report(report_id: int) -> ResponseReturnValue:
    report = _report(report_id)
    form = DecideReportForm()
    if not form.validate_on_submit():
        return _report_page(report, form), 422
    _tried(
        lambda: services.decide_report(report, form.decided, acting(current_user)),
        _("Het besluit is vastgelegd. Bel nu de vrijwilliger, en noem nooit wie het meldde."),
    )
    return redirect(url_for(".show_report", report_id=report_id), 303)


def _raise(pairing: Pairing, back: str, people: list[User]) -> ResponseReturnValue:
    if not services.can_raise_concern(pairing):
        abort(404)
    by = acting(current_user)
    if request.method == "GET":
        return render_template(
            "safety/raise_concern.html",
            back=back,
            people=people,
            pupil=pairing.request.pupil,
            formal=current_user.role is Role.SCHOOL_CONTACT,
        )
    done = (
        _("De school en de regio-coördinator weten het nu. Iemand neemt snel contact op. Is er gevaar? Bel 112.")
        if pairing.request.pupil.has_school
        else _("De regio-coördinator weet het nu en neemt snel contact op. Is er gevaar? Bel 112.")
    )
    _stored(lambda: services.raise_concern(pairing, by), done)
    return redirect(back, 303)


def _reported(pairing: Pairing, by: By, form: ReportForm) -> bool:
    done = _("De regio-coördinator weet het nu. De vrijwilliger helpt nu niemand. Iemand neemt snel contact op.")
    try:
        return _stored(
            lambda: services.report_volunteer(pairing, by, no_contact=bool(form.no_contact.data)),
            "" if by.actor is Actor.FAMILY else done,
        )
    except services.TooManyReports:
        flash(
            _("Er kwamen al meldingen. Bel nu de school of de regio-coördinator. Is er gevaar? Bel 112.")
            if pairing.request.pupil.has_school
            else _("Er kwamen al meldingen. Bel nu de regio-coördinator. Is er gevaar? Bel 112."),
            "warning",
        )
        return False


def _phone_of_raiser(concern: Concern) -> str:
    """A volunteer's, for coordinators only: as on the page of the pairing."""
    if concern.raised_as is not Actor.VOLUNTEER or not may(current_user, Permission.DECIDE_PAIRINGS):
        return ""
    return concern.pairing.volunteer.phone


def _report_page(report: VolunteerReport, form: DecideReportForm) -> str:
    by = acting(current_user)
    with transaction():
        record("report.viewed", report, by, region_id=report.volunteer.region_id)
    sees_pairing = db.session.scalar(pairings_visible_to(current_user).where(Pairing.id == report.pairing_id))
    return render_template(
        "safety/show_report.html",
        report=report,
        volunteer=report.volunteer,
        form=form,
        is_open=report.state is ReportState.OPEN,
        sees_pairing=sees_pairing is not None,
        has_contact=not is_blocked(report.pairing),
        report_words=words.REPORTS,
        actor_words=words.ACTORS,
    )


def _stored(act: Callable[[], object], done: str) -> bool:
    """As `_tried`, but once more where somebody was first: a concern or a report is never "already done"."""
    for _attempt in range(2):
        try:
            with transaction():
                act()
        except (ChangedMeanwhile, MoveNotAllowed):
            continue
        if done:
            flash(done, "good")
        return True
    flash(_("Dit is nog niet vastgelegd. Probeer het opnieuw, of bel. Is er gevaar? Bel 112."), "warning")
    return False


def _tried(act: Callable[[], object], done: str) -> bool:
    """Does it in a transaction and says how it went."""
    try:
        with transaction():
            act()
    except (ChangedMeanwhile, MoveNotAllowed):
        flash(_("Dat is intussen al gedaan. Zo staat het er nu voor."), "warning")
        return False
    if done:
        flash(done, "good")
    return True


def _pairing(pairing_id: int) -> Pairing:
    pairing: Pairing = db.one_or_404(pairings_visible_to(current_user).where(Pairing.id == pairing_id))
    return pairing


def _concern(concern_id: int) -> Concern:
    concern: Concern = db.one_or_404(queries.concerns_visible_to(current_user).where(Concern.id == concern_id))
    return concern


def _report(report_id: int) -> VolunteerReport:
    visible = queries.reports_visible_to(current_user)
    report: VolunteerReport = db.one_or_404(visible.where(VolunteerReport.id == report_id))
    return report
