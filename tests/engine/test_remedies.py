import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Help, LeftReason, Problem, Remedy, Request, WhyLeft, explain, solve, to_networkx, with_help
from matching.verify import _kilometres
from tests.engine.brute_force import best_value
from tests.engine.invented import OF_SOME_WEEKS, REGIONS, problems
from tests.engine.people import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    TUTORING,
    WEDNESDAY,
    problem,
    request,
    volunteer,
    who_helps_whom,
)

LEVELS = {"HAVO": ["VWO"], "VWO": ["HAVO"]}
MEETING = replace(TUTORING, in_person=True)


def with_different_priorities(problem: Problem) -> Problem:
    """With different priorities the set of pupils placed is unique, so that nothing hangs on a tie."""
    meeting = [replace(programme, in_person=True) for programme in problem.programmes]
    requests = [replace(r, days_waited=10 * r.id, urgency=0) for r in problem.requests]
    return replace(problem, programmes=meeting, requests=requests)


def keeps_everybody_and_adds(problem: Problem, changed: Problem, ident: int) -> bool:
    return who_helps_whom(solve(changed)).keys() >= {*who_helps_whom(solve(problem)), ident}


def changes(problem: Problem, asked: Request, remedy: Remedy) -> Iterator[Problem]:
    """Everything that could be meant by this remedy."""
    match remedy:
        case Remedy.ONLINE:
            requests = [replace(asked, online=True)]
        case Remedy.ONE_MORE_MOMENT:
            hours = {hour for v in problem.volunteers for hour in v.free} - asked.booked - asked.moments
            requests = [replace(asked, moments=asked.moments | {hour}) for hour in hours]
        case Remedy.BOOKED_INTERPRETER:
            requests = [replace(asked, interpreter_language=None)]
        case Remedy.ONE_LEVEL:
            requests = [replace(asked, level=level) for level in LEVELS.get(asked.level, ())]
        case Remedy.WITHOUT_NT2:
            requests = [replace(asked, needs_nt2=False)]
        case Remedy.ANY_GENDER:
            requests = [replace(asked, required_gender=None)]
        case Remedy.OTHER_REGION:
            requests = [replace(asked, region=region) for region in REGIONS]
        case Remedy.MORE_KILOMETRES:
            yield from farther(problem, asked)
            return
    for changed in requests:
        if changed != asked:
            yield replace(problem, requests=[changed if r.id == asked.id else r for r in problem.requests])


def farther(problem: Problem, asked: Request) -> Iterator[Problem]:
    before = to_networkx(problem)
    for helper in problem.volunteers:
        if asked.place is None or helper.place is None:
            continue
        more = math.ceil((_kilometres(asked.place, helper.place) - helper.travel_km) * 10 + 1e-6) / 10
        travelling = replace(helper, travel_km=helper.travel_km + max(0.1, more))
        changed = replace(problem, volunteers=[travelling if v is helper else v for v in problem.volunteers])
        pair = ("request", asked.id), ("volunteer", helper.id)
        if not before.has_edge(*pair) and to_networkx(changed).has_edge(*pair):
            yield changed


def assert_help_is_the_first_that_helps(problem: Problem) -> None:
    problem = with_different_priorities(problem)
    for ident, why in explain(problem, solve(problem), levels=LEVELS).left.items():
        asked = next(r for r in problem.requests if r.id == ident)
        helping = (
            remedy
            for remedy in Remedy
            if any(keeps_everybody_and_adds(problem, c, ident) for c in changes(problem, asked, remedy))
        )
        assert (why.help.remedy if why.help else None) == next(helping, None)
        if why.help:
            changed = with_help(problem, ident, why.help)
            assert keeps_everybody_and_adds(problem, changed, ident)
            assert to_networkx(changed).has_edge(("request", ident), ("volunteer", why.help.volunteer_id))


@settings(max_examples=50)
@given(problems())
def test_the_help_named_is_the_first_single_change_that_helps_when_solved_anew(problem):
    assert_help_is_the_first_that_helps(problem)


@settings(max_examples=25)
@given(problems(plain=True))
def test_so_it_is_where_only_places_and_hours_are_short(problem):
    assert_help_is_the_first_that_helps(problem)


@settings(max_examples=25)
@given(problems(programmes=("maatje",)))
def test_so_it_is_for_several_sessions_a_week(problem):
    assert_help_is_the_first_that_helps(problem)


@settings(max_examples=10)
@pytest.mark.parametrize("programme", ["lang", "om de week", "lang om de week", "lang tweemaal"])
@given(data=st.data())
def test_so_it_is_for_long_sessions_and_those_every_other_week(programme, data):
    assert_help_is_the_first_that_helps(data.draw(problems(programmes=(programme,), hours=OF_SOME_WEEKS)))


def assert_competitions_are_true(problem: Problem) -> None:
    graph = to_networkx(problem)
    for ident, why in explain(problem, solve(problem)).left.items():
        if why.competition:
            rivals, helpers = why.competition.request_ids, why.competition.volunteer_ids
            only = replace(problem, requests=[r for r in problem.requests if r.id in rivals])

            assert ident in rivals
            assert {v for r in rivals for _, v in graph.neighbors(("request", r))} <= {*helpers}
            assert len(rivals) > why.competition.places >= best_value(only)[0]


@given(problems(plain=True))
def test_those_who_compete_have_fewer_places_than_they_are_and_nobody_else(problem):
    assert_competitions_are_true(problem)


@given(problems(programmes=("bijles", "maatje"), twice=True, plain=True))
def test_that_holds_for_mixed_rhythms_and_pupils_who_ask_twice(problem):
    assert_competitions_are_true(problem)


@given(problems(plain=True))
def test_whoever_lost_only_for_want_of_places_is_told_what_helps_or_with_whom_they_compete(problem):
    solution = solve(problem)

    why = explain(problem, solution).left

    assert why.keys() == {left.request_id for left in solution.left}
    for left in solution.left:
        if left.reason is LeftReason.PLACES_TAKEN:
            assert why[left.request_id].help or why[left.request_id].competition


def why_left(asking: Problem, ident: int = 1) -> WhyLeft:
    return explain(asking, solve(asking), levels=LEVELS).left[ident]


def test_a_pupil_without_a_device_is_helped_by_going_online():
    assert why_left(problem(volunteer(), request(online=False))).help == Help(remedy=Remedy.ONLINE, volunteer_id=1)


def test_an_hour_to_add_is_one_the_volunteer_has_left():
    busy = volunteer(places=2, moments=frozenset({TUESDAY + 16, WEDNESDAY + 16}))
    asking = problem(
        busy, request(1, moments=frozenset({THURSDAY + 9})), request(2, moments=frozenset({TUESDAY + 16}))
    )

    assert why_left(asking).help == Help(remedy=Remedy.ONE_MORE_MOMENT, volunteer_id=1, moment=WEDNESDAY + 16)


def test_an_hour_that_is_booked_is_never_the_hour_to_add():
    asking = problem(
        volunteer(moments=frozenset({MONDAY + 16})),
        request(moments=frozenset({TUESDAY + 16}), booked=frozenset({MONDAY + 16})),
    )

    assert why_left(asking) == WhyLeft(request_id=1)


def test_where_nobody_speaks_the_language_an_interpreter_is_booked():
    why = why_left(problem(volunteer(), request(interpreter_language="ti")))

    assert why.help == Help(remedy=Remedy.BOOKED_INTERPRETER, volunteer_id=1)


def test_a_volunteer_who_lives_a_little_too_far_is_named_with_the_kilometres():
    near = volunteer(1, online=False, in_person=True, place=(52.0, 5.0), travel_km=5)
    asking = problem(
        near, request(online=False, in_person=True, place=(52.0, 5.1)), replace(MEETING, online=False)
    )

    help = why_left(asking).help

    assert help == Help(remedy=Remedy.MORE_KILOMETRES, volunteer_id=1, kilometres=1.9)
    assert who_helps_whom(solve(with_help(asking, 1, help))) == {1: 1}


def test_whoever_would_bring_in_a_more_urgent_pupil_by_travelling_is_no_help():
    near = volunteer(1, online=False, in_person=True, place=(52.0, 5.0), travel_km=5)
    way = {"online": False, "in_person": True}
    farther_off = request(1, place=(52.0, 5.1), **way)
    urgent = request(2, place=(52.0, 5.09), days_waited=50, **way)
    asking = problem(near, farther_off, urgent, replace(MEETING, online=False))

    assert why_left(asking, 1).help is None
    assert why_left(asking, 2).help == Help(remedy=Remedy.MORE_KILOMETRES, volunteer_id=1, kilometres=1.2)


def test_the_level_to_ask_for_is_named():
    asking = problem(volunteer(), request(level="VWO"))

    assert why_left(asking).help == Help(remedy=Remedy.ONE_LEVEL, volunteer_id=1, level="HAVO")


def test_a_volunteer_of_another_region_comes_last():
    asking = problem(volunteer(region="Zeeland"), request(region="Utrecht", required_gender=None))

    assert why_left(asking).help == Help(remedy=Remedy.OTHER_REGION, volunteer_id=1)


def test_a_change_that_takes_the_place_of_another_pupil_is_no_help():
    asking = problem(volunteer(), request(1, online=False, days_waited=99), request(2))

    assert why_left(asking).help is None


def test_two_pupils_compete_for_the_one_place_there_is():
    competition = why_left(problem(volunteer(), request(1), request(2, days_waited=1))).competition

    assert competition is not None
    assert (competition.request_ids, competition.volunteer_ids, competition.places) == ((1, 2), (1,), 1)


def test_pupils_who_need_the_same_hour_compete_although_there_are_places():
    early = frozenset({MONDAY + 16})
    busy = volunteer(places=3, moments=early)
    asking = problem(busy, request(1, moments=early), request(2, moments=early, days_waited=1))

    competition = why_left(asking).competition

    assert competition is not None
    assert (competition.request_ids, competition.places) == ((1, 2), 1)


def test_who_sits_at_a_certain_hour_competes_for_the_places_like_everybody():
    busy = volunteer(places=2, moments=frozenset({MONDAY + 16, TUESDAY + 16}))
    early = request(2, moments=frozenset({MONDAY + 16}), days_waited=2)
    asking = problem(busy, request(1), early, request(3, days_waited=1))

    competition = why_left(asking).competition

    assert competition is not None
    assert (competition.request_ids, competition.places) == ((1, 2, 3), 2)


def test_whose_other_request_is_served_needs_no_help():
    asking = problem(volunteer(places=2), request(1), request(2, pupil_id=1, days_waited=3))
    solution = solve(asking)
    (left,) = solution.left

    assert explain(asking, solution).left == {left.request_id: WhyLeft(request_id=left.request_id)}
