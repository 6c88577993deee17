"""Which pairs could still make a solution better, given what its places cost.

A pair is worth adding if it weighs more than its pupil's worth and its place's price together; if there is no
such pair among all that are possible, the solution is the best there is (linear programming duality). All are
looked at, but most only as part of a list: volunteers stand in order of what a pair with them could at most be
worth, and a walk along them ends where the next could not pay. What an earlier look has shown is not looked at
again.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from matching.bits import Ints, Mask
from matching.candidates import Candidates, Pairs, insert
from matching.columns import NOBODY, Asks, Offers
from matching.compiled import Number, compiled, in_parts, inlined
from matching.lists import (
    ONLINE,
    VISITS,
    Lists,
    hours_in_common,
    is_in_reach,
    is_repeated,
    lists_for,
    most_lists,
    trait_of_language,
    traits_needed,
)
from matching.rules import has_hour, is_listed, may_meet
from matching.scarcity import WHOLE
from matching.scoring import (
    COMFORTABLE_MOMENTS,
    LANGUAGE,
    LEVEL,
    SCARCE_SKILLS,
    SUBJECTS,
    TIME,
    best_of_place,
    best_of_place_online,
    fit_of,
    points,
)

BETTER = 8
"""How many pairs that pay better each request adds at a time."""

EVERYBODY = 2**62

FEW = 200
"""For so few requests the lists are not put in order: that would take longer than to walk them to their end."""


class Prices(NamedTuple):
    """What a solution says things cost: ``worth`` by pupil, ``price`` by volunteer, and on top of it
    ``programme`` by volunteer and programme that is not plain, and ``moment`` by timed volunteer
    (``timed``: which row, or NOBODY) and hour of the week. ``base`` is a request's weight at fit 0, ``point``
    what a point of fit weighs, ``bonus`` what having been proposed earlier weighs."""

    worth: Ints
    price: Ints
    programme: Ints
    timed: Ints
    moment: Ints
    base: Ints
    point: int
    bonus: int


class Shelf(NamedTuple):
    """Lists with for each entry a ``key``: what is left of the volunteer's price if the pair fits as well as this
    list promises. ``in_order`` says that each list begins with its lowest."""

    lists: Lists
    key: Ints
    in_order: bool


@dataclass(slots=True, eq=False)
class Proof:
    """What has been shown: at these prices no pair is better, but of the requests in ``doubt``."""

    prices: Prices | None = None
    doubt: Mask = field(default_factory=lambda: np.empty(0, dtype=np.bool_))

    def better_pairs(self, candidates: Candidates, prices: Prices, changed: Ints) -> Pairs:
        """Pairs that are better at these prices, for each request the best few; none proves that there is none.

        ``changed`` are volunteers whose hours are others than at the last look. Whoever was not in doubt can only
        have found a better pair if their own worth fell, or with a volunteer whose price did.
        """
        pupil = candidates.columns.asks.row["pupil"]
        if self.prices is None:
            found = better_pairs(candidates, prices, np.arange(candidates.size))
        else:
            again = self.doubt | (prices.worth < self.prices.worth)[pupil]
            cheaper = _cheaper(prices, self.prices)
            cheaper[changed] = True
            found = better_pairs(candidates, prices, np.flatnonzero(again))
            if cheaper.any():
                some = better_pairs(candidates, prices, np.flatnonzero(~again), cheaper)
                found = found.and_also(some)
        self.prices = prices
        self.doubt = np.zeros(candidates.size, dtype=np.bool_)
        self.doubt[found.request] = True
        return found


def better_pairs(
    candidates: Candidates,
    prices: Prices,
    requests: Ints,
    volunteers: Mask | None = None,
    most: int = BETTER,
    enough: int = EVERYBODY,
) -> Pairs:
    """For each of these requests the pairs, with these volunteers or with all, that are worth most more than they
    cost; no more than ``most`` of them. After ``enough`` possible ones the search for a request's stops: then
    they are just good ones, and none proves nothing."""
    offers, asks = candidates.columns.offers, candidates.columns.asks
    lists = candidates.lists if volunteers is None else candidates.lists.only(volunteers)
    # One region after the other, since each looks at the same people.
    requests = requests[np.argsort(asks.row["region"][requests], kind="stable")]
    shelf = _shelf(lists, prices, in_order=len(requests) > FEW)
    row = np.full((len(requests), most), NOBODY, dtype=np.int64)
    gain = np.zeros((len(requests), most), dtype=np.int64)
    in_parts(
        len(requests),
        lambda begin, end: _better(
            offers, asks, shelf, prices, requests[begin:end], enough, row[begin:end], gain[begin:end]
        ),
    )
    which, place = np.nonzero(row >= 0)
    return candidates.pairs(requests[which], row[which, place])


def _cheaper(now: Prices, before: Prices) -> Mask:
    """Volunteers of whom a place, or an hour, costs less than it did."""
    cheaper = now.price < before.price
    cheaper |= ((now.price[:, None] + now.programme) < (before.price[:, None] + before.programme)).any(axis=1)
    timed = np.flatnonzero(now.timed >= 0)
    hours_before = np.zeros((len(timed), now.moment.shape[1]), dtype=np.int64)
    known = before.timed[timed] >= 0
    hours_before[known] = before.moment[before.timed[timed[known]]]
    hours = now.price[timed][:, None] + now.moment[now.timed[timed]]
    cheaper[timed] |= (hours < before.price[timed][:, None] + hours_before).any(axis=1)
    return cheaper


def _shelf(lists: Lists, prices: Prices, *, in_order: bool) -> Shelf:
    key = prices.price[lists.row] - prices.point * lists.worth
    if not in_order:
        return Shelf(lists, key, in_order)
    bounds = np.append(lists.begin.ravel(), len(key))
    order = np.empty(len(key), dtype=np.int64)
    in_parts(len(bounds) - 1, lambda begin, end: _put_in_order(key, bounds, begin, end, order))
    ordered = lists._replace(
        row=lists.row[order], hours=lists.hours[order], traits=lists.traits[order], worth=lists.worth[order]
    )
    return Shelf(ordered, key[order], in_order)


@compiled
def _put_in_order(key: Ints, bounds: Ints, begin: Number, end: Number, order: Ints) -> None:
    for stretch in range(begin, end):
        low, high = bounds[stretch], bounds[stretch + 1]
        order[low:high] = low + np.argsort(key[low:high])


# --- the walk


@inlined
def best_in(offers: Offers, asks: Asks, lists: Lists, request: Number, which: Number) -> Number:
    """How much fit at most comes on top of an entry's ``worth`` in this list, place and acquaintance apart."""
    asked = asks.row[request]
    skill = which - asked.programme * (lists.skills + 1)
    best: Number = SUBJECTS + LANGUAGE + TIME
    unneeded: Number = 0
    for index in range(asked.needs[0], asked.needs[1]):
        if asks.listed[index] != skill:
            unneeded += offers.skill_weight[asks.listed[index]]
    if unneeded > 0:
        best += points(float(min(unneeded, WHOLE)) / WHOLE, SCARCE_SKILLS) + 1
    begin, end = asked.wanted
    for index in range(begin, end):
        if asks.listed[index] == skill:
            # Whoever covers this subject from another level may offer the others at just the pupil's.
            return best + points(1.0 - 0.5 / (end - begin), LEVEL) - points(0.5, LEVEL)
    return best + LEVEL  # the list is of everybody, or of those with NT2 or a language


class Wish(NamedTuple):
    """What one request looks for: ``base`` is what a pair of fit 0 would gain, ``bonus`` what having been proposed
    earlier may add. The others are traits: ``needed``, ``liked`` (whoever lacks it misses ``unliked`` points), and
    ``visits`` if visits are possible at all. ``comfortable`` is how many hours in common count."""

    request: Number
    base: Number
    bonus: Number
    needed: np.uint64
    liked: np.uint64
    unliked: Number
    visits: np.uint64
    comfortable: float


@inlined
def wish_of(asks: Asks, prices: Prices, request: Number) -> Wish:
    asked = asks.row[request]
    language = asked.interpreter if asked.interpreter >= 0 else asked.language
    return Wish(
        request=request,
        base=prices.base[request] - prices.worth[asked.pupil],
        bonus=prices.bonus * (asked.earlier[0] < asked.earlier[1]),
        needed=traits_needed(asks, request),
        liked=trait_of_language(language) if language >= 0 else np.uint64(0),
        unliked=LANGUAGE if asked.interpreter >= 0 else LANGUAGE - points(0.5, LANGUAGE),
        visits=VISITS if asked.in_person else np.uint64(0),
        # An hour in common may be two moments of every other week.
        comfortable=COMFORTABLE_MOMENTS * asked.sessions / asked.every_weeks,
    )


@compiled
def _better(
    offers: Offers,
    asks: Asks,
    shelf: Shelf,
    prices: Prices,
    requests: Ints,
    enough: Number,
    row: Ints,
    gain: Ints,
) -> None:
    lists, key = shelf.lists, shelf.key
    regions = lists.begin.shape[1] - 1
    which = np.empty(most_lists(asks), dtype=np.int64)
    for turn in range(len(requests)):
        request, seen = requests[turn], 0
        asked, wish = asks.row[request], wish_of(asks, prices, request)
        number = lists_for(asks, lists, request, which)
        for step in range(regions):
            region = (asked.region + step) % regions  # the own region first: there the best are likely to be
            if not is_in_reach(asks, lists, request, region):
                continue
            is_own = region == asked.region
            place = best_of_place(asks, request, is_own)
            online = ONLINE if asked.online & (asked.anywhere | is_own) else np.uint64(0)
            afar = place - best_of_place_online(asks, request, is_own)
            for index in range(number):
                # Only an entry whose key is below this could pay, and be among the best.
                best = place + best_in(offers, asks, lists, request, which[index])
                limit = wish.base + wish.bonus + prices.point * best
                first, after = lists.begin[which[index], region], lists.begin[which[index], region + 1]
                alike = alike_from(shelf, first, after)
                turned = request % max(1, alike)
                for step_in_list in range(after - first):
                    at = first + step_in_list
                    if step_in_list < alike:
                        at += turned if step_in_list + turned < alike else turned - alike
                    if key[at] >= limit - gain[turn, -1]:
                        if shelf.in_order:
                            break
                        continue
                    if seen >= enough:
                        break
                    missing = fit_missed(asks, lists, at, wish, online, afar)
                    if (missing < 0) | (key[at] + prices.point * missing >= limit - gain[turn, -1]):
                        continue
                    volunteer = lists.row[at]
                    if not may_meet(offers, asks, volunteer, request):
                        continue
                    seen += 1
                    more = gain_of(offers, asks, prices, wish, volunteer, gain[turn, -1])
                    if more > gain[turn, -1] and not is_repeated(offers, asks, request, index, volunteer):
                        insert(row[turn], gain[turn], volunteer, more)


@inlined
def alike_from(shelf: Shelf, first: Number, after: Number) -> Number:
    """How many entries at the beginning of a list promise the same (of one not in order: all). Each request begins
    with others of them: else all would want the same few, and eight of those who are alike be seated at a time."""
    if not shelf.in_order:
        return after - first
    low, high = first, after
    while low < high:
        middle = (low + high) // 2
        if shelf.key[middle] > shelf.key[first]:
            high = middle
        else:
            low = middle + 1
    return low - first


@inlined
def fit_missed(asks: Asks, lists: Lists, at: Number, wish: Wish, online: np.uint64, afar: Number) -> Number:
    """How many points of fit an entry surely misses of what its list promises; less than none if they cannot
    meet."""
    traits = lists.traits[at]
    if (traits & wish.needed) != wish.needed:
        return -1
    common = hours_in_common(lists, at, asks, wish.request)
    if common == 0:
        return -1
    missing: Number = 0
    if (common < wish.comfortable) & lists.whole_week:
        missing = TIME - points(common / wish.comfortable, TIME)
    if (traits & wish.liked) != wish.liked:
        missing += wish.unliked
    if (traits & wish.visits) == 0:
        return missing + afar if (traits & online) != 0 else -1
    return missing


@inlined
def gain_of(offers: Offers, asks: Asks, prices: Prices, wish: Wish, volunteer: Number, least: Number) -> Number:
    """What a pair weighs more than it costs, if that is more than ``least``."""
    more: Number = (
        wish.base + prices.point * fit_of(offers, asks, volunteer, wish.request) - prices.price[volunteer]
    )
    if more + wish.bonus <= least:
        return least
    more -= extra_price(offers, asks, prices, volunteer, wish.request)
    if is_listed(asks.listed, asks.row[wish.request].earlier, volunteer):
        more += prices.bonus
    return more


@inlined
def extra_price(offers: Offers, asks: Asks, prices: Prices, volunteer: Number, request: Number) -> Number:
    """What the cheapest gate costs on top of the volunteer's price."""
    if not asks.row[request].is_plain:
        special: Number = prices.programme[volunteer, asks.row[request].programme]
        return special
    timed = prices.timed[volunteer]
    if timed < 0:
        return 0
    least = np.int64(2**62)
    for moment in range(prices.moment.shape[1]):
        if (
            prices.moment[timed, moment] < least
            and has_hour(asks.row[request].free, moment)
            and has_hour(offers.row[volunteer].plain, moment)
        ):
            least = prices.moment[timed, moment]
    return least
