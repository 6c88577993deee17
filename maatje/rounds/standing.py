"""How a proposal stands with whoever looks at it: whose it is, which region has said yes, and what is to do."""

from collections.abc import Collection
from dataclasses import dataclass

from maatje.regions.models import Region
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal


@dataclass(frozen=True)
class Standing:
    """For the coordinator of one region or several."""

    regions: list[Region]  # the pupil's, then the volunteer's where that is another
    said_yes: list[Region]
    awaited: list[Region]
    has_pupil: bool  # who has only the volunteer sees of the pupil what it takes to judge
    has_volunteer: bool
    may_approve: bool
    may_let_go: bool

    @property
    def is_across(self) -> bool:
        return len(self.regions) > 1


def standing_of(proposal: Proposal, own_region_ids: Collection[int]) -> Standing:
    """How the proposal stands with a coordinator of these regions."""
    regions, awaited = proposal.regions, proposal.regions_awaited
    said_yes = [region for region in regions if region not in awaited]
    own = [region for region in regions if region.id in own_region_ids]
    is_ours_to_say = not awaited or any(region in own for region in awaited)
    return Standing(
        regions=regions,
        said_yes=said_yes,
        awaited=awaited,
        has_pupil=regions[0] in own,
        has_volunteer=regions[-1] in own,
        may_approve=len(regions) == 1 or is_ours_to_say,
        may_let_go=proposal.state is ProposalState.KEPT and all(region in own for region in said_yes),
    )
