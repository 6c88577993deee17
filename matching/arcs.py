"""What a network needs of its arcs, compiled: their order, who came by which, and the hours of a pair."""

import numpy as np

from matching.bits import Ints
from matching.columns import Asks, Offers
from matching.compiled import Number, compiled
from matching.flow import Graph, Seats, best_worth, get_up, sit_down
from matching.moments import HOURS_IN_WEEK
from matching.rules import has_hour
from matching.search import NONE


@compiled
def in_order(keys: Ints, size: Number) -> "tuple[Ints, Ints]":
    """For each number below ``size`` where its stretch begins, and in those stretches the places it has in
    ``keys``."""
    begins = np.zeros(size + 1, dtype=np.int64)
    for key in keys:
        begins[key + 1] += 1
    begins = np.cumsum(begins)
    free, order = begins[:-1].copy(), np.empty(len(keys), dtype=np.int64)
    for place in range(len(keys)):
        order[free[keys[place]]] = place
        free[keys[place]] += 1
    return begins, order


@compiled
def arcs_of(graph: Graph, arc_pair: Ints, seat: Ints, seated: Ints) -> Ints:
    """The arc on which each pupil came to their seat, or NONE."""
    arcs = np.full(len(seat), NONE)
    for pupil in range(len(seat)):
        if seat[pupil] >= 0:
            for arc in range(graph.arc_from[pupil], graph.arc_from[pupil + 1]):
                if arc_pair[arc] == seated[pupil] and graph.arc_node[arc] == seat[pupil]:
                    arcs[pupil] = arc
    return arcs


@compiled
def who_gets_up(graph: Graph, seats: Seats, asking: Ints, changed: Ints) -> Ints:
    """Those of the asking who sit at a changed volunteer or would be better off elsewhere; each leaves a dummy
    where the price of the seat is not 0."""
    is_changed = np.zeros(len(graph.places), dtype=np.bool_)
    for volunteer in changed:
        is_changed[volunteer] = True
    up, number = np.empty(len(asking), dtype=np.int64), 0
    pupils = len(graph.arc_from) - 1
    for pupil in asking:
        seat = seats.seat[pupil]
        leaves = seat >= 0 and is_changed[graph.volunteer_of[seat]]
        if not leaves and best_worth(graph, seats, pupil) <= seats.worth[pupil]:
            continue
        if seat >= 0:
            get_up(graph, seats, pupil)
            if seats.price[seat] > 0 or seats.price[graph.volunteer_of[seat]] > 0:
                sit_down(graph, seats, pupils + number, seat, NONE)
        up[number] = pupil
        number += 1
    return up[:number]


@compiled
def moments_of(offers: Offers, asks: Asks, request: Ints, volunteer: Ints, pairs: Ints) -> "tuple[Ints, Ints]":
    """The common moments of these pairs, one by one: which pair, and the moment."""
    which, at = np.empty(len(pairs) * HOURS_IN_WEEK, dtype=np.int64), 0
    moments = np.empty_like(which)
    for pair in pairs:
        week, other = offers.row[volunteer[pair]].plain, asks.row[request[pair]].free
        for moment in range(HOURS_IN_WEEK):
            if has_hour(week, moment) and has_hour(other, moment):
                which[at], moments[at] = pair, moment
                at += 1
    return which[:at], moments[:at]
