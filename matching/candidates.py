"""Who may meet whom, and what is known of a pair."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matching.columns import Asks, Columns, Ints, Mask, Offers
from matching.compiled import Number, compiled, in_parts, inlined
from matching.lists import (
    Lists,
    hours_in_common,
    hours_open,
    is_in_reach,
    lists_for,
    lists_of,
    most_lists,
)
from matching.rules import RULES, SKILL_RULES, may_meet, other_rules_kept, skill_rules_kept
from matching.scoring import fit_of


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

    def have_somebody(self) -> Mask:
        """Which requests anybody at all may be paired with."""
        offers, asks, lists = self.columns.offers, self.columns.asks, self.lists
        found = np.zeros(self.size, dtype=np.bool_)
        in_parts(self.size, lambda begin, end: _have_somebody(offers, asks, lists, begin, end, found))
        return found

    def earlier_pairs(self) -> Pairs:
        """Who was proposed earlier and still may."""
        return self.pairs(*self._earlier)

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
        offers, asks, lists = self.columns.offers, self.columns.asks, self.lists
        kind = self._kinds(request_rows)
        order = np.argsort(kind, kind="stable")
        together = np.argsort(offers.row["region"], kind="stable")
        in_parts(
            len(order),
            lambda begin, end: _remaining(
                offers, asks, lists, together, request_rows, kind, order[begin:end], counts
            ),
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
def _have_somebody(offers: Offers, asks: Asks, lists: Lists, begin: Number, end: Number, found: Mask) -> None:
    which = np.empty(most_lists(asks), dtype=np.int64)
    for request in range(begin, end):
        found[request] = has_somebody(offers, asks, lists, request, which)


@compiled
def has_somebody(offers: Offers, asks: Asks, lists: Lists, request: Number, which: Ints) -> bool:
    regions = lists.begin.shape[1] - 1
    for index in range(lists_for(asks, lists, request, which)):
        for step in range(regions):
            region = (asks.row[request].region + step) % regions
            if is_in_reach(asks, lists, request, region):
                for at in range(lists.begin[which[index], region], lists.begin[which[index], region + 1]):
                    if hours_in_common(lists, at, asks, request) == 0:
                        continue
                    if may_meet(offers, asks, lists.row[at], request):
                        return True
    return False


@compiled
def _known(
    offers: Offers, asks: Asks, request: Ints, volunteer: Ints, begin: Number, end: Number, fit: Ints, common: Ints
) -> None:
    for pair in range(begin, end):
        possible = may_meet(offers, asks, volunteer[pair], request[pair])
        fit[pair] = fit_of(offers, asks, volunteer[pair], request[pair]) if possible else -1
        common[pair] = hours_open(offers, asks, volunteer[pair], request[pair])


@compiled
def _remaining(
    offers: Offers,
    asks: Asks,
    lists: Lists,
    together: Ints,
    requests: Ints,
    kind: Ints,
    order: Ints,
    counts: Ints,
) -> None:
    """``together`` are the volunteers by region; ``kind`` says which requests ask the same of their skills."""
    regions = lists.begin.shape[1] - 1
    able, begin = np.empty(len(together), dtype=np.int64), np.zeros(regions + 1, dtype=np.int64)
    by_skill, last = np.zeros(counts.shape[1], dtype=np.int64), np.int64(-1)
    for index in order:
        request = requests[index]
        if kind[index] != last:
            last = kind[index]
            find_able(offers, asks, together, request, able, begin, by_skill)
        counts[index] = by_skill
        for region in range(regions):
            if is_in_reach(asks, lists, request, region):
                for volunteer in able[begin[region] : begin[region + 1]]:
                    counts[index, SKILL_RULES : other_rules_kept(offers, asks, volunteer, request)] += 1


@inlined
def find_able(
    offers: Offers, asks: Asks, together: Ints, request: Number, able: Ints, begin: Ints, by_skill: Ints
) -> None:
    """Who keeps the rules about skills, where each region begins among them, and how many each rule left."""
    number = 0
    begin[:], by_skill[:] = 0, 0
    for volunteer in together:
        kept = skill_rules_kept(offers, asks, volunteer, request)
        by_skill[:kept] += 1
        if kept == SKILL_RULES:
            able[number] = volunteer
            number += 1
            begin[offers.row[volunteer].region + 1] += 1
    begin[:] = np.cumsum(begin)
