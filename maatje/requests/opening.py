"""Breaking the glass: an administrator opens one pupil's page, says why, and the region is told."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from maatje.access import Viewer
from maatje.accounts.models import User
from maatje.audit.services import record
from maatje.clock import now
from maatje.database import db
from maatje.life import By
from maatje.notifications.services import post_letter
from maatje.regions.queries import administrators, coordinators_of
from maatje.requests.models import HelpRequest, OpenReason, Pupil, PupilOpening
from maatje.schools.models import School

OPEN_FOR = timedelta(minutes=30)


def requests_without_content() -> Select[HelpRequest]:
    """Every request, for a list that shows nothing of its pupil; the latest first."""
    region = joinedload(HelpRequest.pupil).joinedload(Pupil.school).joinedload(School.region)
    shown = select(HelpRequest).join(HelpRequest.pupil).join(Pupil.school).options(region)
    return shown.order_by(HelpRequest.id.desc())


def pupil_opened_by(viewer: Viewer, session_id: int | None) -> Select[Pupil]:
    """The pupils whose glass this administrator broke in this session, less than half an hour ago."""
    opened = select(PupilOpening.pupil_id).where(
        PupilOpening.user_id == viewer.id,
        PupilOpening.session_id == session_id,
        PupilOpening.opened_at > now() - OPEN_FOR,
    )
    wishes = selectinload(Pupil.requests).selectinload(HelpRequest.subjects)
    return select(Pupil).where(Pupil.id.in_(opened)).options(joinedload(Pupil.school), wishes)


def open_until(pupil_id: int, viewer: Viewer, session_id: int | None) -> datetime | None:
    """When the glass is whole again."""
    latest = select(func.max(PupilOpening.opened_at)).where(
        PupilOpening.pupil_id == pupil_id,
        PupilOpening.user_id == viewer.id,
        PupilOpening.session_id == session_id,
    )
    opened_at = db.session.scalar(latest)
    return opened_at + OPEN_FOR if opened_at else None


def open_pupil(pupil: Pupil, session_id: int, reason: OpenReason, ticket: str, by: By) -> PupilOpening:
    """The pupil's page is open to this administrator in this session, which is recorded and told."""
    opening = PupilOpening(
        pupil_id=pupil.id, user_id=by.user_id, session_id=session_id, reason=reason, ticket=ticket
    )
    db.session.add(opening)
    region_id = pupil.school.region_id
    record(f"pupil.opened_{reason}", pupil, by, region_id=region_id)
    for reader in _who_is_told(region_id, by):
        post_letter(
            "pupil_opened",
            reader,
            f"opening:{opening.id}",
            region_id=region_id,
            pupil_id=pupil.id,
            reason=str(reason),
        )
    return opening


def _who_is_told(region_id: int, by: By) -> list[User]:
    """The region's coordinators; where there are none, the other administrators."""
    return coordinators_of(region_id) or [user for user in administrators() if user.id != by.user_id]
