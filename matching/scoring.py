"""How well? The fit of a pair, 0 to 1000: a sum of named whole numbers.

Fit chooses between ways to place the same pupils, and never decides whether somebody is placed. The length of a
list adds nothing: common time stops counting once it is comfortable, and subjects count only where they are asked
for. Compiled, as the rules are.
"""

from collections.abc import Mapping

import numpy as np

from matching.columns import WORDS_IN_WEEK, Asks, Ints, Offers
from matching.compiled import Number, inlined
from matching.rules import can_meet_in_person, can_meet_online, distance_km, has, is_listed
from matching.scarcity import WHOLE
from matching.starts import starts_in

FULL: Mapping[str, int] = {
    "subjects": 250,
    "level": 100,
    "language": 150,
    "time": 100,
    "place": 150,
    "acquaintance": 100,
    "scarce_skills": 150,
}
"""The most each part can give; together 1000."""

SUBJECTS, LEVEL, LANGUAGE, TIME, PLACE, ACQUAINTANCE, SCARCE_SKILLS = FULL.values()
PARTS = len(FULL)

COMFORTABLE_MOMENTS = 3
"""Common moments for each session beyond which more do not count."""

FAR_KM = 50.0
"""In person, each kilometre up to here takes points off; from here on it makes no difference."""


@inlined
def fit_of(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Number:
    """The fit of two who may meet."""
    covered = share_of_subjects(offers, offers.covers, asks, volunteer, request)
    exactly = share_of_subjects(offers, offers.offered, asks, volunteer, request)
    return (
        points(covered, SUBJECTS)
        + points((exactly + covered) / 2, LEVEL)
        + points(share_of_language(offers, asks, volunteer, request), LANGUAGE)
        + points(share_of_time(offers, asks, volunteer, request), TIME)
        + points(share_of_place(offers, asks, volunteer, request), PLACE)
        + (ACQUAINTANCE if is_listed(asks.listed, asks.row[request].known, volunteer) else 0)
        + points(1.0 - wasted(offers, asks, volunteer, request), SCARCE_SKILLS)
    )


@inlined
def parts_of(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Ints:
    """The same as its parts, in the order of FULL. A subject offered at just the pupil's level counts whole, one
    covered from another level half."""
    covered = share_of_subjects(offers, offers.covers, asks, volunteer, request)
    exactly = share_of_subjects(offers, offers.offered, asks, volunteer, request)
    parts = np.empty(PARTS, dtype=np.int64)
    parts[0] = points(covered, SUBJECTS)
    parts[1] = points((exactly + covered) / 2, LEVEL)
    parts[2] = points(share_of_language(offers, asks, volunteer, request), LANGUAGE)
    parts[3] = points(share_of_time(offers, asks, volunteer, request), TIME)
    parts[4] = points(share_of_place(offers, asks, volunteer, request), PLACE)
    parts[5] = ACQUAINTANCE if is_listed(asks.listed, asks.row[request].known, volunteer) else 0
    parts[6] = points(1.0 - wasted(offers, asks, volunteer, request), SCARCE_SKILLS)
    return parts


@inlined
def best_of_place(asks: Asks, request: Number, same_region: bool) -> Number:
    """What place and acquaintance add at most with a volunteer of the pupil's region, or of another."""
    if asks.row[request].in_person:
        return PLACE + (ACQUAINTANCE if asks.row[request].known[0] < asks.row[request].known[1] else 0)
    return best_of_place_online(asks, request, same_region)


@inlined
def best_of_place_online(asks: Asks, request: Number, same_region: bool) -> Number:
    """The same with somebody who does not visit."""
    best = points(2 / 3 if same_region else 1 / 3, PLACE)
    return best + (ACQUAINTANCE if asks.row[request].known[0] < asks.row[request].known[1] else 0)


@inlined
def points(share: float, full: Number) -> Number:
    # A hair is added first, so that 0.7 of 100 does not come out as 69 on some machine.
    return int(share * full + 1e-6)


@inlined
def share_of_subjects(offers: Offers, first_word: Number, asks: Asks, volunteer: Number, request: Number) -> float:
    begin, end = asks.row[request].wanted
    if begin == end:
        return 1.0
    able: Number = 0
    for index in range(begin, end):
        able += has(offers.sets, volunteer, first_word, asks.listed[index])
    return float(able / (end - begin))


@inlined
def share_of_language(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    """Whole if no language is asked or it is shared, half if a wish fails, nothing if one is booked."""
    needed, wished = asks.row[request].interpreter, asks.row[request].language
    language = needed if needed >= 0 else wished
    if language < 0:
        return 1.0
    if has(offers.sets, volunteer, offers.speaks, language):
        return 1.0
    return 0.0 if needed >= 0 else 0.5


@inlined
def common_moments(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Number:
    """At how many moments a session could start that both have free; of every other week each counts."""
    number: Number = 0
    asked, offered = asks.row[request], offers.row[volunteer]
    if asked.is_plain:
        for word in range(WORDS_IN_WEEK):
            number += count_bits(offered.free[word] & asked.free[word])
        return number
    for word in range(WORDS_IN_WEEK):
        even = offered.weeks[word] & asked.weeks[word]
        odd = offered.weeks[word + WORDS_IN_WEEK] & asked.weeks[word + WORDS_IN_WEEK]
        if asked.every_weeks == 1:
            number += count_bits(starts_in(even & odd, asked.hours))
        else:
            number += count_bits(starts_in(even, asked.hours)) + count_bits(starts_in(odd, asked.hours))
    return number


@inlined
def count_bits(word: np.uint64) -> Number:
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def share_of_time(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    comfortable = COMFORTABLE_MOMENTS * asks.row[request].sessions
    return float(min(common_moments(offers, asks, volunteer, request), comfortable) / comfortable)


@inlined
def share_of_place(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    share = 0.0
    if can_meet_online(offers, asks, volunteer, request):
        share = closeness_online(offers, asks, volunteer, request)
    if asks.row[request].in_person & offers.row[volunteer].in_person:
        distance = distance_km(offers, asks, volunteer, request)
        if distance <= offers.row[volunteer].travel_km:
            share = max(share, nearness(distance))
    return share


@inlined
def meets_in_person(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Whether these two meet in person: they can, and online is impossible or fits less well."""
    if not can_meet_in_person(offers, asks, volunteer, request):
        return False
    if not can_meet_online(offers, asks, volunteer, request):
        return True
    distance = distance_km(offers, asks, volunteer, request)
    return bool(nearness(distance) >= closeness_online(offers, asks, volunteer, request))


@inlined
def nearness(distance: float) -> float:
    return 1 - min(distance, FAR_KM) / FAR_KM * 2 / 3


@inlined
def closeness_online(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    return 2 / 3 if asks.row[request].region == offers.row[volunteer].region else 1 / 3


@inlined
def wasted(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    """How much of what this volunteer can do this request has no need of, from 0 to 1."""
    unused: Number = offers.row[volunteer].weight
    begin, end = asks.row[request].needs
    for index in range(begin, end):
        if has(offers.sets, volunteer, offers.covers, asks.listed[index]):
            unused -= offers.skill_weight[asks.listed[index]]
    return min(unused, WHOLE) / WHOLE
