"""Which pupils and requests one may see, and what a round starts from."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, extract, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from maatje.access import Role, Viewer
from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.programmes.models import Level, Programme, Subject
from maatje.programmes.queries import subjects_of
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, HoldReason, Pupil, Route
from maatje.schools.models import School
from maatje.schools.queries import seen_by

WAITING_SINCE = extract("epoch", HelpRequest.submitted_at) - HelpRequest.bonus_days * 86_400


def _pupils_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """An administrator manages schools but does not read their pupils' data; a volunteer sees neither.

    Whoever was erased is seen by nobody.
    """
    if viewer.role in (Role.SCHOOL_CONTACT, Role.COORDINATOR):
        return and_(seen_by(viewer), Pupil.erased_at.is_(None))
    return false()


def pupils_visible_to(viewer: Viewer) -> Select[Pupil]:
    """A contact sees the pupils of their own school, a coordinator those of the schools in their regions."""
    return select(Pupil).join(Pupil.school).where(_pupils_seen_by(viewer))


def requests_visible_to(viewer: Viewer) -> Select[HelpRequest]:
    """The requests of the pupils this viewer sees."""
    seen = _pupils_seen_by(viewer)
    return select(HelpRequest).join(HelpRequest.pupil).join(Pupil.school).where(seen)


def with_everything(requests: Select[HelpRequest]) -> Select[HelpRequest]:
    """The same requests with pupil, school, programme and subjects, in two queries whatever their number."""
    return requests.options(
        joinedload(HelpRequest.pupil).joinedload(Pupil.school).joinedload(School.region),
        selectinload(HelpRequest.subjects),
    )


def regions_by_pupil(pupils: Select[Pupil]) -> dict[int, int | None]:
    """The region of each of these pupils (joined with their school), by their id."""
    return dict(db.session.execute(pupils.with_only_columns(Pupil.id, School.region_id)).all())


def with_requests(pupils: Select[Pupil]) -> Select[Pupil]:
    """The same pupils by name, with their requests and school."""
    wishes = selectinload(Pupil.requests).selectinload(HelpRequest.subjects)
    return pupils.options(joinedload(Pupil.school), wishes).order_by(Pupil.first_name, Pupil.id)


def by_pressure(requests: Select[HelpRequest]) -> Select[HelpRequest]:
    """Whoever waited longest first, the days granted after a broken pairing included."""
    return requests.order_by(WAITING_SINCE, HelpRequest.id)


def pupils_to_remind(asked_before: datetime) -> list[int]:
    """Pupils (by id) for whom consent was asked by mail before then, who wait, and of whom nobody was reminded.

    Nobody is reminded in a home that is not safe, whatever else of the pupil still waits, nor while the data rest.
    """
    unsafe = select(HelpRequest.pupil_id).where(
        or_(HelpRequest.hold_reason == HoldReason.UNSAFE_HOME, HelpRequest.route == Route.VEILIG_THUIS)
    )
    due = _waiting_since(asked_before).where(
        Pupil.consent_reminded_at.is_(None), Pupil.restricted_at.is_(None), Pupil.id.not_in(unsafe)
    )
    return list(db.session.scalars(due))


def pupils_not_answered_for(asked_before: datetime) -> list[int]:
    """Pupils (by id) for whom consent was asked by mail before then, and who still wait for it."""
    return list(db.session.scalars(_waiting_since(asked_before)))


def _waiting_since(asked_before: datetime) -> Select[int]:
    waits = select(HelpRequest.pupil_id).where(HelpRequest.state == RequestState.AWAITING_CONSENT)
    asked = Pupil.consent_asked_at <= asked_before
    return select(Pupil.id).where(asked, Pupil.id.in_(waits)).order_by(Pupil.id)


def history_of(request: HelpRequest) -> list[AuditEvent]:
    """What happened to the request, the latest first."""
    of_request = select(AuditEvent).where(
        AuditEvent.object_type == HelpRequest.__tablename__, AuditEvent.object_id == request.id
    )
    return list(db.session.scalars(of_request.order_by(AuditEvent.id.desc())))


def count_by_state(requests: Select[HelpRequest]) -> dict[RequestState, int]:
    """How many of these requests are in each state."""
    counted = requests.with_only_columns(HelpRequest.state, func.count()).group_by(HelpRequest.state)
    return {row[0]: row[1] for row in db.session.execute(counted.order_by(None))}


def subjects_for(programme: Programme, level: Level) -> list[Subject]:
    """What the programme offers at this kind of school (a subject that names none is for all)."""
    sector = "vo" if level.sector == "vavo" else level.sector
    return [subject for subject in subjects_of(programme) if sector in (subject.sectors.split() or [sector])]
