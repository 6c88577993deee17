"""Room for a search of shortest ways, nearest first: a stack for what is no farther, a heap for the rest."""

from typing import NamedTuple

import numpy as np

from matching.bits import Ints
from matching.compiled import Number, compiled

NONE = np.int64(-1)
FAR = np.int64(2**62)
_HEAP_BRANCHES = 4


class Search(NamedTuple):
    """Room for one search: distances of pupils, then nodes; how each was reached; what is to be looked at."""

    distance: Ints
    came_from: Ints
    came_by: Ints
    touched: Ints
    stack: Ints
    key: Ints
    item: Ints
    sizes: Ints  # of touched, stack, heap


@compiled
def begin(room: Search, start: Number) -> None:
    room.sizes[:] = 0
    reach(room, start, np.int64(0), np.int64(0), NONE, NONE)


@compiled
def reach(
    room: Search, thing: Number, distance: Number, current: Number, came_from: Number, came_by: Number
) -> None:
    """A pupil or node is reached at this distance, which is shorter than before."""
    if room.distance[thing] == FAR:
        room.touched[room.sizes[0]] = thing
        room.sizes[0] += 1
    room.distance[thing], room.came_from[thing], room.came_by[thing] = distance, came_from, came_by
    if distance == current:
        room.stack[room.sizes[1]] = thing
        room.sizes[1] += 1
    else:
        push(room, distance, thing)


@compiled
def nearest(room: Search, current: Number) -> Number:
    """The nearest thing not yet looked at, or NONE; those at the current distance come first."""
    while room.sizes[1] > 0:
        room.sizes[1] -= 1
        thing: Number = room.stack[room.sizes[1]]
        if room.distance[thing] == current:
            return thing
    while room.sizes[2] > 0:
        distance, thing = pop(room)
        if distance == room.distance[thing]:
            return thing
    return NONE


@compiled
def forget(room: Search) -> None:
    for index in range(room.sizes[0]):
        room.distance[room.touched[index]] = FAR


# --- a heap of (distance, thing)


@compiled
def push(room: Search, distance: Number, thing: Number) -> None:
    at = room.sizes[2]
    room.sizes[2] += 1
    while at > 0:
        above = (at - 1) // _HEAP_BRANCHES
        if room.key[above] <= distance:
            break
        room.key[at], room.item[at] = room.key[above], room.item[above]
        at = above
    room.key[at], room.item[at] = distance, thing


@compiled
def pop(room: Search) -> "tuple[Number, Number]":
    distance, thing = room.key[0], room.item[0]
    room.sizes[2] -= 1
    size = room.sizes[2]
    last_key, last_item = room.key[size], room.item[size]
    at: Number = 0
    while True:
        below = at * _HEAP_BRANCHES + 1
        if below >= size:
            break
        least: Number = below
        for other in range(below + 1, min(below + _HEAP_BRANCHES, size)):
            if room.key[other] < room.key[least]:
                least = other
        if room.key[least] >= last_key:
            break
        room.key[at], room.item[at] = room.key[least], room.item[least]
        at = least
    room.key[at], room.item[at] = last_key, last_item
    return distance, thing
