"""Whom and when together: groups of people who compete, each assigned and given its moments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

import networkx as nx

from matching.moments import Moment
from matching.pair import Pair, StartsOf
from matching.reference.assignment import assign
from matching.rhythms import possible_within, reserve, timetable_of, within
from matching.schedule import Timetable
from matching.solution import Doubt

Progress = Callable[[str, float], None]

PLAIN = -1
"""Stands for all programmes of a plain rhythm together."""

MOST_ROUNDS = 4
"""How often a group is assigned anew for single clashes; after that all who could clash are settled at once."""


@dataclass(slots=True)
class Plan:
    """The chosen pairs, their moments by request id, and why they might not be the best there are."""

    chosen: list[Pair] = field(default_factory=list)
    moments: Timetable = field(default_factory=dict)
    doubts: set[Doubt] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Terms:
    """Free places by volunteer id, priority by pupil id, and when a session of a pair can start."""

    places: Mapping[int, int]
    priority: Mapping[int, int]
    starts_of: StartsOf


def make_plan(pairs: Sequence[Pair], terms: Terms, tell: Progress) -> Plan:
    """The best choice among these pairs, with moments for all of it.

    The optimum of each group is exact. A volunteer who takes pupils of different rhythms at once is beyond what a
    flow can see: should their hours turn out not to suffice, hours are reserved (see ``rhythms``), the group is
    assigned anew, and the plan says so.
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
    assignment = assign(pairs, terms.places, terms.priority, terms.starts_of)
    if not assignment.exact:
        doubts.add(Doubt.WEIGHTS_TOO_LARGE)
    return assignment.chosen


def _schedule(group: Sequence[Pair], chosen: list[Pair], terms: Terms, plan: Plan) -> None:
    reserved: dict[int, frozenset[Moment]] = {}
    moments, clashes = _timetables(chosen, terms.starts_of)
    for rounds in range(1, MOST_ROUNDS + 1):
        if not clashes:
            break
        plan.doubts.add(Doubt.RHYTHMS_MIXED)
        for clash in clashes:
            reserved[clash[0].volunteer_id] = reserve(clash, terms.starts_of, terms.priority)
        if rounds == MOST_ROUNDS:
            reserved = _as_it_stands(group, chosen, moments) | reserved
        starts_left = within(reserved, terms.starts_of)
        remaining = possible_within(reserved, group, starts_left)
        chosen = _assign(remaining, replace(terms, starts_of=starts_left), plan.doubts)
        moments, clashes = _timetables(chosen, starts_left)
    # Whatever happens, nobody is proposed without moments.
    plan.chosen += [pair for pair in chosen if pair.request_id in moments]
    plan.moments |= moments


def _as_it_stands(
    group: Sequence[Pair], chosen: Sequence[Pair], moments: Timetable
) -> dict[int, frozenset[Moment]]:
    """For every volunteer who could mix rhythms the hours of their pupil who is not plain, if there is one."""
    hours = {
        pair.volunteer_id: pair.rhythm.taken(moments.get(pair.request_id, ()))
        for pair in chosen
        if not pair.rhythm.is_plain
    }
    return {volunteer_id: hours.get(volunteer_id, frozenset()) for volunteer_id in _mixed(group)}


def _mixed(pairs: Sequence[Pair]) -> set[int]:
    """The volunteers who could take a pupil who is not plain and others beside."""
    kinds: dict[int, set[int]] = {}
    for pair in pairs:
        kinds.setdefault(pair.volunteer_id, set()).add(PLAIN if pair.rhythm.is_plain else pair.programme)
    return {volunteer_id for volunteer_id, of_volunteer in kinds.items() if len(of_volunteer) > 1}


def _timetables(chosen: Iterable[Pair], starts_of: StartsOf) -> tuple[Timetable, list[list[Pair]]]:
    """The moments of everybody whose volunteer can schedule them, and the other volunteers' pairs."""
    moments: Timetable = {}
    clashes = []
    for pairs in _by_volunteer(chosen):
        of_volunteer = timetable_of(pairs, starts_of)
        if of_volunteer is None:
            clashes.append(pairs)
        else:
            moments |= of_volunteer
    return moments, clashes


def _by_volunteer(pairs: Iterable[Pair]) -> list[list[Pair]]:
    volunteer = attrgetter("volunteer_id")
    return [list(group) for _, group in groupby(sorted(pairs, key=volunteer), key=volunteer)]
