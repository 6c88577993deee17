"""Whom and when together: groups of people who compete, each assigned and given its moments."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

import networkx as nx

from matching.assignment import MomentsOf, Pair, assign
from matching.schedule import Timetable, Visit, timetable
from matching.solution import Doubt

Progress = Callable[[str, float], None]

REPAIRS = 30
"""How often a group is assigned anew because somebody's new pupils cannot be scheduled together."""


@dataclass(slots=True)
class Plan:
    """The chosen pairs, their moments by request id, and why they might not be the best there are."""

    chosen: list[Pair] = field(default_factory=list)
    moments: Timetable = field(default_factory=dict)
    doubts: set[Doubt] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every pair: free places by volunteer id, priority by pupil id, a pair's common
    moments."""

    places: Mapping[int, int]
    priority: Mapping[int, int]
    moments_of: MomentsOf


def make_plan(pairs: Sequence[Pair], terms: Terms, tell: Progress) -> Plan:
    """The best choice among these pairs, with moments for all of it.

    The optimum of each group is exact. A volunteer who takes pupils of one and of several sessions a week
    at once is beyond what a flow can see: should their hours turn out not to suffice, the weakest pair is
    given up, the group is assigned anew, and the plan says so.
    """
    plan = Plan()
    groups = groups_of(pairs)
    assigned = []
    for number, group in enumerate(groups):
        tell("assignment", number / len(groups))
        assigned.append(_assign(group, terms, plan.doubts))
    tell("assignment", 1.0)
    for number, (group, chosen) in enumerate(zip(groups, assigned, strict=True)):
        tell("schedule", number / len(groups))
        _schedule(group, chosen, terms, plan)
    tell("schedule", 1.0)
    return plan


def groups_of(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs by connected component: people of different groups have nothing to do with each other."""
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_edges_from((("pupil", pair.pupil_id), ("volunteer", pair.volunteer_id)) for pair in pairs)
    group_of = {
        ident: number
        for number, component in enumerate(nx.connected_components(graph))
        for kind, ident in component
        if kind == "pupil"
    }
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(group_of[pair.pupil_id], []).append(pair)
    return list(groups.values())


def _assign(pairs: Sequence[Pair], terms: Terms, doubts: set[Doubt]) -> list[Pair]:
    assignment = assign(pairs, terms.places, terms.priority, terms.moments_of)
    if not assignment.exact:
        doubts.add(Doubt.WEIGHTS_TOO_LARGE)
    return assignment.chosen


def _schedule(group: Sequence[Pair], chosen: list[Pair], terms: Terms, plan: Plan) -> None:
    given_up: set[Pair] = set()
    for attempt in range(REPAIRS + 1):
        moments, clashes = _timetables(chosen, terms.moments_of)
        if not clashes:
            break
        plan.doubts.add(Doubt.RHYTHMS_MIXED)
        weakest = {min(clash, key=lambda pair: _strength(pair, terms)) for clash in clashes}
        given_up |= weakest
        if attempt < REPAIRS:
            chosen = _assign([pair for pair in group if pair not in given_up], terms, plan.doubts)
        else:
            chosen, moments = _without_clashes(chosen, terms)
    plan.chosen += chosen
    plan.moments |= moments


def _strength(pair: Pair, terms: Terms) -> tuple[int, int, int]:
    return terms.priority[pair.pupil_id], pair.fit, -pair.request_id


def _timetables(chosen: Iterable[Pair], moments_of: MomentsOf) -> tuple[Timetable, list[list[Pair]]]:
    """The moments of everybody whose volunteer can schedule them, and the other volunteers' pairs."""
    moments: Timetable = {}
    clashes = []
    for pairs in _by_volunteer(chosen):
        of_volunteer = _timetable(pairs, moments_of)
        if of_volunteer is None:
            clashes.append(pairs)
        else:
            moments |= of_volunteer
    return moments, clashes


def _without_clashes(chosen: Collection[Pair], terms: Terms) -> tuple[list[Pair], Timetable]:
    """The pairs, strongest first, of which each volunteer can still schedule what they have."""
    kept: list[Pair] = []
    moments: Timetable = {}
    for pairs in _by_volunteer(chosen):
        of_volunteer: list[Pair] = []
        for pair in sorted(pairs, key=lambda pair: _strength(pair, terms), reverse=True):
            tried = _timetable([*of_volunteer, pair], terms.moments_of)
            if tried is not None:
                of_volunteer.append(pair)
                moments |= tried
        kept += of_volunteer
    return kept, moments


def _timetable(pairs: Iterable[Pair], moments_of: MomentsOf) -> Timetable | None:
    return timetable([Visit(pair.request_id, moments_of(pair), pair.sessions) for pair in pairs])


def _by_volunteer(pairs: Iterable[Pair]) -> list[list[Pair]]:
    volunteer = attrgetter("volunteer_id")
    return [list(group) for _, group in groupby(sorted(pairs, key=volunteer), key=volunteer)]
