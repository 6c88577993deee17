from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

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
SKILLS = (("subject", "engels", "HAVO"), ("subject", "wiskunde", "VWO"), ("language", "ti", ""), ("nt2", "", ""))


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

    assert points == [33, 66, 100, 100, 100]


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

    assert part("scarce_skills", rare, request(interpreter_language="ti")) == FULL_PARTS["scarce_skills"]


def test_whoever_can_do_much_is_kept_for_what_will_be_asked():
    many, few = volunteer(1, subjects={"wiskunde": HAVO, "engels": HAVO, "duits": HAVO}), volunteer(2)
    asked_lately = {("subject", "engels", "HAVO"): 3, ("subject", "duits", "HAVO"): 1}

    assert who_helps_whom(solve(problem(many, few, request(), expected=asked_lately))) == {1: 2}
    assert who_helps_whom(solve(problem(many, few, request()))) == {1: 1}


def test_of_two_skills_the_scarcer_is_kept_free():
    only_one, one_of_two = volunteer(1, subjects={"wiskunde": HAVO, "engels": HAVO}), volunteer(2, has_nt2=True)
    never_free = volunteer(3, has_nt2=True, booked=frozenset(range(168)))
    expected = {("nt2", "", ""): 2, ("subject", "engels", "HAVO"): 2}

    solution = solve(problem(only_one, one_of_two, never_free, request(), expected=expected))

    assert who_helps_whom(solution) == {1: 2}


def test_a_skill_nobody_has_or_nobody_needs_makes_no_difference():
    expected = {("language", "ti", ""): 5, ("nt2", "", ""): 0, ("subject", "engels", "HAVO"): -1}
    able = volunteer(has_nt2=True, subjects={"wiskunde": HAVO, "engels": HAVO})

    assert part("scarce_skills", able, request(), expected=expected) == FULL_PARTS["scarce_skills"]


def test_the_most_wanted_of_all_loses_the_whole_part_and_no_more():
    wanted = volunteer(1, has_nt2=True, languages=frozenset({"ti"}))
    others = [volunteer(ident) for ident in range(2, 12)]
    expected = {("nt2", "", ""): 99, ("language", "ti", ""): 99}
    only_the_wanted_one = frozenset((1, other.id) for other in others)

    assert part("scarce_skills", wanted, *others, request(), expected=expected, forbidden=only_the_wanted_one) == 0


def test_without_care_for_scarce_skills_everybody_is_equally_dispensable():
    rare = volunteer(languages=frozenset({"ti"}))
    asking = request(1), request(2, interpreter_language="ti", region="Zeeland")

    with_care = problem(rare, *asking)
    without = replace(with_care, keep_scarce_skills=False)

    assert only_proposal(with_care).parts["scarce_skills"] < FULL_PARTS["scarce_skills"]
    assert only_proposal(without).parts["scarce_skills"] == FULL_PARTS["scarce_skills"]


@given(
    problems(programmes=("bijles", "maatje")), st.dictionaries(st.sampled_from(SKILLS), st.integers(-1, 10**30))
)
def test_what_is_expected_never_decides_who_is_placed(problem, expected):
    requests = [replace(r, days_waited=10 * r.id, urgency=0) for r in problem.requests]
    now = replace(problem, requests=requests)
    solution = solve(replace(now, expected=expected))

    assert who_helps_whom(solution).keys() == who_helps_whom(solve(now)).keys()
    assert all(0 <= p.parts["scarce_skills"] <= FULL_PARTS["scarce_skills"] for p in solution.proposals)


def test_fit_never_decides_whether_somebody_is_placed():
    waits_longer = request(1, days_waited=5, language="uk")
    fits_better = request(2, days_waited=4, pupil_id=7)
    helps = volunteer(known_pupils=frozenset({7}))

    assert who_helps_whom(solve(problem(helps, waits_longer, fits_better))) == {1: 1}
