"""Who reads which concerns and which reports."""

from datetime import datetime

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from maatje.access import Role, Viewer
from maatje.database import db
from maatje.life import Actor, By
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_visible_to
from maatje.regions.queries import region_ids_of
from maatje.requests.models import HelpRequest
from maatje.safety.life import WAITS, ReportState
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.models import Volunteer


def concerns_visible_to(viewer: Viewer) -> Select[Concern]:
    """Those about the pairings that this school or coordinator follows; to all others none."""
    if viewer.role not in (Role.SCHOOL_CONTACT, Role.COORDINATOR):
        return select(Concern).where(false())
    followed = pairings_visible_to(viewer).with_only_columns(Pairing.id).order_by(None)
    return select(Concern).where(Concern.pairing_id.in_(followed))


def reports_visible_to(viewer: Viewer) -> Select[VolunteerReport]:
    """Those about the volunteers of a coordinator's own regions; an administrator reads none.

    Also about one who was erased: a report does not go away by that, nor does the decision.
    """
    if viewer.role is not Role.COORDINATOR:
        return select(VolunteerReport).where(false())
    theirs = select(Volunteer.id).where(Volunteer.region_id.in_(region_ids_of(viewer)))
    return select(VolunteerReport).where(VolunteerReport.volunteer_id.in_(theirs))


def waiting_concerns(viewer: Viewer) -> list[Concern]:
    """What is not closed, those nobody phoned about first and then the oldest."""
    waiting = concerns_visible_to(viewer).where(Concern.state.in_(WAITS))
    shown = joinedload(Concern.pairing).joinedload(Pairing.request).joinedload(HelpRequest.pupil)
    in_order = waiting.options(shown, joinedload(Concern.called_by)).order_by(
        Concern.called_at.is_not(None), Concern.id
    )
    return list(db.session.scalars(in_order))


def open_reports(viewer: Viewer) -> list[VolunteerReport]:
    """What waits for a decision, oldest first."""
    waiting = reports_visible_to(viewer).where(VolunteerReport.state == ReportState.OPEN)
    return list(
        db.session.scalars(waiting.options(joinedload(VolunteerReport.volunteer)).order_by(VolunteerReport.id))
    )


def count_waiting(viewer: Viewer) -> tuple[int, int]:
    """How many concerns and how many reports wait for this viewer."""
    concerns = concerns_visible_to(viewer).where(Concern.state.in_(WAITS))
    reports = reports_visible_to(viewer).where(VolunteerReport.state == ReportState.OPEN)
    return _count(concerns), _count(reports)


def concerns_raised_by(user_id: int, pairing_id: int) -> list[Concern]:
    """What this person passed on about this pairing and is still known, latest first."""
    raised = select(Concern).where(Concern.raised_by_id == user_id, Concern.pairing_id == pairing_id)
    return list(db.session.scalars(raised.order_by(Concern.id.desc())))


def concerns_about(pairing: Pairing) -> list[Concern]:
    """What waits about this pairing, oldest first."""
    waiting = select(Concern).where(Concern.pairing_id == pairing.id, Concern.state.in_(WAITS))
    return list(db.session.scalars(waiting.order_by(Concern.id)))


def is_reported(volunteer: Volunteer) -> bool:
    """Somebody reported them and no coordinator has decided yet."""
    return bool(open_reports_about(volunteer.id))


def open_reports_about(volunteer_id: int) -> list[VolunteerReport]:
    """What waits for a decision about this volunteer, oldest first."""
    return [report for report in reports_about(volunteer_id) if report.state is ReportState.OPEN]


def reports_about(volunteer_id: int) -> list[VolunteerReport]:
    """Those that are kept, oldest first, whatever was decided."""
    about = select(VolunteerReport).where(VolunteerReport.volunteer_id == volunteer_id)
    return list(db.session.scalars(about.order_by(VolunteerReport.id)))


def count_reports_by(by: By, pairing_id: int, since: datetime) -> int:
    """How many reports came since then from this account; of a family, from this link."""
    whose = (
        VolunteerReport.reported_by_id == by.user_id
        if by.user_id
        else (VolunteerReport.reported_as == Actor.FAMILY) & (VolunteerReport.pairing_id == pairing_id)
    )
    return _count(select(VolunteerReport).where(whose, VolunteerReport.reported_at >= since))


def _count(rows: Select[Concern] | Select[VolunteerReport]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
