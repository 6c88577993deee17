"""Raising a concern, reporting a volunteer, and what a coordinator decides about it.

Rows are taken in one order, pairings before their volunteer, as elsewhere.
"""

from datetime import timedelta

from sqlalchemy import select

from maatje.audit.services import move, record
from maatje.clock import now, today
from maatje.database import db
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import services as pairings
from maatje.pairings.blocks import block_contact
from maatje.pairings.emails import region_of
from maatje.pairings.models import Pairing
from maatje.pairings.queries import live_pairings_of
from maatje.safety import emails, queries
from maatje.safety.life import CONCERN_LIFE, REPORT_LIFE, ConcernState, ReportState
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.gates import is_held_by_vog
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import PauseReason, Volunteer
from maatje.volunteers.queries import lock_volunteer
from maatje.volunteers.services import pause_volunteer, resume_volunteer, stop_volunteer

MAY_REPORT = {Actor.SCHOOL, Actor.FAMILY, Actor.COORDINATOR}
# How many reports in a month before somebody is asked to phone instead; one who decides on them has no limit.
MOST_REPORTS = {Actor.FAMILY: 3, Actor.SCHOOL: 5}
A_MONTH = timedelta(days=30)


class TooManyReports(Exception):
    """This account or link reported so often that a talk is due."""


def can_raise_concern(pairing: Pairing) -> bool:
    """From the handover on, and also when it is over: who was never to meet the pupil has nothing to pass on."""
    return pairing.has_contacts or pairing.started_at is not None


def can_be_reported(pairing: Pairing) -> bool:
    """Whoever was erased helps nobody, and there is nobody left to decide about."""
    return pairing.volunteer.erased_at is None


def raise_concern(pairing: Pairing, by: By) -> Concern:
    """School and coordinators know that somebody is concerned about this pupil. The pairing goes on as it was.

    Whoever presses again before anybody phoned has raised one concern, not two.
    """
    if by.user_id is None:
        raise MoveNotAllowed(f"concern: raised by {by.actor} without an account")
    _lock(pairing)
    known = select(Concern).where(
        Concern.pairing_id == pairing.id, Concern.raised_by_id == by.user_id, Concern.state == ConcernState.NEW
    )
    if (concern := db.session.scalar(known)) is not None:
        return concern
    concern = Concern(pairing=pairing, raised_as=by.actor, raised_by_id=by.user_id)
    db.session.add(concern)
    record("concern.new", concern, by, region_id=region_of(pairing))
    emails.tell_of_concern(concern)
    return concern


def note_call(concern: Concern, by: By) -> None:
    """Who phoned and when stands with the concern; what was said does not."""
    _move(concern, ConcernState.CALLED, by)
    concern.called_by_id = by.user_id
    concern.called_at = now()


def close_concern(concern: Concern, by: By) -> None:
    """It no longer stands on top of anybody's page."""
    _move(concern, ConcernState.CLOSED, by)
    concern.closed_at = now()


def report_volunteer(pairing: Pairing, by: By, *, no_contact: bool = False) -> VolunteerReport:
    """The volunteer helps nobody until a coordinator of their region has decided, and those are told at once.

    With `no_contact` the pupil and the volunteer also see nothing of each other any more. Who reports the
    same volunteer again before the decision has made one report. Raises TooManyReports.
    """
    if by.actor not in MAY_REPORT or not can_be_reported(pairing):
        raise MoveNotAllowed(f"report: made by {by.actor}")
    if no_contact:  # first, so that nobody reads of a pause of help that is over
        block_contact(pairing, by)
    running = live_pairings_of(pairing.volunteer_id)
    volunteer = lock_volunteer(pairing.volunteer_id)
    before = queries.open_reports_about(volunteer.id)
    report = next((one for one in before if _is_same_reporter(one, pairing, by)), None)
    if report is None:
        _refuse_too_many(pairing, by)
        is_active = volunteer.state is VolunteerState.ACTIVE
        report = VolunteerReport(
            volunteer=volunteer,
            pairing=pairing,
            reported_as=by.actor,
            reported_by_id=by.user_id,
            paused_volunteer=is_active or any(one.paused_volunteer for one in before),
        )
        db.session.add(report)
        record("report.open", report, by, region_id=volunteer.region_id)
        if is_active:
            pause_volunteer(volunteer, by)
        pairings.pause_for_report(running, by)
        emails.tell_of_report(report)
        if not before and volunteer.state in (VolunteerState.ACTIVE, VolunteerState.PAUSED):
            emails.tell_help_stands_still(report)
    return report


def decide_report(report: VolunteerReport, decision: ReportState, by: By) -> None:
    """The decision stands with the report. After the last one the volunteer goes on, or has stopped.

    Pairings that were paused stay so until somebody in them says that they go on: that is agreed by phone.
    """
    volunteer = lock_volunteer(report.volunteer_id)
    move(report, decision, by, REPORT_LIFE, region_id=volunteer.region_id)
    report.decided_by_id = by.user_id
    report.decided_at = now()
    db.session.flush()
    if decision is ReportState.STOPPED:
        if VOLUNTEER_LIFE.allows(volunteer.state, VolunteerState.STOPPED, by.actor):
            stop_volunteer(volunteer, by)
    elif volunteer.state is VolunteerState.PAUSED and not queries.is_reported(volunteer):
        _let_go_on(volunteer, report, by)


def _let_go_on(volunteer: Volunteer, report: VolunteerReport, by: By) -> None:
    """Unless there is another reason for the pause: their own, or a VOG that lapsed meanwhile."""
    if not report.paused_volunteer and volunteer.paused_because is not PauseReason.VOG:
        return
    if is_held_by_vog(volunteer, today()):
        volunteer.paused_because = PauseReason.VOG
        return
    resume_volunteer(volunteer, by)
    emails.tell_help_goes_on(report)


def _is_same_reporter(report: VolunteerReport, pairing: Pairing, by: By) -> bool:
    if by.actor is Actor.FAMILY:
        return report.reported_as is Actor.FAMILY and report.pairing_id == pairing.id
    return report.reported_by_id == by.user_id


def _refuse_too_many(pairing: Pairing, by: By) -> None:
    most = MOST_REPORTS.get(by.actor)
    if most is not None and queries.count_reports_by(by, pairing.id, now() - A_MONTH) >= most:
        raise TooManyReports


def _move(concern: Concern, there: ConcernState, by: By) -> None:
    move(concern, there, by, CONCERN_LIFE, region_id=region_of(concern.pairing))


def _lock(pairing: Pairing) -> None:
    db.session.execute(select(Pairing.id).where(Pairing.id == pairing.id).with_for_update(key_share=True))
