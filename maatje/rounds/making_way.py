"""Proposals that nobody has touched make way for what a round has found.

A region goes before the country. What a region's round needs, it takes from an untouched proposal across two
regions; a country round takes nothing that a region found for its own pupils.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_, select

import matching
from maatje.audit.services import move_all
from maatje.database import among, db
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.rounds import queries, reading
from maatje.rounds.fresh import Fresh
from maatje.rounds.life import PROPOSAL_LIFE, THE_ROUND, ProposalState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.schools.models import School
from maatje.volunteers.models import Volunteer

UNTOUCHED = Proposal.state == ProposalState.PENDING  # by anybody


def replace_untouched(region_id: int | None, solution: matching.Solution) -> None:
    """Proposals nobody has touched make way, and their requests wait again.

    In a region, one across two regions stays unless somebody nearer was found. In the country, only those make way
    that the round has looked at again.
    """
    found = {proposal.request_id for proposal in solution.proposals}
    looked_at = found | {left.request_id for left in solution.left}
    columns = (Proposal.id, Proposal.request_id, queries.ACROSS.label("is_across"))
    untouched = reading.with_people(select(*columns)).where(UNTOUCHED, queries.asked_in(region_id))
    rows = db.session.execute(untouched).all()
    if region_id is None:
        going = {row.id: row.request_id for row in rows if row.is_across and row.request_id in looked_at}
    else:
        going = {row.id: row.request_id for row in rows if not row.is_across or row.request_id in found}
    _let_wait_again(going)


def make_way(round: MatchingRound, stored: list[matching.Proposal], fresh: Fresh) -> None:
    """An untouched proposal across two regions makes way where a region's own needs the same place or moment."""
    if round.is_country_wide:
        return  # it took nobody's: whatever waited held
    volunteers = {proposal.volunteer_id for proposal in stored}
    pupils = {fresh.open_requests[proposal.request_id] for proposal in stored}
    here = or_(School.region_id == round.region_id, Volunteer.region_id == round.region_id)
    others = reading.proposals(UNTOUCHED, queries.ACROSS, here, Proposal.round_id != round.id)
    beside = [other for other in others if other.volunteer_id in volunteers or other.pupil_id in pupils]
    _let_wait_again({other.id: other.request_id for other in beside if not fresh.leaves(other)})


def _let_wait_again(request_of: dict[int, int]) -> None:
    """These proposals (id → request id) are replaced, and their requests are open."""
    for region_id, requests in requests_by_region(request_of.values()).items():
        proposals = [proposal_id for proposal_id, request_id in request_of.items() if request_id in requests]
        replaced = move_all(
            Proposal,
            proposals,
            ProposalState.PENDING,
            ProposalState.REPLACED,
            THE_ROUND,
            PROPOSAL_LIFE,
            region_id=region_id,
        )
        move_all(
            HelpRequest,
            [request_of[proposal_id] for proposal_id in replaced],
            RequestState.PROPOSED,
            RequestState.OPEN,
            THE_ROUND,
            REQUEST_LIFE,
            region_id=region_id,
        )


def requests_by_region(request_ids: Iterable[int]) -> dict[int, set[int]]:
    """The requests by their pupil's region, whose audit trail they belong in."""
    rows = db.session.execute(
        select(School.region_id, HelpRequest.id)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(among(HelpRequest.id, request_ids))
    )
    requests: dict[int, set[int]] = defaultdict(set)
    for region_id, request_id in rows:
        requests[region_id].add(request_id)
    return requests
