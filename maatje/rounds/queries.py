from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from maatje.access import Role, Viewer
from maatje.database import db
from maatje.regions.queries import region_ids_of
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.requests.queries import WAITING_SINCE
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import LeftOver, MatchingRound, Proposal
from maatje.schools.models import School
from maatje.volunteers.models import Volunteer

WAITING = (ProposalState.PENDING, ProposalState.KEPT)


def _in_own_region(viewer: Viewer, region_id: ColumnElement[int]) -> ColumnElement[bool]:
    return region_id.in_(region_ids_of(viewer)) if viewer.role is Role.COORDINATOR else region_id.in_(())


def rounds_visible_to(viewer: Viewer) -> Select[MatchingRound]:
    """The rounds of a coordinator's own regions; nobody else sees any."""
    return select(MatchingRound).where(_in_own_region(viewer, MatchingRound.region_id.expression))


def proposals_visible_to(viewer: Viewer) -> Select[Proposal]:
    """The proposals for pupils of a coordinator's own regions, as their schools stand now."""
    return (
        select(Proposal)
        .join(Proposal.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(_in_own_region(viewer, School.region_id.expression))
    )


def with_everything_shown(proposals: Select[Proposal]) -> Select[Proposal]:
    """The same proposals with all that a list of them shows, in a handful of queries."""
    request = joinedload(Proposal.request)
    pupil = request.joinedload(HelpRequest.pupil)
    return proposals.options(
        pupil.joinedload(Pupil.school),
        pupil.joinedload(Pupil.interpreter_language),
        request.selectinload(HelpRequest.subjects).joinedload(RequestSubject.subject),
        joinedload(Proposal.volunteer).selectinload(Volunteer.languages),
        joinedload(Proposal.volunteer).selectinload(Volunteer.subjects),
    )


def with_help_offered(volunteers: Select[Volunteer]) -> Select[Volunteer]:
    """The same volunteers with the subjects they offer and the languages they speak."""
    return volunteers.options(selectinload(Volunteer.subjects), selectinload(Volunteer.languages))


def waiting_proposals(viewer: Viewer) -> Select[Proposal]:
    """What a coordinator has to decide: longest waiting pupil first."""
    return proposals_visible_to(viewer).where(Proposal.state.in_(WAITING)).order_by(WAITING_SINCE, Proposal.id)


def round_under_way(region_id: int) -> MatchingRound | None:
    return db.session.scalars(
        select(MatchingRound).where(
            MatchingRound.region_id == region_id,
            MatchingRound.state.in_((RoundState.QUEUED, RoundState.RUNNING)),
        )
    ).first()


def open_requests_in(region_id: int) -> int:
    """How many help requests a round of this region would look at."""
    return (
        db.session.scalar(
            select(func.count(HelpRequest.id))
            .join(HelpRequest.pupil)
            .join(Pupil.school)
            .where(
                School.region_id == region_id, HelpRequest.state.in_((RequestState.OPEN, RequestState.PROPOSED))
            )
        )
        or 0
    )


def left_over_of(round: MatchingRound) -> Select[LeftOver]:
    """Whom this round found nobody for, longest waiting first, if they still wait."""
    request = joinedload(LeftOver.request)
    return (
        select(LeftOver)
        .join(LeftOver.request)
        .where(LeftOver.round_id == round.id, HelpRequest.state == RequestState.OPEN)
        .options(
            request.joinedload(HelpRequest.pupil).joinedload(Pupil.school),
            request.joinedload(HelpRequest.programme),
            request.selectinload(HelpRequest.subjects).joinedload(RequestSubject.subject),
        )
        .order_by(WAITING_SINCE, HelpRequest.id)
    )


def proposals_of_volunteer(volunteer_id: int) -> list[Proposal]:
    """The proposals that wait for a decision and would take one of this volunteer's places."""
    return list(
        db.session.scalars(
            select(Proposal)
            .where(Proposal.volunteer_id == volunteer_id, Proposal.state.in_(WAITING))
            .options(selectinload(Proposal.request))
            .order_by(Proposal.id)
        )
    )


def proposals_of_school(school_id: int) -> list[Proposal]:
    """The proposals that wait for a decision about pupils of this school."""
    return list(
        db.session.scalars(
            select(Proposal)
            .join(Proposal.request)
            .join(HelpRequest.pupil)
            .where(Pupil.school_id == school_id, Proposal.state.in_(WAITING))
            .options(joinedload(Proposal.request), joinedload(Proposal.volunteer))
            .order_by(Proposal.id)
        )
    )
