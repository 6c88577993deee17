from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.people import invented_region
from matching import Change, Kept, Problem, Proposal, Solution, explain, solve, to_networkx, verify
from matching.problem import priority
from tests.engine.brute_force import Value, best_value_with
from tests.engine.invented import OF_SOME_WEEKS, RHYTHMS, problems
from tests.engine.people import MONDAY, TUESDAY, TUTORING, problem, request, volunteer, who_helps_whom


def value_after(problem: Problem, solution: Solution, change: Change) -> Value:
    programme = {programme.key: programme for programme in problem.programmes}
    days = {r.id: priority(r, programme[r.programme]) for r in problem.requests}
    placed = who_helps_whom(solution).keys() - set(change.loses) | set(change.gains)
    return (
        len(solution.proposals) + change.placed,
        tuple(sorted((days[ident] for ident in placed), reverse=True)),
        solution.total_fit + change.fit,
    )


def assert_alternatives_are_those_of_trying_everything(problem: Problem) -> None:
    solution = solve(problem)
    explanation = explain(problem, solution)
    graph = to_networkx(problem)
    helper = who_helps_whom(solution)

    assert explanation.alternatives.keys() == helper.keys()
    for ident, alternatives in explanation.alternatives.items():
        others = [v for _, v in graph.neighbors(("request", ident)) if v != helper[ident]]
        best = {v: best_value_with(problem, (ident, v)) for v in others}
        fit = {v: graph.edges[("request", ident), ("volunteer", v)]["fit"] for v in others}
        ranked = sorted(((best[v], fit[v]) for v in others), reverse=True)
        assert [(best[a.proposal.volunteer_id], a.proposal.fit) for a in alternatives] == ranked[:3]
        for alternative in alternatives:
            assert alternative.exact
            assert value_after(problem, solution, alternative.change) == best[alternative.proposal.volunteer_id]
            assert stands_alone(problem, alternative.proposal)


def stands_alone(problem: Problem, proposal: Proposal) -> bool:
    alone = replace(problem, requests=[r for r in problem.requests if r.id == proposal.request_id])
    return verify(alone, Solution(proposals=(proposal,))) == ()


@settings(max_examples=40)
@given(problems(plain=True))
def test_an_alternative_changes_what_trying_everything_says_it_changes(problem):
    assert_alternatives_are_those_of_trying_everything(problem)


@settings(max_examples=40)
@given(problems())
def test_so_it_does_with_every_rule_at_work(problem):
    assert_alternatives_are_those_of_trying_everything(problem)


@settings(max_examples=40)
@given(problems(programmes=("maatje",), plain=True))
def test_so_it_does_for_several_sessions_a_week(problem):
    assert_alternatives_are_those_of_trying_everything(problem)


@settings(max_examples=20)
@pytest.mark.parametrize("programme", ["lang", "om de week", "lang tweemaal"])
@given(data=st.data())
def test_so_it_does_for_long_sessions_and_those_every_other_week(programme, data):
    mixed = problems(programmes=(programme,), plain=True, hours=OF_SOME_WEEKS)
    assert_alternatives_are_those_of_trying_everything(data.draw(mixed))


@given(problems(programmes=RHYTHMS, twice=True, plain=True, hours=OF_SOME_WEEKS))
def test_with_mixed_rhythms_exact_is_only_what_trying_everything_confirms(problem):
    solution = solve(problem)

    for ident, alternatives in explain(problem, solution).alternatives.items():
        for alternative in alternatives:
            assert stands_alone(problem, alternative.proposal)
            if alternative.exact:
                best = best_value_with(problem, (ident, alternative.proposal.volunteer_id))
                assert best is not None
                assert solution.total_fit + alternative.change.fit == best[2]
                assert len(solution.proposals) + alternative.change.placed == best[0]


@pytest.mark.parametrize("seed", [1, 3])
def test_what_costs_somebody_a_place_and_is_not_proven_costs_no_more_than_a_new_run(seed):
    asking = invented_region(40, seed)
    solution = solve(asking)
    explained = explain(asking, solution).alternatives.values()
    costly = [other for others in explained for other in others if other.change.loses]

    assert costly
    assert not any(other.exact for other in costly)
    for other in costly:
        chosen = other.proposal
        kept = Kept(
            request_id=chosen.request_id, volunteer_id=chosen.volunteer_id, moments=frozenset(chosen.moments)
        )
        again = solve(replace(asking, kept=(kept,)))
        in_a_new_run = placed_in(asking, (*again.proposals, *again.kept))
        assert value_after(asking, solution, other.change)[:2] >= in_a_new_run


def placed_in(problem: Problem, proposals: tuple[Proposal, ...]) -> tuple[int, tuple[int, ...]]:
    programme = {programme.key: programme for programme in problem.programmes}
    days = {r.id: priority(r, programme[r.programme]) for r in problem.requests}
    return len(proposals), tuple(sorted((days[p.request_id] for p in proposals), reverse=True))


@given(problems(plain=True))
def test_explaining_the_same_solution_twice_says_the_same(problem):
    solution = solve(problem)

    assert explain(problem, solution) == explain(problem, solution)


def test_choosing_somebody_elses_only_volunteer_costs_that_pupil_the_place():
    woman = volunteer(2, gender="woman")
    asking = problem(volunteer(1), woman, request(1), request(2, required_gender="woman"))

    (alternative,) = explain(asking, solve(asking)).alternatives[1]

    assert alternative.proposal.volunteer_id == 2
    assert alternative.change.loses == (2,)
    assert alternative.change.placed == -1


def test_two_pupils_who_could_change_places_lose_only_fit():
    known = volunteer(1, known_pupils=frozenset({1}))
    asking = problem(known, volunteer(2), request(1), request(2))

    alternatives = explain(asking, solve(asking)).alternatives

    assert [a.change for a in alternatives[1]] == [Change(moves=(2,), fit=-100)]
    assert [a.change for a in alternatives[2]] == [Change(moves=(1,), fit=-100)]


def test_a_free_volunteer_who_fits_less_well_goes_before_one_who_is_needed():
    asking = problem(
        volunteer(1, known_pupils=frozenset({1})),
        volunteer(2, gender="woman"),
        volunteer(3, moments=frozenset({MONDAY + 16})),
        request(1),
        request(2, required_gender="woman"),
    )

    first, second = explain(asking, solve(asking)).alternatives[1]

    assert (first.proposal.volunteer_id, first.change.loses) == (3, ())
    assert (second.proposal.volunteer_id, second.change.loses) == (2, (2,))
    assert first.proposal.fit < second.proposal.fit


def test_who_was_left_over_may_gain_the_place_that_is_given_up():
    man, woman = volunteer(1, gender="man", known_pupils=frozenset({1})), volunteer(2, gender="woman")
    girl, boy = request(2, days_waited=5, required_gender="woman"), request(3, required_gender="man")
    asking = problem(man, woman, request(1, days_waited=9), girl, boy)

    (alternative,) = explain(asking, solve(asking)).alternatives[1]

    assert (alternative.change.gains, alternative.change.loses) == ((3,), (2,))


def test_an_alternative_meets_at_an_hour_that_the_volunteers_other_pupils_leave():
    busy = volunteer(1, places=2, moments=frozenset({MONDAY + 16, TUESDAY + 16}))
    early = request(1, moments=frozenset({MONDAY + 16}), required_gender=None)
    asking = problem(busy, volunteer(2, known_pupils=frozenset({2})), early, request(2), TUTORING)

    alternatives = explain(asking, solve(asking)).alternatives

    assert [(a.proposal.volunteer_id, a.proposal.moments) for a in alternatives[2]] == [(1, (TUESDAY + 16,))]


def test_only_what_is_asked_is_explained():
    asking = problem(volunteer(1), volunteer(2), request(1), request(2))

    assert explain(asking, solve(asking), only=[2]).alternatives.keys() == {2}


def test_nothing_needs_no_explanation():
    assert explain(Problem(), Solution()).alternatives == {}
