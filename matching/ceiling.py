"""How many pupils could be placed at most if volunteers of some kinds came: a quick bound, before solving.

It is the largest flow from pupils to places. A volunteer is so many places, with a gate of one place for each
programme whose rhythm is not plain and for each hour in which a pupil with few common hours could come: all that a
round keeps to, except that pupils of different rhythms are not kept apart in time. So no solution places more;
where these are not mixed, the best places just as many.

Only those within reach are looked at: who is left over, who sits with somebody whom such a pupil may meet, and
so on (the alternating paths of Berge 1957). A new volunteer changes nothing for all others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from matching.candidates import Candidates, Pairs
from matching.columns import NOBODY, Columns, Ints, columns_of, moments_in
from matching.explanation import Kind
from matching.kinds import next_id, volunteers_of
from matching.moments import Moment
from matching.problem import Problem
from matching.solution import Solution

Node = tuple[str, int, int]
Arcs = dict[tuple[Node, Node], int]
"""From where to where, and for how many."""

SOURCE: Node = ("source", 0, 0)
SINK: Node = ("sink", 0, 0)
PAIRS_AT_ONCE = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """Arcs as columns, nodes numbered from the source (0) and the sink (1); which arc lets each kind in; and how
    many pupils are placed out of reach."""

    begin: Ints
    end: Ints
    capacity: Ints
    of_kind: Mapping[Kind, int]
    beyond: int

    def placed(self, more: Mapping[Kind, int]) -> int:
        """No more pupils than this can be placed once so many volunteers of each kind are there."""
        capacity = self.capacity.copy()
        for kind, number in more.items():
            capacity[self.of_kind[kind]] = number
        nodes = int(max(self.begin.max(), self.end.max())) + 1
        columns = (column.astype(np.int32) for column in (capacity, self.begin, self.end))
        values, begin, end = (column[capacity > 0] for column in columns)
        flow = maximum_flow(csr_array((values, (begin, end)), shape=(nodes, nodes)), 0, 1)
        return self.beyond + int(flow.flow_value)


def ceiling_of(problem: Problem, solution: Solution, kinds: Sequence[Kind]) -> Ceiling:
    """The bound for a problem that ``check`` let through, and its solution."""
    first, own = next_id(problem), len(problem.volunteers)
    new = [volunteer for row, kind in enumerate(kinds) for volunteer in volunteers_of(kind, 1, first + row)]
    candidates = Candidates(columns_of(replace(problem, volunteers=(*problem.volunteers, *new))))
    pairs, beyond = _within_reach(candidates, solution)
    doors = [(("volunteer", own + row, 0), SINK) for row in range(len(kinds))]
    arcs = _arcs(candidates.columns, pairs) | dict.fromkeys(doors, 0)
    nodes = dict.fromkeys([SOURCE, SINK, *(node for arc in arcs for node in arc)])
    number = {node: row for row, node in enumerate(nodes)}
    where = {arc: row for row, arc in enumerate(arcs)}
    return Ceiling(
        begin=np.array([number[begin] for begin, _ in arcs], dtype=np.int64),
        end=np.array([number[end] for _, end in arcs], dtype=np.int64),
        capacity=np.array(list(arcs.values()), dtype=np.int64),
        of_kind={kind: where[door] for kind, door in zip(kinds, doors, strict=True)},
        beyond=beyond,
    )


def _within_reach(candidates: Candidates, solution: Solution) -> tuple[list[Pairs], int]:
    """All pairs of the pupils within reach, and how many pupils are placed out of it."""
    columns = candidates.columns
    pupil = columns.asks.row["pupil"]
    request_row = {request.id: row for row, request in enumerate(columns.requests)}
    volunteer_row = {volunteer.id: row for row, volunteer in enumerate(columns.volunteers)}
    seat = np.full(len(columns.pupil_ids), NOBODY)
    for proposal in solution.proposals:
        seat[pupil[request_row[proposal.request_id]]] = volunteer_row[proposal.volunteer_id]
    reached = seat == NOBODY
    fresh, found = reached, []
    while fresh.any():
        pairs = list(_pairs_of(candidates, np.flatnonzero(fresh[pupil])))
        found += pairs
        volunteers = np.concatenate([each.volunteer for each in pairs])
        fresh = np.isin(seat, volunteers) & ~reached
        reached = reached | fresh
    return found, int(np.count_nonzero(~reached))


def _pairs_of(candidates: Candidates, requests: Ints) -> Iterator[Pairs]:
    volunteers = np.arange(len(candidates.columns.volunteers))
    step = max(1, PAIRS_AT_ONCE // len(volunteers))
    for begin in range(0, len(requests), step):
        rows = requests[begin : begin + step]
        yield candidates.pairs(np.repeat(rows, len(volunteers)), np.tile(volunteers, len(rows)))


def _arcs(columns: Columns, found: Iterable[Pairs]) -> Arcs:
    arcs: Arcs = {}
    asked, places = columns.asks.row, columns.offers.row["places"]
    for pairs in found:
        special = ~asked["is_plain"][pairs.request]
        pupil, programme = asked["pupil"][pairs.request], asked["programme"][pairs.request]
        tight = pairs.common < places[pairs.volunteer]
        for row, (who, whom) in enumerate(zip(pupil.tolist(), pairs.volunteer.tolist(), strict=True)):
            child, helper = ("pupil", who, 0), ("volunteer", whom, 0)
            arcs[SOURCE, child] = 1
            arcs[helper, SINK] = int(places[whom])
            if special[row] and places[whom] > 1:
                gates = [("programme", whom, int(programme[row]))]
            elif tight[row] and not special[row]:
                gates = [("hour", whom, hour) for hour in _common_hours(columns, pairs.request[row], whom)]
            else:
                gates = []
                arcs[child, helper] = 1
            for gate in gates:
                arcs[child, gate] = arcs[gate, helper] = 1
    return arcs


def _common_hours(columns: Columns, request: int, volunteer: int) -> frozenset[Moment]:
    return moments_in(columns.asks.row["free"][request] & columns.offers.row["free"][volunteer])
