from dataclasses import replace

from hypothesis import given

from matching import ANY_LEVEL, RULE_NAMES, LeftReason, Proposal, Solution, Wanted, solve, to_networkx, verify
from tests.engine.invented import problems
from tests.engine.people import (
    COMPANY,
    MONDAY,
    TRAINING,
    TUESDAY,
    TUTORING,
    may_meet,
    only_proposal,
    problem,
    request,
    volunteer,
)

UTRECHT, AMERSFOORT = (52.0907, 5.1214), (52.1561, 5.3878)  # 19.6 km apart


def test_two_people_who_fit_in_everything_may_meet():
    assert may_meet(volunteer(), request())


def test_the_volunteer_is_active_in_the_programme():
    assert not may_meet(volunteer(programmes=frozenset({"maatje"})), request())


def test_the_volunteer_has_a_free_place():
    assert not may_meet(volunteer(places=0), request())


def test_a_subject_covered_at_another_level_is_not_enough():
    assert not may_meet(volunteer(subjects={"wiskunde": frozenset({"VMBO-BB"})}), request(level="HAVO"))
    assert not may_meet(volunteer(subjects={"wiskunde": frozenset({"VWO"})}), request(level="VMBO-BB"))


def test_a_subject_without_levels_covers_every_pupil():
    assert may_meet(volunteer(subjects={"wiskunde": frozenset({ANY_LEVEL})}), request(level="VMBO-BB"))


def test_one_of_the_subjects_asked_is_enough():
    asked = (Wanted(subject="wiskunde"), Wanted(subject="engels"))

    assert may_meet(volunteer(), request(subjects=asked))


def test_every_necessary_subject_must_be_covered():
    asked = (Wanted(subject="wiskunde"), Wanted(subject="engels", necessary=True))
    both = {"wiskunde": frozenset({"HAVO"}), "engels": frozenset({"HAVO"})}

    assert not may_meet(volunteer(), request(subjects=asked))
    assert may_meet(volunteer(subjects=both), request(subjects=asked))


def test_a_programme_that_is_not_about_subjects_takes_them_as_wishes_unless_necessary():
    needs = (Wanted(subject="engels", necessary=True),)

    assert may_meet(volunteer(), request(programme="maatje", subjects=(Wanted(subject="engels"),)))
    assert not may_meet(volunteer(), request(programme="maatje", subjects=needs))


def test_the_volunteer_speaks_dutch_at_b1_or_better():
    assert may_meet(volunteer(dutch=3), request())
    assert not may_meet(volunteer(dutch=2), request())


def test_nt2_experience_is_there_where_it_is_needed():
    assert not may_meet(volunteer(), request(needs_nt2=True))
    assert may_meet(volunteer(has_nt2=True), request(needs_nt2=True))


def test_an_interpreter_is_the_volunteer_or_one_booked_where_the_programme_allows_it():
    needs = request(interpreter_language="ti")

    assert not may_meet(volunteer(), needs)
    assert may_meet(volunteer(languages=frozenset({"ti"})), needs)
    assert may_meet(volunteer(), needs, replace(TUTORING, allows_booked_interpreter=True))


def test_a_proposal_says_when_an_interpreter_must_be_booked():
    books = replace(TUTORING, allows_booked_interpreter=True)
    needs = request(interpreter_language="ti")

    booked = only_proposal(problem(volunteer(), needs, books))
    spoken = only_proposal(problem(volunteer(languages=frozenset({"ti"})), needs, books))

    assert booked.needs_booked_interpreter
    assert not spoken.needs_booked_interpreter
    assert spoken.fit > booked.fit


def test_online_takes_a_device_a_volunteer_online_and_a_programme_online():
    assert not may_meet(volunteer(), request(online=False))
    assert not may_meet(volunteer(online=False), request())
    assert not may_meet(volunteer(), request(), replace(TUTORING, online=False))


def test_online_stays_within_the_region_unless_the_programme_says_anywhere():
    away = volunteer(region="Zeeland")

    assert not may_meet(away, request(region="Utrecht"))
    assert may_meet(away, request(region="Utrecht"), replace(TUTORING, anywhere=True))


def test_in_person_the_pupil_lives_within_the_travel_distance():
    asks = request(online=False, in_person=True, place=UTRECHT)
    in_person = replace(TUTORING, in_person=True)
    near = volunteer(in_person=True, place=AMERSFOORT, travel_km=20)

    assert may_meet(near, asks, in_person)
    assert not may_meet(replace(near, travel_km=19), asks, in_person)
    assert not may_meet(replace(near, place=None), asks, in_person)
    assert not may_meet(near, replace(asks, place=None), in_person)
    assert not may_meet(replace(near, in_person=False), asks, in_person)
    assert not may_meet(near, replace(asks, in_person=False), in_person)
    assert not may_meet(near, asks, TUTORING)


def test_in_person_knows_no_borders_of_regions():
    asks = request(online=False, in_person=True, place=UTRECHT, region="Utrecht")
    helps = volunteer(in_person=True, place=AMERSFOORT, travel_km=20, region="Gelderland")

    proposal = only_proposal(problem(helps, asks, replace(TUTORING, in_person=True)))

    assert proposal.in_person
    assert proposal.distance_km == 19.6


def test_one_common_free_hour_is_enough_for_one_session_a_week():
    assert may_meet(volunteer(moments=frozenset({MONDAY + 16})), request(moments=frozenset({MONDAY + 16})))
    assert not may_meet(volunteer(moments=frozenset({MONDAY + 16})), request(moments=frozenset({MONDAY + 17})))


def test_an_hour_that_is_booked_is_not_free():
    hour = frozenset({MONDAY + 16})

    assert not may_meet(volunteer(moments=hour, booked=hour), request())
    assert not may_meet(volunteer(), request(moments=hour, booked=hour))


def test_several_sessions_a_week_fall_on_different_days():
    one_day = frozenset({MONDAY + 15, MONDAY + 16, MONDAY + 17})
    two_days = frozenset({MONDAY + 15, TUESDAY + 16})
    asks = request(programme="maatje", moments=one_day | two_days)

    assert not may_meet(volunteer(moments=one_day), asks)
    assert may_meet(volunteer(moments=two_days), asks)


def test_a_wish_for_a_woman_is_hard():
    assert not may_meet(volunteer(gender="man"), request(required_gender="woman"))
    assert not may_meet(volunteer(gender=None), request(required_gender="woman"))
    assert may_meet(volunteer(gender="woman"), request(required_gender="woman"))


def test_a_forbidden_pair_never_returns():
    assert not may_meet(volunteer(5), request(8, pupil_id=3), forbidden=frozenset({(3, 5)}))
    assert may_meet(volunteer(5), request(8, pupil_id=3), forbidden=frozenset({(8, 5), (3, 6)}))


def test_a_left_over_request_counts_who_remained_after_each_rule():
    people = [
        volunteer(1, programmes=frozenset()),
        volunteer(2, subjects={}),
        volunteer(3, dutch=1),
        volunteer(4, region="Zeeland"),
        volunteer(5, moments=frozenset({TUESDAY + 20})),
        volunteer(6, gender="man"),
        volunteer(7, gender="woman"),
    ]

    solution = solve(problem(*people, request(required_gender="woman"), forbidden=frozenset({(1, 7)})))

    (left,) = solution.left
    assert tuple(left.counts) == RULE_NAMES
    assert list(left.counts.values()) == [6, 5, 4, 4, 3, 2, 1, 0]
    assert left.reason is LeftReason.FORBIDDEN


@given(problems(programmes=("bijles", "maatje")))
def test_the_rules_and_the_checker_agree_on_who_may_meet(problem):
    in_person = [replace(TUTORING, in_person=True), replace(COMPANY, anywhere=True, in_person=True), TRAINING]
    problem = replace(problem, programmes=in_person)
    graph = to_networkx(problem)

    for asks in problem.requests:
        for helps in problem.volunteers:
            alone = replace(problem, requests=[asks], volunteers=[helps])
            possible = graph.has_edge(("request", asks.id), ("volunteer", helps.id))
            assert possible == _valid_for_the_checker(alone)


def _valid_for_the_checker(problem) -> bool:
    """Whether some choice of moments passes the checker, which shares no code with the rules."""
    (asks,), (helps,) = problem.requests, problem.volunteers
    programme = next(p for p in problem.programmes if p.key == asks.programme)
    common = sorted((asks.moments - asks.booked) & (helps.moments - helps.booked))
    by_day = {moment // 24: moment for moment in common}
    proposal = Proposal(
        request_id=asks.id,
        volunteer_id=helps.id,
        moments=tuple(sorted(by_day.values())[: programme.sessions_per_week]),
        fit=0,
        parts={},
        in_person=False,
        needs_booked_interpreter=asks.interpreter_language not in {None, *helps.languages},
        distance_km=None,
        common_moments=len(common),
        days_waited=asks.days_waited,
    )
    return not verify(problem, Solution(proposals=(proposal,)))
