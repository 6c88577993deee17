from dataclasses import replace

import pytest

from benchmarks.people import invented_region
from matching import (
    Doubt,
    LeftReason,
    Problem,
    Solution,
    UnknownRequest,
    candidates_for,
    solve,
    to_networkx,
    verify,
)
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


def left(solution: Solution) -> dict[int, LeftReason]:
    return {left.request_id: left.reason for left in solution.left}


def test_an_empty_problem_has_an_empty_solution():
    solution = solve(Problem())

    assert solution == Solution()
    assert solution.proven


def test_requests_without_volunteers_are_left_with_their_reason():
    assert left(solve(problem(request(1), request(2)))) == {1: LeftReason.PROGRAMME, 2: LeftReason.PROGRAMME}


def test_volunteers_without_requests_are_no_trouble():
    assert solve(problem(volunteer(1), volunteer(2))) == Solution()


def test_nobody_compatible_is_a_result():
    solution = solve(problem(volunteer(subjects={}), request()))

    assert solution.proposals == ()
    assert left(solution) == {1: LeftReason.SUBJECTS}


def test_the_pupil_who_waits_longest_gets_the_last_place():
    solution = solve(problem(volunteer(), request(1, days_waited=3), request(2, days_waited=4)))

    assert who_helps_whom(solution) == {2: 1}
    assert left(solution) == {1: LeftReason.PLACES_TAKEN}


def test_a_step_of_urgency_is_worth_its_number_of_days():
    patient, urgent = request(1, days_waited=14), request(2, urgency=1)

    for days, first in ((13, 1), (15, 2)):
        step = replace(TUTORING, urgency_step_days=days)
        assert who_helps_whom(solve(problem(volunteer(), patient, urgent, step))) == {first: 1}


def test_waiting_never_saturates():
    asking = [request(ident, days_waited=10**18 + ident) for ident in (1, 2, 3)]

    assert who_helps_whom(solve(problem(volunteer(), *asking))) == {3: 1}


def test_two_pupils_placed_go_before_one_who_fits_better():
    only_first = volunteer(1, known_pupils=frozenset({1}))
    picky = request(2, required_gender="woman")
    woman = volunteer(2, gender="woman", known_pupils=frozenset({1}), languages=frozenset({"uk"}))

    solution = solve(problem(only_first, woman, request(1, language="uk"), picky))

    assert who_helps_whom(solution) == {1: 1, 2: 2}


def test_of_the_ways_to_place_the_same_pupils_the_best_fit_is_chosen():
    solution = solve(
        problem(
            volunteer(1, languages=frozenset({"uk"})),
            volunteer(2, languages=frozenset({"ti"})),
            request(1, language="ti"),
            request(2, language="uk"),
        )
    )

    assert who_helps_whom(solution) == {1: 2, 2: 1}


def test_a_volunteer_with_two_places_and_one_hour_takes_one_pupil():
    hour = frozenset({MONDAY + 16})

    solution = solve(problem(volunteer(places=2, moments=hour), request(1), request(2)))

    assert len(solution.proposals) == 1


def test_a_pupil_with_one_hour_and_a_pupil_with_many_share_a_volunteer():
    early = request(1, moments=frozenset({MONDAY + 16}))
    shared = problem(volunteer(places=2), early, request(2, days_waited=9))

    solution = solve(shared)

    assert {p.request_id: p.moments for p in solution.proposals} == {1: (MONDAY + 16,), 2: (TUESDAY + 16,)}


@pytest.mark.parametrize("places", [30, 10**9, 10**30])
def test_endless_places_are_bounded_by_the_hours(places):
    helps = volunteer(places=places)

    solution = solve(problem(helps, *[request(ident, days_waited=ident) for ident in range(1, 31)]))

    assert who_helps_whom(solution) == {30: 1, 29: 1, 28: 1}
    assert solution.proven


def test_a_pupil_who_asks_twice_gets_one_proposal():
    solution = solve(problem(volunteer(1), volunteer(2), request(1, pupil_id=7), request(2, pupil_id=7)))

    assert len(solution.proposals) == 1
    assert list(left(solution).values()) == [LeftReason.OTHER_REQUEST_SERVED]


def test_a_pupil_who_asks_twice_is_as_urgent_as_the_more_urgent_request():
    twice = request(1, pupil_id=7, days_waited=9), request(2, pupil_id=7, days_waited=1, language="uk")
    helps = volunteer(languages=frozenset({"uk"}))

    solution = solve(problem(helps, *twice, request(3, days_waited=5)))

    assert who_helps_whom(solution) in ({1: 1}, {2: 1})


def test_a_request_nobody_can_serve_lends_the_pupil_no_urgency():
    twice = request(1, pupil_id=7, days_waited=9, needs_nt2=True), request(2, pupil_id=7, days_waited=1)

    solution = solve(problem(volunteer(), *twice, request(3, days_waited=5)))

    assert who_helps_whom(solution) == {3: 1}


def test_in_a_programme_of_several_sessions_a_volunteer_takes_one_new_pupil():
    helps = volunteer(places=3, moments=frozenset(range(168)))
    asking = [request(ident, programme="maatje", moments=frozenset(range(168))) for ident in (1, 2)]

    solution = solve(problem(helps, *asking))

    assert len(solution.proposals) == 1
    assert solution.proven


def test_mixed_rhythms_that_can_be_scheduled_are_proven():
    week = frozenset({MONDAY + 16, TUESDAY + 16, WEDNESDAY + 16, THURSDAY + 16})
    asking = request(1, moments=week), request(2, programme="maatje", moments=week)

    solution = solve(problem(volunteer(places=2, moments=week), *asking))

    assert len(solution.proposals) == 2
    assert solution.proven


def test_mixed_rhythms_that_cannot_be_scheduled_are_said_not_to_be_proven():
    two = frozenset({MONDAY + 16, TUESDAY + 16})
    crowded = problem(
        volunteer(places=2, moments=two), request(1, days_waited=1), request(2, programme="maatje", days_waited=5)
    )

    solution = solve(crowded)

    assert who_helps_whom(solution) == {2: 1}
    assert solution.doubts == (Doubt.RHYTHMS_MIXED,)
    assert verify(crowded, solution) == ()


def test_progress_goes_through_the_stages_and_never_back():
    told: list[tuple[str, float]] = []

    solve(problem(volunteer(), request()), lambda stage, share: told.append((stage, share)))

    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == ["candidates", "assignment", "schedule", "explain"]
    for stage in stages:
        shares = [share for told_stage, share in told if told_stage == stage]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_a_whole_region_is_placed_validly():
    region = invented_region(150)

    solution = solve(region)

    assert verify(region, solution) == ()
    assert len(solution.proposals) > 75


def test_other_volunteers_come_best_fit_first_and_satisfy_every_need():
    people = [
        volunteer(1),
        volunteer(2, known_pupils=frozenset({1})),
        volunteer(3, dutch=1),
        volunteer(4, places=0),
        volunteer(5, moments=frozenset({TUESDAY + 16})),
    ]

    others = candidates_for(problem(*people, request(), request(2)), 1)

    assert [(other.volunteer_id, other.moments) for other in others] == [
        (2, (MONDAY + 16,)),
        (1, (MONDAY + 16,)),
        (5, (TUESDAY + 16,)),
    ]
    assert [other.fit for other in others] == sorted((other.fit for other in others), reverse=True)


def test_another_volunteer_comes_with_as_many_moments_as_the_programme_has_sessions():
    (other,) = candidates_for(problem(volunteer(), request(programme="maatje")), 1)

    assert other.moments == (MONDAY + 16, WEDNESDAY + 16)


def test_asking_for_candidates_of_a_request_that_is_not_there_is_an_error():
    with pytest.raises(UnknownRequest):
        candidates_for(problem(volunteer(), request()), 2)


def test_the_graph_has_everybody_and_the_pairs_that_may_meet():
    graph = to_networkx(problem(volunteer(1, places=2), volunteer(2, dutch=0), request(1, days_waited=3)))

    assert dict(graph.nodes(data="bipartite")) == {("volunteer", 1): 1, ("volunteer", 2): 1, ("request", 1): 0}
    assert graph.nodes["request", 1]["priority"] == 3
    assert graph.nodes["volunteer", 1]["places"] == 2
    assert list(graph.edges(data="common_moments")) == [(("volunteer", 1), ("request", 1), 3)]
