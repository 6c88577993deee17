"""The best solution by trying everything: every way to pair, every way to schedule it."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product

import networkx as nx

from matching import Problem, Programme, Request, Volunteer, to_networkx

Value = tuple[int, tuple[int, ...], int]
"""Pupils placed, their priorities from the highest down, and the total fit: greater is better."""

Slot = tuple[str, int, int]
"""Which weeks, the day, the hour."""

Choice = dict[int, tuple[Request, Volunteer] | None]


def best_value(problem: Problem) -> Value:
    """As many pupils as possible, of those the most urgent and longest waiting, of those the best fit."""
    worth = _worth(problem)
    return max(worth(pairs) for pairs in all_choices(problem))


def best_value_with(problem: Problem, pair: tuple[int, int]) -> Value | None:
    """The same among the choices in which this (request id, volunteer id) is a pair, if there are any."""
    worth = _worth(problem)
    return max((worth(pairs) for pairs in all_choices(problem) if pair in pairs), default=None)


def value_of(problem: Problem, pairs: Sequence[tuple[int, int]]) -> Value:
    """The value of (request id, volunteer id) pairs; a pupil is as urgent as their most urgent request."""
    return _worth(problem)(pairs)


def _worth(problem: Problem) -> Callable[[Sequence[tuple[int, int]]], Value]:
    graph = to_networkx(problem)
    priorities = _pupil_priorities(problem, graph)
    pupil = {request.id: request.pupil_id for request in problem.requests}

    def worth(pairs: Sequence[tuple[int, int]]) -> Value:
        placed = sorted((priorities[pupil[request_id]] for request_id, _ in pairs), reverse=True)
        fit = sum(graph.edges[("request", r), ("volunteer", v)]["fit"] for r, v in pairs)
        return len(pairs), tuple(placed), fit

    return worth


def _pupil_priorities(problem: Problem, graph: nx.Graph) -> dict[int, int]:
    priorities: dict[int, int] = {}
    for request in problem.requests:
        node = ("request", request.id)
        if graph.degree(node):
            priorities[request.pupil_id] = max(graph.nodes[node]["priority"], priorities.get(request.pupil_id, 0))
    return priorities


def all_choices(problem: Problem) -> Iterator[list[tuple[int, int]]]:
    graph = to_networkx(problem)
    options: dict[int, list[tuple[int, int] | None]] = {}
    for request in problem.requests:
        found = [(request.id, ident) for _, ident in graph.neighbors(("request", request.id))]
        options[request.pupil_id] = [*options.get(request.pupil_id, [None]), *found]
    for choice in product(*options.values()):
        pairs = [pair for pair in choice if pair is not None]
        if all(can_serve(problem, volunteer, pairs) for volunteer in problem.volunteers):
            yield pairs


def can_serve(problem: Problem, volunteer: Volunteer, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether places, rhythms and hours of this volunteer suffice for all of their pairs."""
    requests = {request.id: request for request in problem.requests}
    programmes = {programme.key: programme for programme in problem.programmes}
    own = [requests[request_id] for request_id, volunteer_id in pairs if volunteer_id == volunteer.id]
    once = [request.programme for request in own if not is_plain(programmes[request.programme])]
    if len(own) > volunteer.places or len(set(once)) < len(once):
        return False
    ways = [ways_to_meet(request, volunteer, programmes[request.programme]) for request in own]
    return _go_together(sorted(ways, key=len), frozenset())


def is_plain(programme: Programme) -> bool:
    return programme.sessions_per_week == 1 and programme.session_minutes <= 60 and programme.every_weeks == 1


def ways_to_meet(request: Request, volunteer: Volunteer, programme: Programme) -> list[frozenset[Slot]]:
    """Every choice of sessions of one pupil, each as the hours it takes."""
    free = free_slots(request.moments, request.booked) & free_slots(volunteer.moments, volunteer.booked)
    return _ways(free, programme.sessions_per_week, programme.session_minutes, programme.every_weeks)


@lru_cache(maxsize=10_000)
def _ways(free: frozenset[Slot], sessions: int, minutes: int, every_weeks: int) -> list[frozenset[Slot]]:
    kinds = [("even", "odd")] if every_weeks == 1 else [("even",), ("odd",)]
    hours = -(-minutes // 60)
    possible = [
        (day, slots)
        for weeks in kinds
        for day in range(7)
        for first in range(24 - hours + 1)
        if (slots := frozenset((week, day, first + h) for week in weeks for h in range(hours))) <= free
    ]
    return [
        frozenset().union(*(slots for _, slots in chosen))
        for chosen in combinations(possible, sessions)
        if len({day for day, _ in chosen}) == sessions
    ]


@lru_cache(maxsize=10_000)
def free_slots(moments: frozenset[int], booked: frozenset[int]) -> frozenset[Slot]:
    return _slots(moments) - _slots(booked)


def _slots(moments: frozenset[int]) -> frozenset[Slot]:
    weeks = {0: ("even", "odd"), 1: ("even",), 2: ("odd",)}
    return frozenset((week, m % 168 // 24, m % 24) for m in moments for week in weeks[m // 168])


def _go_together(ways: Sequence[list[frozenset[Slot]]], taken: frozenset[Slot]) -> bool:
    if not ways:
        return True
    return any(_go_together(ways[1:], taken | hours) for hours in ways[0] if taken.isdisjoint(hours))
