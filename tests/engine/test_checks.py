import math
from dataclasses import replace

import pytest

from matching import Kept, NotAProblem, Problem, SetAside, SetAsideReason, check, solve, verify
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
        ({"places": math.nan}, Reason.UNREADABLE),
        ({"places": 1.5}, Reason.UNREADABLE),
        ({"region": None}, Reason.UNREADABLE),
        ({"subjects": [("wiskunde", "HAVO")]}, Reason.UNREADABLE),
        ({"subjects": {"wiskunde": "HAVO"}}, Reason.UNREADABLE),  # letters are no levels
        ({"offered": None}, Reason.UNREADABLE),
        ({"languages": "ti"}, Reason.UNREADABLE),
        ({"programmes": None}, Reason.UNREADABLE),
        ({"known_pupils": None}, Reason.UNREADABLE),
        ({"gender": 1}, Reason.UNREADABLE),
        ({"online": None}, Reason.UNREADABLE),
        ({"travel_km": 10**400}, Reason.UNREADABLE),
    ],
)
def test_a_bad_volunteer_is_set_aside_and_the_others_go_on(bad, reason):
    bad_problem = problem(volunteer(1, **bad), volunteer(2), request())

    solution = solve(bad_problem)

    assert solution.set_aside == (SetAside("volunteer", 1, reason),)
    assert who_helps_whom(solution) == {1: 2}
    assert verify(bad_problem, solution) == ()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"moments": frozenset({504})}, Reason.MOMENT_OUTSIDE_WEEK),
        ({"days_waited": -1}, Reason.NEGATIVE_WAITING),
        ({"urgency": -1}, Reason.NEGATIVE_URGENCY),
        ({"programme": "schaken"}, Reason.UNKNOWN_PROGRAMME),
        ({"place": (5.0, 1000.0)}, Reason.IMPOSSIBLE_PLACE),
        ({"days_waited": None}, Reason.UNREADABLE),
        ({"days_waited": math.nan}, Reason.UNREADABLE),
        ({"pupil_id": None}, Reason.UNREADABLE),
        ({"subjects": ("wiskunde",)}, Reason.UNREADABLE),
        ({"subjects": None}, Reason.UNREADABLE),
        ({"level": None}, Reason.UNREADABLE),
        ({"region": None}, Reason.UNREADABLE),
        ({"language": 3}, Reason.UNREADABLE),
        ({"needs_nt2": None}, Reason.UNREADABLE),
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
        ({"session_minutes": math.inf}, Reason.UNREADABLE),
        ({"urgency_step_days": -1}, Reason.NEGATIVE_URGENCY),
        ({"urgency_step_days": math.nan}, Reason.UNREADABLE),
        ({"anywhere": None}, Reason.UNREADABLE),
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


@pytest.mark.parametrize(
    "nonsense",
    [
        {"volunteers": (volunteer(1), None)},
        {"volunteers": (one for one in (volunteer(1),))},
        {"volunteers": (volunteer(None),)},
        {"requests": (request("1"),)},
        {"programmes": (replace(TUTORING, key=None),)},
        {"kept": (Kept(request_id=None, volunteer_id=1, moments=frozenset()),)},
        {"forbidden": frozenset({(1, None)})},
        {"forbidden": frozenset({1})},
        {"earlier": None},
        {"expected": {("nt2",): 3}},
        {"expected": {("nt2", "", ""): math.nan}},
    ],
)
def test_what_is_no_problem_is_refused_by_name(nonsense):
    with pytest.raises(NotAProblem):
        solve(problem(volunteer(1), request(1), **nonsense))


def test_a_checked_problem_is_sorted_by_id():
    clean, aside = check(problem(volunteer(2), volunteer(1), request(9), request(4)))

    assert [v.id for v in clean.volunteers] == [1, 2]
    assert [r.id for r in clean.requests] == [4, 9]
    assert aside == ()


def test_the_last_hour_of_the_week_is_an_hour_of_the_week():
    late = frozenset({167, MONDAY})

    assert who_helps_whom(solve(problem(volunteer(moments=late), request(moments=late)))) == {1: 1}
