import pytest
from hypothesis import given

from matching import GROUPINGS, Share, Solution, fairness, solve
from tests.engine.invented import problems
from tests.engine.people import problem, request, volunteer


def shares(problem, grouping: str, **own) -> dict:
    return {s.group: s for s in fairness(problem, solve(problem), own) if s.grouping == grouping}


def test_the_placed_are_set_against_all_who_asked():
    asking = [request(ident, days_waited=10 * ident) for ident in (1, 2, 3)]

    (everybody,) = shares(problem(volunteer(1), volunteer(2), *asking), "everybody").values()

    assert everybody == Share(
        grouping="everybody",
        group="",
        asked=3,
        placed=2,
        mean_days=25,
        percentile_95_days=30,
        mean_days_left=10,
        most_days_left=10,
    )
    assert everybody.share_placed == pytest.approx(2 / 3)


def test_of_twenty_waiting_times_the_percentile_is_the_last_but_one():
    helping = [volunteer(ident) for ident in range(1, 21)]
    asking = [request(ident, days_waited=ident) for ident in range(1, 21)]

    (everybody,) = shares(problem(*helping, *asking), "everybody").values()

    assert everybody.percentile_95_days == 19


def test_a_group_without_a_volunteer_shows():
    pair = problem(volunteer(), request(1, region="Utrecht"), request(2, region="Zeeland"), volunteer(2))
    in_utrecht = problem(volunteer(region="Utrecht"), *pair.requests)

    by_region = shares(in_utrecht, "region")

    assert {region: share.share_placed for region, share in by_region.items()} == {"Utrecht": 1, "Zeeland": 0}
    assert by_region["Zeeland"].mean_days is None
    assert by_region["Utrecht"].most_days_left is None


def test_programme_urgency_nt2_and_interpreter_are_always_looked_at():
    special = request(2, programme="maatje", urgency=2, needs_nt2=True, interpreter_language="ti")
    asked = problem(volunteer(), request(1), special)

    report = fairness(asked, solve(asked))

    assert [(share.grouping, share.group) for share in report if share.asked == 1] == [
        ("programme", "bijles"),
        ("programme", "maatje"),
        ("urgency", 0),
        ("urgency", 2),
        ("nt2", False),
        ("nt2", True),
        ("interpreter", False),
        ("interpreter", True),
    ]


def test_the_caller_says_which_school_a_request_comes_from():
    asked = problem(volunteer(), *[request(ident) for ident in (1, 2, 3)])

    by_id = shares(asked, "school", school={1: "De Brug", 2: "De Brug"})
    by_looking = shares(asked, "school", school=lambda request: request.id % 2)

    assert {school: share.asked for school, share in by_id.items()} == {"De Brug": 2}
    assert {school: share.asked for school, share in by_looking.items()} == {0: 1, 1: 2}


def test_groups_of_fewer_than_five_are_marked():
    asked = problem(*[request(ident, region="Zeeland" if ident > 5 else "Utrecht") for ident in range(1, 10)])

    assert {region: share.is_small for region, share in shares(asked, "region").items()} == {
        "Utrecht": False,
        "Zeeland": True,
    }


def test_whoever_is_set_aside_counts_nowhere():
    asked = problem(request(1), request(2, days_waited=-1))

    assert [s.asked for s in fairness(asked, solve(asked)) if s.grouping == "everybody"] == [1]


def test_where_nobody_asks_there_are_no_groups():
    assert fairness(problem(volunteer()), Solution()) == ()


@given(problems(programmes=("bijles", "maatje"), twice=True))
def test_every_grouping_counts_everybody_once(problem):
    solution = solve(problem)
    report = fairness(problem, solution)

    for grouping in GROUPINGS:
        of_grouping = [share for share in report if share.grouping == grouping]
        assert sum(share.asked for share in of_grouping) == len(problem.requests)
        assert sum(share.placed for share in of_grouping) == len(solution.proposals)
