"""What if? The optimum of a network that differs in a few pairs, by a short search from the optimum it has.

A pair is made to sit by a *premium* that outweighs whatever the others lose by it: whoever must go is at most the
one in that seat, and the pupil gives up the seat they had. What is only thought of lies asleep in the network,
worth less than being alone, until it is woken. The network itself stays as it is.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.assignment import Network, Weights, weights_of
from matching.candidates import Candidates, Pairs
from matching.columns import Ints
from matching.compiled import Number, compiled
from matching.flow import FAR, NONE, Graph, Search, Seats, best_worth, fill_seat, find_seat, get_up, sit_down
from matching.planning import pairs_at, starts_within
from matching.rhythms import timetable_of
from matching.schedule import Timetable

MOST_LOOKED_AT = 25_000_000
"""Up to so many requests times volunteers all possible pairs are put into the network."""

AT_A_TIME = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A network at its optimum, ready to be asked. ``arc_pair`` says of which pair each arc is; ``back_at`` where
    the arc stands in the list by node; ``by_pair`` are the arcs sorted by their pair."""

    network: Network
    graph: Graph
    arc_pair: Ints
    seats: Seats
    back_at: Ints
    by_pair: Ints

    @property
    def premium(self) -> int:
        """Outweighs any two pairs."""
        return 3 * int(np.abs(self.graph.arc_weight).max(initial=0)) + 1

    @property
    def pupil_of(self) -> Ints:
        """By arc."""
        arcs = self.graph.arc_from
        return np.repeat(np.arange(len(arcs) - 1), np.diff(arcs))

    def arcs_of(self, pairs: Ints) -> Ints:
        """The arcs of these pairs of the network (rows)."""
        sorted_pairs = self.arc_pair[self.by_pair]
        begin = np.searchsorted(sorted_pairs, pairs, "left")
        end = np.searchsorted(sorted_pairs, pairs, "right")
        stretches = [np.arange(*bounds) for bounds in zip(begin.tolist(), end.tolist(), strict=True)]
        arcs: Ints = self.by_pair[np.concatenate(stretches or [pairs])]
        return arcs

    def with_weights(self, arcs: Ints, weights: Ints, asking: Ints) -> Network:
        """The optimum if these arcs weighed so much, no less than they do; ``asking`` are their pupils."""
        graph = self.graph._replace(
            arc_weight=self.graph.arc_weight.copy(), back_weight=self.graph.back_weight.copy()
        )
        graph.arc_weight[arcs] = weights
        graph.back_weight[self.back_at[arcs]] = weights
        seats = _with_dummies(self.seats, len(asking))
        reconsider(graph, seats, asking, room_for(graph, seats))
        arc = seats.arc[: len(self.network.seated)]
        seated = np.where(arc >= 0, self.arc_pair[arc] if len(self.arc_pair) else NONE, NONE)
        return replace(self.network, seated=seated)


def settled(network: Network) -> Settled:
    graph, arc_pair, seats = network.residual()
    back_at = np.empty(len(graph.back_arc), dtype=np.int64)
    back_at[graph.back_arc] = np.arange(len(back_at))
    return Settled(network, graph, arc_pair, seats, back_at, np.argsort(arc_pair, kind="stable"))


def afresh(network: Network, weights: Weights, pairs: Pairs, candidates: Candidates) -> Network:
    """The same places, hours and possible pairs, solved from an empty start under other weights."""
    seats = network.seats
    again = replace(
        network,
        candidates=candidates,
        weights=weights,
        pairs=pairs,
        seats=Seats(
            worth=np.zeros_like(seats.worth),
            price=np.zeros_like(seats.price),
            seat=np.full_like(seats.seat, NONE),
            arc=np.full_like(seats.arc, NONE),
            holder=np.full_like(seats.holder, NONE),
            load=np.zeros_like(seats.load),
            first=np.full_like(seats.first, NONE),
            after=np.full_like(seats.after, NONE),
            before=np.full_like(seats.before, NONE),
        ),
        seated=np.full_like(network.seated, NONE),
    )
    again.seat_everybody()
    return again


def nearest_to(network: Network, helper: Ints) -> Network:
    """The same, where who is helped by whom (by row of the request) goes before what is equally good: so if it is
    the best, a change changes no more of it than it must."""
    columns, pairs = network.columns, network.pairs
    ids = [(request.id, row) for request, row in zip(columns.requests, helper.tolist(), strict=True) if row >= 0]
    earlier = frozenset((ident, columns.volunteers[row].id) for ident, row in ids)
    problem = replace(columns.problem, earlier=earlier)
    possible = np.zeros(len(helper), dtype=np.bool_)
    possible[pairs.request] = True
    weights = weights_of(replace(columns, problem=problem), possible)
    pairs = pairs._replace(earlier=helper[pairs.request] == pairs.volunteer)
    return afresh(network, weights, pairs, network.candidates)


def complete(network: Network) -> bool:
    """The network has all possible pairs, and gates for all hours that matter; False if they are too many."""
    requests, volunteers = network.candidates.size, len(network.columns.volunteers)
    small = requests * volunteers <= MOST_LOOKED_AT
    if small and requests and volunteers:
        network.add(pairs_of(network.candidates, np.arange(requests), np.arange(volunteers)))
    places = network.columns.offers.row["places"][network.pairs.volunteer]
    plain = network.columns.asks.row["is_plain"][network.pairs.request]
    tight = plain & (network.pairs.common < places) & (places > 1) & ~network.gone
    network.time(np.unique(network.pairs.volunteer[tight]))
    return small


def pairs_of(candidates: Candidates, request: Ints, volunteer: Ints) -> Pairs:
    """All possible pairs of these requests with these volunteers."""
    found = candidates.pairs(request[:0], volunteer[:0])
    step = max(1, AT_A_TIME // max(1, len(volunteer)))
    for begin in range(0, len(request), step):
        some = request[begin : begin + step]
        found = found.and_also(candidates.pairs(np.repeat(some, len(volunteer)), np.tile(volunteer, len(some))))
    return found


def weeks_at(network: Network, volunteers: Ints) -> Timetable | None:
    """Moments by row of the request for all pupils of these volunteers; None if somebody cannot have theirs."""
    found: Timetable = {}
    starts_of = starts_within(network.columns)
    for pairs in pairs_at(network, network.chosen.those(np.isin(network.chosen.volunteer, volunteers))).values():
        week = timetable_of(pairs, starts_of)
        if week is None:
            return None
        found |= week
    return found


def room_for(graph: Graph, seats: Seats) -> Search:
    things = len(seats.seat) + len(seats.price)
    reached = len(graph.arc_node) + 2 * things + 1
    return Search(
        distance=np.full(things, FAR),
        came_from=np.full(things, NONE),
        came_by=np.full(things, NONE),
        touched=np.empty(things, dtype=np.int64),
        stack=np.empty(reached, dtype=np.int64),
        key=np.empty(reached, dtype=np.int64),
        item=np.empty(reached, dtype=np.int64),
        sizes=np.zeros(3, dtype=np.int64),
    )


def _with_dummies(seats: Seats, dummies: int) -> Seats:
    """A copy of the seats with room for so many dummies."""
    more = np.full(dummies, NONE)
    return Seats(
        worth=np.concatenate((seats.worth, np.zeros(dummies, dtype=np.int64))),
        price=seats.price.copy(),
        seat=np.concatenate((seats.seat, more)),
        arc=np.concatenate((seats.arc, more)),
        holder=seats.holder.copy(),
        load=seats.load.copy(),
        first=seats.first.copy(),
        after=np.concatenate((seats.after, more)),
        before=np.concatenate((seats.before, more)),
    )


@compiled
def reconsider(graph: Graph, seats: Seats, asking: Ints, room: Search) -> None:
    """Those of the asking who would be better off elsewhere get up, and everybody has the best seat again."""
    pupils = len(graph.arc_from) - 1
    up, number = np.empty(len(asking), dtype=np.int64), 0
    for pupil in asking:
        if best_worth(graph, seats, pupil) <= seats.worth[pupil]:
            continue
        seat = seats.seat[pupil]
        if seat >= 0:
            get_up(graph, seats, pupil)
            if (seats.price[seat] > 0) | (seats.price[graph.volunteer_of[seat]] > 0):
                sit_down(graph, seats, pupils + number, seat, NONE)
        up[number] = pupil
        number += 1
    for pupil in up[:number]:
        seats.worth[pupil] = best_worth(graph, seats, pupil)
        find_seat(graph, seats, pupil, room)
    for dummy in range(pupils, len(seats.seat)):
        if seats.seat[dummy] >= 0:
            fill_seat(graph, seats, dummy, room)


def losses(now: Settled, pupil: int, stretches: Ints, point: int, most: int) -> Ints:
    """What the whole would lose, in points of fit and ranks, if ``pupil`` had to take one of these stretches of
    their own arcs; FAR for those that surely are not among the ``most`` that lose least."""
    spare = _with_dummies(now.seats, 1)
    lost = np.full(len(stretches), FAR)
    graph, seats = now.graph, now.seats
    _losses(
        graph, seats, spare, room_for(graph, spare), now.back_at, stretches, np.array([pupil]), now.premium, point,
        most, lost,
    )  # fmt: skip
    return lost


@compiled
def _losses(
    graph: Graph,
    seats: Seats,
    spare: Seats,
    room: Search,
    back_at: Ints,
    stretches: Ints,
    asking: Ints,
    premium: Number,
    point: Number,
    most: Number,
    lost: Ints,
) -> None:
    pupil = asking[0]
    # A pair costs the whole at least what its price says that it is worth less than the pair there is.
    least = np.empty(len(stretches), dtype=np.int64)
    for index in range(len(stretches)):
        least[index] = FAR
        for arc in range(stretches[index, 0], stretches[index, 1]):
            cost = seats.worth[pupil] + seats.price[graph.arc_node[arc]] - graph.arc_weight[arc]
            least[index] = min(least[index], cost)
    best = np.full(most, FAR)
    before = weight_of(graph, seats) // point
    for index in np.argsort(least):
        if best[most - 1] < FAR and least[index] >= point * (best[most - 1] + 1):
            break
        copy(seats, spare)
        raise_weights(graph, back_at, stretches[index], premium)
        reconsider(graph, spare, asking, room)
        raise_weights(graph, back_at, stretches[index], -premium)
        lost[index] = before - weight_of(graph, spare) // point
        best[most - 1] = min(best[most - 1], lost[index])
        best.sort()


@compiled
def copy(seats: Seats, spare: Seats) -> None:
    pupils = len(seats.seat)
    spare.worth[:pupils], spare.price[:] = seats.worth, seats.price
    spare.seat[:pupils], spare.arc[:pupils], spare.holder[:] = seats.seat, seats.arc, seats.holder
    spare.load[:], spare.first[:] = seats.load, seats.first
    spare.after[:pupils], spare.before[:pupils] = seats.after, seats.before
    spare.worth[pupils:] = 0
    spare.seat[pupils:], spare.arc[pupils:] = NONE, NONE
    spare.after[pupils:], spare.before[pupils:] = NONE, NONE


@compiled
def raise_weights(graph: Graph, back_at: Ints, stretch: Ints, premium: Number) -> None:
    for arc in range(stretch[0], stretch[1]):
        graph.arc_weight[arc] += premium
        graph.back_weight[back_at[arc]] += premium


@compiled
def weight_of(graph: Graph, seats: Seats) -> Number:
    weight = np.int64(0)
    for pupil in range(len(graph.arc_from) - 1):
        if seats.arc[pupil] >= 0:
            weight += graph.arc_weight[seats.arc[pupil]]
    return weight
