"""The heaviest assignment on a sparse graph, with the prices that prove it: a primal-dual method of shortest
paths.

Pupils go to *nodes*: a volunteer, or a *gate* of that volunteer, through which one pupil at most reaches one of
their places (a moment, or a programme that is not plain). At the end no pair is worth more than its
pupil's worth and its node's price together, seated pairs are worth just that, who is alone is worth 0, and a
place nobody takes costs 0. So by weak duality no other assignment is worth more (Kuhn 1955; Edmonds and Karp 1972
for the use of prices in searching).

The method may begin at any prices, not only at none: whoever sits where that no longer pays gets up and leaves a
*dummy* behind, so that the price of the seat is still paid. First everybody who is up finds the shortest way to a
seat (dummies give theirs away), then every dummy that is left finds the shortest way to somebody who wants its
seat, or to a price of 0. So a few new pairs cost a few short searches, not a new start.

Compiled; whole numbers throughout.
"""

from typing import NamedTuple

import numpy as np

from matching.bits import Ints
from matching.compiled import Number, compiled
from matching.search import FAR, NONE, Search, begin, forget, nearest, reach


class Graph(NamedTuple):
    """Arcs by pupil (``arc_from[p]`` to ``arc_from[p + 1]``) and the same by node; nodes below ``len(places)`` are
    volunteers, the others gates. ``gate_from`` lists each volunteer's gates."""

    arc_from: Ints
    arc_node: Ints
    arc_weight: Ints
    back_from: Ints
    back_pupil: Ints
    back_weight: Ints
    back_arc: Ints
    volunteer_of: Ints
    places: Ints
    gate_from: Ints
    gates: Ints


class Seats(NamedTuple):
    """Who sits where, and the prices. Dummies are numbered after the pupils; who sits at one volunteer hangs
    together in a list."""

    worth: Ints
    price: Ints
    seat: Ints
    arc: Ints
    holder: Ints
    load: Ints
    first: Ints
    after: Ints
    before: Ints


@compiled
def reseat(graph: Graph, seats: Seats, up: Ints, room: Search) -> None:
    """Everybody in ``up`` (pupils without a seat, in this order) gets the seat that is best in the whole, or stays
    alone, and every dummy is gone."""
    for pupil in up:
        seats.worth[pupil] = best_worth(graph, seats, pupil)
        find_seat(graph, seats, pupil, room)
    pupils = len(graph.arc_from) - 1
    for dummy in range(pupils, len(seats.seat)):
        if seats.seat[dummy] >= 0:
            fill_seat(graph, seats, dummy, room)


@compiled
def best_worth(graph: Graph, seats: Seats, pupil: Number) -> Number:
    best = np.int64(0)
    for arc in range(graph.arc_from[pupil], graph.arc_from[pupil + 1]):
        best = max(best, graph.arc_weight[arc] - seats.price[graph.arc_node[arc]])
    return best


# --- sitting down and getting up


@compiled
def sit_down(graph: Graph, seats: Seats, pupil: Number, node: Number, arc: Number) -> None:
    volunteer = graph.volunteer_of[node]
    seats.seat[pupil], seats.arc[pupil] = node, arc
    if node >= len(graph.places):
        seats.holder[node] = pupil
    seats.load[volunteer] += 1
    second = seats.first[volunteer]
    seats.first[volunteer], seats.after[pupil], seats.before[pupil] = pupil, second, NONE
    if second >= 0:
        seats.before[second] = pupil


@compiled
def get_up(graph: Graph, seats: Seats, pupil: Number) -> None:
    node = seats.seat[pupil]
    volunteer = graph.volunteer_of[node]
    seats.seat[pupil], seats.arc[pupil] = NONE, NONE
    if node >= len(graph.places):
        seats.holder[node] = NONE
    seats.load[volunteer] -= 1
    left, right = seats.before[pupil], seats.after[pupil]
    if left >= 0:
        seats.after[left] = right
    else:
        seats.first[volunteer] = right
    if right >= 0:
        seats.before[right] = left


# --- searching


@compiled
def find_seat(graph: Graph, seats: Seats, start: Number, room: Search) -> None:
    """The shortest way from a pupil to a free place, a dummy's seat, or somebody who had better be alone."""
    pupils = len(seats.seat)
    end, length, current = start, seats.worth[start], np.int64(0)
    begin(room, start)
    while True:
        thing = nearest(room, current)
        if thing < 0 or room.distance[thing] >= length:
            break
        current = room.distance[thing]
        if thing < pupils:
            worth, seat = seats.worth[thing] + current, seats.seat[thing]
            for arc in range(graph.arc_from[thing], graph.arc_from[thing + 1]):
                node = graph.arc_node[arc]
                distance = worth + seats.price[node] - graph.arc_weight[arc]
                if distance < length and node != seat and distance < room.distance[pupils + node]:
                    reach(room, pupils + node, distance, current, thing, arc)
                    if node < len(graph.places) and seats.load[node] < graph.places[node]:
                        end, length = pupils + node, distance
            continue
        node = thing - pupils
        volunteer = graph.volunteer_of[node]
        if node == volunteer:
            other = seats.first[node]
            while other >= 0:
                gate = seats.seat[other]
                if gate == node:
                    if current < room.distance[other]:
                        end, length = displace(graph, seats, room, other, current, node, end, length)
                else:  # the gate is given up, and with it the place behind it
                    distance = current + seats.price[gate] - seats.price[node]
                    if distance < length and distance < room.distance[pupils + gate]:
                        reach(room, pupils + gate, distance, current, thing, NONE)
                other = seats.after[other]
        elif seats.holder[node] >= 0:
            other = seats.holder[node]
            # Who comes takes the gate, or, if it was reached from behind, the place.
            taken = node if room.came_by[thing] >= 0 else volunteer
            if current < room.distance[other]:
                end, length = displace(graph, seats, room, other, current, taken, end, length)
        else:
            distance = current + seats.price[volunteer] - seats.price[node]
            if distance < length and distance < room.distance[pupils + volunteer]:
                reach(room, pupils + volunteer, distance, current, thing, NONE)
                if seats.load[volunteer] < graph.places[volunteer]:
                    end, length = pupils + volunteer, distance
    for index in range(room.sizes[0]):
        thing = room.touched[index]
        nearer = length - room.distance[thing]
        if nearer > 0:
            if thing < pupils:
                seats.worth[thing] -= nearer
            else:
                seats.price[thing - pupils] += nearer
    take_seats(graph, seats, room, start, end)
    forget(room)


@compiled
def displace(
    graph: Graph,
    seats: Seats,
    room: Search,
    other: Number,
    current: Number,
    node: Number,
    end: Number,
    length: Number,
) -> "tuple[Number, Number]":
    """Somebody would have to get up for another, who takes ``node``: the new end and length of the shortest
    way."""
    reach(room, other, current, current, node, NONE)
    if other >= len(graph.arc_from) - 1:  # a dummy just goes
        return other, current
    if current + seats.worth[other] < length:
        return other, current + seats.worth[other]
    return end, length


@compiled
def take_seats(graph: Graph, seats: Seats, room: Search, start: Number, end: Number) -> None:
    """Everybody on the way moves on by one."""
    pupils = len(seats.seat)
    if end == start:
        return
    if end < pupils:
        node = room.came_from[end]
        get_up(graph, seats, end)
    else:
        node = end - pupils
    while True:
        thing = pupils + node
        if room.came_by[thing] < 0:  # a volunteer reached by way of a gate
            thing = room.came_from[thing]
        pupil, arc = room.came_from[thing], room.came_by[thing]
        if pupil != start:
            get_up(graph, seats, pupil)
        sit_down(graph, seats, pupil, thing - pupils, arc)
        if pupil == start:
            return
        node = room.came_from[pupil]


@compiled
def fill_seat(graph: Graph, seats: Seats, dummy: Number, room: Search) -> None:
    """The shortest way from somebody who is alone to the dummy's seat, or from it to a place that may be free."""
    pupils = len(seats.seat)
    start = pupils + seats.seat[dummy]
    end: Number = NONE
    length, current = FAR, np.int64(0)
    begin(room, start)
    while True:
        thing = nearest(room, current)
        if thing < 0 or room.distance[thing] >= length:
            break
        current = room.distance[thing]
        if thing < pupils:
            seat = pupils + seats.seat[thing]
            if current < room.distance[seat]:
                reach(room, seat, current, current, thing, NONE)
            continue
        node = thing - pupils
        volunteer = graph.volunteer_of[node]
        if node == volunteer:
            if current + seats.price[node] < length:
                end, length = thing, current + seats.price[node]
            for index in range(graph.gate_from[node], graph.gate_from[node + 1]):
                gate = graph.gates[index]
                distance = current + seats.price[node] - seats.price[gate]
                if seats.holder[gate] < 0 and distance < length and distance < room.distance[pupils + gate]:
                    reach(room, pupils + gate, distance, current, thing, NONE)
        else:
            distance = current + seats.price[node] - seats.price[volunteer]
            if distance < length and distance < room.distance[pupils + volunteer]:
                reach(room, pupils + volunteer, distance, current, thing, NONE)
        for index in range(graph.back_from[node], graph.back_from[node + 1]):
            pupil = graph.back_pupil[index]
            distance = current + seats.worth[pupil] + seats.price[node] - graph.back_weight[index]
            if distance < length and distance < room.distance[pupil]:
                reach(room, pupil, distance, current, thing, graph.back_arc[index])
                if seats.seat[pupil] < 0:
                    end, length = pupil, distance
    for index in range(room.sizes[0]):
        thing = room.touched[index]
        nearer = length - room.distance[thing]
        if nearer > 0:
            if thing < pupils:
                seats.worth[thing] += nearer
            else:
                seats.price[thing - pupils] -= nearer
    move_up(graph, seats, room, dummy, end)
    forget(room)


@compiled
def move_up(graph: Graph, seats: Seats, room: Search, dummy: Number, end: Number) -> None:
    """The dummy gets up, and everybody on the way moves towards its seat by one."""
    pupils = len(seats.seat)
    movers = 0
    thing = end
    while thing >= 0:
        if thing < pupils:
            room.stack[movers] = thing
            movers += 1
        thing = room.came_from[thing]
    get_up(graph, seats, dummy)
    for index in range(movers - 1, -1, -1):
        pupil = room.stack[index]
        if seats.seat[pupil] >= 0:
            get_up(graph, seats, pupil)
        sit_down(graph, seats, pupil, room.came_from[pupil] - pupils, room.came_by[pupil])
