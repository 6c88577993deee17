"""May they meet? The hard needs, each a named rule about one volunteer and one request, in a fixed order.

Rules forbid; nothing here weighs. Compiled: ``offers`` and ``asks`` are columns, ``volunteer`` and ``request``
rows in them. No ``and`` or ``or`` over records here: compiled, each would cost more than a whole rule."""

import numpy as np

from matching.columns import BITS_IN_WORD, HOURS_IN_WORD, WORDS_IN_WEEK, Asks, Bits, Ints, Offers
from matching.compiled import Number, inlined
from matching.starts import days_in, starts_in

EARTH_RADIUS_KM = 6371.0088
ONE = np.uint64(1)
WORD = np.int64(BITS_IN_WORD)
HOURS = np.int64(HOURS_IN_WORD)


@inlined
def has(sets: Bits, row: Number, first_word: Number, member: Number) -> bool:
    return bool((sets[row, first_word + member // WORD] >> np.uint64(member % WORD)) & ONE)


@inlined
def has_hour(week: Bits, moment: Number) -> bool:
    return bool((week[moment // HOURS] >> np.uint64(moment % HOURS)) & ONE)


@inlined
def is_listed(listed: Ints, stretch: Ints, thing: Number) -> bool:
    found = False
    for index in range(stretch[0], stretch[1]):
        found = found | (listed[index] == thing)
    return bool(found)


@inlined
def is_active_with_a_place(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    if offers.row[volunteer].places <= 0:
        return False
    return has(offers.sets, volunteer, 0, asks.row[request].programme)


@inlined
def covers_the_subjects(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Each necessary subject at the pupil's level and, where the programme is about subjects, at least one."""
    asked = asks.row[request]
    begin, end = asked.wanted
    fits = (begin == end) | (not asked.subject_required)
    for index in range(begin, end):
        covered = has(offers.sets, volunteer, offers.covers, asks.listed[index])
        if (not covered) & (index < begin + asked.necessary):
            return False
        fits = fits | covered
    return bool(fits)


@inlined
def knows_enough_dutch(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Dutch at B1 or better, and experience with NT2 where the pupil needs that."""
    offered = offers.row[volunteer]
    if asks.row[request].needs_nt2:
        return bool(offered.knows_dutch & offered.has_nt2)
    return bool(offered.knows_dutch)


@inlined
def can_be_understood(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Speaks the language an interpreter is asked for, unless the programme books interpreters."""
    asked = asks.row[request]
    if (asked.interpreter < 0) | asked.books_interpreters:
        return True
    return has(offers.sets, volunteer, offers.speaks, asked.interpreter)


@inlined
def has_a_way_to_meet(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    if can_meet_online(offers, asks, volunteer, request):
        return True
    return can_meet_in_person(offers, asks, volunteer, request)


@inlined
def can_meet_online(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Both online, and of one region unless the programme says anywhere."""
    asked, offered = asks.row[request], offers.row[volunteer]
    return bool(asked.online & offered.online & (asked.anywhere | (asked.region == offered.region)))


@inlined
def can_meet_in_person(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Within the volunteer's travel distance; an unknown place is never near."""
    offered = offers.row[volunteer]
    if not (asks.row[request].in_person & offered.in_person):
        return False
    return bool(distance_km(offers, asks, volunteer, request) <= offered.travel_km)


@inlined
def distance_km(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> float:
    """Great-circle distance by way of the chord; not a number where a place is unknown."""
    square = 0.0
    for axis in range(3):
        square += (offers.row[volunteer].point[axis] - asks.row[request].point[axis]) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(min(1.0, np.sqrt(square) / 2)) if square == square else np.nan


@inlined
def has_common_time(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Common moments at which a session can start, on as many different days as there are sessions in a week."""
    asked, offered = asks.row[request], offers.row[volunteer]
    if asked.is_plain:
        common = np.uint64(0)
        for word in range(WORDS_IN_WEEK):
            common |= offered.plain[word] & asked.free[word]
        return bool(common != 0)
    days: Number = 0
    for word in range(WORDS_IN_WEEK):
        even = offered.special[word] & asked.weeks[word]
        odd = offered.special[word + WORDS_IN_WEEK] & asked.weeks[word + WORDS_IN_WEEK]
        if asked.every_weeks == 1:
            days += days_in(starts_in(even & odd, asked.hours))
        else:
            days += days_in(starts_in(even, asked.hours) | starts_in(odd, asked.hours))
    return bool(days >= asked.sessions)


@inlined
def is_of_the_gender_asked(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    gender = asks.row[request].gender
    return bool((gender < 0) | (gender == offers.row[volunteer].gender))


@inlined
def is_not_forbidden(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    return not is_listed(asks.listed, asks.row[request].forbidden, volunteer)


RULES = (
    "programme",
    "subjects",
    "language",
    "interpreter",
    "place",
    "time",
    "gender",
    "forbidden",
)
"""In the order in which a left-over request counts them."""


@inlined
def may_meet(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Whether all rules allow it, asked in the order that is quickest to say no."""
    if not has_common_time(offers, asks, volunteer, request):
        return False
    if not covers_the_subjects(offers, asks, volunteer, request):
        return False
    return may_meet_otherwise(offers, asks, volunteer, request)


@inlined
def may_meet_otherwise(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> bool:
    """Whether the rules but those on time and subjects allow it."""
    if not is_active_with_a_place(offers, asks, volunteer, request):
        return False
    if not knows_enough_dutch(offers, asks, volunteer, request):
        return False
    if not is_of_the_gender_asked(offers, asks, volunteer, request):
        return False
    if not can_be_understood(offers, asks, volunteer, request):
        return False
    if not has_a_way_to_meet(offers, asks, volunteer, request):
        return False
    return is_not_forbidden(offers, asks, volunteer, request)


SKILL_RULES = 4
"""The first so many are about what a volunteer can do, and alike for requests that ask the same."""


@inlined
def skill_rules_kept(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Number:
    """How many of the first rules allow it before the first that does not."""
    if not is_active_with_a_place(offers, asks, volunteer, request):
        return 0
    if not covers_the_subjects(offers, asks, volunteer, request):
        return 1
    if not knows_enough_dutch(offers, asks, volunteer, request):
        return 2
    return 3 if not can_be_understood(offers, asks, volunteer, request) else SKILL_RULES


@inlined
def other_rules_kept(offers: Offers, asks: Asks, volunteer: Number, request: Number) -> Number:
    """How many rules allow it before the first that does not, where the first ones do."""
    if not has_a_way_to_meet(offers, asks, volunteer, request):
        return 4
    if not has_common_time(offers, asks, volunteer, request):
        return 5
    if not is_of_the_gender_asked(offers, asks, volunteer, request):
        return 6
    return 7 if not is_not_forbidden(offers, asks, volunteer, request) else 8
