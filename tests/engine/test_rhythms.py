"""Sessions longer than an hour, and every other week: who may meet, when, and that nobody is booked twice."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Doubt, Programme, planning, solve, to_networkx, verify
from matching.candidates import Candidates
from matching.checks import check
from matching.columns import columns_of
from matching.moments import Rhythm, free_moments
from matching.pricing import Prices, better_pairs
from tests.engine.brute_force import ways_to_meet
from tests.engine.crowds import crowds
from tests.engine.invented import OF_SOME_WEEKS, RHYTHMS, problems
from tests.engine.people import (
    EVEN,
    MONDAY,
    ODD,
    TUESDAY,
    WEDNESDAY,
    may_meet,
    only_proposal,
    problem,
    request,
    volunteer,
    who_helps_whom,
)

FOUR, FIVE, SIX = MONDAY + 16, MONDAY + 17, MONDAY + 18
LATE, MIDNIGHT = MONDAY + 23, TUESDAY


def asks(key: str, *moments: int, ident: int = 1, **differences):
    return request(ident, programme=key, subjects=(), moments=frozenset(moments), **differences)


def helps(*moments: int, ident: int = 1, **differences):
    return volunteer(ident, moments=frozenset(moments), **differences)


@pytest.mark.parametrize(
    ("moments", "booked", "free"),
    [
        ({FOUR}, set(), {FOUR, EVEN + FOUR, ODD + FOUR}),
        ({EVEN + FOUR, ODD + FOUR}, set(), {FOUR, EVEN + FOUR, ODD + FOUR}),
        ({EVEN + FOUR}, set(), {EVEN + FOUR}),
        ({FOUR}, {EVEN + FOUR}, {ODD + FOUR}),
        ({FOUR, ODD + FIVE}, {ODD + FOUR, FIVE}, {EVEN + FOUR}),
        ({EVEN + FOUR, ODD + FOUR}, {FOUR}, set()),
        ({ODD + 167}, set(), {503}),
    ],
)
def test_an_hour_is_free_in_a_week_in_which_it_is_offered_and_not_booked(moments, booked, free):
    assert free_moments(moments, booked) == free


@pytest.mark.parametrize(
    ("programme", "offered", "asked", "possible"),
    [
        ("lang", {FOUR, FIVE}, {FOUR, FIVE}, True),
        ("lang", {FOUR, FIVE}, {FIVE, SIX}, False),
        ("lang", {FOUR, FIVE, SIX}, {FOUR, SIX}, False),
        ("lang", {LATE, MIDNIGHT}, {LATE, MIDNIGHT}, False),
        ("lang", {FOUR, EVEN + FIVE}, {FOUR, FIVE}, False),
        ("lang", {FOUR, EVEN + FIVE, ODD + FIVE}, {FOUR, FIVE}, True),
        ("om de week", {FOUR}, {EVEN + FOUR}, True),
        ("om de week", {ODD + FOUR}, {EVEN + FOUR}, False),
        ("om de week", {ODD + FOUR}, {ODD + FOUR, EVEN + FIVE}, True),
        ("bijles", {EVEN + FOUR}, {FOUR}, False),
        ("bijles", {EVEN + FOUR, ODD + FOUR}, {FOUR}, True),
        ("lang om de week", {EVEN + FOUR, ODD + FIVE}, {FOUR, FIVE}, False),
        ("lang om de week", {EVEN + FOUR, EVEN + FIVE}, {FOUR, FIVE}, True),
        ("lang tweemaal", {FOUR, FIVE, SIX, SIX + 1}, {FOUR, FIVE, SIX, SIX + 1}, False),
        ("lang tweemaal", {FOUR, FIVE, FOUR + 24, FIVE + 24}, {FOUR, FIVE, FOUR + 24, FIVE + 24}, True),
        ("maatje", {FOUR, EVEN + FOUR + 24}, {FOUR, FOUR + 24}, False),
    ],
)
def test_all_hours_of_every_session_are_free_for_both(programme, offered, asked, possible):
    assert may_meet(helps(*offered), asks(programme, *asked)) == possible


def test_a_session_of_four_hours_takes_four():
    four_hours = Programme(key="dag", session_minutes=240, subject_required=False)
    day = frozenset(range(MONDAY + 10, MONDAY + 14))

    assert may_meet(helps(*day, programmes=frozenset({"dag"})), asks("dag", *day), four_hours)
    assert not may_meet(
        helps(*(day - {MONDAY + 13}), programmes=frozenset({"dag"})), asks("dag", *day), four_hours
    )


def test_an_hour_booked_in_even_weeks_leaves_the_odd_ones():
    booked = helps(FOUR, booked=frozenset({EVEN + FOUR}))

    assert not may_meet(booked, asks("bijles", FOUR))
    assert only_proposal(problem(booked, asks("om de week", FOUR))).moments == (ODD + FOUR,)
    assert not may_meet(booked, asks("om de week", FOUR, booked=frozenset({ODD + FOUR})))


def test_common_moments_are_those_at_which_a_session_can_start():
    def common(key: str) -> int:
        hours = {FOUR, FIVE, SIX, EVEN + WEDNESDAY}
        return only_proposal(problem(helps(*hours), asks(key, *hours))).common_moments

    assert {key: common(key) for key in ("bijles", "lang", "om de week", "lang om de week")} == {
        "bijles": 3,
        "lang": 2,
        "om de week": 7,
        "lang om de week": 4,
    }


def test_two_pupils_share_an_hour_in_even_and_odd_weeks_but_not_with_one_of_every_week():
    other = Programme(key="ook om de week", every_weeks=2, subject_required=False)
    keys = frozenset({"bijles", "om de week", other.key})
    busy = helps(FOUR, places=3, programmes=keys)
    pupils = [asks("om de week", FOUR, ident=1), asks(other.key, FOUR, ident=2)]

    shared = solve(problem(busy, *pupils, other))
    weekly = solve(problem(busy, pupils[0], asks("bijles", FOUR, ident=3)))

    assert sorted(moment for p in shared.proposals for moment in p.moments) == [EVEN + FOUR, ODD + FOUR]
    assert len(weekly.proposals) == 1


def test_a_volunteer_gets_one_new_pupil_a_round_of_a_programme_that_is_not_plain():
    week = range(168)
    pupils = [asks("om de week", *week, ident=ident) for ident in (1, 2)]

    assert len(solve(problem(helps(*week, places=2), *pupils)).proposals) == 1
    assert len(solve(problem(helps(*week, places=2), *pupils, helps(FOUR, ident=2))).proposals) == 2


def test_a_clash_of_rhythms_is_settled_and_said():
    crowded = problem(
        helps(FOUR, FIVE, places=3),
        asks("lang", FOUR, FIVE, ident=1),
        asks("bijles", FOUR, ident=2),
        asks("bijles", FIVE, ident=3),
    )

    solution = solve(crowded)

    assert solution.doubts == (Doubt.RHYTHMS_MIXED,)
    assert set(who_helps_whom(solution)) == {2, 3}
    assert verify(crowded, solution) == ()


def test_mixed_rhythms_that_fit_together_stay_proven():
    roomy = problem(
        helps(FOUR, FIVE, SIX, places=2), asks("lang", FOUR, FIVE, SIX), asks("bijles", FIVE, SIX, ident=2)
    )

    solution = solve(roomy)

    assert solution.proven
    assert {p.request_id: p.moments for p in solution.proposals} == {1: (FOUR,), 2: (SIX,)}


def test_of_two_requests_of_a_pupil_one_is_served_whatever_their_rhythms():
    both = [asks("lang", FOUR, FIVE, ident=1, pupil_id=7), asks("om de week", SIX, ident=2, pupil_id=7)]

    solution = solve(problem(helps(FOUR, FIVE, SIX, places=2), *both))

    assert len(solution.proposals) == 1


@given(problems(programmes=RHYTHMS, hours=OF_SOME_WEEKS, most=4))
def test_the_rules_and_trying_everything_agree_on_who_can_find_time(problem):
    programmes = {programme.key: programme for programme in problem.programmes}
    for asked in problem.requests:
        for helper in problem.volunteers:
            willing = replace(
                helper,
                programmes=frozenset({asked.programme}),
                places=1,
                dutch=7,
                online=True,
                has_nt2=True,
                languages=frozenset({"ti"}),
                region=asked.region,
                gender="woman",
                subjects={"x": frozenset({""})},
            )
            needs_time = replace(asked, subjects=(), online=True)
            alone = replace(problem, requests=[needs_time], volunteers=[willing], forbidden=frozenset())

            possible = to_networkx(alone).has_edge(("request", asked.id), ("volunteer", helper.id))

            assert possible == bool(ways_to_meet(asked, helper, programmes[asked.programme]))
            assert possible == bool(solve(alone).proposals)


@settings(max_examples=200)
@given(crowds(), st.randoms(use_true_random=False))
def test_the_only_pair_that_pays_is_never_passed_over(problem, chance):
    candidates = Candidates(columns_of(check(problem)[0]))
    price = np.array([chance.randint(0, 300) for _ in candidates.columns.volunteers])
    for row in range(candidates.size):
        possible = candidates.all_pairs(row)
        gain = possible.fit - price[possible.volunteer]
        best = gain.max(initial=-1000)

        found = better_pairs(candidates, _prices(candidates, price, int(best) - 1), np.array([row]))

        assert set(found.volunteer.tolist()) == set(possible.volunteer[gain == best].tolist())


def _prices(candidates: Candidates, price: np.ndarray, worth: int) -> Prices:
    columns = candidates.columns
    return Prices(
        worth=np.full(len(columns.pupil_ids), worth),
        price=price,
        programme=np.zeros((len(price), len(columns.programmes)), dtype=np.int64),
        timed=np.full(len(price), -1),
        moment=np.zeros((0, 168), dtype=np.int64),
        base=np.zeros(candidates.size, dtype=np.int64),
        point=1,
        bonus=0,
    )


@pytest.mark.parametrize("hours", [1, 2, 3])
@given(free=st.frozensets(st.integers(0, 503)))
def test_a_session_starts_where_all_its_hours_are_free_and_ends_before_midnight(hours, free):
    every = free_moments(free, ())
    starts = Rhythm(1, hours).starts(every)

    for moment in range(168):
        whole = [moment + later for later in range(hours)]
        assert (moment in starts) == (set(whole) <= every and whole[0] // 24 == whole[-1] // 24)


def test_clashes_of_two_rhythms_that_are_not_plain_are_settled_all_at_once_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "MOST_ROUNDS", 1)
    active = frozenset({"lang", "om de week"})
    helping = [helps(FOUR, FIVE, ident=ident, places=2, programmes=active) for ident in (1, 2)]
    long = [asks("lang", FOUR, FIVE, ident=ident, days_waited=9) for ident in (1, 2)]
    # Sent away by the first volunteer, this pupil clashes at the second.
    crowded = problem(*helping, *long, asks("om de week", FOUR, ident=3))

    solution = solve(crowded)

    assert verify(crowded, solution) == ()
    assert who_helps_whom(solution).keys() == {1, 2}
