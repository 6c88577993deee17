"""Waiting never saturates, offering more costs nobody a place, a longer list adds no fit."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from matching import Problem, Request, Volunteer, Wanted, solve, to_networkx
from tests.engine.brute_force import value_of
from tests.engine.invented import LEVELS, SUBJECTS, problems
from tests.engine.people import who_helps_whom

MORE_SUBJECTS = st.sampled_from((*SUBJECTS, "latijn"))
MORE_LEVELS = st.frozensets(st.sampled_from(LEVELS), min_size=1)


def all_of_different_priority(problem: Problem) -> Problem:
    """Then the set of pupils placed is unique, so that nothing hangs on a tie."""
    return replace(problem, requests=[replace(r, days_waited=10 * r.id, urgency=0) for r in problem.requests])


def where_subjects_decide(problem: Problem) -> Problem:
    """Of a plain problem: people with odd ids teach or ask one subject, those with even ids the other."""
    volunteers = [replace(v, subjects={SUBJECTS[v.id % 2]: frozenset(LEVELS)}) for v in problem.volunteers]
    requests = [
        replace(r, level=LEVELS[0], subjects=(Wanted(subject=SUBJECTS[r.id % 2]),)) for r in problem.requests
    ]
    return replace(problem, volunteers=volunteers, requests=requests)


def with_one_changed(problem: Problem, changed: Volunteer | Request) -> Problem:
    if isinstance(changed, Volunteer):
        volunteers = [changed if v.id == changed.id else v for v in problem.volunteers]
        return replace(problem, volunteers=volunteers)
    return replace(problem, requests=[changed if r.id == changed.id else r for r in problem.requests])


def teaches_too(volunteer: Volunteer, subject: str, levels: frozenset[str]) -> Volunteer:
    covered = volunteer.subjects.get(subject, frozenset()) | levels
    return replace(volunteer, subjects={**volunteer.subjects, subject: covered})


def placed_and_priorities(problem: Problem):
    return value_of(problem, list(who_helps_whom(solve(problem)).items()))[:2]


@given(problems(plain=True), st.data(), st.integers(0, 10**30), st.integers(1, 10**30))
def test_of_two_pupils_alike_the_longer_waiting_goes_first_at_any_number_of_days(problem, data, days, more):
    assume(problem.requests)
    shorter = replace(data.draw(st.sampled_from(problem.requests)), days_waited=days)
    ident = data.draw(st.sampled_from([0, 99]))  # so that whoever wins a tie is not always the same
    longer = replace(shorter, id=ident, pupil_id=ident, days_waited=days + more)
    both_forbidden = {(ident, v) for pupil, v in problem.forbidden if pupil == shorter.pupil_id}
    first_volunteer = [replace(v, places=1) for v in problem.volunteers[:1]]
    asked = replace(problem, volunteers=first_volunteer, forbidden=problem.forbidden | both_forbidden)

    placed = who_helps_whom(solve(replace(asked, requests=[shorter, longer])))

    assert ident in placed or shorter.id not in placed


@given(problems(plain=True), st.data(), MORE_SUBJECTS)
def test_a_pupil_who_would_take_another_subject_too_never_loses_a_place(problem, data, subject):
    problem = where_subjects_decide(all_of_different_priority(problem))
    placed = who_helps_whom(solve(problem))
    if not placed:
        return
    asks = data.draw(st.sampled_from([request for request in problem.requests if request.id in placed]))
    wanted = {wanted.subject: wanted for wanted in (Wanted(subject=subject), *asks.subjects)}
    generous = replace(asks, subjects=tuple(wanted.values()))

    assert asks.id in who_helps_whom(solve(with_one_changed(problem, generous)))


@given(problems(plain=True), st.data(), MORE_SUBJECTS, MORE_LEVELS)
def test_a_volunteer_who_teaches_another_subject_too_never_makes_the_round_worse(problem, data, subject, levels):
    problem = where_subjects_decide(all_of_different_priority(problem))
    assume(problem.volunteers)
    generous = teaches_too(data.draw(st.sampled_from(problem.volunteers)), subject, levels)

    assert placed_and_priorities(with_one_changed(problem, generous)) >= placed_and_priorities(problem)


@given(problems(plain=True), st.data(), MORE_SUBJECTS, MORE_LEVELS)
def test_another_subject_adds_no_fit_where_it_is_not_asked_for(problem, data, subject, levels):
    assume(problem.volunteers)
    problem = where_subjects_decide(problem)
    helps = data.draw(st.sampled_from(problem.volunteers))
    before = to_networkx(problem)

    after = to_networkx(with_one_changed(problem, teaches_too(helps, subject, levels)))

    for request in problem.requests:
        pair = ("request", request.id), ("volunteer", helps.id)
        if before.has_edge(*pair) and subject not in {wanted.subject for wanted in request.subjects}:
            assert after.edges[pair]["fit"] <= before.edges[pair]["fit"]


@given(problems(), st.data())
def test_what_nobody_asks_for_changes_nothing(problem, data):
    assume(problem.volunteers)
    helps = teaches_too(data.draw(st.sampled_from(problem.volunteers)), "latijn", frozenset(LEVELS))
    longer_list = replace(helps, languages=helps.languages | {"so"}, offered=helps.offered | {("latijn", "VWO")})

    assert solve(with_one_changed(problem, longer_list)) == solve(problem)
