"""A coordinator's decisions on proposals. Only approval makes a pairing."""

from sqlalchemy import select

import matching
from maatje.audit.services import move, record
from maatje.clock import now, today
from maatje.database import db
from maatje.life import By, MoveNotAllowed
from maatje.pairings.errors import GateNotPassed
from maatje.pairings.models import BarReason, Pairing
from maatje.pairings.services import bar_pair, make_pairing
from maatje.regions.queries import region_ids_coordinated_by
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest
from maatje.rounds import emails, engine, queries
from maatje.rounds.life import PROPOSAL_LIFE, ProposalState
from maatje.rounds.models import Proposal, RegionApproval
from maatje.rounds.services import proposal_values
from maatje.volunteers.gates import missing_gates
from maatje.volunteers.models import Volunteer


class NoLongerFits(Exception):
    """Since the round something changed, and the pair would break a hard need."""


class NotACandidate(Exception):
    """This volunteer does not fit this request, or not any more."""


def approve_proposal(proposal: Proposal, by: By) -> Pairing | None:
    """The pair is a pairing with exactly the moments that were proposed, and everybody concerned is told.

    A pair across two regions needs both. When the first says yes the proposal is kept, the other region is told,
    and there is no pairing yet (None). Raises GateNotPassed, NoLongerFits, and what `make_pairing` raises when a
    place or moment went to somebody else.
    """
    if not proposal.is_within_one_region:
        _say_yes(proposal, by)
        if awaited := proposal.regions_awaited:
            if proposal.state is ProposalState.PENDING:
                keep_proposal(proposal, by)
            emails.tell_regions_awaited(proposal, awaited)
            return None
    _decide(proposal, ProposalState.APPROVED, by)  # first: of two clicks the second hears that it was decided
    _check_gates(proposal.volunteer, proposal.request)
    if not engine.still_possible(proposal):
        raise NoLongerFits
    return make_pairing(
        proposal.request,
        proposal.volunteer,
        proposal.weekly_moments,
        is_online=proposal.is_online,
        needs_booked_interpreter=proposal.needs_booked_interpreter,
        by=by,
    )


def reject_proposal(proposal: Proposal, reason: str, by: By) -> None:
    """The pair never comes back, the reason is remembered, and the request waits again.

    Who said yes in the other region, and thinks it is on its way, is told.
    """
    _decide(proposal, ProposalState.REJECTED, by, reason)
    emails.tell_yes_was_in_vain(proposal, region_ids_coordinated_by(by.user_id))
    bar_pair(proposal.request.pupil_id, proposal.volunteer_id, BarReason.REJECTED, reason)
    _reopen(proposal.request, by)


def keep_proposal(proposal: Proposal, by: By) -> None:
    """The next round works around this proposal: it holds its place and moments."""
    _move(proposal, ProposalState.KEPT, by)


def let_go_of_proposal(proposal: Proposal, by: By) -> None:
    """The next round may replace this proposal again; what one's own region said of it is taken back.

    Raises MoveNotAllowed where another region has said yes: that one can be approved or rejected.
    """
    _take_back_yes(proposal, by)
    _move(proposal, ProposalState.PENDING, by)


def void_proposal(proposal: Proposal, by: By) -> None:
    """A party left or a place went: the proposal is void, and its request, if it still hopes, waits again."""
    _decide(proposal, ProposalState.VOID, by)
    if proposal.request.state is RequestState.PROPOSED:
        _reopen(proposal.request, by)


def choose_volunteer(proposal: Proposal, volunteer_id: int, by: By) -> Proposal:
    """This volunteer is proposed instead, and kept. Returns the new proposal.

    If that takes a place which an untouched proposal counted on, that one makes way and its request waits
    for the next round. Who said yes to the first in the other region is told. Raises NotACandidate when the
    volunteer does not fit, and GateNotPassed where that is because of a gate.
    """
    _check_gates(db.session.get_one(Volunteer, volunteer_id), proposal.request)
    found = next((c for c in engine.candidates(proposal.request) if c.volunteer_id == volunteer_id), None)
    if found is None:
        raise NotACandidate
    _make_way(found, besides=proposal, by=by)
    _decide(proposal, ProposalState.REPLACED, by)
    emails.tell_yes_was_in_vain(proposal, region_ids_coordinated_by(by.user_id))
    chosen = Proposal(state=ProposalState.KEPT, **proposal_values(proposal.round_id, found))
    db.session.add(chosen)
    record("proposal.chosen", chosen, by, region_id=_region_of(proposal.request))
    return chosen


def forbid_pair(request: HelpRequest, volunteer_id: int, by: By) -> None:
    """The pupil and the volunteer are never proposed together."""
    bar_pair(request.pupil_id, volunteer_id, BarReason.FORBIDDEN)
    record("pair.forbidden", request, by, region_id=_region_of(request))


def _say_yes(proposal: Proposal, by: By) -> None:
    """Those of the two regions in which this coordinator decides have said yes, and it still fits."""
    _lock(proposal)
    PROPOSAL_LIFE.check(proposal.state, ProposalState.APPROVED, by.actor)
    own = region_ids_coordinated_by(by.user_id)
    if own.isdisjoint(region.id for region in proposal.regions):
        raise MoveNotAllowed(f"proposal: approved by {by.actor} of another region")
    _check_gates(proposal.volunteer, proposal.request)
    if not engine.still_possible(proposal):
        raise NoLongerFits
    for region in proposal.regions_awaited:
        if region.id in own:
            proposal.region_approvals.append(RegionApproval(region_id=region.id, user_id=by.user_id))
            record("proposal.region_approved", proposal, by, region_id=region.id)


def _check_gates(volunteer: Volunteer, request: HelpRequest) -> None:
    """The engine would say that they do not fit; this says what is missing. `make_pairing` asks under a lock."""
    if gates := missing_gates(volunteer, request.programme, today()):
        raise GateNotPassed(gates)


def _take_back_yes(proposal: Proposal, by: By) -> None:
    _lock(proposal)
    said_yes = {approval.region_id for approval in proposal.region_approvals}
    standing = said_yes & {region.id for region in proposal.regions}
    if not standing <= region_ids_coordinated_by(by.user_id):
        raise MoveNotAllowed(f"proposal: let go by {by.actor} of another region")
    proposal.region_approvals.clear()
    for region_id in sorted(said_yes):
        record("proposal.region_approval_taken_back", proposal, by, region_id=region_id)


def _lock(proposal: Proposal) -> None:
    """Of two regions that decide at the same moment the second sees what the first has said."""
    db.session.execute(
        select(Proposal)
        .where(Proposal.id == proposal.id)
        .with_for_update(of=Proposal, key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()  # only what is fetched is read afresh
    db.session.expire(proposal, ["region_approvals"])


def _make_way(found: matching.Proposal, *, besides: Proposal, by: By) -> None:
    others = [p for p in queries.proposals_of_volunteer(found.volunteer_id) if p.id != besides.id]
    untouched = [p for p in others if p.state is ProposalState.PENDING]
    free = _free_places(found.volunteer_id) - len(others)
    for other in untouched:
        if free < 1 or other.weekly_moments & frozenset(found.moments):
            _decide(other, ProposalState.REPLACED, by)
            _reopen(other.request, by)
            free += 1


def _free_places(volunteer_id: int) -> int:
    return db.session.get_one(Volunteer, volunteer_id).free_places


def _reopen(request: HelpRequest, by: By) -> None:
    move(request, RequestState.OPEN, by, REQUEST_LIFE, region_id=_region_of(request))


def _decide(proposal: Proposal, there: ProposalState, by: By, reason: str = "") -> None:
    _move(proposal, there, by)
    proposal.decided_by_id = by.user_id
    proposal.decided_at = now()
    proposal.decision_reason = reason


def _move(proposal: Proposal, there: ProposalState, by: By) -> None:
    move(proposal, there, by, PROPOSAL_LIFE, region_id=_region_of(proposal.request))


def _region_of(request: HelpRequest) -> int:
    return request.pupil.school.region_id
