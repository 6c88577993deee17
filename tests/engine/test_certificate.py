from dataclasses import replace

import pytest
from hypothesis import given, settings

from benchmarks.people import invented_country
from matching import Doubt, solve, verify, verify_best
from tests.engine.invented import problems
from tests.engine.people import MONDAY, TUESDAY, problem, request, volunteer, who_helps_whom


@settings(max_examples=200)
@given(problems(most=9))
def test_a_solution_carries_prices_that_prove_it_over_all_possible_pairs(problem):
    solution = solve(problem)

    assert verify_best(problem, solution) == ()
    assert solution.certificate.gap == 0


@given(problems(programmes=("bijles", "maatje", "oefenen"), twice=True))
def test_with_several_rhythms_it_is_proven_or_said_not_to_be(problem):
    solution = solve(problem)

    if Doubt.RHYTHMS_MIXED in solution.doubts:
        assert solution.certificate is None
        assert not solution.proven
    else:
        assert verify_best(problem, solution) == ()


def test_a_country_with_every_need_in_it_is_proven():
    country = invented_country(400)

    solution = solve(country)

    assert verify(country, solution) == ()
    if solution.certificate:
        assert verify_best(country, solution) == ()
    else:
        assert solution.doubts == (Doubt.RHYTHMS_MIXED,)


TWO_HOURS = frozenset({MONDAY + 16, TUESDAY + 16})
CROWDED = problem(
    volunteer(1, places=3, moments=TWO_HOURS),
    *(request(ident, moments=frozenset({MONDAY + 16}), days_waited=ident) for ident in (1, 2)),
    request(3, moments=frozenset({TUESDAY + 16})),
    request(4, moments=TWO_HOURS, days_waited=9),
)


def test_where_hours_are_short_the_hours_have_a_price():
    solution = solve(CROWDED)

    assert len(who_helps_whom(solution)) == 2
    assert solution.certificate.moment_price
    assert verify_best(CROWDED, solution) == ()


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"worth": {}}, "weighs more than it is priced at"),
        ({"price": {1: -1}}, "negative"),
        ({"bound": 0}, "the prices add up to"),
        ({"value": 0}, "the solution weighs"),
        ({"step": 1}, "number and priority before fit"),
    ],
)
def test_prices_that_do_not_prove_it_are_found(wrong, fault):
    solution = solve(CROWDED)
    forged = replace(solution, certificate=replace(solution.certificate, **wrong))

    assert any(fault in found for found in verify_best(CROWDED, forged))


def test_a_worse_solution_is_not_proven_by_true_prices():
    solution = solve(CROWDED)
    worse = replace(solution, proposals=solution.proposals[1:])

    assert any("is a gap" in fault for fault in verify_best(CROWDED, worse))


def test_without_a_certificate_nothing_is_proven():
    assert verify_best(CROWDED, replace(solve(CROWDED), certificate=None)) == ("there is no certificate",)
