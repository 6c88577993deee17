from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Doubt, Problem, Solution, solve, to_networkx, verify
from tests.engine.brute_force import best_value, value_of
from tests.engine.invented import HOURS, OF_SOME_WEEKS, RHYTHMS, problems
from tests.engine.people import who_helps_whom


def value(problem: Problem, solution: Solution):
    return value_of(problem, list(who_helps_whom(solution).items()))


@given(problems(plain=True))
def test_one_session_a_week_is_solved_as_well_as_trying_everything(problem):
    solution = solve(problem)

    assert solution.proven
    assert verify(problem, solution) == ()
    assert value(problem, solution) == best_value(problem)


@given(problems())
def test_with_every_rule_at_work_the_solution_is_as_good_as_trying_everything(problem):
    solution = solve(problem)

    assert solution.proven
    assert verify(problem, solution) == ()
    assert value(problem, solution) == best_value(problem)


@given(problems(programmes=("maatje",), plain=True))
def test_several_sessions_a_week_are_solved_as_well_as_trying_everything(problem):
    solution = solve(problem)

    assert solution.proven
    assert verify(problem, solution) == ()
    assert value(problem, solution) == best_value(problem)


@given(problems(twice=True, plain=True))
def test_pupils_who_ask_twice_are_placed_as_well_as_trying_everything(problem):
    solution = solve(problem)

    assert solution.proven
    assert verify(problem, solution) == ()
    assert value(problem, solution) == best_value(problem)


@pytest.mark.parametrize("programme", ["lang", "om de week", "lang om de week", "lang tweemaal"])
@given(data=st.data())
def test_a_rhythm_by_itself_is_solved_as_well_as_trying_everything(programme, data):
    problem = data.draw(problems(programmes=(programme,), plain=True, hours=OF_SOME_WEEKS))

    solution = solve(problem)

    assert solution.proven
    assert verify(problem, solution) == ()
    assert value(problem, solution) == best_value(problem)


@settings(max_examples=200)
@given(problems(programmes=RHYTHMS, twice=True, plain=True, hours=OF_SOME_WEEKS))
def test_all_rhythms_together_are_never_overbooked_and_proven_only_if_best(problem):
    solution = solve(problem)

    assert verify(problem, solution) == ()
    assert len({r.pupil_id for r in problem.requests if r.id in who_helps_whom(solution)}) == len(
        solution.proposals
    )
    if solution.proven:
        assert value(problem, solution) == best_value(problem)
    else:
        assert solution.doubts == (Doubt.RHYTHMS_MIXED,)
        assert value(problem, solution) <= best_value(problem)


@given(problems(programmes=("bijles", "maatje", "oefenen"), twice=True, plain=True))
def test_mixed_rhythms_are_never_overbooked_and_proven_only_if_best(problem):
    solution = solve(problem)

    assert verify(problem, solution) == ()
    if solution.proven:
        assert value(problem, solution) == best_value(problem)
    else:
        assert value(problem, solution) <= best_value(problem)


@settings(max_examples=40)
@given(problems(most=14))
def test_single_places_agree_with_the_heaviest_matching_of_networkx(problem):
    single = replace(problem, volunteers=[replace(v, places=min(v.places, 1)) for v in problem.volunteers])
    graph = to_networkx(single)
    priorities = sorted({days for _, days in graph.nodes(data="priority", default=0)})
    step = 1000 * len(graph) + 1
    for one, other, facts in graph.edges(data=True):
        days = max(graph.nodes[one].get("priority", 0), graph.nodes[other].get("priority", 0))
        facts["weight"] = (priorities.index(days) + 1) * step + facts["fit"]

    solution = solve(single)

    mine = [(("request", r), ("volunteer", v)) for r, v in who_helps_whom(solution).items()]
    theirs = nx.max_weight_matching(graph)
    assert sum(graph.edges[pair]["weight"] for pair in mine) == sum(graph.edges[pair]["weight"] for pair in theirs)


@given(problems(programmes=("bijles", "maatje"), twice=True), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(problem, chance):
    shuffled = replace(
        problem,
        volunteers=chance.sample(problem.volunteers, len(problem.volunteers)),
        requests=chance.sample(problem.requests, len(problem.requests)),
    )

    assert solve(shuffled) == solve(problem)


@given(problems(programmes=("bijles", "maatje"), plain=True))
def test_what_was_proposed_earlier_is_proposed_again_when_nothing_changed(problem):
    before = who_helps_whom(solve(problem))

    after = who_helps_whom(solve(replace(problem, earlier=frozenset(before.items()))))

    assert after == before


@given(problems(plain=True))
def test_another_solution_as_good_is_kept_if_it_was_proposed_earlier(problem):
    backwards = replace(
        problem,
        volunteers=[replace(v, id=100 - v.id) for v in problem.volunteers],
        forbidden=frozenset((pupil_id, 100 - ident) for pupil_id, ident in problem.forbidden),
    )
    earlier = {request_id: 100 - ident for request_id, ident in who_helps_whom(solve(backwards)).items()}

    solution = solve(replace(problem, earlier=frozenset(earlier.items())))

    assert value(problem, solution) == value(problem, solve(problem))
    if value_of(problem, list(earlier.items())) == value(problem, solution):
        assert who_helps_whom(solution) == earlier


@given(problems(), st.data())
def test_a_pupil_who_offers_more_hours_never_loses_a_place(problem, data):
    # With different priorities the set of pupils placed is unique, so that nothing hangs on a tie.
    requests = [replace(r, days_waited=10 * r.id, urgency=0) for r in problem.requests]
    problem = replace(problem, requests=requests)
    placed = who_helps_whom(solve(problem))
    if not placed:
        return
    lucky = data.draw(st.sampled_from(sorted(placed)))
    more = data.draw(st.frozensets(st.sampled_from(HOURS)))
    generous = [replace(r, moments=r.moments | more) if r.id == lucky else r for r in requests]

    assert lucky in who_helps_whom(solve(replace(problem, requests=generous)))


@given(problems(), st.data())
def test_a_volunteer_who_offers_more_hours_never_makes_the_round_worse(problem, data):
    requests = [replace(r, days_waited=10 * r.id, urgency=0) for r in problem.requests]
    problem = replace(problem, requests=requests)
    if not problem.volunteers:
        return
    generous = data.draw(st.sampled_from(problem.volunteers))
    more = data.draw(st.frozensets(st.sampled_from(HOURS)))
    volunteers = [replace(v, moments=v.moments | more) if v is generous else v for v in problem.volunteers]

    before, after = solve(problem), solve(replace(problem, volunteers=volunteers))

    assert value(problem, before)[:2] <= value(replace(problem, volunteers=volunteers), after)[:2]
