from dataclasses import replace

from hypothesis import given

from matching import FULL_PARTS, Wanted, solve
from tests.engine.invented import problems
from tests.engine.people import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    TUTORING,
    WEDNESDAY,
    only_proposal,
    problem,
    request,
    volunteer,
    who_helps_whom,
)

TWO_SUBJECTS = (Wanted(subject="wiskunde"), Wanted(subject="engels"))
HAVO = frozenset({"HAVO"})


def part(name: str, *people, **differences) -> int:
    return only_proposal(problem(*people, **differences)).parts[name]


def test_the_parts_together_make_a_thousand():
    assert sum(FULL_PARTS.values()) == 1000


@given(problems(programmes=("bijles", "maatje")))
def test_a_fit_is_the_sum_of_its_named_parts_each_within_its_bounds(problem):
    for proposal in solve(problem).proposals:
        assert proposal.fit == sum(proposal.parts.values())
        assert all(0 <= points <= FULL_PARTS[name] for name, points in proposal.parts.items())


def test_a_volunteer_who_covers_both_subjects_fits_better():
    both = {"wiskunde": HAVO, "engels": HAVO}

    assert part("subjects", volunteer(), request(subjects=TWO_SUBJECTS)) == 125
    assert part("subjects", volunteer(subjects=both), request(subjects=TWO_SUBJECTS)) == 250


def test_subjects_nobody_asks_for_add_nothing():
    many = dict.fromkeys(("wiskunde", "engels", "duits", "frans"), HAVO)

    few, long = (only_proposal(problem(v, request())).fit for v in (volunteer(), volunteer(subjects=many)))

    assert few == long


def test_the_level_offered_itself_fits_better_than_one_that_covers_it():
    assert part("level", volunteer(offered=frozenset({("wiskunde", "HAVO")})), request()) == 100
    assert part("level", volunteer(offered=frozenset({("wiskunde", "VWO")})), request()) == 50


def test_a_language_wished_for_counts_when_it_is_shared():
    speaks = volunteer(languages=frozenset({"uk"}))

    assert part("language", speaks, request(language="uk")) == 150
    assert part("language", volunteer(), request(language="uk")) == 75
    assert part("language", volunteer(), request()) == 150


def test_common_time_stops_counting_once_it_is_comfortable():
    hours = [MONDAY + 16, TUESDAY + 16, WEDNESDAY + 16, THURSDAY + 16, FRIDAY + 16]
    asks = request(moments=frozenset(hours))

    points = [part("time", volunteer(moments=frozenset(hours[:n])), asks) for n in range(1, 6)]

    assert points == [50, 100, 150, 150, 150]


def test_nearer_fits_better_in_person():
    asks = request(online=False, in_person=True, place=(52.0, 5.0))
    near, far = (volunteer(in_person=True, travel_km=40, place=(52.0 + degrees, 5.0)) for degrees in (0.02, 0.3))
    in_person = replace(TUTORING, in_person=True)

    assert part("place", near, asks, in_person) > part("place", far, asks, in_person)


def test_whoever_can_meet_online_or_nearby_meets_the_way_that_fits_better():
    asks = request(in_person=True, place=(52.0, 5.0))
    near, far = (volunteer(in_person=True, travel_km=40, place=(52.0 + degrees, 5.0)) for degrees in (0.02, 0.3))
    in_person = replace(TUTORING, in_person=True)

    assert only_proposal(problem(near, asks, in_person)).in_person
    assert not only_proposal(problem(far, asks, in_person)).in_person


def test_the_same_region_fits_better_than_anywhere():
    anywhere = replace(TUTORING, anywhere=True)

    assert part("place", volunteer(region="Zeeland"), request(region="Utrecht"), anywhere) == 50
    assert part("place", volunteer(region="Utrecht"), request(region="Utrecht"), anywhere) == 100


def test_people_who_know_each_other_fit_better():
    assert part("acquaintance", volunteer(known_pupils=frozenset({7})), request(pupil_id=7)) == 100
    assert part("acquaintance", volunteer(known_pupils=frozenset({8})), request(pupil_id=7)) == 0


def test_a_scarce_skill_is_kept_free_while_others_will_do():
    rare, common = volunteer(1, languages=frozenset({"ti"})), volunteer(2)
    impossible = request(9, interpreter_language="ti", region="Zeeland")

    solution = solve(problem(rare, common, request(1), impossible))

    assert who_helps_whom(solution) == {1: 2}


def test_whoever_needs_the_scarce_skill_loses_nothing_by_it():
    rare = volunteer(languages=frozenset({"ti"}))

    assert part("scarce_skills", rare, request(interpreter_language="ti")) == 100


def test_fit_never_decides_whether_somebody_is_placed():
    waits_longer = request(1, days_waited=5, language="uk")
    fits_better = request(2, days_waited=4, pupil_id=7)
    helps = volunteer(known_pupils=frozenset({7}))

    assert who_helps_whom(solve(problem(helps, waits_longer, fits_better))) == {1: 1}
