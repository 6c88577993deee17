"""Volunteers listed by what is asked, so that a request need not look at people it could never meet.

They stand together by programme, skill and region; a request looks at the lists of (one of) its skills, in the
regions within its reach.
"""

from typing import NamedTuple

import numpy as np

from matching.bits import WORDS_IN_WEEK, Bits, Floats, Ints, Mask, some_week
from matching.columns import Asks, Columns, Offers
from matching.compiled import Number, compiled, inlined
from matching.rules import EARTH_RADIUS_KM, has
from matching.scarcity import WHOLE
from matching.scoring import LEVEL, SCARCE_SKILLS, count_bits, points

# Traits in a word stand beside each entry, so that most who cannot come are known without going to their record:
# bits for online, visiting, NT2 and the first genders, the others for languages (two that share one are told apart
# later).
ONLINE, VISITS, NT2 = np.uint64(1), np.uint64(2), np.uint64(4)
FIRST_GENDER, GENDERS = 3, 5
FIRST_LANGUAGE, LANGUAGES = 8, 56


class Lists(NamedTuple):
    """Volunteers by programme, skill and region: list l of region g begins at ``begin[l, g]`` and ends where
    the next begins.

    In each programme the last list has everybody. Of each entry: the volunteer's ``row``, the ``hours`` open
    in that programme (in some week, if its rhythm is not plain), their ``traits``, what these are ``worth`` at
    most for a request that needs just this skill (their level and how little is wasted, in points of fit).
    ``centre`` and ``reach_km`` bound, by region, whom volunteers can visit. ``whole_week`` says that no hours
    are reserved, so that ``hours`` are all that fit counts."""

    skills: int
    whole_week: bool
    begin: Ints
    row: Ints
    hours: Bits
    traits: Bits
    worth: Ints
    centre: Floats
    reach_km: Floats

    def only(self, volunteers: Mask) -> "Lists":
        """The same lists of just these volunteers."""
        which = np.flatnonzero(volunteers[self.row])
        return self._replace(
            begin=np.searchsorted(which, self.begin),
            row=self.row[which],
            hours=self.hours[which],
            traits=self.traits[which],
            worth=self.worth[which],
        )


def lists_of(columns: Columns) -> Lists:
    """The lists of a problem; volunteers who may meet nobody (no place, little Dutch) are in none."""
    offers, skills = columns.offers, len(columns.skills)
    region = offers.row["region"]
    ready = offers.row["knows_dutch"] & (offers.row["places"] > 0)
    holder, skill = members(np.ascontiguousarray(offers.sets[:, offers.covers : offers.offered]))
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
        traits=_traits(offers)[row],
        worth=_worth(offers, row, skill, np.array([kind == "subject" for kind, _, _ in columns.skills] + [False])),
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


def _traits(offers: Offers) -> Bits:
    """By volunteer."""
    row = offers.row
    traits = row["online"] * ONLINE | row["in_person"] * VISITS | row["has_nt2"] * NT2
    for gender in range(GENDERS):
        traits |= (row["gender"] == gender) * (np.uint64(1) << np.uint64(FIRST_GENDER + gender))
    speaker, language = members(np.ascontiguousarray(offers.sets[:, offers.speaks :]))
    np.bitwise_or.at(traits, speaker, np.uint64(1) << (FIRST_LANGUAGE + language % LANGUAGES).astype(np.uint64))
    return traits


@inlined
def trait_of_language(language: Number) -> np.uint64:
    return np.uint64(1) << np.uint64(FIRST_LANGUAGE + language % LANGUAGES)


@inlined
def traits_needed(asks: Asks, request: Number) -> np.uint64:
    """What a volunteer must have to be possible at all."""
    asked = asks.row[request]
    needed = NT2 if asked.needs_nt2 else np.uint64(0)
    if (asked.gender >= 0) & (asked.gender < GENDERS):
        needed |= np.uint64(1) << np.uint64(FIRST_GENDER + asked.gender)
    if (asked.interpreter >= 0) & (not asked.books_interpreters):
        needed |= trait_of_language(asked.interpreter)
    return needed


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
    """All members of all sets: which row, and which member. The array has no gaps: for one with gaps this would be
    compiled once more, in the midst of a round."""
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


@inlined
def hours_in_common(lists: Lists, entry: Number, asks: Asks, request: Number) -> Number:
    number: Number = 0
    for word in range(WORDS_IN_WEEK):
        number += count_bits(lists.hours[entry, word] & asks.row[request].free[word])
    return number


@inlined
def hours_open(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Number:
    """The same for a pair: the hours the pupil has that the volunteer keeps open for such a rhythm."""
    number: Number = 0
    asked, offered = asks.row[request], offers.row[volunteer]
    for word in range(WORDS_IN_WEEK):
        if asked.is_plain:
            number += count_bits(offered.plain[word] & asked.free[word])
        else:
            number += count_bits(
                (offered.special[word] | offered.special[word + WORDS_IN_WEEK]) & asked.free[word]
            )
    return number
