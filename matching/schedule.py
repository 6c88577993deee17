"""When? The concrete moments of one volunteer's new pupils, nobody booked twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from matching.moments import DAYS_IN_WEEK, PLAIN, Moment, Rhythm, halves, hour_of_week, weekday

TRIES = 20_000
"""How many ways for the pupils whose rhythm is not plain are tried before a timetable counts as impossible."""

Timetable = dict[int, tuple[Moment, ...]]


class Visit(NamedTuple):
    """A request a volunteer would serve: when a session of it could start, and in which rhythm they come."""

    request_id: int
    starts: frozenset[Moment]
    rhythm: Rhythm = PLAIN


def timetable(visits: Sequence[Visit]) -> Timetable | None:
    """Moments for every visit, by request id, no hour taken twice; None if there is no such timetable.

    Plain rhythms are exact, by alternating paths. Sessions of one pupil fall on different days, spread over the
    week. For visits of other rhythms every way that could matter is tried; the search stops after ``TRIES`` ways.
    """
    ordered = sorted(visits, key=lambda visit: (len(visit.starts), visit.request_id))
    special = [visit for visit in ordered if not visit.rhythm.is_plain]
    plain = [visit for visit in ordered if visit.rhythm.is_plain]
    rhythm_of = {visit.request_id: visit.rhythm for visit in special}
    for tries, chosen in enumerate(_ways(special, _contested(special, plain))):
        hours = [rhythm_of[request_id].taken(starts) for request_id, starts in chosen.items()]
        taken = frozenset(hour_of_week(half) for halves in hours for half in halves)
        singles = _singles(plain, taken)
        if singles is not None:
            return chosen | singles
        if tries >= TRIES:
            break
    return None


def _contested(special: Sequence[Visit], plain: Sequence[Visit]) -> frozenset[Moment]:
    """The hours (halves) it matters who gets: of visits that cannot simply come last, or of two special ones."""
    load = len(plain) + sum(visit.rhythm.sessions * visit.rhythm.hours for visit in special)
    tight = halves(start for visit in plain if len(visit.starts) < load for start in visit.starts)
    wanted = Counter(half for visit in special for half in visit.rhythm.taken(visit.starts))
    return tight | {half for half, visits in wanted.items() if visits > 1}


def _ways(visits: Sequence[Visit], contested: frozenset[Moment]) -> Iterator[Timetable]:
    if not visits:
        yield {}
        return
    first, *rest = visits
    for chosen in weeks(first.starts, first.rhythm, contested):
        taken = first.rhythm.taken(chosen)
        others = [
            visit._replace(starts=frozenset(s for s in visit.starts if taken.isdisjoint(visit.rhythm.taken([s]))))
            for visit in rest
        ]
        for timetable_of_rest in _ways(others, contested):
            yield {first.request_id: chosen, **timetable_of_rest}


def weeks(
    starts: frozenset[Moment], rhythm: Rhythm, contested: frozenset[Moment] = frozenset()
) -> Iterator[tuple[Moment, ...]]:
    """Ways to put a rhythm's sessions on different days, well spread first, then early in the week.

    Of the sessions that take no hour (halves) anybody else wants one a day is enough to look at, so the ways stay
    few.
    """
    by_day: dict[int, list[Moment]] = {}
    settled: set[int] = set()
    for start in sorted(starts, key=lambda start: (hour_of_week(start), start)):
        day, of_day = weekday(start), by_day.setdefault(weekday(start), [])
        if contested and not contested.isdisjoint(rhythm.taken([start])):
            of_day.append(start)
        elif day not in settled:
            settled.add(day)
            of_day.append(start)
    for days in sorted(combinations(sorted(by_day), rhythm.sessions), key=lambda days: (-_spread(days), days)):
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
    wished = sorted(visit.starts - taken, key=lambda m: (m in holder, busy.get(weekday(m), 0), m))
    for moment in wished:
        if moment in seen:
            continue
        seen.add(moment)
        if moment not in holder or _seat(holder[moment], holder, taken, busy, seen):
            holder[moment] = visit
            return True
    return False
