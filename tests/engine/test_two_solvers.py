"""The two solvers side by side: compiled rules and prices against numpy's rules and networkx.

`MAATJE_TWO_SOLVERS=5000 pytest tests/engine/test_two_solvers.py` looks at thousands of problems; 200 are usual.
"""

import os

import pytest
from hypothesis import given, settings

from matching import Problem, Solution, candidates_for, solve
from matching.problem import priority
from matching.reference import solver as reference
from tests.engine.crowds import crowds

pytestmark = pytest.mark.timeout(0 if "MAATJE_TWO_SOLVERS" in os.environ else 120)

HOW_MANY = int(os.environ.get("MAATJE_TWO_SOLVERS", "200"))


def placed_priorities(problem: Problem, solution: Solution) -> list[int]:
    """Of every pupil placed; one who asks twice is as urgent as the more urgent request that could be served."""
    days: dict[int, int] = {}
    programmes = {programme.key: programme for programme in problem.programmes}
    for request in problem.requests:
        if candidates_for(problem, request.id):
            own = priority(request, programmes[request.programme])
            days[request.pupil_id] = max(own, days.get(request.pupil_id, own))
    pupil = {request.id: request.pupil_id for request in problem.requests}
    return sorted(days[pupil[proposal.request_id]] for proposal in solution.proposals)


@settings(max_examples=HOW_MANY)
@given(crowds())
def test_both_solvers_see_the_same_possible_pairs_with_the_same_fit(problem):
    for request in problem.requests:
        assert candidates_for(problem, request.id) == reference.candidates_for(problem, request.id)


@settings(max_examples=HOW_MANY)
@given(crowds())
def test_both_solvers_find_equally_good_solutions(problem):
    ours, theirs = solve(problem), reference.solve(problem)

    if ours.proven and theirs.proven:
        assert len(ours.proposals) == len(theirs.proposals)
        assert placed_priorities(problem, ours) == placed_priorities(problem, theirs)
        assert ours.total_fit == theirs.total_fit
