"""Kinds of volunteer one could look for: which ones those left over call for, and what such people are like."""

from collections.abc import Iterable, Iterator

from matching.explanation import Kind, PartOfDay
from matching.moments import HOURS_IN_DAY, Moment, free_moments
from matching.problem import Problem, Programme, Request, Volunteer
from matching.solution import LeftReason, Solution

TRAVEL_KM = 10.0
FIRST_LANGUAGE = 7


def _hours(days: Iterable[int], begin: int, end: int) -> frozenset[Moment]:
    return frozenset(day * HOURS_IN_DAY + hour for day in days for hour in range(begin, end))


HOURS = {
    PartOfDay.MORNING: _hours(range(5), 9, 12),
    PartOfDay.AFTERNOON: _hours(range(5), 12, 18),
    PartOfDay.EVENING: _hours(range(5), 18, 21),
    PartOfDay.WEEKEND: _hours((5, 6), 9, 21),
}
"""The hours of the week in which somebody is free who is free in that part of the day."""

_ORDER = tuple(PartOfDay)


def kinds_of(problem: Problem, solution: Solution) -> tuple[Kind, ...]:
    """The kinds that the requests left over call for, by name; ``problem`` is one that ``check`` let through.

    A pupil placed with another request calls for nobody, nor does one who is never free from 9 to 21, or can
    neither meet online nor at a known place.
    """
    calling = {left.request_id for left in solution.left if left.reason != LeftReason.OTHER_REQUEST_SERVED}
    programmes = {programme.key: programme for programme in problem.programmes}
    found = {
        kind
        for request in problem.requests
        if request.id in calling
        for kind in _called_for(request, programmes[request.programme])
    }
    return tuple(sorted(found, key=name_of))


def name_of(kind: Kind) -> tuple[object, ...]:
    """What kinds are put in order by."""
    skills = (kind.programme, kind.subject, kind.level, kind.language, kind.nt2)
    return (*skills, kind.region, kind.place or (), _ORDER.index(kind.part_of_day))


def volunteers_of(kind: Kind, number: int, first_id: int) -> list[Volunteer]:
    """So many volunteers of that kind, numbered from ``first_id``."""
    return [_volunteer(kind, ident) for ident in range(first_id, first_id + number)]


def next_id(problem: Problem) -> int:
    """The first of the volunteers' ids, and all above it, that nothing in the problem speaks of."""
    known = {volunteer.id for volunteer in problem.volunteers}
    known |= {ident for _, ident in problem.forbidden | problem.earlier}
    return max(known, default=0) + 1


def _volunteer(kind: Kind, ident: int) -> Volunteer:
    return Volunteer(
        id=ident,
        programmes=frozenset({kind.programme}),
        subjects={kind.subject: frozenset({kind.level})} if kind.subject else {},
        offered=frozenset({(kind.subject, kind.level)} if kind.subject else ()),
        dutch=FIRST_LANGUAGE,
        has_nt2=kind.nt2,
        languages=frozenset({kind.language} if kind.language else ()),
        region=kind.region,
        online=kind.place is None,
        in_person=kind.place is not None,
        place=kind.place,
        travel_km=TRAVEL_KM,
        moments=HOURS[kind.part_of_day],
    )


def _called_for(request: Request, programme: Programme) -> Iterator[Kind]:
    part = _part_of_day(request, programme)
    online = request.online and programme.online
    visited = request.in_person and programme.in_person and request.place is not None
    if part is None or not (online or visited):
        return
    interpreter = None if programme.allows_booked_interpreter else request.interpreter_language
    for subject in _subjects(request, programme):
        yield Kind(
            programme=programme.key,
            subject=subject,
            level=request.level if subject else "",
            language=interpreter or "",
            nt2=request.needs_nt2,
            region="" if online and programme.anywhere else request.region,
            place=None if online else request.place,
            part_of_day=part,
        )


def _subjects(request: Request, programme: Programme) -> list[str]:
    """Each subject with which somebody could begin to help; one without a name where none is asked."""
    necessary = [wanted.subject for wanted in request.subjects if wanted.necessary]
    if necessary:
        return necessary
    asked = [wanted.subject for wanted in request.subjects]
    return asked if asked and programme.subject_required else [""]


def _part_of_day(request: Request, programme: Programme) -> PartOfDay | None:
    """Where most of the moments fall at which a session could start and end; the first of equals."""
    number = {
        part: len(programme.rhythm.starts(request.free & free_moments(HOURS[part], ()))) for part in PartOfDay
    }
    part = max(PartOfDay, key=lambda part: number[part])
    return part if number[part] else None
