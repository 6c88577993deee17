"""Is a solution valid? Asked again from the records alone, by code that shares nothing with the solver."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from matching.problem import ANY_LEVEL, DUTCH_B1, Problem, Programme, Request, Volunteer
from matching.solution import Proposal, Solution

WEEK = 168
Hour = tuple[str, int]
"""An hour of the even or of the odd weeks."""


def verify(problem: Problem, solution: Solution) -> tuple[str, ...]:
    """Everything that is wrong with the solution, in English sentences; empty when it is valid.

    Looks at every hard need of every proposal, at places, at the timetables of volunteers and pupils, and
    at whether every request is accounted for. Whether a better solution exists it does not ask.
    """
    return (*_accounts(problem, solution), *_pairs(problem, solution), *_loads(problem, solution))


def _accounts(problem: Problem, solution: Solution) -> Iterator[str]:
    proposed = Counter(proposal.request_id for proposal in solution.proposals)
    left = Counter(left.request_id for left in solution.left)
    aside = Counter(record.id for record in solution.set_aside if record.kind == "request")
    expected = Counter(request.id for request in problem.requests)
    kept = Counter(proposal.request_id for proposal in solution.kept)
    if proposed + kept + left + aside != expected:
        yield "the requests proposed, kept, left and set aside are not those of the problem"
    refused = Counter(record.id for record in solution.set_aside if record.kind == "kept")
    if kept + refused != Counter(pair.request_id for pair in problem.kept):
        yield "the pairs kept and refused are not those of the problem"
    readable = [pair for pair in problem.kept if isinstance(pair.moments, frozenset)]
    asked = {(pair.request_id, pair.volunteer_id, pair.moments) for pair in readable}
    if not asked.issuperset((p.request_id, p.volunteer_id, frozenset(p.moments)) for p in solution.kept):
        yield "a pair is kept otherwise than was asked"


def _pairs(problem: Problem, solution: Solution) -> Iterator[str]:
    requests = {request.id: request for request in problem.requests}
    volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
    programmes = {programme.key: programme for programme in problem.programmes}
    kept_hours = _kept_hours(problem, solution)
    nothing: frozenset[Hour] = frozenset()
    of_kept = [(proposal, nothing) for proposal in solution.kept]
    of_others = [(proposal, kept_hours[proposal.volunteer_id]) for proposal in solution.proposals]
    for proposal, taken in (*of_kept, *of_others):
        request, volunteer = requests.get(proposal.request_id), volunteers.get(proposal.volunteer_id)
        if request is None or volunteer is None:
            yield f"request {proposal.request_id} or volunteer {proposal.volunteer_id} is unknown"
            continue
        faults = [
            *_unmet_needs(request, volunteer, programmes[request.programme]),
            *_wrong_moments(
                proposal, programmes[request.programme], _free_hours(request) & _free_hours(volunteer) - taken
            ),
            *_wrong_words(proposal, request, volunteer),
        ]
        if (request.pupil_id, volunteer.id) in problem.forbidden:
            faults.append("the pair is forbidden")
        yield from (f"request {request.id} with volunteer {volunteer.id}: {fault}" for fault in faults)


def _unmet_needs(request: Request, volunteer: Volunteer, programme: Programme) -> Iterator[str]:
    if programme.key not in volunteer.programmes:
        yield "the volunteer is not active in the programme"
    covered = {w.subject for w in request.subjects if _covers(volunteer, w.subject, request.level)}
    if any(wanted.necessary and wanted.subject not in covered for wanted in request.subjects):
        yield "a necessary subject is missing"
    if programme.subject_required and request.subjects and not covered:
        yield "no subject is covered"
    if volunteer.dutch < DUTCH_B1 or (request.needs_nt2 and not volunteer.has_nt2):
        yield "Dutch or NT2 is missing"
    if (
        request.interpreter_language not in {None, *volunteer.languages}
        and not programme.allows_booked_interpreter
    ):
        yield "nobody interprets"
    if request.required_gender not in {None, volunteer.gender}:
        yield "the gender asked for is missing"
    if not (_meet_online(request, volunteer, programme) or _meet_in_person(request, volunteer, programme)):
        yield "they have no way to meet"


def _covers(volunteer: Volunteer, subject: str, level: str) -> bool:
    return not volunteer.subjects.get(subject, frozenset()).isdisjoint({level, ANY_LEVEL})


def _meet_online(request: Request, volunteer: Volunteer, programme: Programme) -> bool:
    everybody_online = programme.online and request.online and volunteer.online
    return everybody_online and (programme.anywhere or request.region == volunteer.region)


def _meet_in_person(request: Request, volunteer: Volunteer, programme: Programme) -> bool:
    if not (programme.in_person and request.in_person and volunteer.in_person):
        return False
    if request.place is None or volunteer.place is None:
        return False
    return _kilometres(request.place, volunteer.place) <= volunteer.travel_km + 1e-6


def _kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Distance on the globe by the spherical law of cosines."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, here), map(math.radians, there))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


def _wrong_moments(proposal: Proposal, programme: Programme, common: frozenset[Hour]) -> Iterator[str]:
    if any(not _hours_of(moment, programme) <= common for moment in proposal.moments):
        yield "a moment is not free for both"
    if len(proposal.moments) != programme.sessions_per_week:
        yield "the number of sessions is wrong"
    if any((moment < WEEK) != (programme.every_weeks == 1) for moment in proposal.moments):
        yield "a moment is of other weeks than the programme's"
    if len({moment % WEEK // 24 for moment in proposal.moments}) != len(proposal.moments):
        yield "two sessions fall on one day"
    possible = range(WEEK) if programme.every_weeks == 1 else range(WEEK, 3 * WEEK)
    if sum(_hours_of(moment, programme) <= common for moment in possible) != proposal.common_moments:
        yield "the number of common moments is wrong"


def _free_hours(person: Request | Volunteer) -> frozenset[Hour]:
    offered, booked = (
        {hour for moment in moments for hour in _fortnight(moment)} for moments in (person.moments, person.booked)
    )
    return frozenset(offered - booked)


def _fortnight(moment: int) -> frozenset[Hour]:
    """Which hours of which weeks a moment stands for."""
    number, hour = divmod(moment, WEEK)
    return frozenset((kind, hour) for kind in (("even", "odd"), ("even",), ("odd",))[number])


def _hours_of(moment: int, programme: Programme) -> frozenset[Hour]:
    """All hours that a session takes which starts then; one that runs past midnight takes an hour nobody has."""
    length = math.ceil(programme.session_minutes / 60)
    if moment % 24 + length > 24:
        return frozenset({("never", moment)})
    return frozenset(hour for later in range(length) for hour in _fortnight(moment + later))


def _wrong_words(proposal: Proposal, request: Request, volunteer: Volunteer) -> Iterator[str]:
    if proposal.fit != sum(proposal.parts.values()) or not 0 <= proposal.fit <= 1000:
        yield "the fit is not the sum of its parts"
    if proposal.needs_booked_interpreter == (request.interpreter_language in {None, *volunteer.languages}):
        yield "whether an interpreter is to be booked is wrong"
    if proposal.days_waited != request.days_waited:
        yield "the days waited are wrong"


def _kept_hours(problem: Problem, solution: Solution) -> dict[int, frozenset[Hour]]:
    """By volunteer id the hours that kept pairs take."""
    requests = {request.id: request for request in problem.requests}
    programmes = {programme.key: programme for programme in problem.programmes}
    hours: dict[int, frozenset[Hour]] = defaultdict(frozenset)
    for proposal in solution.kept:
        if proposal.request_id in requests:
            programme = programmes[requests[proposal.request_id].programme]
            hours[proposal.volunteer_id] |= {h for m in proposal.moments for h in _hours_of(m, programme)}
    return hours


def _loads(problem: Problem, solution: Solution) -> Iterator[str]:
    requests = {request.id: request for request in problem.requests}
    programmes = {programme.key: programme for programme in problem.programmes}
    of_volunteer: dict[int, list[Proposal]] = defaultdict(list)
    kept = {proposal.request_id for proposal in solution.kept}
    known = [proposal for proposal in (*solution.kept, *solution.proposals) if proposal.request_id in requests]
    for proposal in known:
        of_volunteer[proposal.volunteer_id].append(proposal)
    for pupil, times in Counter(requests[proposal.request_id].pupil_id for proposal in known).items():
        if times > 1:
            yield f"pupil {pupil} is placed {times} times"
    for volunteer in problem.volunteers:
        proposals = of_volunteer[volunteer.id]
        if proposals and len(proposals) > volunteer.places:
            yield f"volunteer {volunteer.id} has too few places"
        new = [proposal for proposal in proposals if proposal.request_id not in kept]
        asked = Counter(requests[proposal.request_id].programme for proposal in new)
        hours = Counter(
            hour
            for proposal in proposals
            for moment in proposal.moments
            for hour in _hours_of(moment, programmes[requests[proposal.request_id].programme])
        )
        if max(hours.values(), default=0) > 1:
            yield f"volunteer {volunteer.id} is booked twice at one moment"
        if any(number > 1 and not _is_an_hour_a_week(programmes[key]) for key, number in asked.items()):
            yield f"volunteer {volunteer.id} has two new pupils of a programme that is not one hour a week"


def _is_an_hour_a_week(programme: Programme) -> bool:
    return (programme.sessions_per_week, programme.every_weeks) == (1, 1) and programme.session_minutes <= 60
