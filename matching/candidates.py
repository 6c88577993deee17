"""Who may meet whom, and who would do best: volunteers listed by what is asked, and walks along those lists.

A request need only look at the volunteers of its programme who have (one of) its skills; they stand together, by
region. So most of the people who could never meet are not even looked at. Nobody is left out because others seem
better: ``first_pairs`` is only a beginning, and ``better_pairs`` afterwards looks at every pair that could still
make the solution better, given what places cost.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.columns import NOBODY, WORDS_IN_WEEK, Asks, Bits, Columns, Floats, Ints, Mask, Offers, some_week
from matching.compiled import Number, compiled, in_parts, inlined
from matching.rules import EARTH_RADIUS_KM, RULES, has, has_hour, is_listed, may_meet, rules_kept
from matching.scarcity import WHOLE
from matching.scoring import (
    COMFORTABLE_MOMENTS,
    LANGUAGE,
    LEVEL,
    SCARCE_SKILLS,
    SUBJECTS,
    TIME,
    best_of_place,
    common_moments,
    count_bits,
    fit_of,
    points,
)

FIRST = 16
"""How many volunteers each request begins with."""

ENOUGH = 200
"""After how many possible volunteers the search for the first ones stops; the prices find the others."""

BETTER = 8
"""How many pairs that pay better each request adds at a time."""

MANY = 64
"""After how many such pairs a request's search for more stops; only a search that finds none must go to its
end."""


class Lists(NamedTuple):
    """Volunteers by programme, skill and region: list l of region g begins at ``begin[l, g]`` and ends where
    the next begins.

    In each programme the last list has everybody. Of each entry: the volunteer's ``row``, the ``hours`` open
    in that programme (in some week, if its rhythm is not plain), what these are ``worth`` at most for a request
    that needs just this skill (their level and how little is wasted, in points of fit), and a ``key`` to put
    entries in order by. ``centre`` and
    ``reach_km`` bound, by region, whom volunteers can visit. ``whole_week`` says that no hours are reserved,
    so that ``hours`` are all that fit counts."""

    skills: int
    whole_week: bool
    begin: Ints
    row: Ints
    hours: Bits
    worth: Ints
    key: Ints
    centre: Floats
    reach_km: Floats


class Pairs(NamedTuple):
    """Possible pairs: their rows, fit, common moments and whether proposed
    earlier."""

    request: Ints
    volunteer: Ints
    fit: Ints
    common: Ints
    earlier: Mask

    def those(self, which: Ints | Mask) -> "Pairs":
        return Pairs(
            self.request[which], self.volunteer[which], self.fit[which], self.common[which], self.earlier[which]
        )

    def and_also(self, others: "Pairs") -> "Pairs":
        return Pairs(
            np.concatenate((self.request, others.request)),
            np.concatenate((self.volunteer, others.volunteer)),
            np.concatenate((self.fit, others.fit)),
            np.concatenate((self.common, others.common)),
            np.concatenate((self.earlier, others.earlier)),
        )


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


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """A problem's columns with its lists: what is needed to ask who may meet."""

    columns: Columns
    lists: Lists

    @property
    def size(self) -> int:
        return len(self.columns.requests)

    def first_pairs(self) -> Pairs:
        """For each request some of the volunteers who fit it best; at least one if there is any at all, and
        whoever was proposed earlier and still may."""
        offers, asks = self.columns.offers, self.columns.asks
        row = np.full((self.size, FIRST), NOBODY, dtype=np.int64)
        fit = np.zeros((self.size, FIRST), dtype=np.int64)
        in_parts(self.size, lambda begin, end: _first(offers, asks, self.lists, begin, end, row, fit))
        request, place = np.nonzero(row >= 0)
        earlier_request, earlier_row = self._earlier()
        return self.pairs(
            np.concatenate((request, earlier_request)), np.concatenate((row[request, place], earlier_row))
        )

    def better_pairs(self, prices: Prices, requests: Ints | None = None) -> Pairs:
        """Pairs worth more than their pupil's worth and their place's price together: for each request (of
        these, or of all) those that are so by most. None at all proves that no pair could make the solution
        better."""
        offers, asks = self.columns.offers, self.columns.asks
        rows = np.arange(self.size) if requests is None else requests
        lists = self._most_promising_first(prices)
        row = np.full((len(rows), BETTER), NOBODY, dtype=np.int64)
        gain = np.zeros((len(rows), BETTER), dtype=np.int64)
        in_parts(
            len(rows),
            lambda begin, end: _better(
                offers, asks, lists, prices, rows[begin:end], row[begin:end], gain[begin:end]
            ),
        )
        which, place = np.nonzero(row >= 0)
        return self.pairs(rows[which], row[which, place])

    def pairs(self, request: Ints, volunteer: Ints) -> Pairs:
        """Those of these pairs that may meet, each once, with what is known of them."""
        offers, asks = self.columns.offers, self.columns.asks
        volunteers = np.int64(max(1, len(offers.row)))
        key = np.unique(request * volunteers + volunteer)
        request, volunteer = np.divmod(key, volunteers)
        fit, common = np.empty_like(request), np.empty_like(request)
        in_parts(len(key), lambda begin, end: _known(offers, asks, request, volunteer, begin, end, fit, common))
        possible = fit >= 0
        earlier_request, earlier_row = self._earlier()
        earlier = np.isin(key, earlier_request * volunteers + earlier_row)
        return Pairs(request, volunteer, fit, common, earlier).those(possible)

    def possible(self, request: Ints, volunteer: Ints) -> Mask:
        """Which of these may meet."""
        offers, asks = self.columns.offers, self.columns.asks
        fit, common = np.empty_like(request), np.empty_like(request)
        _known(offers, asks, request, volunteer, 0, len(request), fit, common)
        possible: Mask = fit >= 0
        return possible

    def all_pairs(self, request_row: int) -> Pairs:
        """Every volunteer this request may meet."""
        volunteer = np.arange(len(self.columns.volunteers))
        return self.pairs(np.full(len(volunteer), request_row), volunteer)

    def remaining(self, request_rows: Ints) -> Ints:
        """By request (rows) and rule (columns, in the order of RULES): how many volunteers remained after it."""
        counts = np.zeros((len(request_rows), len(RULES)), dtype=np.int64)
        offers, asks = self.columns.offers, self.columns.asks
        in_parts(
            len(request_rows),
            lambda begin, end: _remaining(offers, asks, self.lists, request_rows, begin, end, counts),
        )
        return counts

    def _earlier(self) -> tuple[Ints, Ints]:
        stretches = self.columns.asks.row["earlier"]
        request = np.repeat(np.arange(self.size), stretches[:, 1] - stretches[:, 0])
        listed = np.concatenate([np.arange(begin, end) for begin, end in stretches if begin < end] or [request])
        return request, self.columns.asks.listed[listed]

    def _most_promising_first(self, prices: Prices) -> Lists:
        """The lists by what a pair could at most be worth, given what the volunteers cost."""
        lists = self.lists
        key = prices.price[lists.row] - prices.point * lists.worth
        order = np.lexsort((key, lists.key))
        return lists._replace(
            row=lists.row[order], hours=lists.hours[order], worth=lists.worth[order], key=key[order]
        )


def candidates_of(columns: Columns) -> Candidates:
    """The lists of a problem; volunteers who may meet nobody (no place, little Dutch) are in none."""
    return Candidates(columns, _lists(columns))


def _lists(columns: Columns) -> Lists:
    offers, skills = columns.offers, len(columns.skills)
    region = offers.row["region"]
    ready = offers.row["knows_dutch"] & (offers.row["places"] > 0)
    holder, skill = members(offers.sets[:, offers.covers : offers.offered])
    everybody = np.arange(len(ready))
    lists, rows = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for number in range(len(columns.programmes)):
        first = number * (skills + 1)
        active = ready & having(offers.sets, number)
        lists += [first + skill[active[holder]], np.full(np.count_nonzero(active), first + skills)]
        rows += [holder[active[holder]], everybody[active]]
    which, row = np.concatenate(lists), np.concatenate(rows)
    regions = max(1, columns.regions)
    stretch = which * (regions + 1) + region[row]
    order = np.argsort(stretch, kind="stable")
    sizes = np.bincount(stretch, minlength=len(columns.programmes) * (skills + 1) * (regions + 1))
    begin = np.cumsum(sizes) - sizes
    which, row = which[order], row[order]
    programme, skill = np.divmod(which, skills + 1)
    is_plain = np.array([programme.rhythm.is_plain for programme in columns.programmes], dtype=np.bool_)
    open_hours = np.where(
        is_plain[programme][:, None], offers.row["plain"][row], some_week(offers.row["special"])[row]
    )
    centre, reach_km = _reach(offers, regions)
    return Lists(
        skills=skills,
        whole_week=np.array_equal(offers.row["plain"], offers.row["free"])
        and np.array_equal(offers.row["special"], offers.row["weeks"]),
        begin=begin.reshape(-1, regions + 1).astype(np.int64),
        row=row,
        hours=open_hours,
        worth=_worth(offers, row, skill, np.array([kind == "subject" for kind, _, _ in columns.skills] + [False])),
        key=stretch[order],
        centre=centre,
        reach_km=reach_km,
    )


@compiled
def _worth(offers: Offers, row: Ints, skill: Ints, is_subject: Mask) -> Ints:
    worth = np.empty(len(row), dtype=np.int64)
    for entry in range(len(row)):
        volunteer = row[entry]
        unused: Number = offers.row[volunteer].weight
        level = 0.0
        if skill[entry] < len(offers.skill_weight):
            unused -= offers.skill_weight[skill[entry]]
        if is_subject[skill[entry]]:
            level = 1.0 if has(offers.sets, volunteer, offers.offered, skill[entry]) else 0.5
        worth[entry] = points(level, LEVEL) + points(1.0 - min(unused, WHOLE) / WHOLE, SCARCE_SKILLS)
    return worth


def having(sets: Bits, member: int) -> Mask:
    bits: Mask = ((sets[:, member // 64] >> np.uint64(member % 64)) & np.uint64(1)).astype(np.bool_)
    return bits


def _reach(offers: Offers, regions: int) -> tuple[Floats, Floats]:
    """For each region a point, and how far from it the volunteers who visit pupils can get."""
    centre, reach = np.full((regions, 3), np.nan), np.full(regions, -1.0)
    visiting = offers.row[offers.row["in_person"] & ~np.isnan(offers.row["point"][:, 0])]
    for region in np.unique(visiting["region"]):
        there = visiting[visiting["region"] == region]
        middle = there["point"].mean(axis=0)
        middle /= max(np.linalg.norm(middle), 1e-9)
        chord = np.linalg.norm(there["point"] - middle, axis=1)
        away = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
        # A metre more than needed, so that rounding leaves nobody out.
        centre[region], reach[region] = middle, (away + there["travel_km"]).max() + 0.001
    return centre, reach


@compiled
def members(sets: Bits) -> "tuple[Ints, Ints]":
    """All members of all sets: which row, and which member."""
    size: Number = 0
    for row in range(len(sets)):
        for word in range(sets.shape[1]):
            size += count_bits(sets[row, word])
    rows, found, at = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64), 0
    for row in range(len(sets)):
        for word in range(sets.shape[1]):
            left = sets[row, word]
            for bit in range(64):
                if left & (np.uint64(1) << np.uint64(bit)):
                    rows[at], found[at] = row, word * 64 + bit
                    at += 1
    return rows, found


# --- which lists a request looks at


@compiled
def lists_for(asks: Asks, lists: Lists, request: Number, found: Ints) -> Number:
    """The lists that together have everybody with what is needed; how many there are. Of several the later ones
    repeat people of the earlier ones (see ``is_repeated``)."""
    asked = asks.row[request]
    first = asked.programme * (lists.skills + 1)
    begin, end = asked.wanted
    if asked.musts[0] < asked.musts[1]:
        regions, shortest = lists.begin.shape[1] - 1, np.int64(-1)
        for index in range(asked.musts[0], asked.musts[1]):
            which = first + asks.listed[index]
            size = lists.begin[which, regions] - lists.begin[which, 0]
            if (shortest < 0) | (size < shortest):
                shortest = size
                found[0] = which
        return 1
    for index in range(begin, end):
        found[index - begin] = first + asks.listed[index]
    if (begin == end) | (not asked.subject_required):
        found[end - begin] = first + lists.skills
        return int(end - begin + 1)
    return int(end - begin)


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


@inlined
def is_repeated(offers: Offers, asks: Asks, request: Number, number: Number, volunteer: Number) -> bool:
    """Whether the volunteer stands already in one of the first ``number`` lists of this request."""
    begin = asks.row[request].wanted[0]
    for index in range(begin, begin + number):
        if has(offers.sets, volunteer, offers.covers, asks.listed[index]):
            return True
    return False


@inlined
def is_in_reach(asks: Asks, lists: Lists, request: Number, region: Number) -> bool:
    """Whether somebody of that region could be met at all."""
    asked = asks.row[request]
    if asked.online & (asked.anywhere | (region == asked.region)):
        return True
    if not asked.in_person:
        return False
    square = 0.0
    for axis in range(3):
        square += (lists.centre[region, axis] - asked.point[axis]) ** 2
    return bool(2 * EARTH_RADIUS_KM * np.arcsin(min(1.0, np.sqrt(square) / 2)) <= lists.reach_km[region])


@compiled
def most_lists(asks: Asks) -> Number:
    most = np.int64(1)
    for request in range(len(asks.row)):
        begin, end = asks.row[request].wanted
        most = max(most, end - begin + 1)
    return most


# --- walks


@inlined
def insert(row: Ints, value: Ints, volunteer: Number, worth: Number) -> None:
    """Into the best so far, kept in order; on a tie who came first stays first."""
    at = len(row) - 1
    if row[at] >= 0 and value[at] >= worth:
        return
    while at > 0 and (row[at - 1] < 0 or value[at - 1] < worth):
        row[at], value[at] = row[at - 1], value[at - 1]
        at -= 1
    row[at], value[at] = volunteer, worth


@compiled
def _first(offers: Offers, asks: Asks, lists: Lists, begin: Number, end: Number, row: Ints, fit: Ints) -> None:
    regions = lists.begin.shape[1] - 1
    which = np.empty(most_lists(asks), dtype=np.int64)
    for request in range(begin, end):
        number = lists_for(asks, lists, request, which)
        seen = 0
        # Own region first. Each request begins elsewhere in a list, or all would begin with the same few people.
        for step in range(regions):
            region = (asks.row[request].region + step) % regions
            if seen >= ENOUGH or not is_in_reach(asks, lists, request, region):
                continue
            for index in range(number):
                low, high = lists.begin[which[index], region], lists.begin[which[index], region + 1]
                turn = request * 7919 % max(1, high - low)
                for place in range(low, high):
                    at = place + turn if place + turn < high else place + turn - (high - low)
                    if hours_in_common(lists, at, asks, request) == 0:
                        continue
                    volunteer = lists.row[at]
                    if not may_meet(offers, asks, volunteer, request):
                        continue
                    if is_repeated(offers, asks, request, index, volunteer):
                        continue
                    insert(row[request], fit[request], volunteer, fit_of(offers, asks, volunteer, request))
                    seen += 1
                    if seen >= ENOUGH:
                        break


@compiled
def _better(
    offers: Offers, asks: Asks, lists: Lists, prices: Prices, requests: Ints, row: Ints, gain: Ints
) -> None:
    regions = lists.begin.shape[1] - 1
    which = np.empty(most_lists(asks), dtype=np.int64)
    for turn in range(len(requests)):
        request = requests[turn]
        asked = asks.row[request]
        number = lists_for(asks, lists, request, which)
        base = prices.base[request] - prices.worth[asked.pupil]
        bonus = prices.bonus * (asked.earlier[0] < asked.earlier[1])
        # An hour in common may be two moments of every other week.
        comfortable = COMFORTABLE_MOMENTS * asked.sessions / asked.every_weeks
        found = 0
        for region in range(regions):
            if not is_in_reach(asks, lists, request, region):
                continue
            place = best_of_place(asks, request, region == asked.region)
            for index in range(number):
                # Only an entry whose key is below this could pay.
                limit = base + bonus + prices.point * (place + best_in(offers, asks, lists, request, which[index]))
                for at in range(lists.begin[which[index], region], lists.begin[which[index], region + 1]):
                    if (lists.key[at] >= limit) | (found >= MANY):
                        break
                    common = hours_in_common(lists, at, asks, request)
                    if common == 0:
                        continue
                    missing = TIME - points(min(common, comfortable) / comfortable, TIME)
                    if (
                        (common < comfortable)
                        & lists.whole_week
                        & (lists.key[at] + prices.point * missing >= limit)
                    ):
                        continue
                    volunteer = lists.row[at]
                    if not may_meet(offers, asks, volunteer, request):
                        continue
                    worth = (
                        base + prices.point * fit_of(offers, asks, volunteer, request) - prices.price[volunteer]
                    )
                    if worth + bonus <= 0:
                        continue
                    worth -= extra_price(offers, asks, prices, volunteer, request)
                    if is_listed(asks.listed, asked.earlier, volunteer):
                        worth += prices.bonus
                    if worth <= 0:
                        continue
                    if not is_repeated(offers, asks, request, index, volunteer):
                        insert(row[turn], gain[turn], volunteer, worth)
                        found += 1


@inlined
def hours_in_common(lists: Lists, entry: Number, asks: Asks, request: Number) -> Number:
    number: Number = 0
    for word in range(WORDS_IN_WEEK):
        number += count_bits(lists.hours[entry, word] & asks.row[request].free[word])
    return number


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


@compiled
def _known(
    offers: Offers, asks: Asks, request: Ints, volunteer: Ints, begin: Number, end: Number, fit: Ints, common: Ints
) -> None:
    for pair in range(begin, end):
        possible = may_meet(offers, asks, volunteer[pair], request[pair])
        fit[pair] = fit_of(offers, asks, volunteer[pair], request[pair]) if possible else -1
        common[pair] = common_moments(offers, asks, volunteer[pair], request[pair])


@compiled
def _remaining(
    offers: Offers, asks: Asks, lists: Lists, requests: Ints, begin: Number, end: Number, counts: Ints
) -> None:
    for index in range(begin, end):
        for volunteer in range(len(offers.row)):
            kept = rules_kept(offers, asks, volunteer, requests[index])
            for rule in range(kept):
                counts[index, rule] += 1
