"""Who may meet whom, and whom each request begins with.

Nobody is left out because others seem better: ``first_pairs`` is only a beginning, and ``pricing`` afterwards
looks at every pair that could still make the solution better.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matching.columns import NOBODY, Asks, Columns, Ints, Mask, Offers
from matching.compiled import Number, compiled, in_parts, inlined
from matching.lists import (
    Lists,
    hours_in_common,
    hours_open,
    is_in_reach,
    is_repeated,
    lists_for,
    lists_of,
    most_lists,
)
from matching.rules import RULES, SKILL_RULES, may_meet, other_rules_kept, skill_rules_kept
from matching.scoring import fit_of

FIRST = 16
"""How many volunteers each request begins with."""

ENOUGH = 200
"""After how many possible volunteers the search for the first ones stops; the prices find the others."""


class Pairs(NamedTuple):
    """Possible pairs: their rows, fit, common moments (of those open to that rhythm) and whether proposed
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


@dataclass(frozen=True, eq=False)
class Candidates:
    """A problem's columns with its lists: what is needed to ask who may meet."""

    columns: Columns

    @cached_property
    def lists(self) -> Lists:
        return lists_of(self.columns)

    @property
    def size(self) -> int:
        return len(self.columns.requests)

    def first_pairs(self) -> Pairs:
        """For each request some of the volunteers who fit it best; at least one if there is any at all, and
        whoever was proposed earlier and still may."""
        offers, asks = self.columns.offers, self.columns.asks
        row = np.full((self.size, FIRST), NOBODY, dtype=np.int64)
        fit = np.zeros((self.size, FIRST), dtype=np.int64)
        lists = self.lists
        in_parts(self.size, lambda begin, end: _first(offers, asks, lists, begin, end, row, fit))
        request, place = np.nonzero(row >= 0)
        earlier_request, earlier_row = self._earlier
        return self.pairs(
            np.concatenate((request, earlier_request)), np.concatenate((row[request, place], earlier_row))
        )

    def pairs(self, request: Ints, volunteer: Ints) -> Pairs:
        """Those of these pairs that may meet, each once, with what is known of them."""
        offers, asks = self.columns.offers, self.columns.asks
        volunteers = np.int64(max(1, len(offers.row)))
        key = np.unique(request * volunteers + volunteer)
        request, volunteer = np.divmod(key, volunteers)
        fit, common = np.empty_like(request), np.empty_like(request)
        in_parts(len(key), lambda begin, end: _known(offers, asks, request, volunteer, begin, end, fit, common))
        possible = fit >= 0
        earlier_request, earlier_row = self._earlier
        earlier = np.isin(key, earlier_request * volunteers + earlier_row)
        return Pairs(request, volunteer, fit, common, earlier).those(possible)

    def possible(self, request: Ints, volunteer: Ints) -> tuple[Mask, Ints]:
        """Which of these may meet, and in how many hours."""
        offers, asks = self.columns.offers, self.columns.asks
        fit, common = np.empty_like(request), np.empty_like(request)
        _known(offers, asks, request, volunteer, 0, len(request), fit, common)
        return fit >= 0, common

    def all_pairs(self, request_row: int) -> Pairs:
        """Every volunteer this request may meet."""
        volunteer = np.arange(len(self.columns.volunteers))
        return self.pairs(np.full(len(volunteer), request_row), volunteer)

    def remaining(self, request_rows: Ints) -> Ints:
        """By request (rows) and rule (columns, in the order of RULES): how many volunteers remained after it."""
        counts = np.zeros((len(request_rows), len(RULES)), dtype=np.int64)
        offers, asks = self.columns.offers, self.columns.asks
        kind = self._kinds(request_rows)
        order = np.argsort(kind, kind="stable")
        in_parts(
            len(order),
            lambda begin, end: _remaining(offers, asks, request_rows, kind, order[begin:end], counts),
        )
        return counts

    def _kinds(self, request_rows: Ints) -> Ints:
        """Numbers for what requests ask of anybody's skills: those of one number ask the same."""
        known: dict[tuple[object, ...], int] = {}
        asked, listed = self.columns.asks.row[request_rows], self.columns.asks.listed
        alike = asked[["programme", "necessary", "needs_nt2", "interpreter"]].tolist()
        subjects = [listed[begin:end].tobytes() for begin, end in asked["wanted"].tolist()]
        kinds = [known.setdefault(kind, len(known)) for kind in zip(alike, subjects, strict=True)]
        return np.array(kinds, dtype=np.int64)

    @cached_property
    def _earlier(self) -> tuple[Ints, Ints]:
        stretches = self.columns.asks.row["earlier"]
        request = np.repeat(np.arange(self.size), stretches[:, 1] - stretches[:, 0])
        listed = np.concatenate([np.arange(begin, end) for begin, end in stretches if begin < end] or [request])
        return request, self.columns.asks.listed[listed]


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
def _known(
    offers: Offers, asks: Asks, request: Ints, volunteer: Ints, begin: Number, end: Number, fit: Ints, common: Ints
) -> None:
    for pair in range(begin, end):
        possible = may_meet(offers, asks, volunteer[pair], request[pair])
        fit[pair] = fit_of(offers, asks, volunteer[pair], request[pair]) if possible else -1
        common[pair] = hours_open(offers, asks, volunteer[pair], request[pair])


@compiled
def _remaining(offers: Offers, asks: Asks, requests: Ints, kind: Ints, order: Ints, counts: Ints) -> None:
    able = np.empty(len(offers.row), dtype=np.int64)
    by_skill, number, last = np.zeros(counts.shape[1], dtype=np.int64), 0, np.int64(-1)
    for index in order:
        request = requests[index]
        if kind[index] != last:
            last, number = kind[index], 0
            by_skill[:] = 0
            for volunteer in range(len(offers.row)):
                kept = skill_rules_kept(offers, asks, volunteer, request)
                by_skill[:kept] += 1
                if kept == SKILL_RULES:
                    able[number] = volunteer
                    number += 1
        counts[index] = by_skill
        for volunteer in able[:number]:
            counts[index, SKILL_RULES : other_rules_kept(offers, asks, volunteer, request)] += 1
