"""When? The concrete weekly moments of one volunteer's new pupils, nobody booked twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from matching.problem import DAYS_IN_WEEK, Moment, weekday

TRIES = 20_000
"""How many ways for the pupils of several sessions a week are tried before a timetable counts as
impossible."""

Timetable = dict[int, tuple[Moment, ...]]


class Visit(NamedTuple):
    """A request a volunteer would serve: the common free moments, and how many sessions a week it takes."""

    request_id: int
    moments: frozenset[Moment]
    sessions: int


def timetable(visits: Sequence[Visit]) -> Timetable | None:
    """Moments for every visit, by request id, no moment twice; None if there is no such timetable.

    One session a week is exact, by alternating paths. Sessions of one pupil fall on different days, spread
    over the week. With several pupils of several sessions at one volunteer the search stops after ``TRIES``
    ways.
    """
    ordered = sorted(visits, key=lambda visit: (len(visit.moments), visit.request_id))
    several = [visit for visit in ordered if visit.sessions > 1]
    single = [visit for visit in ordered if visit.sessions == 1]
    for tries, taken in enumerate(_ways(several, _contested(several, single))):
        singles = _singles(single, frozenset(m for moments in taken.values() for m in moments))
        if singles is not None:
            return taken | singles
        if tries >= TRIES:
            break
    return None


def _contested(several: Sequence[Visit], single: Sequence[Visit]) -> frozenset[Moment]:
    """The moments it matters who gets: of visits that cannot simply come last, or of two of several sessions."""
    load = len(single) + sum(visit.sessions for visit in several)
    tight = {moment for visit in single if len(visit.moments) < load for moment in visit.moments}
    wanted = Counter(moment for visit in several for moment in visit.moments)
    return frozenset(tight | {moment for moment, visits in wanted.items() if visits > 1})


def _ways(visits: Sequence[Visit], contested: frozenset[Moment]) -> Iterator[Timetable]:
    if not visits:
        yield {}
        return
    first, *rest = visits
    for chosen in weeks(first.moments, first.sessions, contested):
        others = [visit._replace(moments=visit.moments - set(chosen)) for visit in rest]
        for timetable_of_rest in _ways(others, contested):
            yield {first.request_id: chosen, **timetable_of_rest}


def weeks(
    moments: frozenset[Moment], sessions: int, contested: frozenset[Moment] = frozenset()
) -> Iterator[tuple[Moment, ...]]:
    """Ways to put sessions on as many different days, well spread first, then early in the week.

    Of the moments nobody else wants one a day is enough to look at, so the ways stay few.
    """
    by_day: dict[int, list[Moment]] = {}
    for moment in sorted(moments):
        of_day = by_day.setdefault(weekday(moment), [])
        if moment in contested or not any(other not in contested for other in of_day):
            of_day.append(moment)
    for days in sorted(combinations(sorted(by_day), sessions), key=lambda days: (-_spread(days), days)):
        yield from product(*(by_day[day] for day in days))


def _spread(days: tuple[int, ...]) -> int:
    """The shortest stretch of days from one session to the next, round the week."""
    following = (*days[1:], days[0] + DAYS_IN_WEEK)
    return min(later - day for day, later in zip(days, following, strict=True))


def _singles(visits: Sequence[Visit], taken: frozenset[Moment]) -> Timetable | None:
    """One moment for each visit, on a day of its own if that is easy; None if they cannot all have one."""
    holder: dict[Moment, Visit] = {}
    busy = Counter(weekday(moment) for moment in taken)
    for visit in visits:
        # Kuhn's method: each visit takes a free moment or makes its holder move, so it finds a timetable if
        # any is.
        if not _seat(visit, holder, taken, busy, set()):
            return None
        busy = Counter(weekday(moment) for moment in (*taken, *holder))
    return {visit.request_id: (moment,) for moment, visit in holder.items()}


def _seat(
    visit: Visit,
    holder: dict[Moment, Visit],
    taken: frozenset[Moment],
    busy: Mapping[int, int],
    seen: set[Moment],
) -> bool:
    wished = sorted(visit.moments - taken, key=lambda m: (m in holder, busy.get(weekday(m), 0), m))
    for moment in wished:
        if moment in seen:
            continue
        seen.add(moment)
        if moment not in holder or _seat(holder[moment], holder, taken, busy, seen):
            holder[moment] = visit
            return True
    return False
