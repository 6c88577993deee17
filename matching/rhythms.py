"""Volunteers who take pupils of different rhythms at once.

A flow sees places and single moments, not that one pupil takes several hours together, or an hour of every other
week. Where the hours of such a volunteer turn out not to suffice, it is decided which of them are reserved for one
pupil whose rhythm is not plain: then a flow is exact for that volunteer again, though another decision might have
served more people.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from matching.moments import Moment
from matching.pair import Pair, StartsOf
from matching.schedule import Timetable, Visit, timetable, weeks

WAYS = 50
"""How many ways to reserve hours for one pupil are compared."""

Reserved = Mapping[int, frozenset[Moment]]
"""By volunteer id the hours, as halves, kept for one pupil who is not plain; none if no such pupil is to come."""


def timetable_of(pairs: Sequence[Pair], starts_of: StartsOf) -> Timetable | None:
    """Moments for all of one volunteer's pairs, or None if there are none."""
    return timetable([Visit(pair.request_id, starts_of(pair), pair.rhythm) for pair in pairs])


def reserve(clash: Sequence[Pair], starts_of: StartsOf, priority: Mapping[int, int]) -> frozenset[Moment]:
    """The hours to reserve at a volunteer who cannot serve all of these.

    They let the volunteer serve as many as possible, and of those ways the highest priorities together.
    """
    plain = sorted((p for p in clash if p.rhythm.is_plain), key=lambda p: (-priority[p.pupil_id], -p.fit, p))
    contested = frozenset[Moment]().union(*(pair.rhythm.taken(starts_of(pair)) for pair in plain))
    best = _served(plain, frozenset(), starts_of, priority), frozenset[Moment]()
    for pair in clash:
        if not pair.rhythm.is_plain:
            for week in islice(weeks(starts_of(pair), pair.rhythm, contested), WAYS):
                hours = pair.rhythm.taken(week)
                number, worth = _served(plain, hours, starts_of, priority)
                option = (number + 1, worth + priority[pair.pupil_id]), hours
                best = max(best, option, key=lambda option: option[0])
    return best[1]


def _served(
    plain: Sequence[Pair], hours: frozenset[Moment], starts_of: StartsOf, priority: Mapping[int, int]
) -> tuple[int, int]:
    """How many of the others, strongest first, still find an hour, and the sum of their priorities."""

    def starts_left(pair: Pair) -> frozenset[Moment]:
        return starts_beside(pair, hours, starts_of)

    served: list[Pair] = []
    for pair in plain:
        if timetable_of([*served, pair], starts_left) is not None:
            served.append(pair)
    return len(served), sum(priority[pair.pupil_id] for pair in served)


def starts_beside(pair: Pair, hours: frozenset[Moment], starts_of: StartsOf) -> frozenset[Moment]:
    """The starts whose session takes none of these hours."""
    return frozenset(start for start in starts_of(pair) if hours.isdisjoint(pair.rhythm.taken([start])))


def within(reserved: Reserved, starts_of: StartsOf) -> StartsOf:
    """When a session of a pair can start once hours are reserved."""

    def starts_left(pair: Pair) -> frozenset[Moment]:
        if pair.volunteer_id not in reserved:
            return starts_of(pair)
        hours = reserved[pair.volunteer_id]
        if pair.rhythm.is_plain:
            return starts_beside(pair, hours, starts_of)
        return frozenset(start for start in starts_of(pair) if hours.issuperset(pair.rhythm.taken([start])))

    return starts_left


def possible_within(reserved: Reserved, pairs: Sequence[Pair], starts_left: StartsOf) -> list[Pair]:
    """The pairs that remain once hours are reserved; at such a volunteer only one takes the reserved hours."""
    remaining = []
    for pair in pairs:
        if pair.volunteer_id not in reserved:
            remaining.append(pair)
            continue
        starts = starts_left(pair)
        if next(weeks(starts, pair.rhythm), None) is not None:
            programme = pair.programme if pair.rhythm.is_plain else ANY_PROGRAMME
            remaining.append(pair._replace(common=len(starts), programme=programme))
    return remaining


ANY_PROGRAMME = -1
"""Stands for whichever programme that is not plain comes first to the reserved hours."""
