"""Who may meet, and how well: every possible pair of a problem, request by request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from matching.problem import Problem, Programme, Request, Volunteer
from matching.reference.rules import Asking, who_may_meet
from matching.reference.scarcity import Scarcity, scarcity_of
from matching.reference.scoring import meets_in_person, score
from matching.reference.supply import Floats, Ints, Mask, Supply, supply_of


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The volunteers one request may meet, as columns of the supply, with what is known of each such pair."""

    asking: Asking
    supply: Supply
    columns: Ints
    fit: Ints
    parts: Mapping[str, Ints]
    common: Ints
    in_person: Mask
    distance_km: Floats
    counts: Mapping[str, int]

    @property
    def request(self) -> Request:
        return self.asking.request

    @property
    def programme(self) -> Programme:
        return self.asking.programme

    def volunteer(self, index: int) -> Volunteer:
        return self.supply.volunteers[int(self.columns[index])]

    def needs_booked_interpreter(self, index: int) -> bool:
        language = self.request.interpreter_language
        return language is not None and language not in self.volunteer(index).languages


def candidates_of(problem: Problem) -> Iterator[Candidates]:
    """The candidates of every request of a checked problem, in order of id."""
    programmes = {programme.key: programme for programme in problem.programmes}
    supply = supply_of(problem)
    scarcity = scarcity_of(problem, supply)
    for request in problem.requests:
        yield candidates_of_request(supply, scarcity, Asking(request, programmes[request.programme]))


def candidates_of_request(supply: Supply, scarcity: Scarcity, asking: Asking) -> Candidates:
    """Over all compatible volunteers; nobody is pruned because others seem better."""
    may_meet, counts = who_may_meet(supply, asking)
    columns = np.flatnonzero(may_meet).astype(np.int64)
    parts = score(supply, scarcity, asking, columns)
    starts = supply.starts(asking.request, asking.programme)[:, columns]
    return Candidates(
        asking=asking,
        supply=supply,
        columns=columns,
        fit=np.sum(list(parts.values()), axis=0, dtype=np.int64),
        parts=parts,
        common=np.bitwise_count(starts).sum(axis=0, dtype=np.int64),
        in_person=meets_in_person(supply, asking)[columns],
        distance_km=supply.distance_km(asking.request.place)[columns],
        counts=counts,
    )
