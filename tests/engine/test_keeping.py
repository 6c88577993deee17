"""Pairs that are kept hold their place and hours, the rest is solved around them; and changing one thing changes
little else."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching import (
    Kept,
    LeftReason,
    Problem,
    SetAsideReason,
    candidates_for,
    explain,
    fairness,
    radar,
    solve,
    verify,
    verify_best,
    with_help,
)
from matching.explanation import Remedy
from tests.engine.brute_force import all_choices, best_value, value_of
from tests.engine.crowds import crowds
from tests.engine.invented import OF_SOME_WEEKS, RHYTHMS, problems
from tests.engine.people import EVEN, MONDAY, ODD, TUESDAY, WEDNESDAY, problem, request, volunteer, who_helps_whom

FOUR, FIVE = MONDAY + 16, MONDAY + 17
Reason = SetAsideReason


def kept(request_id: int, volunteer_id: int, *moments: int) -> Kept:
    return Kept(request_id=request_id, volunteer_id=volunteer_id, moments=frozenset(moments))


def keeping(solution_or_pairs) -> tuple[Kept, ...]:
    return tuple(kept(p.request_id, p.volunteer_id, *p.moments) for p in solution_or_pairs)


def test_a_kept_pair_stands_as_it_is_and_holds_its_place_and_hour():
    hours = frozenset({FOUR, FIVE})
    people = [volunteer(1, places=2, moments=hours), *(request(ident, moments=hours) for ident in (1, 2, 3))]

    solution = solve(problem(*people, kept=[kept(3, 1, FOUR)]))

    assert [(p.request_id, p.volunteer_id, p.moments) for p in solution.kept] == [(3, 1, (FOUR,))]
    assert [(p.request_id, p.moments) for p in solution.proposals] == [(1, (FIVE,))]
    assert [left.request_id for left in solution.left] == [2]


def test_a_kept_pair_has_the_fit_and_reasons_it_would_have_as_a_proposal():
    whole = problem(volunteer(1, languages=frozenset({"ti"})), request(1), request(2, language="ti"))
    (proposal,) = candidates_for(whole, 2)

    (pair,) = solve(replace(whole, kept=[kept(2, 1, *proposal.moments)])).kept

    assert pair == proposal


def test_a_long_kept_session_every_other_week_holds_all_its_hours_of_those_weeks():
    hours = frozenset({FOUR, FIVE})
    pair = request(1, programme="lang om de week", subjects=(), moments=hours)
    other = request(2, programme="om de week", subjects=(), moments=hours)
    helps = volunteer(1, places=2, moments=hours)

    solution = solve(problem(helps, pair, other, kept=[kept(1, 1, EVEN + FOUR)]))

    assert solution.kept[0].moments == (EVEN + FOUR,)
    assert solution.proposals[0].moments == (ODD + FOUR,)
    assert solution.proposals[0].common_moments == 2


def test_the_other_request_of_a_kept_pupil_is_left_over_for_that_reason():
    people = volunteer(1, places=2), request(1, pupil_id=7), request(2, pupil_id=7)
    whole = problem(*people, kept=[kept(2, 1, MONDAY + 16)])

    solution = solve(whole)

    assert [(left.request_id, left.reason) for left in solution.left] == [(1, LeftReason.OTHER_REQUEST_SERVED)]
    assert verify(whole, solution) == ()
    assert explain(whole, solution).left.keys() == {1}


@pytest.mark.parametrize(
    ("pair", "differences", "reason"),
    [
        (kept(9, 1, FOUR), {}, Reason.UNKNOWN_REQUEST),
        (kept(1, 9, FOUR), {}, Reason.UNKNOWN_VOLUNTEER),
        (kept(1, 1, FOUR), {"forbidden": frozenset({(1, 1)})}, Reason.FORBIDDEN),
        (kept(1, 2, FOUR), {}, Reason.NO_PLACE_LEFT),
        (kept(1, 1), {}, Reason.WRONG_MOMENTS),
        (kept(1, 1, FOUR, TUESDAY + 16), {}, Reason.WRONG_MOMENTS),
        (kept(1, 1, EVEN + FOUR), {}, Reason.WRONG_MOMENTS),
        (kept(1, 1, WEDNESDAY), {}, Reason.MOMENTS_NOT_FREE),
        (kept(1, 3, FOUR), {}, Reason.NEED_BROKEN),
        (kept(1, 1, 504), {}, Reason.UNREADABLE),
        (Kept(request_id=1, volunteer_id=1, moments=None), {}, Reason.UNREADABLE),
    ],
)
def test_a_kept_pair_that_cannot_be_is_set_aside_and_its_request_takes_part(pair, differences, reason):
    people = volunteer(1), volunteer(2, places=0), volunteer(3, dutch=1), request(1)
    whole = problem(*people, kept=[pair], **differences)

    solution = solve(whole)

    assert [(one.kind, one.id, one.reason) for one in solution.set_aside] == [("kept", pair.request_id, reason)]
    assert solution.kept == ()
    assert [*who_helps_whom(solution), *(left.request_id for left in solution.left)] == [1]
    assert verify(whole, solution) == ()


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "differences", "reason"),
    [
        (kept(1, 1, FOUR), kept(1, 2, FOUR), {}, Reason.KEPT_TWICE),
        (kept(1, 1, FOUR), kept(1, 1, FOUR), {}, Reason.KEPT_TWICE),
        (kept(1, 2, FOUR), kept(3, 1, FOUR), {}, Reason.KEPT_TWICE),
        (kept(1, 1, FOUR), kept(2, 1, FOUR), {}, Reason.MOMENTS_NOT_FREE),
        (kept(1, 2, FOUR), kept(2, 2, TUESDAY + 16), {}, Reason.NO_PLACE_LEFT),
    ],
)
def test_of_two_that_contradict_each_other_the_first_by_id_stands(first, second, differences, reason, backwards):
    people = volunteer(1, places=2), volunteer(2), request(1), request(2), request(3, pupil_id=1)
    pairs = [second, first] if backwards else [first, second]

    solution = solve(problem(*people, kept=pairs, **differences))

    assert keeping(solution.kept) == (first,)
    assert [(one.id, one.reason) for one in solution.set_aside] == [(second.request_id, reason)]


@settings(max_examples=100)
@given(crowds(), st.randoms(use_true_random=False))
def test_whatever_is_kept_the_rest_is_valid_and_proven_around_it(problem, chance):
    proposals = solve(problem).proposals
    some = [pair for pair in keeping(proposals) if chance.random() < 0.5]
    invented = [
        kept(chance.randint(1, 20), chance.randint(1, 20), *chance.sample(range(504), chance.randint(0, 2)))
        for _ in range(3)
    ]
    around = replace(problem, kept=(*some, *invented))

    solution = solve(around)

    assert verify(around, solution) == ()
    assert solution.certificate is None or verify_best(around, solution) == ()
    assert solve(replace(around, kept=around.kept[::-1])) == solution
    explain(around, solution)
    assert {share.grouping: share.placed for share in fairness(around, solution)}["everybody"] == len(
        solution.proposals
    ) + len(solution.kept)


@given(problems(programmes=RHYTHMS, twice=True, plain=True, hours=OF_SOME_WEEKS))
def test_keeping_all_that_was_proposed_leaves_nothing_to_propose_and_changes_nothing(problem):
    before = solve(problem)

    after = solve(replace(problem, kept=keeping(before.proposals)))

    assert keeping(after.kept) == keeping(before.proposals)
    assert after.set_aside == before.set_aside
    assert after.kept == tuple(
        replace(p, common_moments=q.common_moments, fit=q.fit, parts=q.parts)
        for p, q in zip(before.proposals, after.kept, strict=True)
    )
    assert verify(replace(problem, kept=keeping(before.proposals)), after) == ()


def test_the_radar_looks_for_whom_the_rest_needs():
    whole = problem(volunteer(1), request(1), request(2), kept=[kept(1, 1, FOUR)])

    found = radar(whole, solve(whole))

    assert [wish.placed[1] for wish in found.wishes] == [1]


# --- what if, and steadiness


def test_what_if_is_solving_a_changed_problem_and_the_first_stays_as_it_was():
    whole = problem(volunteer(1), request(1, online=False))
    before = solve(whole)
    help = explain(whole, before).left[1].help

    what_if = solve(with_help(whole, 1, help))

    assert help.remedy is Remedy.ONLINE
    assert who_helps_whom(what_if) == {1: 1}
    assert solve(whole) == before


@settings(max_examples=100)
@given(problems(plain=True), st.data())
def test_changing_one_volunteer_changes_no_pair_that_need_not_change(problem, data):
    assume(problem.volunteers)
    before = who_helps_whom(solve(problem))
    changed = data.draw(st.sampled_from(problem.volunteers))
    other = replace(
        changed,
        moments=data.draw(st.frozensets(st.sampled_from(sorted(changed.moments)))),
        places=data.draw(st.integers(0, 2)),
    )
    after = replace(
        problem,
        volunteers=[other if v is changed else v for v in problem.volunteers],
        earlier=frozenset(before.items()),
    )

    solution = solve(after)

    assert solution.proven
    assert same_pairs(who_helps_whom(solution), before) == most_that_can_stay(after, before)


def same_pairs(pairs, before: dict[int, int]) -> int:
    return len(dict(pairs).items() & before.items())


def most_that_can_stay(problem: Problem, before: dict[int, int]) -> int:
    """Of all the best choices, the most pairs of before that one of them has."""
    best = best_value(problem)
    return max(same_pairs(pairs, before) for pairs in all_choices(problem) if value_of(problem, pairs) == best)
