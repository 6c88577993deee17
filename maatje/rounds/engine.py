"""The site's only door to `matching/`. (`maatje/outside` is the door for files.)

Which rows a question is about is said here; `reading.py` fetches them, and `records.py` makes them the engine's.
"""

from collections.abc import Callable, Mapping

import matching
from maatje.programmes.coverage import LEVELS_BESIDE
from maatje.requests.models import HelpRequest
from maatje.rounds import queries, reading, records
from maatje.rounds.expected import skills_expected
from maatje.rounds.models import Proposal
from maatje.rounds.records import Unreadable as Unreadable  # where callers look for it
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer

Groupings = Mapping[str, Mapping[int, str | int | bool]]  # by name: request id → group


def problem_of(region_id: int | None) -> tuple[matching.Problem, Unreadable]:
    """What a round of this region looks at: its open requests, its volunteers with a free place.

    Requests with an untouched proposal take part again; kept proposals and live pairings hold their places
    and moments. Rows that cannot be read are returned beside the problem and stop nobody.
    A round of the country (None) does the same for the programmes that take help from anywhere, and there what
    a region proposed for its own pupils holds too. What was asked lately is expected to be asked again.
    """
    requests = reading.requests(queries.in_play(region_id))
    waiting = reading.waiting_in(region_id)
    looked_at = {request.id for request in requests}
    holds = {p.id for p in waiting if region_id is None and p.request_id not in looked_at}
    expected = skills_expected(region_id)
    return records.problem(requests, _volunteers_of(region_id), waiting=waiting, holds=holds, expected=expected)


def candidates(request: HelpRequest) -> tuple[matching.Proposal, ...]:
    """Who else would do for this one request, best fit first, as things stand now."""
    region_id = request.pupil.school.region_id
    waiting = [proposal for proposal in reading.waiting_in(region_id) if proposal.request_id != request.id]
    asked = reading.requests(HelpRequest.id == request.id)
    problem, _ = records.problem(asked, _volunteers_of(region_id), waiting=waiting)
    return matching.candidates_for(problem, request.id) if problem.requests else ()


def still_possible(proposal: Proposal) -> bool:
    """Whether the pair still keeps every hard need, and its moments are still free for both."""
    if not proposal.is_within_one_region and not proposal.may_be_across:
        return False
    asked = reading.requests(HelpRequest.id == proposal.request_id)
    offered = reading.volunteers(Volunteer.id == proposal.volunteer_id)
    problem, _ = records.problem(asked, offered, waiting=[])
    if not problem.requests or not problem.volunteers:
        return False
    free = problem.requests[0].free & problem.volunteers[0].free
    return proposal.weekly_moments <= free and bool(matching.candidates_for(problem, proposal.request_id))


def warm_up() -> None:
    """All of the engine's compiled parts are loaded, and compiled if they never were: half a second's work, best
    done once, before a worker forks."""
    weekly, twice = (matching.Programme(key=f"{times} a week", sessions_per_week=times) for times in (1, 2))
    everything, hours = frozenset({weekly.key, twice.key}), frozenset({9, 33})
    volunteers = [matching.Volunteer(id=number, programmes=everything, moments=hours) for number in (1, 2, 3)]
    # More pupils than places, a pair that is kept, and more requests than the engine looks through one by one.
    requests = [
        matching.Request(id=number, pupil_id=number, programme=programme.key, moments=hours)
        for number, programme in enumerate([weekly, twice] * 101)
    ]
    kept = matching.Kept(request_id=0, volunteer_id=1, moments=frozenset({9}))
    problem = matching.Problem(programmes=(weekly, twice), volunteers=volunteers, requests=requests, kept=(kept,))
    matching.explain(problem, matching.solve(problem), only=(1, 2, 3))


def solve(problem: matching.Problem, progress: Callable[[str, float], None] | None = None) -> matching.Solution:
    """The engine's answer; it takes seconds, so no transaction is open around it."""
    return matching.solve(problem, progress)


def explain(problem: matching.Problem, solution: matching.Solution) -> matching.Explanation:
    """What other choices would change, and what would help who is left; nothing for a problem that is too large
    for a coordinator to go through by hand."""
    if not matching.takes_seconds(problem):
        return matching.Explanation(alternatives={}, left={})
    return matching.explain(problem, solution, levels=LEVELS_BESIDE)


def radar(problem: matching.Problem, solution: matching.Solution) -> matching.Radar | None:
    """Whom to look for; None for a problem that is too large: it is solved anew for every kind of volunteer."""
    if not matching.takes_seconds(problem):
        return None
    return matching.radar(problem, solution)


def fairness(
    problem: matching.Problem, solution: matching.Solution, groupings: Groupings | None = None
) -> tuple[matching.Share, ...]:
    """Who was placed against who asked: of everybody, of the engine's own groupings, and of these."""
    return matching.fairness(problem, solution, groupings)


def _volunteers_of(region_id: int | None) -> reading.Rows:
    return reading.volunteers(queries.offered_in(region_id) & (Volunteer.state == VolunteerState.ACTIVE))
