from dataclasses import replace

import pytest

from matching import Solution, solve, verify
from tests.engine.people import MONDAY, THURSDAY, TUESDAY, problem, request, volunteer

PROBLEM = problem(
    volunteer(1, places=2), volunteer(2), request(1), request(2), request(3, pupil_id=2), forbidden=frozenset()
)
SOLUTION = solve(PROBLEM)


def with_first(**differences) -> Solution:
    first, *others = SOLUTION.proposals
    return replace(SOLUTION, proposals=(replace(first, **differences), *others))


def faults(solution: Solution, problem=PROBLEM) -> str:
    return "; ".join(verify(problem, solution))


def test_a_valid_solution_has_no_faults():
    assert verify(PROBLEM, SOLUTION) == ()


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"moments": (THURSDAY + 9,)}, "not free for both"),
        ({"moments": (MONDAY + 16, TUESDAY + 16)}, "number of sessions"),
        ({"fit": 3}, "sum of its parts"),
        ({"needs_booked_interpreter": True}, "interpreter is to be booked"),
        ({"days_waited": 99}, "days waited"),
        ({"common_moments": 99}, "common moments"),
        ({"volunteer_id": 77}, "unknown"),
    ],
)
def test_a_wrong_proposal_is_found(wrong, fault):
    assert fault in faults(with_first(**wrong))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"places": 0}, "too few places"),
        ({"programmes": frozenset()}, "not active"),
        ({"subjects": {}}, "no subject"),
        ({"dutch": 1}, "Dutch or NT2"),
        ({"online": False}, "no way to meet"),
        ({"booked": frozenset({MONDAY + 16, TUESDAY + 16})}, "not free for both"),
    ],
)
def test_a_volunteer_who_cannot_do_it_is_found(changed, fault):
    volunteers = [replace(helps, **changed) for helps in PROBLEM.volunteers]

    assert fault in faults(SOLUTION, replace(PROBLEM, volunteers=volunteers))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"needs_nt2": True}, "Dutch or NT2"),
        ({"interpreter_language": "ti"}, "nobody interprets"),
        ({"required_gender": "woman"}, "gender"),
    ],
)
def test_a_need_that_is_not_met_is_found(changed, fault):
    requests = [replace(asks, **changed) for asks in PROBLEM.requests]

    assert fault in faults(SOLUTION, replace(PROBLEM, requests=requests))


def test_a_forbidden_pair_is_found():
    forbidden = frozenset((pupil, helps) for pupil in (1, 2) for helps in (1, 2))

    assert "forbidden" in faults(SOLUTION, replace(PROBLEM, forbidden=forbidden))


def test_a_volunteer_booked_twice_at_one_moment_is_found():
    both = [replace(p, volunteer_id=1, moments=(MONDAY + 16,)) for p in SOLUTION.proposals]

    assert "booked twice" in faults(replace(SOLUTION, proposals=tuple(both)))


def test_a_pupil_placed_twice_is_found():
    _, second = SOLUTION.proposals
    again = replace(second, request_id=3)

    assert "placed 2 times" in faults(replace(SOLUTION, proposals=(second, again)))


def test_a_request_that_was_dropped_silently_is_found():
    assert "not those of the problem" in faults(replace(SOLUTION, left=()))


def test_two_sessions_on_one_day_are_found():
    hours = frozenset({MONDAY + 15, MONDAY + 16, TUESDAY + 16})
    several = problem(volunteer(moments=hours), request(programme="maatje", moments=hours))
    (proposal,) = solve(several).proposals

    wrong = replace(proposal, moments=(MONDAY + 15, MONDAY + 16))

    assert "two sessions fall on one day" in faults(Solution(proposals=(wrong,)), several)


def test_two_new_pupils_of_a_programme_of_several_sessions_at_one_volunteer_are_found():
    week = frozenset(range(168))
    asking = [request(ident, programme="maatje", moments=week) for ident in (1, 2)]
    crowded = problem(volunteer(1, places=2, moments=week), volunteer(2, moments=week), *asking)

    solution = solve(crowded)
    same = [replace(p, volunteer_id=1, moments=(p.request_id, p.request_id + 48)) for p in solution.proposals]

    assert "two new pupils" in faults(replace(solution, proposals=tuple(same)), crowded)
