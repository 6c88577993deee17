"""Sets and hours as words of bits, so that compiled code can ask many at once."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.moments import EVEN_WEEKS, MOMENTS, ODD_WEEKS, Moment, hour_of_week

Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BITS_IN_WORD = 64
HOURS_IN_WORD = 48  # two days, so that no day is cut
WORDS_IN_WEEK = 4
WEEKS = 2  # an even and an odd one


def members_of(members: Sequence[Collection[int]]) -> tuple[Ints, Ints]:
    """All members: whose, and which."""
    row = np.repeat(np.arange(len(members)), [len(each) for each in members])
    return row, np.array([number for each in members for number in each], dtype=np.int64)


def sets_of(members: Sequence[Collection[int]], size: int) -> Bits:
    """Sets of numbers below ``size`` as rows of bits."""
    row, items = members_of(members)
    bits = np.zeros((len(members), max(1, -(-size // BITS_IN_WORD))), dtype=np.uint64)
    np.bitwise_or.at(bits, (row, items // BITS_IN_WORD), np.uint64(1) << (items % BITS_IN_WORD).astype(np.uint64))
    return bits


def _bits(moment: Moment) -> int:
    """The bits of a moment: of the even weeks, of the odd ones, or of both."""
    hour, bits_in_week = hour_of_week(moment), WORDS_IN_WEEK * BITS_IN_WORD
    bit = 1 << (hour // HOURS_IN_WORD * BITS_IN_WORD + hour % HOURS_IN_WORD)
    if moment < EVEN_WEEKS:
        return bit | bit << bits_in_week
    return bit if moment < ODD_WEEKS else bit << bits_in_week


_BITS = {moment: _bits(moment) for moment in range(MOMENTS)}


def weeks_of(sets: Iterable[frozenset[Moment]]) -> Bits:
    """Moments as words of bits a row: the hours of the even weeks, then those of the odd."""
    weeks = bytearray()
    for moments in sets:
        bits = 0
        for moment in moments:
            bits |= _BITS[moment]
        weeks += bits.to_bytes(WEEKS * WORDS_IN_WEEK * BITS_IN_WORD // 8, "little")
    return np.frombuffer(bytes(weeks), dtype="<u8").astype(np.uint64).reshape(-1, WEEKS * WORDS_IN_WEEK)


def every_week(weeks: Bits) -> Bits:
    """The hours of even and odd weeks alike."""
    both: Bits = weeks[..., :WORDS_IN_WEEK] & weeks[..., WORDS_IN_WEEK:]
    return both


def some_week(weeks: Bits) -> Bits:
    """The hours of even or odd weeks."""
    either: Bits = weeks[..., :WORDS_IN_WEEK] | weeks[..., WORDS_IN_WEEK:]
    return either


def moments_in(week: Bits) -> frozenset[Moment]:
    """The hours of one week's row."""
    found = []
    for number, word in enumerate(week.tolist()):
        while word:
            found.append(number * HOURS_IN_WORD + (word & -word).bit_length() - 1)
            word &= word - 1
    return frozenset(found)


def halves_in(weeks: Bits) -> frozenset[Moment]:
    """The hours of a row of even and odd weeks."""
    even, odd = weeks[:WORDS_IN_WEEK], weeks[WORDS_IN_WEEK:]
    return frozenset(
        moment + first for first, week in ((EVEN_WEEKS, even), (ODD_WEEKS, odd)) for moment in moments_in(week)
    )
