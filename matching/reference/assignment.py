"""Whom? One assignment that places as many as possible, the highest priority first, with the best total fit.

The weight of a pair is rank of the pupil's priority times (1000 n + 1) + fit, n pupils: no sum of fits
outweighs one rank. The sets of pupils that can be placed together form a gammoid, so the heaviest set is
also the largest.

Time enters through moments (design.md, "When"). A pupil who has as many common free moments as the
volunteer has places can always be scheduled last; only the others go through a gate, a node of one moment.
A gate stands on both sides of the assignment: its copies match each other at weight 0 while it is not used,
and a pupil who takes the right-hand copy makes the left-hand copy take one of the volunteer's places.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import networkx as nx

from matching.pair import Pair, StartsOf

LARGEST_WEIGHT = 2**49
"""Prices and paths of the solver stay within a few times the largest weight, and a float64 is exact up to
2**53."""

FULL_FIT = 1000

Node = tuple[str, int, int]
Ends = tuple[Node, Node]


class Assignment(NamedTuple):
    """The chosen pairs by pupil id; ``exact`` is False if the weights were too large for exact arithmetic."""

    chosen: list[Pair]
    exact: bool


def assign(
    pairs: Sequence[Pair], places: Mapping[int, int], priority: Mapping[int, int], starts_of: StartsOf
) -> Assignment:
    """The best way to place the pupils of these pairs, at most one pair each, as far as a flow can see.

    ``places`` is by volunteer id, ``priority`` by pupil id, ``starts_of`` says when a pair can start.
    Whoever was paired before goes before what is equally good. Solved by networkx's
    ``minimum_weight_full_matching`` (Karp 1980).
    """
    if not pairs:
        return Assignment([], exact=True)
    weight, exact = _weights(pairs, priority)
    arcs: dict[Ends, tuple[int, Pair | None]] = {}
    for left, right, pair in _arcs(pairs, places, starts_of):
        worth = 0 if pair is None else weight(pair)
        # Two requests of one pupil may run along the same arc; the better one has it.
        if (left, right) not in arcs or worth > arcs[left, right][0]:
            arcs[left, right] = worth, pair
    matched = _heaviest_full_matching({ends: worth for ends, (worth, _) in arcs.items()})
    chosen = [pair for ends in matched if (pair := arcs[ends][1]) is not None]
    return Assignment(sorted(chosen), exact)


def _weights(pairs: Sequence[Pair], priority: Mapping[int, int]) -> tuple[Callable[[Pair], int], bool]:
    pupils = {pair.pupil_id for pair in pairs}
    ranks = {value: rank for rank, value in enumerate(sorted({priority[pupil] for pupil in pupils}), start=1)}
    step = FULL_FIT * len(pupils) + 1
    heaviest = len(ranks) * step + FULL_FIT
    # Earlier pairs must not outweigh one point of fit; where that no longer fits in a float, they count for
    # nothing.
    steady = len(pupils) + 1
    if heaviest * steady + 1 > LARGEST_WEIGHT:
        steady = 1

    def weight(pair: Pair) -> int:
        whole = ranks[priority[pair.pupil_id]] * step + pair.fit
        return whole * steady + (pair.earlier and steady > 1)

    return weight, heaviest <= LARGEST_WEIGHT


def _arcs(
    pairs: Sequence[Pair], places: Mapping[int, int], starts_of: StartsOf
) -> Iterator[tuple[Node, Node, Pair | None]]:
    by_volunteer = attrgetter("volunteer_id")
    for volunteer_id, group in groupby(sorted(pairs, key=by_volunteer), key=by_volunteer):
        yield from _arcs_of_volunteer(volunteer_id, list(group), places[volunteer_id], starts_of)
    for pupil_id in sorted({pair.pupil_id for pair in pairs}):
        yield ("pupil", pupil_id, 0), ("alone", pupil_id, 0), None


def _arcs_of_volunteer(
    volunteer_id: int, pairs: list[Pair], places: int, starts_of: StartsOf
) -> Iterator[tuple[Node, Node, Pair | None]]:
    pupils = {pair.pupil_id for pair in pairs}
    # With a place for everybody who could come, each pupil has a seat of their own and no gate has to take
    # one.
    roomy = places >= len(pupils)
    seats = [("seat", volunteer_id, seat) for seat in range(min(places, len(pupils)))]
    used: set[Node] = set()
    for pair in pairs:
        pupil = ("pupil", pair.pupil_id, 0)
        gates = _gates(pair, len(seats), starts_of)
        used.update(gates)
        own_seat = [("own seat", volunteer_id, pair.pupil_id)]
        for right in gates or (own_seat if roomy else seats):
            yield pupil, right, pair
    for gate in [] if roomy else sorted(used):
        for right in (gate, *seats):
            yield gate, right, None


def _gates(pair: Pair, seats: int, starts_of: StartsOf) -> list[Node]:
    """The nodes of capacity one, any of which leads this pair to a seat; none if it may sit down anywhere.

    In a programme whose rhythm is not plain a volunteer takes one new pupil, so all of its pairs share one gate.
    """
    if seats > 1 and not pair.rhythm.is_plain:
        return [("programme", pair.volunteer_id, pair.programme)]
    if pair.rhythm.is_plain and pair.common < seats:
        return [("moment", pair.volunteer_id, moment) for moment in sorted(starts_of(pair))]
    return []


def _heaviest_full_matching(worth: Mapping[Ends, int]) -> list[Ends]:
    # Whole numbers as nodes: networkx puts them in sets, whose order would otherwise change from run to run.
    lefts = {left: number for number, left in enumerate(dict.fromkeys(left for left, _ in worth))}
    rights = {right: number for number, right in enumerate(dict.fromkeys(r for _, r in worth), start=len(lefts))}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(lefts) + len(rights)))
    graph.add_weighted_edges_from((lefts[left], rights[right], -value) for (left, right), value in worth.items())
    partner = nx.bipartite.minimum_weight_full_matching(graph, top_nodes=range(len(lefts)))
    node = {number: right for right, number in rights.items()}
    return [(left, node[partner[number]]) for left, number in lefts.items()]
