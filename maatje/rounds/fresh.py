"""What is true at the moment of storing: the engine saw the region, or the country, as it was some seconds ago."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

import matching
from maatje.database import among, db
from maatje.pairings.queries import barred_pairs, booked_moments, booked_moments_of_pupils
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.rounds import queries, reading
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.rounds.reading import Waiting
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
    def of(cls, region_id: int | None, solution: matching.Solution) -> Self:
        """For a round of this region, or of the country (None), whose untouched proposals have made way.

        In a region only kept proposals hold. In the country whatever still waits does: regions go first.
        """
        holding = (ProposalState.KEPT,) if region_id is not None else queries.WAITING
        volunteers = {proposal.volunteer_id for proposal in solution.proposals}
        open_requests = _open_requests(region_id)
        pupils = set(open_requests.values())
        places = _free_places(region_id, volunteers)
        by_volunteer = defaultdict(frozenset, booked_moments(volunteers))
        by_pupil = defaultdict(frozenset, booked_moments_of_pupils(pupils))
        fresh = cls(open_requests, places, by_volunteer, by_pupil, frozenset(barred_pairs(pupils)))
        for held in _waiting_with(volunteers, pupils, holding):
            fresh._use_up(held.volunteer_id, held.pupil_id, held.weekly_moments)
        return fresh

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
        self._use_up(found.volunteer_id, pupil, moments)
        return True

    def leaves(self, untouched: Waiting) -> bool:
        """Whether those taken in leave this one, of another round, its place and moments; used up if so."""
        volunteer, pupil = untouched.volunteer_id, untouched.pupil_id
        if untouched.weekly_moments & (self.taken_by_volunteer[volunteer] | self.taken_by_pupil[pupil]):
            return False
        if self.places.get(volunteer, 1) < 1:  # whoever is not among them was given to nobody
            return False
        self._use_up(volunteer, pupil, untouched.weekly_moments)
        return True

    def _use_up(self, volunteer: int, pupil: int, moments: frozenset[int]) -> None:
        if volunteer in self.places:
            self.places[volunteer] -= 1
        self.taken_by_volunteer[volunteer] |= moments
        self.taken_by_pupil[pupil] |= moments


def _open_requests(region_id: int | None) -> dict[int, int]:
    rows = db.session.execute(
        select(HelpRequest.id, HelpRequest.pupil_id)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(queries.asked_in(region_id), HelpRequest.state == RequestState.OPEN)
    )
    return dict(rows.all())


def _free_places(region_id: int | None, volunteers: set[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Volunteer.id, Volunteer.places - Volunteer.places_taken).where(
            among(Volunteer.id, volunteers),
            queries.offered_in(region_id),
            Volunteer.state == VolunteerState.ACTIVE,
        )
    )
    return dict(rows.all())


def _waiting_with(volunteers: set[int], pupils: set[int], states: Sequence[ProposalState]) -> list[Waiting]:
    """The proposals in these states of one of the volunteers or one of the pupils, each once."""
    in_state = Proposal.state.in_(states)
    of_volunteers = reading.proposals(in_state, among(Proposal.volunteer_id, volunteers))
    of_pupils = reading.proposals(in_state, among(HelpRequest.pupil_id, pupils))
    return sorted({*of_volunteers, *of_pupils})
