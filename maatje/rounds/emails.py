"""The letters about rounds and proposals. None of them names anybody; who signs in sees more."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from maatje.access import Role
from maatje.accounts.models import User
from maatje.database import db
from maatje.notifications.services import post_letter
from maatje.regions.models import CoordinatorRegion, Region
from maatje.regions.queries import coordinators_of, staff
from maatje.rounds import queries
from maatje.rounds.models import MatchingRound, Proposal


def tell_round_is_ready(round: MatchingRound) -> None:
    """The coordinator who started the round is told; of a night's round, all of the region.

    Of a country round the administrator who started it is told, and all coordinators for whom there is something.
    """
    proposed = round.summary.get("proposed", 0)
    if not round.is_country_wide:
        _post("round_ready", _starter_or_coordinators(round), round, proposed)
        return
    _post("country_round_ready", _starter(round), round, proposed)
    for coordinator, waiting in queries.coordinators_concerned(round):
        _post("round_ready", [coordinator], round, waiting)


def tell_round_failed(round: MatchingRound) -> None:
    """Whoever started it is told; of a night's round all of the region, or all administrators."""
    if round.is_country_wide:
        _post("country_round_failed", _starter(round) or db.session.scalars(staff(Role.ADMINISTRATOR)), round, 0)
    else:
        _post("round_failed", _starter_or_coordinators(round), round, 0)


def tell_regions_awaited(proposal: Proposal, awaited: Iterable[Region]) -> None:
    """The coordinators of these regions are told, once, that the other one has said yes."""
    for region in awaited:
        for coordinator in coordinators_of(region.id):
            post_letter(
                "proposal_awaits_region",
                coordinator,
                f"proposal:{proposal.id}:{region.id}",
                region_id=region.id,
                proposal_id=proposal.id,
            )


def tell_yes_was_in_vain(proposal: Proposal, decided_in: Collection[int]) -> None:
    """Who said yes for a region that is none of these is told that the other one decided otherwise."""
    for approval in proposal.region_approvals:
        coordinator = db.session.get(User, approval.user_id) if approval.user_id else None
        if coordinator and coordinator.is_active and approval.region_id not in decided_in:
            post_letter(
                "proposal_fell_through",
                coordinator,
                f"proposal:{proposal.id}",
                region_id=approval.region_id,
                proposal_id=proposal.id,
            )


def _starter(round: MatchingRound) -> list[User]:
    return list(db.session.scalars(select(User).where(User.id == round.started_by_id)))


def _starter_or_coordinators(round: MatchingRound) -> Iterable[User]:
    in_region = select(User).join(CoordinatorRegion, CoordinatorRegion.user_id == User.id)
    in_region = in_region.where(CoordinatorRegion.region_id == round.region_id)
    return _starter(round) or db.session.scalars(in_region)


def _post(kind: str, readers: Iterable[User], round: MatchingRound, proposed: int) -> None:
    for reader in readers:
        if reader.is_active:
            post_letter(
                kind,
                reader,
                f"round:{round.id}",
                region_id=round.region_id,
                round_id=round.id,
                proposed=proposed,
                left_over=round.summary.get("left_over", 0),
            )
