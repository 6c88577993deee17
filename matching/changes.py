"""The single changes that could help a request that is left over, as records."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from matching.explanation import Help, Remedy
from matching.moments import HOURS_IN_WEEK
from matching.problem import Problem, Programme, Request

WHOLE_WEEK = frozenset(range(HOURS_IN_WEEK))

Levels = Mapping[str, Collection[str]]
"""The levels one step away from each."""


def changed_requests(
    request: Request, programme: Programme, regions: Collection[str], levels: Levels
) -> Iterator[tuple[Remedy, Request]]:
    """Every change of the request itself that makes sense, in the order of ``Remedy``.

    For one more moment the request has the whole week: which hour is to be added is seen from who would help.
    """
    if not request.online and programme.online:
        yield Remedy.ONLINE, replace(request, online=True)
    yield Remedy.ONE_MORE_MOMENT, replace(request, moments=WHOLE_WEEK)
    if request.interpreter_language is not None and not programme.allows_booked_interpreter:
        yield Remedy.BOOKED_INTERPRETER, replace(request, interpreter_language=None)
    if request.subjects:
        for level in sorted(levels.get(request.level, ())):
            yield Remedy.ONE_LEVEL, replace(request, level=level)
    if request.needs_nt2:
        yield Remedy.WITHOUT_NT2, replace(request, needs_nt2=False)
    if request.required_gender is not None:
        yield Remedy.ANY_GENDER, replace(request, required_gender=None)
    if request.online and programme.online and not programme.anywhere:
        for region in sorted({*regions} - {request.region}):
            yield Remedy.OTHER_REGION, replace(request, region=region)


def with_help(problem: Problem, request_id: int, help: Help) -> Problem:
    """The problem with this one change made: what a coordinator would record, to be solved anew."""
    volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
    helper = volunteers[help.volunteer_id]
    if help.remedy is Remedy.MORE_KILOMETRES:
        farther = replace(helper, travel_km=helper.travel_km + (help.kilometres or 0))
        return replace(problem, volunteers=[farther if v.id == helper.id else v for v in problem.volunteers])
    return replace(
        problem,
        requests=[
            _changed(request, help, helper.region) if request.id == request_id else request
            for request in problem.requests
        ],
    )


def _changed(request: Request, help: Help, region: str) -> Request:
    match help.remedy:
        case Remedy.ONLINE:
            return replace(request, online=True)
        case Remedy.ONE_MORE_MOMENT if help.moment is not None:
            return replace(request, moments=request.moments | {help.moment})
        case Remedy.BOOKED_INTERPRETER:
            return replace(request, interpreter_language=None)
        case Remedy.ONE_LEVEL if help.level is not None:
            return replace(request, level=help.level)
        case Remedy.WITHOUT_NT2:
            return replace(request, needs_nt2=False)
        case Remedy.ANY_GENDER:
            return replace(request, required_gender=None)
        case Remedy.OTHER_REGION:
            return replace(request, region=region)
    return request
