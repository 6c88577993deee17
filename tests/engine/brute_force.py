"""The best solution by trying everything: every way to pair, every way to schedule it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import networkx as nx

from matching import Problem, Request, Volunteer, to_networkx, weekday

Value = tuple[int, tuple[int, ...], int]
"""Pupils placed, their priorities from the highest down, and the total fit: greater is better."""

Choice = dict[int, tuple[Request, Volunteer] | None]


def best_value(problem: Problem) -> Value:
    """As many pupils as possible, of those the most urgent and longest waiting, of those the best fit."""
    worth = _worth(problem)
    return max(worth(pairs) for pairs in _valid_choices(problem))


def best_value_with(problem: Problem, pair: tuple[int, int]) -> Value | None:
    """The same among the choices in which this (request id, volunteer id) is a pair, if there are any."""
    worth = _worth(problem)
    return max((worth(pairs) for pairs in _valid_choices(problem) if pair in pairs), default=None)


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


def _valid_choices(problem: Problem) -> Iterator[list[tuple[int, int]]]:
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
    sessions = {programme.key: programme.sessions_per_week for programme in problem.programmes}
    own = [requests[request_id] for request_id, volunteer_id in pairs if volunteer_id == volunteer.id]
    several = [request.programme for request in own if sessions[request.programme] > 1]
    if len(own) > volunteer.places or len(set(several)) < len(several):
        return False
    free = volunteer.moments - volunteer.booked
    if sum(sessions[request.programme] for request in own) > len(free):
        return False
    weeks = [_weeks((r.moments - r.booked) & free, sessions[r.programme]) for r in own]
    return any(_disjoint(chosen) for chosen in product(*weeks))


def _weeks(moments: frozenset[int], sessions: int) -> list[tuple[int, ...]]:
    ways = combinations(sorted(moments), sessions)
    return [way for way in ways if len({weekday(moment) for moment in way}) == sessions]


def _disjoint(chosen: Sequence[tuple[int, ...]]) -> bool:
    moments = [moment for week in chosen for moment in week]
    return len(moments) == len(set(moments))
