"""A round from beginning to end: candidates, assignment, schedule, and what there is to say about it."""

from collections.abc import Iterable, Sequence

from matching.checks import check
from matching.moments import Moment
from matching.pair import Pair
from matching.problem import Problem, priority
from matching.reference.candidates import Candidates, candidates_of, candidates_of_request
from matching.reference.planning import Plan, Progress, Terms, make_plan
from matching.reference.rules import Asking
from matching.reference.scarcity import scarcity_of
from matching.reference.supply import supply_of
from matching.schedule import weeks
from matching.solution import Left, LeftReason, Proposal, Solution


class UnknownRequest(LookupError):
    """The request is not in the problem, or its record was set aside."""


def solve(problem: Problem, progress: Progress | None = None) -> Solution:
    """Give as many pupils as possible a volunteer, and of those ways the best.

    Every pupil gets at most one volunteer, and no volunteer more pupils than they have places and hours
    for. The most urgent and longest waiting go first; of all ways to place the same pupils this one fits
    best. The same problem, in whatever order, always gives the same solution; ``Solution.doubts`` says if
    it is not proven. It knows no kept pairs. ``progress`` is told "candidates", "assignment", "schedule" and
    "explain", each with its share done, 0 to 1.
    """
    tell = progress or (lambda _stage, _share: None)
    clean, set_aside = check(problem)
    candidates = _all_candidates(clean, tell)
    pairs = _pairs(clean, candidates)
    plan = make_plan(pairs, _terms(clean, candidates), tell)
    tell("explain", 0.0)
    solution = Solution(
        proposals=tuple(_proposals(candidates, plan)),
        left=tuple(_left(candidates, plan)),
        set_aside=set_aside,
        doubts=tuple(sorted(plan.doubts)),
    )
    tell("explain", 1.0)
    return solution


def candidates_for(problem: Problem, request_id: int) -> tuple[Proposal, ...]:
    """Everybody this request may be paired with as things stand, best fit first, each with moments.

    All hard needs hold; other requests are looked at only to see which skills are scarce. Raises
    ``UnknownRequest`` for a request that is not in the problem or was set aside.
    """
    clean, _ = check(problem)
    request = next((request for request in clean.requests if request.id == request_id), None)
    if request is None:
        raise UnknownRequest(request_id)
    programme = next(programme for programme in clean.programmes if programme.key == request.programme)
    supply = supply_of(clean)
    found = candidates_of_request(supply, scarcity_of(clean, supply), Asking(request, programme))
    proposals = []
    for index in range(len(found.columns)):
        starts = programme.rhythm.starts(request.free & found.volunteer(index).free)
        proposals.append(_proposal(found, index, next(weeks(starts, programme.rhythm))))
    return tuple(sorted(proposals, key=lambda proposal: (-proposal.fit, proposal.volunteer_id)))


def _all_candidates(problem: Problem, tell: Progress) -> list[Candidates]:
    found = []
    for number, candidates in enumerate(candidates_of(problem)):
        if number % 100 == 0:
            tell("candidates", number / len(problem.requests))
        found.append(candidates)
    tell("candidates", 1.0)
    return found


def _pairs(problem: Problem, candidates: Iterable[Candidates]) -> list[Pair]:
    ids = [volunteer.id for volunteer in problem.volunteers]
    number = {programme.key: index for index, programme in enumerate(problem.programmes)}
    pairs = []
    for of_request in candidates:
        request, programme = of_request.request, of_request.programme
        columns, common, fits = (
            of_request.columns.tolist(),
            of_request.common.tolist(),
            of_request.fit.tolist(),
        )
        pairs += [
            Pair(
                pupil_id=request.pupil_id,
                volunteer_id=ids[column],
                request_id=request.id,
                programme=number[programme.key],
                rhythm=programme.rhythm,
                common=common_moments,
                fit=fit,
                earlier=(request.id, ids[column]) in problem.earlier,
            )
            for column, common_moments, fit in zip(columns, common, fits, strict=True)
        ]
    return pairs


def _terms(problem: Problem, candidates: Sequence[Candidates]) -> Terms:
    """A pupil who asks twice is as urgent as the more urgent of the requests that somebody could serve."""
    priorities: dict[int, int] = {}
    for found in candidates:
        pupil_id = found.request.pupil_id
        if len(found.columns):
            of_request = priority(found.request, found.programme)
            priorities[pupil_id] = max(of_request, priorities.get(pupil_id, of_request))
    asked = {request.id: request.free for request in problem.requests}
    offered = {volunteer.id: volunteer.free for volunteer in problem.volunteers}

    def starts_of(pair: Pair) -> frozenset[Moment]:
        return pair.rhythm.starts(asked[pair.request_id] & offered[pair.volunteer_id])

    return Terms({volunteer.id: volunteer.places for volunteer in problem.volunteers}, priorities, starts_of)


def _proposals(candidates: Iterable[Candidates], plan: Plan) -> Iterable[Proposal]:
    chosen = {pair.request_id: pair.volunteer_id for pair in plan.chosen}
    for found in candidates:
        request_id = found.request.id
        if request_id in chosen:
            index = next(i for i in range(len(found.columns)) if found.volunteer(i).id == chosen[request_id])
            yield _proposal(found, index, plan.moments[request_id])


def _proposal(found: Candidates, index: int, moments: Iterable[Moment]) -> Proposal:
    distance = float(found.distance_km[index])
    return Proposal(
        request_id=found.request.id,
        volunteer_id=found.volunteer(index).id,
        moments=tuple(sorted(moments)),
        fit=int(found.fit[index]),
        parts={name: int(points[index]) for name, points in found.parts.items()},
        in_person=bool(found.in_person[index]),
        needs_booked_interpreter=found.needs_booked_interpreter(index),
        distance_km=None if distance != distance else round(distance, 1),
        common_moments=int(found.common[index]),
        days_waited=found.request.days_waited,
    )


def _left(candidates: Iterable[Candidates], plan: Plan) -> Iterable[Left]:
    served = {pair.request_id for pair in plan.chosen}
    pupils = {pair.pupil_id for pair in plan.chosen}
    for found in candidates:
        request = found.request
        if request.id not in served:
            reason = _reason(found, served_otherwise=request.pupil_id in pupils)
            yield Left(request_id=request.id, reason=reason, counts=found.counts)


def _reason(found: Candidates, *, served_otherwise: bool) -> LeftReason:
    if served_otherwise:
        return LeftReason.OTHER_REQUEST_SERVED
    for name, remaining in found.counts.items():
        if remaining == 0:
            return LeftReason(name)
    return LeftReason.PLACES_TAKEN
