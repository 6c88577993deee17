"""Why this solution? Said about each proposal and about everybody who is left over."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from matching.alternatives import Pairing, alternatives_of, pairing_of
from matching.candidates import candidates_of
from matching.checks import check
from matching.columns import NOBODY, columns_of
from matching.explanation import Alternative, Explanation
from matching.planning import Progress, make_plan
from matching.problem import Problem
from matching.solution import Solution
from matching.what_if import complete, settled


def explain(
    problem: Problem,
    solution: Solution,
    progress: Progress | None = None,
    *,
    only: Collection[int] | None = None,
) -> Explanation:
    """The next-best volunteers of each proposal with what choosing them would change.

    ``solution`` is what ``solve`` gave for ``problem``. ``only`` limits the explanation to these request ids.
    ``progress`` is told "explain" with the share done. Alternatives say whether they are ``exact``: where the
    solution is proven the best, and the problem small enough to hold all possible pairs at once.
    """
    tell = progress or (lambda _stage, _share: None)
    helped = {proposal.request_id: proposal.volunteer_id for proposal in solution.proposals}
    # Earlier pairs go before what is equally good: so the optimum is the solution itself, and what differs
    # after a change differs no more than it must.
    clean, _ = check(replace(problem, earlier=frozenset(helped.items())))
    plan = make_plan(candidates_of(columns_of(clean)), lambda _stage, _share: None)
    is_complete = complete(plan.network)
    before = _pairing(clean, solution)
    same = np.array_equal(before.helper, pairing_of(plan.network).helper)
    exact = is_complete and same and solution.proven and not plan.doubts
    now = settled(plan.network)
    rows = [row for row, request in enumerate(clean.requests) if only is None or request.id in only]
    proposed = [row for row in rows if before.helper[row] >= 0]
    alternatives: dict[int, tuple[Alternative, ...]] = {}
    for number, row in enumerate(proposed):
        tell("explain", number / len(proposed))
        alternatives[clean.requests[row].id] = tuple(alternatives_of(now, row, before, exact))
    tell("explain", 1.0)
    return Explanation(alternatives=alternatives, left={})


def _pairing(problem: Problem, solution: Solution) -> Pairing:
    request = {request.id: row for row, request in enumerate(problem.requests)}
    volunteer = {volunteer.id: row for row, volunteer in enumerate(problem.volunteers)}
    helper = np.full(len(request), NOBODY)
    for proposal in solution.proposals:
        helper[request[proposal.request_id]] = volunteer[proposal.volunteer_id]
    return Pairing(helper, solution.total_fit)
