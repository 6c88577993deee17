from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from matching import weekday
from matching.moments import PLAIN, Rhythm, free_moments
from matching.schedule import Visit, timetable, weeks
from tests.engine.invented import HOURS
from tests.engine.people import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY

EVEN, ODD = 168, 336


def visit(request_id: int, *moments: int, sessions: int = 1) -> Visit:
    return Visit(request_id, frozenset(moments), Rhythm(sessions))


def long_visit(request_id: int, rhythm: Rhythm, *moments: int) -> Visit:
    """A visit by somebody who has these hours, every week or every other, and no others."""
    return Visit(request_id, rhythm.starts(free_moments(moments, ())), rhythm)


RHYTHMS = (PLAIN, PLAIN, Rhythm(2), Rhythm(3), Rhythm(1, 2), Rhythm(2, 2), Rhythm(1, 1, 2), Rhythm(1, 2, 2))
OF_SOME_WEEKS = [hour + weeks for hour in HOURS for weeks in (0, 168, 336)]
visits = st.lists(
    st.tuples(st.frozensets(st.sampled_from(OF_SOME_WEEKS), min_size=1), st.sampled_from(RHYTHMS)), max_size=4
).map(lambda drawn: [long_visit(ident, rhythm, *moments) for ident, (moments, rhythm) in enumerate(drawn)])


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

    assert next(weeks(frozenset(hours), Rhythm(2))) == (MONDAY + 15, THURSDAY + 15)


def test_sessions_give_way_to_a_pupil_who_has_one_hour_only():
    several = visit(1, MONDAY + 15, MONDAY + 16, THURSDAY + 15, sessions=2)

    assert timetable([several, visit(2, MONDAY + 15)]) == {1: (MONDAY + 16, THURSDAY + 15), 2: (MONDAY + 15,)}


def test_two_pupils_of_several_sessions_make_room_for_each_other():
    first = visit(1, MONDAY + 15, MONDAY + 16, TUESDAY + 15, sessions=2)
    second = visit(2, MONDAY + 15, TUESDAY + 15, TUESDAY + 16, sessions=2)

    assert timetable([first, second]) == {1: (MONDAY + 16, TUESDAY + 15), 2: (MONDAY + 15, TUESDAY + 16)}


def test_a_long_session_takes_all_its_hours():
    long = long_visit(1, Rhythm(1, 2), MONDAY + 15, MONDAY + 16)

    assert timetable([long, visit(2, MONDAY + 16)]) is None
    assert timetable([long, visit(2, MONDAY + 17)]) == {1: (MONDAY + 15,), 2: (MONDAY + 17,)}


def test_even_and_odd_weeks_share_an_hour_and_leave_none_for_every_week():
    first, second, third = (long_visit(ident, Rhythm(1, 1, 2), MONDAY + 15) for ident in (1, 2, 3))

    assert timetable([first, second]) == {1: (EVEN + MONDAY + 15,), 2: (ODD + MONDAY + 15,)}
    assert timetable([first, second, third]) is None
    assert timetable([first, visit(2, MONDAY + 15)]) is None


def test_who_can_in_one_kind_of_week_only_gets_it():
    flexible = long_visit(1, Rhythm(1, 1, 2), MONDAY + 15)
    even_only = long_visit(2, Rhythm(1, 1, 2), EVEN + MONDAY + 15)

    assert timetable([flexible, even_only]) == {1: (ODD + MONDAY + 15,), 2: (EVEN + MONDAY + 15,)}


@given(visits)
def test_a_timetable_is_found_exactly_when_there_is_one(visits):
    found = timetable(visits)

    assert (found is not None) == _some_timetable_exists(visits)
    for visit in visits if found else []:
        starts = found[visit.request_id]
        assert visit.starts.issuperset(starts)
        assert len({weekday(start) for start in starts}) == len(starts) == visit.rhythm.sessions
    taken = [
        hour for visit in visits if found for start in found[visit.request_id] for hour in _hours(visit, start)
    ]
    assert len(taken) == len(set(taken))


def _hours(visit: Visit, start: int) -> set[tuple[int, int]]:
    """Which hours of which weeks (0 even, 1 odd) a session takes."""
    weeks = {0: (0, 1), 1: (0,), 2: (1,)}[start // 168]
    return {(week, start % 168 + later) for week in weeks for later in range(visit.rhythm.hours)}


def _some_timetable_exists(visits) -> bool:
    ways = [
        [
            set().union(*(_hours(visit, start) for start in way))
            for way in combinations(sorted(visit.starts), visit.rhythm.sessions)
            if len(set(map(weekday, way))) == len(way)
        ]
        for visit in visits
    ]
    return any(len(set().union(*chosen)) == sum(map(len, chosen)) for chosen in product(*ways))
