"""What is true at the moment of storing: the engine saw the region as it was some seconds ago."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

import matching
from maatje.database import IN_ONE_QUERY, batched, db
from maatje.pairings.queries import barred_pairs, booked_moments, booked_moments_of_pupils
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.schools.models import School
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer


@dataclass
class Fresh:
    """Places and moments that are still free; each proposal that is taken in uses its own up."""

    open_requests: dict[int, int]  # request id → pupil id
    places: dict[int, int]
    taken_by_volunteer: dict[int, frozenset[int]]
    taken_by_pupil: dict[int, frozenset[int]]
    barred: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, region_id: int, solution: matching.Solution) -> Self:
        volunteers = {proposal.volunteer_id for proposal in solution.proposals}
        open_requests = _open_requests(region_id)
        pupils = set(open_requests.values())
        places = _free_places(region_id, volunteers)
        by_volunteer = defaultdict(frozenset, booked_moments(volunteers))
        by_pupil = defaultdict(frozenset, booked_moments_of_pupils(pupils))
        for kept in _kept_proposals(volunteers):
            places[kept.volunteer_id] = places.get(kept.volunteer_id, 0) - 1
            by_volunteer[kept.volunteer_id] |= kept.weekly_moments
            by_pupil[kept.request.pupil_id] |= kept.weekly_moments
        return cls(open_requests, places, by_volunteer, by_pupil, frozenset(barred_pairs(pupils)))

    def takes(self, found: matching.Proposal) -> bool:
        """Whether this proposal still holds; its place and moments are used up if so."""
        moments = frozenset(found.moments)
        pupil = self.open_requests.get(found.request_id)
        if pupil is None or (pupil, found.volunteer_id) in self.barred:
            return False
        if self.places.get(found.volunteer_id, 0) < 1:
            return False
        if moments & (self.taken_by_volunteer[found.volunteer_id] | self.taken_by_pupil[pupil]):
            return False
        self.places[found.volunteer_id] -= 1
        self.taken_by_volunteer[found.volunteer_id] |= moments
        self.taken_by_pupil[pupil] |= moments
        return True


def _open_requests(region_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(HelpRequest.id, HelpRequest.pupil_id)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(School.region_id == region_id, HelpRequest.state == RequestState.OPEN)
    )
    return dict(rows.all())


def _free_places(region_id: int, volunteers: set[int]) -> dict[int, int]:
    free: dict[int, int] = {}
    for part in batched(sorted(volunteers), IN_ONE_QUERY):
        rows = db.session.execute(
            select(Volunteer.id, Volunteer.places - Volunteer.places_taken).where(
                Volunteer.id.in_(part),
                Volunteer.region_id == region_id,
                Volunteer.state == VolunteerState.ACTIVE,
            )
        )
        free |= dict(rows.all())
    return free


def _kept_proposals(volunteers: set[int]) -> list[Proposal]:
    kept: list[Proposal] = []
    for part in batched(sorted(volunteers), IN_ONE_QUERY):
        kept += db.session.scalars(
            select(Proposal).where(Proposal.volunteer_id.in_(part), Proposal.state == ProposalState.KEPT)
        )
    return kept
