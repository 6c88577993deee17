from dataclasses import replace

import pytest
from hypothesis import given, settings

from matching import Kind, PartOfDay, Problem, Programme, Solution, Wanted, radar, solve
from matching.ceiling import Ceiling, ceiling_of
from matching.kinds import kinds_of, volunteers_of
from tests.engine.crowds import crowds
from tests.engine.invented import problems
from tests.engine.people import FRIDAY, MONDAY, TUESDAY, problem, request, volunteer

SATURDAY = 5 * 24
UTRECHT, NEAR_UTRECHT, ZEELAND = (52.09, 5.12), (52.12, 5.15), (51.5, 3.6)
NEW = 1000


def look_around(problem: Problem):
    return radar(problem, solve(problem))


def only_wish(problem: Problem):
    (wish,) = look_around(problem).wishes
    return wish


def more_placed(problem: Problem, *volunteers) -> int:
    helped = replace(problem, volunteers=(*problem.volunteers, *volunteers))
    return len(solve(helped).proposals) - len(solve(problem).proposals)


def test_an_empty_problem_calls_for_nobody():
    found = radar(Problem(), Solution())

    assert found.wishes == found.plan == ()


def test_when_nobody_is_left_over_nobody_is_called_for():
    found = look_around(problem(volunteer(), request()))

    assert found.wishes == found.plan == ()


def test_three_pupils_who_need_tigrinya_are_placed_by_three_who_speak_it():
    asking = [request(ident, interpreter_language="ti") for ident in (1, 2, 3)]

    found = look_around(problem(volunteer(places=3), *asking))

    kind = Kind(programme="bijles", subject="wiskunde", level="HAVO", language="ti")
    assert [(wish.kind, dict(wish.placed)) for wish in found.wishes] == [(kind, {1: 1, 3: 3, 10: 3})]
    assert found.plan == ((kind, 1), (kind, 2), (kind, 3))


def test_a_kind_that_would_place_nobody_is_absent():
    nobodys = request(
        1, subjects=(Wanted(subject="wiskunde", necessary=True), Wanted(subject="engels", necessary=True))
    )

    found = look_around(problem(nobodys, request(2, level="VWO")))

    assert [wish.kind.level for wish in found.wishes] == ["VWO"]


def test_a_volunteer_may_help_because_another_comes_free():
    patient = request(1, days_waited=9, subjects=(Wanted(subject="engels"),))
    only_evenings = request(2, moments=frozenset({MONDAY + 19}))
    versatile = volunteer(
        subjects={"engels": frozenset({"HAVO"}), "wiskunde": frozenset({"HAVO"})},
        moments=frozenset({MONDAY + 16, MONDAY + 19}),
    )
    asking = replace(request(3, subjects=(Wanted(subject="engels"),)), required_gender="woman")

    found = look_around(problem(versatile, patient, only_evenings, asking))

    freeing = Kind(programme="bijles", subject="engels", level="HAVO")
    assert {wish.kind: wish.placed[10] for wish in found.wishes}[freeing] == 1


@pytest.mark.parametrize(
    ("moments", "part"),
    [
        ({MONDAY + 9, TUESDAY + 11, MONDAY + 16}, PartOfDay.MORNING),
        ({MONDAY + 16}, PartOfDay.AFTERNOON),
        ({MONDAY + 16, TUESDAY + 18, FRIDAY + 20}, PartOfDay.EVENING),
        ({SATURDAY + 9, SATURDAY + 44}, PartOfDay.WEEKEND),
    ],
)
def test_the_part_of_the_day_is_that_of_most_free_moments(moments, part):
    assert only_wish(problem(request(moments=frozenset(moments)))).kind.part_of_day == part


def test_who_is_only_free_at_night_calls_for_nobody():
    assert look_around(problem(request(moments=frozenset({MONDAY + 7, MONDAY + 21})))).wishes == ()


def test_nt2_and_region_are_part_of_the_kind():
    kind = only_wish(problem(request(needs_nt2=True, region="Zeeland"))).kind

    assert (kind.nt2, kind.region, kind.place) == (True, "Zeeland", None)


def test_where_anywhere_is_allowed_no_region_is_looked_in():
    everywhere = Programme(key="bijles", anywhere=True)

    assert only_wish(problem(everywhere, request(region="Zeeland"))).kind.region == ""


def test_where_interpreters_are_booked_no_language_is_looked_for():
    booking = Programme(key="bijles", allows_booked_interpreter=True)

    assert only_wish(problem(booking, request(interpreter_language="ti"))).kind.language == ""


def test_pupils_without_a_device_need_somebody_within_ten_kilometres():
    visiting = Programme(key="bijles", in_person=True)
    places = enumerate((UTRECHT, NEAR_UTRECHT, ZEELAND), start=1)
    asking = [request(ident, online=False, in_person=True, place=place) for ident, place in places]

    found = look_around(problem(visiting, *asking))

    assert {wish.kind.place: wish.placed[10] for wish in found.wishes} == {UTRECHT: 2, NEAR_UTRECHT: 2, ZEELAND: 1}


def test_a_forbidden_pair_of_long_ago_does_not_hold_for_who_is_yet_to_come():
    left_over = problem(volunteer(1, subjects={}), request(), forbidden=frozenset({(1, 2)}))

    assert only_wish(left_over).placed[1] == 1


def test_the_ten_best_kinds_come_in_order_of_what_they_would_place():
    levels = [f"level {number:02}" for number in range(12)]
    asking = [request(10 * n + turn, level=level) for n, level in enumerate(levels) for turn in range(1 + n % 4)]

    wishes = look_around(problem(*asking)).wishes

    assert [wish.placed[10] for wish in wishes] == [4, 4, 4, 3, 3, 3, 2, 2, 2, 1]
    assert [wish.kind.level for wish in wishes][:3] == ["level 03", "level 07", "level 11"]


def test_the_plan_stops_after_ten():
    plan = look_around(problem(*(request(ident) for ident in range(1, 14)))).plan

    assert [total for _, total in plan] == list(range(1, 11))


@settings(max_examples=40)
@given(problems(most=6, programmes=("bijles", "maatje"), twice=True))
def test_the_numbers_are_those_of_solving_with_such_volunteers_added(problem):
    found = look_around(problem)

    for wish in found.wishes:
        for number, placed in wish.placed.items():
            assert more_placed(problem, *volunteers_of(wish.kind, number, NEW)) == placed
        assert wish.placed[10] > 0
    looked_for = [kind for kind, _ in found.plan]
    totals = [total for _, total in found.plan]
    everybody = [volunteers_of(kind, 1, NEW + turn)[0] for turn, kind in enumerate(looked_for)]
    assert totals == sorted(set(totals))
    assert totals == [more_placed(problem, *everybody[: turn + 1]) for turn in range(len(everybody))]


@settings(max_examples=40)
@given(problems(most=6, programmes=("bijles", "maatje"), twice=True))
def test_no_kind_left_out_would_have_done_better(problem):
    found, solution = look_around(problem), solve(problem)

    kinds = kinds_of(problem, solution)
    left_out = set(kinds) - {wish.kind for wish in found.wishes}
    worst = found.wishes[-1].placed[10] if len(found.wishes) == 10 else 0

    assert all(more_placed(problem, *volunteers_of(kind, 10, NEW)) <= worst for kind in left_out)


@settings(max_examples=30)
@given(crowds())
def test_no_solution_goes_through_the_ceiling(problem):
    solution = solve(problem)
    kinds = kinds_of(problem, solution)
    if not kinds:
        return

    ceiling = ceiling_of(problem, solution, kinds)

    assert len(solution.proposals) <= ceiling.placed({})
    for kind in kinds[:3]:
        placed = len(solution.proposals) + more_placed(problem, *volunteers_of(kind, 3, NEW))
        assert placed <= ceiling.placed({kind: 3})
        assert placed == ceiling.placed({kind: 3}) or not solution.proven


def test_the_search_goes_on_as_long_as_the_ceiling_leaves_hope(monkeypatch):
    levels = [f"level {number:02}" for number in range(12)]
    asking = [request(10 * n + turn, level=level) for n, level in enumerate(levels) for turn in range(1 + n // 6)]
    monkeypatch.setattr(Ceiling, "placed", lambda _ceiling, more: sum(more.values()))

    wishes = look_around(problem(*asking)).wishes

    assert [wish.placed[10] for wish in wishes] == [2] * 6 + [1] * 4


def test_a_kind_of_which_the_ceiling_promises_too_much_is_absent(monkeypatch):
    both = (Wanted(subject="wiskunde", necessary=True), Wanted(subject="engels", necessary=True))
    monkeypatch.setattr(Ceiling, "placed", lambda _ceiling, more: sum(more.values()))

    found = look_around(problem(request(subjects=both)))

    assert found.wishes == found.plan == ()
