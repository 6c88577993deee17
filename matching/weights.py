"""What a pair weighs: rank of the pupil's priority times (1000 n + 1) + fit, n pupils.

So no sum of fits outweighs one rank.
"""

from dataclasses import dataclass

import numpy as np

from matching.bits import Ints, Mask
from matching.candidates import Pairs
from matching.columns import Columns

FULL_FIT = 1000

LARGEST_WEIGHT = 2**58
"""Prices and paths stay within a few times the largest weight; a whole number here goes up to 2**63."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What a request weighs at fit 0 (``base``: its rank times ``step`` points), what a point of fit weighs,
    and what having been proposed earlier weighs on top. ``exact`` is False if the ranks had to be made coarser
    to fit into whole numbers."""

    base: Ints
    step: int
    point: int
    bonus: int
    exact: bool

    def of(self, pairs: Pairs) -> Ints:
        weights: Ints = self.base[pairs.request] + self.point * pairs.fit + self.bonus * pairs.earlier
        return weights


def weights_of(columns: Columns, possible: Mask) -> Weights:
    """The weights when ``possible`` says which requests somebody could serve: a pupil who asks twice is as
    urgent as the more urgent of those."""
    pupil = columns.asks.row["pupil"]
    priority = np.zeros(len(columns.pupil_ids), dtype=np.int64)
    np.maximum.at(priority, pupil[possible], columns.rank[possible])
    asking = np.zeros(len(priority), dtype=np.bool_)
    asking[pupil[possible]] = True
    values, rank = np.unique(priority[asking], return_inverse=True)
    ranks = np.ones(len(priority), dtype=np.int64)
    ranks[asking] = rank + 1
    number = int(np.count_nonzero(asking))
    step = FULL_FIT * number + 1
    heaviest = len(values) * step + FULL_FIT
    # Earlier pairs must not outweigh one point of fit; where that no longer fits, they count for nothing.
    point = number + 1 if len(columns.problem.earlier) else 1
    if heaviest * point >= LARGEST_WEIGHT:
        point = 1
    exact = heaviest < LARGEST_WEIGHT
    if not exact:
        step = max(1, LARGEST_WEIGHT // (len(values) + 1))
    return Weights(ranks[pupil] * step * point, step, point, int(point > 1), exact)
