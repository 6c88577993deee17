import pytest

from matching import Doubt, Programme, planning, solve, verify, weights
from matching.moments import PLAIN
from matching.pair import Pair
from matching.reference import assignment
from matching.reference.assignment import assign
from tests.engine.people import MONDAY, TUESDAY, problem, request, volunteer, who_helps_whom


def pair(pupil_id: int, volunteer_id: int, fit: int, *, earlier: bool = False) -> Pair:
    return Pair(pupil_id, volunteer_id, pupil_id, programme=0, rhythm=PLAIN, common=9, fit=fit, earlier=earlier)


# A ring of three: everybody can keep whom they had, or all move on one place.
RING = [
    *(pair(number, number, 10, earlier=True) for number in (1, 2, 3)),
    *(pair(number, number % 3 + 1, 10 + (number == 3)) for number in (1, 2, 3)),
]


def chosen(pairs: list[Pair]) -> list[tuple[int, int]]:
    everybody = {1: 1, 2: 1, 3: 1}
    found = assign(pairs, everybody, everybody, lambda pair: frozenset(range(9)))
    return [(pair.pupil_id, pair.volunteer_id) for pair in found.chosen]


def test_three_earlier_pairs_do_not_outweigh_one_point_of_fit():
    assert chosen(RING) == [(1, 2), (2, 3), (3, 1)]


def test_earlier_pairs_go_before_what_is_equally_good():
    level = [pair._replace(fit=10) for pair in RING]

    assert chosen(level) == [(1, 1), (2, 2), (3, 3)]
    assert chosen([pair._replace(earlier=not pair.earlier) for pair in level]) == [(1, 2), (2, 3), (3, 1)]


def test_steadiness_is_given_up_before_exactness(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assignment, "LARGEST_WEIGHT", 5_000)  # one rank x 3001 + 1000

    assert chosen(RING) == [(1, 2), (2, 3), (3, 1)]
    assert assign(RING, dict.fromkeys((1, 2, 3), 1), dict.fromkeys((1, 2, 3), 1), lambda _: frozenset()).exact


def test_weights_too_large_for_exact_arithmetic_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(weights, "LARGEST_WEIGHT", 100)

    solution = solve(problem(volunteer(), request()))

    assert solution.doubts == (Doubt.WEIGHTS_TOO_LARGE,)
    assert who_helps_whom(solution) == {1: 1}


def test_reserved_hours_go_to_one_pupil_of_whichever_programme():
    two = frozenset({MONDAY + 16, TUESDAY + 16})
    duo = Programme(key="duo", sessions_per_week=2, subject_required=False)
    helps = volunteer(places=3, moments=two, programmes=frozenset({"maatje", "duo"}))
    asking = request(1, programme="maatje", days_waited=1), request(2, programme="duo", days_waited=2)

    solution = solve(problem(helps, *asking, duo))

    assert who_helps_whom(solution) == {2: 1}


def test_clashes_that_keep_coming_are_settled_all_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "MOST_ROUNDS", 1)
    two = frozenset({MONDAY + 16, TUESDAY + 16})
    helping = [volunteer(ident, places=2, moments=two) for ident in (1, 2)]
    asking = [request(ident, programme="maatje", days_waited=9) for ident in (1, 2)]
    # Sent away by the first volunteer, this pupil clashes at the second.
    crowded = problem(*helping, *asking, request(3))

    solution = solve(crowded)

    assert verify(crowded, solution) == ()
    assert len(solution.proposals) == 2
