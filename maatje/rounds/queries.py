from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.database import IN_ONE_QUERY, batched, db
from maatje.programmes.models import Programme
from maatje.regions.models import CoordinatorRegion, Region
from maatje.regions.queries import region_ids_of
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.requests.queries import WAITING_SINCE, requests_visible_to
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import LeftOver, MatchingRound, Proposal, RegionApproval, SetAside
from maatje.schools.models import School
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import volunteers_visible_to

UNDER_WAY = (RoundState.QUEUED, RoundState.RUNNING)
WAITING = (ProposalState.PENDING, ProposalState.KEPT)

_ANYWHERE = select(Programme.id).where(Programme.allows_anywhere)
_OPEN_REGIONS = select(Region.id).where(Region.is_active)
# Of a proposal joined with its volunteer and its pupil's school: two regions, in a programme that allows that.
ACROSS = and_(Volunteer.region_id != School.region_id, HelpRequest.programme_id.in_(_ANYWHERE))


def asked_in(region_id: int | None) -> ColumnElement[bool]:
    """Of a request joined with its pupil's school: a round of this region is about it, or one of the country.

    A country round (None) is about the programmes that take help from anywhere.
    """
    if region_id is None:
        return and_(HelpRequest.programme_id.in_(_ANYWHERE), School.region_id.in_(_OPEN_REGIONS))
    return School.region_id == region_id


def offered_in(region_id: int | None) -> ColumnElement[bool]:
    """Of a volunteer: a round of this region may propose them, or one of the country (None)."""
    if region_id is None:
        in_such_programme = Volunteer.programmes.any(Programme.allows_anywhere)
        return and_(in_such_programme, Volunteer.region_id.in_(_OPEN_REGIONS))
    return Volunteer.region_id == region_id


def in_play(region_id: int | None) -> ColumnElement[bool]:
    """Of a request joined with its pupil's school: such a round looks at it.

    It is open, or in a proposal nobody has touched. Of those, a country round takes up the ones across two regions
    only: what a region found for its own pupils it leaves alone.
    """
    untouched = select(Proposal.request_id).where(Proposal.state == ProposalState.PENDING)
    if region_id is None:
        untouched = (
            untouched.join(Proposal.request)
            .join(HelpRequest.pupil)
            .join(Pupil.school)
            .join(Proposal.volunteer)
            .where(ACROSS)
        )
    return and_(
        asked_in(region_id),
        or_(
            HelpRequest.state == RequestState.OPEN,
            and_(HelpRequest.state == RequestState.PROPOSED, HelpRequest.id.in_(untouched)),
        ),
    )


def _in_own_region(viewer: Viewer, region_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return region_id.in_(region_ids_of(viewer)) if viewer.role is Role.COORDINATOR else region_id.in_(())


def rounds_visible_to(viewer: Viewer) -> Select[MatchingRound]:
    """The rounds of a coordinator's own regions, and those of the country; nobody else sees any.

    Whom a round of the country is about stands in other queries: those of one's own regions only.
    """
    own = _in_own_region(viewer, MatchingRound.region_id.expression)
    of_country = MatchingRound.is_country_wide if viewer.role is Role.COORDINATOR else false()
    return select(MatchingRound).where(or_(own, of_country))


def country_rounds() -> Select[MatchingRound]:
    """The rounds of no region. Who looks at them sees numbers only."""
    return select(MatchingRound).where(MatchingRound.is_country_wide)


def proposals_visible_to(viewer: Viewer) -> Select[Proposal]:
    """The proposals for pupils of a coordinator's own regions, as their schools stand now.

    Also those of their volunteers for a pupil elsewhere: while these wait, and where they had a say.
    """
    had_a_say = or_(Proposal.decided_by_id == viewer.id, _own_region_said_yes(viewer))
    return _with_people(select(Proposal)).where(
        or_(
            _in_own_region(viewer, School.region_id.expression),
            and_(
                _in_own_region(viewer, Volunteer.region_id.expression),
                or_(Proposal.state.in_(WAITING), had_a_say),
            ),
        )
    )


def proposals_for_own_pupils(viewer: Viewer) -> Select[Proposal]:
    """Of those, the ones for pupils of a coordinator's own regions: there one may choose somebody else."""
    return _with_people(select(Proposal)).where(_in_own_region(viewer, School.region_id.expression))


def _with_people(proposals: Select[Proposal]) -> Select[Proposal]:
    joined = proposals.join(Proposal.request).join(HelpRequest.pupil).join(Pupil.school).join(Proposal.volunteer)
    return joined.where(Pupil.erased_at.is_(None))


def _own_region_said_yes(viewer: Viewer) -> ColumnElement[bool]:
    """One of the coordinator's regions has approved it, for its own part."""
    said_yes = select(RegionApproval.proposal_id).where(
        _in_own_region(viewer, RegionApproval.region_id.expression),
        Volunteer.region_id != School.region_id,
        RegionApproval.region_id.in_([School.region_id, Volunteer.region_id]),
        RegionApproval.proposal_id == Proposal.id,
    )
    return said_yes.correlate(Proposal, School, Volunteer).exists()


def with_everything_shown(proposals: Select[Proposal]) -> Select[Proposal]:
    """The same proposals with all that a list of them shows, in a handful of queries."""
    request = joinedload(Proposal.request)
    pupil = request.joinedload(HelpRequest.pupil)
    return proposals.options(
        pupil.joinedload(Pupil.school).joinedload(School.region),
        pupil.joinedload(Pupil.interpreter_language),
        request.selectinload(HelpRequest.subjects).joinedload(RequestSubject.subject),
        selectinload(Proposal.region_approvals),
        joinedload(Proposal.volunteer).joinedload(Volunteer.region),
        joinedload(Proposal.volunteer).selectinload(Volunteer.languages),
        joinedload(Proposal.volunteer).selectinload(Volunteer.subjects),
    )


def with_help_offered(volunteers: Select[Volunteer]) -> Select[Volunteer]:
    """The same volunteers with the subjects they offer and the languages they speak."""
    return volunteers.options(selectinload(Volunteer.subjects), selectinload(Volunteer.languages))


def waiting_proposals(viewer: Viewer) -> Select[Proposal]:
    """What waits for a decision, longest waiting pupil first; last what now waits for another region only."""
    waiting = proposals_visible_to(viewer).where(Proposal.state.in_(WAITING))
    return waiting.order_by(_own_region_said_yes(viewer), WAITING_SINCE, Proposal.id)


def proposals_to_decide(viewer: Viewer) -> Select[Proposal]:
    """Of those, what a coordinator has yet to decide."""
    return waiting_proposals(viewer).where(~_own_region_said_yes(viewer))


def count_to_decide(viewer: Viewer) -> int:
    """How many that are."""
    decide = proposals_to_decide(viewer).with_only_columns(func.count()).order_by(None)
    return db.session.scalar(decide) or 0


def round_under_way(region_id: int | None) -> MatchingRound | None:
    """The round of this region, or of the country (None), that waits or runs."""
    return db.session.scalars(
        select(MatchingRound).where(
            MatchingRound.region_id == region_id,
            MatchingRound.state.in_(UNDER_WAY),
        )
    ).first()


def is_a_region_being_matched() -> bool:
    """Whether the round of some region waits or runs."""
    under_way = select(MatchingRound.id).where(
        MatchingRound.state.in_(UNDER_WAY), MatchingRound.is_country_wide.is_(False)
    )
    return db.session.scalar(under_way.limit(1)) is not None


def open_requests_in(region_id: int | None) -> int:
    """How many help requests a round of this region, or of the country (None), would look at."""
    waiting = HelpRequest.state.in_((RequestState.OPEN, RequestState.PROPOSED))
    looked_at = in_play(None) if region_id is None else and_(School.region_id == region_id, waiting)
    return (
        db.session.scalar(
            select(func.count(HelpRequest.id)).join(HelpRequest.pupil).join(Pupil.school).where(looked_at)
        )
        or 0
    )


def coordinators_concerned(round: MatchingRound) -> list[tuple[User, int]]:
    """Each coordinator of a region with something in this round, and how many of its proposals that is."""
    counted = (
        select(User, func.count(Proposal.id.distinct()))
        .join(CoordinatorRegion, CoordinatorRegion.user_id == User.id)
        .join(Proposal, Proposal.round_id == round.id)
        .join(Proposal.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .join(Proposal.volunteer)
        .where(CoordinatorRegion.region_id.in_([School.region_id, Volunteer.region_id]))
        .group_by(User.id)
        .order_by(User.id)
    )
    return [(coordinator, number) for coordinator, number in db.session.execute(counted)]


def count_proposals_of(round: MatchingRound) -> dict[ProposalState, int]:
    """How many of this round's proposals are in each state."""
    counted = select(Proposal.state, func.count()).where(Proposal.round_id == round.id).group_by(Proposal.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def count_left_over_of(round: MatchingRound) -> dict[str, int]:
    """For how many requests this round found nobody, by reason, the most frequent first."""
    number = func.count()
    counted = select(LeftOver.reason, number).where(LeftOver.round_id == round.id).group_by(LeftOver.reason)
    return {row[0]: row[1] for row in db.session.execute(counted.order_by(number.desc(), LeftOver.reason))}


def left_over_of(round: MatchingRound, viewer: Viewer) -> Select[LeftOver]:
    """Whom of one's own regions this round found nobody for, longest waiting first, if they still wait."""
    request = joinedload(LeftOver.request)
    return (
        select(LeftOver)
        .join(LeftOver.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(
            LeftOver.round_id == round.id,
            HelpRequest.state == RequestState.OPEN,
            _in_own_region(viewer, School.region_id.expression),
        )
        .options(
            request.joinedload(HelpRequest.pupil).joinedload(Pupil.school),
            request.joinedload(HelpRequest.programme),
            request.selectinload(HelpRequest.subjects).joinedload(RequestSubject.subject),
        )
        .order_by(WAITING_SINCE, HelpRequest.id)
    )


def set_aside_of(round: MatchingRound, viewer: Viewer) -> list[SetAside]:
    """What of a coordinator's own regions this round could not use."""
    requests = requests_visible_to(viewer).with_only_columns(HelpRequest.id)
    volunteers = volunteers_visible_to(viewer).with_only_columns(Volunteer.id)
    own = or_(
        and_(SetAside.kind == "request", SetAside.object_id.in_(requests)),
        and_(SetAside.kind == "volunteer", SetAside.object_id.in_(volunteers)),
    )
    return list(
        db.session.scalars(select(SetAside).where(SetAside.round_id == round.id, own).order_by(SetAside.id))
    )


def school_ids_of(request_ids: Iterable[int]) -> dict[int, int]:
    """The school of each of these requests' pupils."""
    found: dict[int, int] = {}
    for part in batched(sorted(request_ids), IN_ONE_QUERY):
        of_pupil = select(HelpRequest.id, Pupil.school_id).join(HelpRequest.pupil).where(HelpRequest.id.in_(part))
        found |= dict(db.session.execute(of_pupil).all())
    return found


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
