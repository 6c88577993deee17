"""Whether looking again only where a price fell misses nothing."""

import numpy as np
import pytest
from hypothesis import given

from benchmarks.people import invented_country, invented_region, one_rhythm
from matching import assignment, pricing
from matching.candidates import Candidates
from matching.checks import check
from matching.columns import columns_of
from matching.planning import make_plan
from matching.pricing import better_pairs
from matching.solver import solve
from tests.engine.crowds import crowds
from tests.engine.people import problem as problem_of
from tests.engine.people import request, volunteer


def planned(problem):
    clean, _ = check(problem)
    return make_plan(Candidates(columns_of(clean)), lambda _stage, _share: None).network


def gains(network):
    """By possible pair of the whole problem, what it weighs more than it costs."""
    prices, columns = network.prices(), network.columns
    for row in range(network.candidates.size):
        pairs = network.candidates.all_pairs(row)
        cost = prices.worth[columns.asks.row["pupil"][row]] + prices.price[pairs.volunteer]
        for pair, gain in enumerate(network.weights.of(pairs) - cost):
            volunteer = pairs.volunteer[pair]
            if not columns.asks.row["is_plain"][row]:
                gain -= prices.programme[volunteer, columns.asks.row["programme"][row]]
            elif prices.timed[volunteer] >= 0:
                hours = columns.offers.row["plain"][volunteer] & columns.asks.row["free"][row]
                open_hours = [hour for hour in range(168) if int(hours[hour // 48]) >> (hour % 48) & 1]
                gain -= prices.moment[prices.timed[volunteer]][open_hours].min()
            yield gain


@pytest.mark.parametrize("few", [0, 10**6])
@pytest.mark.parametrize(
    "problem", [invented_region(150), one_rhythm(invented_region(250)), one_rhythm(invented_country(300))]
)
def test_when_a_plan_is_made_no_pair_is_better_at_its_prices(monkeypatch, few, problem):
    monkeypatch.setattr(pricing, "FEW", few)
    monkeypatch.setattr(pricing, "BETTER", 1)  # so that it takes many looks
    monkeypatch.setattr(assignment, "FIRST", 1)

    network = planned(problem)

    assert max(gains(network)) <= 0
    everybody = np.arange(network.candidates.size)
    assert not len(better_pairs(network.candidates, network.prices(), everybody).request)


@given(problem=crowds())
def test_lists_in_order_and_lists_as_they_are_give_the_same(problem):
    clean, _ = check(problem)
    asked = Candidates(columns_of(clean))
    network = planned(problem)
    prices = network.prices()._replace(
        worth=np.zeros_like(network.prices().worth), price=np.zeros_like(network.prices().price)
    )
    everybody = np.arange(asked.size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "FEW", 0)
        in_order = better_pairs(asked, prices, everybody)
    as_they_are = better_pairs(asked, prices, everybody)

    for row in everybody:
        fits = [np.sort(each.fit[each.request == row]) for each in (in_order, as_they_are)]
        assert np.array_equal(*fits)


def test_people_who_are_all_alike_do_not_all_want_the_same_few():
    asking = range(1, 401)
    everybody = [*(volunteer(ident) for ident in asking), *(request(ident) for ident in asking)]
    told = []

    solution = solve(problem_of(*everybody), lambda stage, _share: told.append(stage))

    assert len(solution.proposals) == 400
    assert told.count("assignment") <= 10  # how often all pairs were looked at; it was 49
