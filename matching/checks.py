"""One bad record never stops a round: it is set aside, with its reason."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from matching.moments import DAYS_IN_WEEK, MOMENTS
from matching.problem import (
    Place,
    Problem,
    Programme,
    Request,
    Volunteer,
)
from matching.shape import is_programme, is_request, is_volunteer, refuse_nonsense
from matching.solution import SetAside, SetAsideReason

Record = TypeVar("Record", Programme, Volunteer, Request)
Reason = SetAsideReason

LONGEST_MINUTES = 240
"""How long a session may be."""

EVERY_MOMENT = frozenset(range(MOMENTS))


def check(problem: Problem) -> tuple[Problem, tuple[SetAside, ...]]:
    """The problem without its bad records, everything sorted by id, and the records taken out.

    Volunteers of one region stand together: whoever looks at people of a region finds them side by side in
    memory, which is a third quicker. Of records that share an id none is kept: nobody can tell which of them is
    true. Raises NotAProblem where there are no records, or no ids to set them aside by.
    """
    refuse_nonsense(problem)
    programmes, bad_programmes = _sort_out("programme", problem.programmes, lambda p: p.key, _programme_fault)
    known = frozenset(programme.key for programme in programmes)
    volunteers, bad_volunteers = _sort_out("volunteer", problem.volunteers, lambda v: v.id, _volunteer_fault)
    requests, bad_requests = _sort_out(
        "request", problem.requests, lambda r: r.id, lambda r: _request_fault(r, known)
    )
    by_region = tuple(sorted(volunteers, key=lambda volunteer: (volunteer.region, volunteer.id)))
    clean = replace(problem, programmes=programmes, volunteers=by_region, requests=requests)
    return clean, (*bad_programmes, *bad_volunteers, *bad_requests)


def _sort_out(
    kind: str,
    records: Sequence[Record],
    key: Callable[[Record], int | str],
    fault: Callable[[Record], Reason | None],
) -> tuple[tuple[Record, ...], list[SetAside]]:
    seen = Counter(key(record) for record in records)
    good, bad = [], []
    for record in sorted(records, key=key):
        reason = Reason.DOUBLED_ID if seen[key(record)] > 1 else _readable(record, fault)
        if reason is None:
            good.append(record)
        else:
            bad.append(SetAside(kind, key(record), reason))
    return tuple(good), bad


def _readable(record: Record, fault: Callable[[Record], Reason | None]) -> Reason | None:
    try:
        return fault(record)
    except (TypeError, ValueError, AttributeError, OverflowError):
        return Reason.UNREADABLE


def _programme_fault(programme: Programme) -> Reason | None:
    sessions, every = programme.sessions_per_week, programme.every_weeks
    if any(number != int(number) for number in (sessions, every, programme.session_minutes)):
        return Reason.IMPOSSIBLE_SESSIONS
    # More often than once in two weeks, yet not every week, is nothing that a week could show.
    if not ((1 <= sessions <= DAYS_IN_WEEK and every == 1) or (sessions == 1 and every == 2)):
        return Reason.IMPOSSIBLE_SESSIONS
    if not 1 <= programme.session_minutes <= LONGEST_MINUTES:
        return Reason.IMPOSSIBLE_SESSIONS
    if programme.urgency_step_days < 0:
        return Reason.NEGATIVE_URGENCY
    return None if is_programme(programme) else Reason.UNREADABLE


def _volunteer_fault(volunteer: Volunteer) -> Reason | None:
    if not (volunteer.moments <= EVERY_MOMENT and volunteer.booked <= EVERY_MOMENT):
        return Reason.MOMENT_OUTSIDE_WEEK
    if volunteer.places < 0:
        return Reason.NEGATIVE_PLACES
    if not volunteer.travel_km >= 0:
        return Reason.NEGATIVE_DISTANCE
    if not 0 <= volunteer.dutch <= 7:
        return Reason.DUTCH_OUTSIDE_SCALE
    if _impossible(volunteer.place):
        return Reason.IMPOSSIBLE_PLACE
    return None if is_volunteer(volunteer) else Reason.UNREADABLE


def _request_fault(request: Request, known_programmes: frozenset[str]) -> Reason | None:
    if request.programme not in known_programmes:
        return Reason.UNKNOWN_PROGRAMME
    if not (request.moments <= EVERY_MOMENT and request.booked <= EVERY_MOMENT):
        return Reason.MOMENT_OUTSIDE_WEEK
    if request.days_waited < 0:
        return Reason.NEGATIVE_WAITING
    if request.urgency < 0:
        return Reason.NEGATIVE_URGENCY
    if _impossible(request.place):
        return Reason.IMPOSSIBLE_PLACE
    return None if is_request(request) else Reason.UNREADABLE


def _impossible(place: Place | None) -> bool:
    if place is None:
        return False
    latitude, longitude = place
    return not (
        math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    )
