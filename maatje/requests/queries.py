"""Which pupils and requests one may see, and what a round starts from."""

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from maatje.access import Role, Viewer
from maatje.database import db
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.schools.models import School
from maatje.schools.queries import seen_by


def _pupils_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """An administrator manages schools but does not read their pupils' data; a volunteer sees neither."""
    if viewer.role in (Role.SCHOOL_CONTACT, Role.COORDINATOR):
        return seen_by(viewer)
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


def open_requests(region_id: int) -> list[HelpRequest]:
    """What a round of this region may place, with all that it needs to know; a thousand in half a second."""
    here = (
        select(HelpRequest)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(School.region_id == region_id, HelpRequest.state == RequestState.OPEN)
        .order_by(HelpRequest.id)
    )
    return list(db.session.scalars(with_everything(here)))


def count_by_state(requests: Select[HelpRequest]) -> dict[RequestState, int]:
    """How many of these requests are in each state."""
    counted = requests.with_only_columns(HelpRequest.state, func.count()).group_by(HelpRequest.state)
    return {row[0]: row[1] for row in db.session.execute(counted.order_by(None))}
