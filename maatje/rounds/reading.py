"""What a round reads of the database: plain rows, each table once, however many people there are.

A country's round looks at tens of thousands of them; as objects they took longer to read than to match.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from maatje.database import IN_ONE_QUERY, AnyRow, among, as_text, batched, db, times_in
from maatje.regions.models import PostcodeArea
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.schools.models import School
from maatje.volunteers.gates import COLUMNS_FOR_GATES
from maatje.volunteers.models import Volunteer, VolunteerLanguage, VolunteerProgramme, VolunteerSubject

Condition = ColumnElement[bool]
Rows = Sequence[AnyRow]
Offer = tuple[int, int | None]  # subject id, level id
Asked = tuple[int, bool]  # subject id, whether it is necessary


class Waiting(NamedTuple):
    """A proposal with the people it is about."""

    id: int
    request_id: int
    volunteer_id: int
    pupil_id: int
    programme_id: int
    state: ProposalState
    weekly_moments: frozenset[int]


def requests(which: Condition) -> Rows:
    """Requests with what their pupil needs, by id; `which` is of a request joined with its pupil's school."""
    columns = (
        HelpRequest.id,
        HelpRequest.pupil_id,
        HelpRequest.programme_id,
        HelpRequest.urgency,
        HelpRequest.submitted_at,
        HelpRequest.bonus_days,
        Pupil.level_id,
        Pupil.pc4,
        Pupil.has_device,
        Pupil.online,
        Pupil.in_person,
        Pupil.language_code,
        Pupil.needs_nt2,
        Pupil.interpreter_language_code,
        as_text(Pupil.weekly_times).label("weekly_times"),
        Pupil.wants_gender,
        School.region_id,
    )
    wanted = select(*columns).join(HelpRequest.pupil).join(Pupil.school).where(which)
    return db.session.execute(wanted.order_by(HelpRequest.id)).all()


def volunteers(which: Condition) -> Rows:
    """Volunteers with what they offer, by id."""
    columns = (
        Volunteer.id,
        Volunteer.region_id,
        Volunteer.pc4,
        Volunteer.gender,
        Volunteer.dutch,
        Volunteer.has_nt2,
        Volunteer.online,
        Volunteer.in_person,
        Volunteer.travel_km,
        as_text(Volunteer.weekly_times).label("weekly_times"),
        Volunteer.places,
        Volunteer.places_taken,
        *COLUMNS_FOR_GATES,
    )
    wanted = select(*columns).join(Volunteer.user).where(which)
    return db.session.execute(wanted.order_by(Volunteer.id)).all()


def proposals(*which: Condition) -> list[Waiting]:
    """Proposals by id; `which` is of a proposal joined with its pupil's school and its volunteer."""
    columns = (
        Proposal.id,
        Proposal.request_id,
        Proposal.volunteer_id,
        HelpRequest.pupil_id,
        HelpRequest.programme_id,
        Proposal.state,
        as_text(Proposal.weekly_moments),
    )
    wanted = with_people(select(*columns)).where(*which).order_by(Proposal.id)
    return [Waiting._make((*row, times_in(moments))) for *row, moments in db.session.execute(wanted)]


def with_people(proposals: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The same proposals, joined with their pupil's school and their volunteer."""
    return (
        proposals.join(Proposal.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .join(Volunteer, Proposal.volunteer_id == Volunteer.id)
    )


def waiting_in(region_id: int | None) -> list[Waiting]:
    """Those of the region's pupils, and what else holds a place of one of its volunteers; of the country all."""
    is_waiting = Proposal.state.in_((ProposalState.PENDING, ProposalState.KEPT))
    if region_id is None:
        return proposals(is_waiting)
    holds_a_place = (Volunteer.region_id == region_id) & (Proposal.state == ProposalState.KEPT)
    return proposals(is_waiting, or_(School.region_id == region_id, holds_a_place))


def subjects_asked(request_ids: Iterable[int]) -> dict[int, list[Asked]]:
    """By request, the subjects it is about."""
    columns = (RequestSubject.request_id, RequestSubject.subject_id, RequestSubject.is_necessary)
    wanted = select(*columns).where(among(RequestSubject.request_id, request_ids))
    asked: dict[int, list[Asked]] = defaultdict(list)
    for request_id, subject_id, is_necessary in db.session.execute(wanted.order_by(RequestSubject.subject_id)):
        asked[request_id].append((subject_id, is_necessary))
    return asked


def subjects_offered(volunteer_ids: Iterable[int]) -> dict[int, list[Offer]]:
    """By volunteer, what they explain and up to which level."""
    columns = (VolunteerSubject.volunteer_id, VolunteerSubject.subject_id, VolunteerSubject.level_id)
    wanted = select(*columns).where(among(VolunteerSubject.volunteer_id, volunteer_ids))
    offered: dict[int, list[Offer]] = defaultdict(list)
    for volunteer_id, subject_id, level_id in db.session.execute(wanted.order_by(VolunteerSubject.subject_id)):
        offered[volunteer_id].append((subject_id, level_id))
    return offered


def programmes_joined(volunteer_ids: Iterable[int]) -> dict[int, list[int]]:
    """By volunteer, the ids of the programmes they take part in."""
    columns = (VolunteerProgramme.volunteer_id, VolunteerProgramme.programme_id)
    return _gathered(select(*columns).where(among(VolunteerProgramme.volunteer_id, volunteer_ids)))


def languages_spoken(volunteer_ids: Iterable[int]) -> dict[int, list[str]]:
    """By volunteer, the languages they can explain schoolwork in."""
    columns = (VolunteerLanguage.volunteer_id, VolunteerLanguage.language_code)
    return _gathered(select(*columns).where(among(VolunteerLanguage.volunteer_id, volunteer_ids)))


def places_of(postcodes: set[str]) -> dict[str, tuple[float, float]]:
    """Where these postcodes are, as far as they are known."""
    columns = (PostcodeArea.pc4, PostcodeArea.latitude, PostcodeArea.longitude)
    found: dict[str, tuple[float, float]] = {}
    for part in batched(sorted(postcodes), IN_ONE_QUERY):
        rows = db.session.execute(select(*columns).where(PostcodeArea.pc4.in_(part)))
        found |= {pc4: (latitude, longitude) for pc4, latitude, longitude in rows}
    return found


def _gathered(pairs: Select[*tuple[Any, ...]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for whose, what in db.session.execute(pairs):
        found[whose].append(what)
    return found
