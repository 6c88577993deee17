from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matching import weekday
from matching.schedule import Visit, timetable, weeks
from tests.engine.invented import HOURS
from tests.engine.people import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY


def visit(request_id: int, *moments: int, sessions: int = 1) -> Visit:
    return Visit(request_id, frozenset(moments), sessions)


visits = st.lists(
    st.tuples(st.frozensets(st.sampled_from(HOURS), min_size=1), st.sampled_from([1, 1, 2, 3])), max_size=4
).map(lambda drawn: [Visit(ident, moments, sessions) for ident, (moments, sessions) in enumerate(drawn)])


def test_nobody_to_visit_makes_an_empty_timetable():
    assert timetable([]) == {}


def test_a_pupil_makes_room_for_one_who_has_a_single_hour():
    flexible, tight = visit(1, MONDAY + 15, TUESDAY + 15), visit(2, MONDAY + 15)

    assert timetable([flexible, tight]) == {1: (TUESDAY + 15,), 2: (MONDAY + 15,)}


def test_a_chain_of_pupils_each_moves_up_one_hour():
    chain = [visit(1, 15, 16), visit(2, 16, 17), visit(3, 17, 18), visit(4, 15, 18), visit(5, 15)]

    assert timetable(chain) is None
    assert timetable(chain[1:]) == {2: (16,), 3: (17,), 4: (18,), 5: (15,)}


def test_a_pupil_moves_to_another_hour_for_whoever_comes_later():
    assert timetable([visit(1, 15, 16), visit(2, 15, 17), visit(3, 15, 17)]) == {1: (16,), 2: (17,), 3: (15,)}


def test_pupils_are_spread_over_days_where_that_is_possible():
    hours = [MONDAY + 15, MONDAY + 16, TUESDAY + 15, WEDNESDAY + 15]

    chosen = timetable([visit(1, *hours), visit(2, *hours), visit(3, *hours)])

    assert chosen == {1: (MONDAY + 15,), 2: (TUESDAY + 15,), 3: (WEDNESDAY + 15,)}


def test_sessions_of_one_pupil_are_spread_over_the_week():
    hours = {MONDAY + 15, TUESDAY + 15, THURSDAY + 15, FRIDAY + 15}

    assert next(weeks(frozenset(hours), 2)) == (MONDAY + 15, THURSDAY + 15)


def test_sessions_give_way_to_a_pupil_who_has_one_hour_only():
    several = visit(1, MONDAY + 15, MONDAY + 16, THURSDAY + 15, sessions=2)

    assert timetable([several, visit(2, MONDAY + 15)]) == {1: (MONDAY + 16, THURSDAY + 15), 2: (MONDAY + 15,)}


def test_two_pupils_of_several_sessions_make_room_for_each_other():
    first = visit(1, MONDAY + 15, MONDAY + 16, TUESDAY + 15, sessions=2)
    second = visit(2, MONDAY + 15, TUESDAY + 15, TUESDAY + 16, sessions=2)

    assert timetable([first, second]) == {1: (MONDAY + 16, TUESDAY + 15), 2: (MONDAY + 15, TUESDAY + 16)}


@given(visits)
def test_a_timetable_is_found_exactly_when_there_is_one(visits):
    found = timetable(visits)

    assert (found is not None) == _some_timetable_exists(visits)
    for visit in visits if found else []:
        assert len(found[visit.request_id]) == visit.sessions
        assert visit.moments.issuperset(found[visit.request_id])
        assert len({weekday(moment) for moment in found[visit.request_id]}) == visit.sessions
    taken = [moment for moments in (found or {}).values() for moment in moments]
    assert len(taken) == len(set(taken))


def _some_timetable_exists(visits) -> bool:
    ways = [
        [way for way in product(sorted(v.moments), repeat=v.sessions) if len(set(map(weekday, way))) == len(way)]
        for v in visits
    ]
    return any(
        len({moment for way in chosen for moment in way}) == sum(v.sessions for v in visits)
        for chosen in product(*ways)
    )
