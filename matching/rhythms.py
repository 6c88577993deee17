"""Volunteers who take pupils of one and of several sessions a week at once.

A flow sees places and single moments, not that one pupil takes two moments together. Where the hours of
such a volunteer turn out not to suffice, it is decided which of them are reserved for the pupil of several
sessions: then a flow is exact for that volunteer again, though another decision might have served more people.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from matching.pair import MomentsOf, Pair
from matching.problem import Moment
from matching.schedule import Timetable, Visit, timetable, weeks

WAYS = 50
"""How many ways to reserve hours for one pupil are compared."""

Reserved = Mapping[int, frozenset[Moment]]
"""By volunteer id the hours kept for one pupil of several sessions; none if no such pupil is to come."""


def timetable_of(pairs: Sequence[Pair], moments_of: MomentsOf) -> Timetable | None:
    """Moments for all of one volunteer's pairs, or None if there are none."""
    return timetable([Visit(pair.request_id, moments_of(pair), pair.sessions) for pair in pairs])


def reserve(clash: Sequence[Pair], moments_of: MomentsOf, priority: Mapping[int, int]) -> frozenset[Moment]:
    """The hours to reserve at a volunteer who cannot serve all of these.

    They let the volunteer serve as many as possible, and of those ways the highest priorities together.
    """
    single = sorted((p for p in clash if p.sessions == 1), key=lambda p: (-priority[p.pupil_id], -p.fit, p))
    contested = frozenset[Moment]().union(*(moments_of(pair) for pair in single))
    best = _served(single, frozenset(), moments_of, priority), frozenset[Moment]()
    for pair in clash:
        if pair.sessions > 1:
            for week in islice(weeks(moments_of(pair), pair.sessions, contested), WAYS):
                number, worth = _served(single, frozenset(week), moments_of, priority)
                option = (number + 1, worth + priority[pair.pupil_id]), frozenset(week)
                best = max(best, option, key=lambda option: option[0])
    return best[1]


def _served(
    single: Sequence[Pair], week: frozenset[Moment], moments_of: MomentsOf, priority: Mapping[int, int]
) -> tuple[int, int]:
    """How many of the others, strongest first, still find an hour, and the sum of their priorities."""
    served: list[Pair] = []
    for pair in single:
        if timetable_of([*served, pair], lambda pair: moments_of(pair) - week) is not None:
            served.append(pair)
    return len(served), sum(priority[pair.pupil_id] for pair in served)


def within(reserved: Reserved, moments_of: MomentsOf) -> MomentsOf:
    """The common moments of a pair once hours are reserved."""

    def moments_left(pair: Pair) -> frozenset[Moment]:
        if pair.volunteer_id not in reserved:
            return moments_of(pair)
        hours = reserved[pair.volunteer_id]
        return hours & moments_of(pair) if pair.sessions > 1 else moments_of(pair) - hours

    return moments_left


def possible_within(reserved: Reserved, pairs: Sequence[Pair], moments_left: MomentsOf) -> list[Pair]:
    """The pairs that remain once hours are reserved; at such a volunteer only one takes the reserved hours."""
    remaining = []
    for pair in pairs:
        if pair.volunteer_id not in reserved:
            remaining.append(pair)
            continue
        moments = moments_left(pair)
        if len(moments) >= pair.sessions and (pair.sessions == 1 or moments == reserved[pair.volunteer_id]):
            programme = pair.programme if pair.sessions == 1 else ANY_PROGRAMME
            remaining.append(pair._replace(common=len(moments), programme=programme))
    return remaining


ANY_PROGRAMME = -1
"""Stands for whichever programme of several sessions a week comes first to the reserved hours."""
