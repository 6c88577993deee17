"""When could a session start that is not plain: longer than an hour, several a week, or every other week.

Compiled, as the rules are. Hours are words of ``bits``; everything here takes single words, since a
way through a column costs a rule more than the rule itself."""

import numpy as np

from matching.compiled import Number, inlined
from matching.moments import HOURS_IN_DAY

FIRST_DAY = np.uint64(2**HOURS_IN_DAY - 1)  # a word holds two days
SECOND_DAY = np.uint64(HOURS_IN_DAY)
NEXT = np.uint64(1)
NOT_OVER_MIDNIGHT = ~np.uint64(2 ** (HOURS_IN_DAY - 1))


@inlined
def starts_in(free: np.uint64, hours: Number) -> np.uint64:
    """The hours with which so many free ones of one day begin."""
    starts: np.uint64 = free
    for _ in range(1, hours):
        starts = starts & (starts >> NEXT) & NOT_OVER_MIDNIGHT
    return starts


@inlined
def days_in(starts: np.uint64) -> Number:
    return int((starts & FIRST_DAY) != 0) + int((starts >> SECOND_DAY) != 0)


@inlined
def starts_but_for_one(has: np.uint64, could_have: np.uint64, hours: Number) -> np.uint64:
    """The hours with which so many of one day begin of which one at most is only among those that could be had."""
    every, but_one = has, could_have
    for later in range(1, hours):
        day = FIRST_DAY >> np.uint64(later)
        within = day | (day << SECOND_DAY)
        next_has, next_could = (has >> np.uint64(later)) & within, (could_have >> np.uint64(later)) & within
        but_one = (but_one & next_has) | (every & next_could)
        every = every & next_has
    starts: np.uint64 = but_one
    return starts
