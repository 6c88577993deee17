import math
from dataclasses import replace

import pytest

from matching import Problem, SetAside, SetAsideReason, check, solve, verify
from tests.engine.people import COMPANY, MONDAY, TUTORING, problem, request, volunteer, who_helps_whom

Reason = SetAsideReason


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"moments": frozenset({504})}, Reason.MOMENT_OUTSIDE_WEEK),
        ({"moments": frozenset({-1})}, Reason.MOMENT_OUTSIDE_WEEK),
        ({"booked": frozenset({504})}, Reason.MOMENT_OUTSIDE_WEEK),
        ({"places": -1}, Reason.NEGATIVE_PLACES),
        ({"travel_km": -5}, Reason.NEGATIVE_DISTANCE),
        ({"travel_km": math.nan}, Reason.NEGATIVE_DISTANCE),
        ({"dutch": 8}, Reason.DUTCH_OUTSIDE_SCALE),
        ({"place": (152.0, 5.0)}, Reason.IMPOSSIBLE_PLACE),
        ({"place": (math.nan, 5.0)}, Reason.IMPOSSIBLE_PLACE),
        ({"moments": None}, Reason.UNREADABLE),
        ({"places": "two"}, Reason.UNREADABLE),
    ],
)
def test_a_bad_volunteer_is_set_aside_and_the_others_go_on(bad, reason):
    solution = solve(problem(volunteer(1, **bad), volunteer(2), request()))

    assert solution.set_aside == (SetAside("volunteer", 1, reason),)
    assert who_helps_whom(solution) == {1: 2}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"moments": frozenset({504})}, Reason.MOMENT_OUTSIDE_WEEK),
        ({"days_waited": -1}, Reason.NEGATIVE_WAITING),
        ({"urgency": -1}, Reason.NEGATIVE_URGENCY),
        ({"programme": "schaken"}, Reason.UNKNOWN_PROGRAMME),
        ({"place": (5.0, 1000.0)}, Reason.IMPOSSIBLE_PLACE),
        ({"days_waited": None}, Reason.UNREADABLE),
    ],
)
def test_a_bad_request_is_set_aside_and_the_others_go_on(bad, reason):
    bad_problem = problem(volunteer(), request(1, **bad), request(2))

    solution = solve(bad_problem)

    assert solution.set_aside == (SetAside("request", 1, reason),)
    assert who_helps_whom(solution) == {2: 1}
    assert verify(bad_problem, solution) == ()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"sessions_per_week": 0}, Reason.IMPOSSIBLE_SESSIONS),
        ({"sessions_per_week": 8}, Reason.IMPOSSIBLE_SESSIONS),
        ({"session_minutes": 241}, Reason.IMPOSSIBLE_SESSIONS),
        ({"session_minutes": 0}, Reason.IMPOSSIBLE_SESSIONS),
        ({"every_weeks": 3}, Reason.IMPOSSIBLE_SESSIONS),
        ({"sessions_per_week": 1.5}, Reason.IMPOSSIBLE_SESSIONS),
        ({"session_minutes": "60"}, Reason.IMPOSSIBLE_SESSIONS),
        ({"every_weeks": 2, "sessions_per_week": 2}, Reason.IMPOSSIBLE_SESSIONS),
        ({"urgency_step_days": -1}, Reason.NEGATIVE_URGENCY),
    ],
)
def test_a_bad_programme_is_set_aside_with_its_requests(bad, reason):
    people = volunteer(places=2), request(1), request(2, programme="maatje", subjects=())

    solution = solve(problem(*people, replace(TUTORING, **bad)))

    assert solution.set_aside == (
        SetAside("programme", "bijles", reason),
        SetAside("request", 1, Reason.UNKNOWN_PROGRAMME),
    )
    assert who_helps_whom(solution) == {2: 1}


def test_of_records_with_one_id_none_is_kept():
    doubled = problem(volunteer(1), volunteer(2), volunteer(2, places=9), request(1), request(1), request(3))

    solution = solve(doubled)

    assert who_helps_whom(solution) == {3: 1}
    assert solution.set_aside == (
        *[SetAside("volunteer", 2, Reason.DOUBLED_ID)] * 2,
        *[SetAside("request", 1, Reason.DOUBLED_ID)] * 2,
    )
    assert verify(doubled, solution) == ()


def test_a_doubled_programme_is_set_aside_too():
    clean, aside = check(Problem(programmes=(TUTORING, COMPANY, TUTORING)))

    assert clean.programmes == (COMPANY,)
    assert aside == (SetAside("programme", "bijles", Reason.DOUBLED_ID),) * 2


def test_a_checked_problem_is_sorted_by_id():
    clean, aside = check(problem(volunteer(2), volunteer(1), request(9), request(4)))

    assert [v.id for v in clean.volunteers] == [1, 2]
    assert [r.id for r in clean.requests] == [4, 9]
    assert aside == ()


def test_the_last_hour_of_the_week_is_an_hour_of_the_week():
    late = frozenset({167, MONDAY})

    assert who_helps_whom(solve(problem(volunteer(moments=late), request(moments=late)))) == {1: 1}
