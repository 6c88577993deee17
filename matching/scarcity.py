"""Which skills are scarce in this problem, so that they can be kept for those who need them.

A skill's *load* is the number of requests that need it, open and expected, for each free place that has it.
What a volunteer can do beyond what a request needs is wasted on it: the loads of those skills together, set
against what the volunteers of this problem have on average. So a generalist is kept for whoever finds nobody
else, and so is the only one who speaks a language. All numbers are whole, so that nothing hangs on the order
of a sum.
"""

import numpy as np
from numpy.typing import NDArray

from matching.moments import HOURS_IN_WEEK

Ints = NDArray[np.int64]

WHOLE = 10**6
"""What counts as wholly wasted; a skill's weight is in these parts."""

MUCH = 4
"""Wholly wasted is who has this many times the average load unused."""


def skill_weights(asked: Ints, holder: Ints, skill: Ints, places: Ints) -> tuple[Ints, Ints]:
    """The weight of each skill in parts of ``WHOLE``, and by volunteer the weight of all they have.

    ``asked`` says by skill how many requests need or are expected to need it; ``holder`` and ``skill`` go
    together: which volunteer with a free place has which skill. ``places`` is by volunteer.
    """
    # Endless places make nothing endlessly plentiful: beyond what is asked for there is no difference.
    most = min(int(asked.max(initial=0)), HOURS_IN_WEEK)
    counts = asked[skill] > 0
    holder, skill = holder[counts], skill[counts]
    offered, holders = np.zeros_like(asked), np.zeros_like(asked)
    np.add.at(offered, skill, np.minimum(places, most)[holder])
    np.add.at(holders, skill, 1)
    loads = asked * WHOLE // np.maximum(offered, 1)
    carried = int((loads * holders).sum())
    much = MUCH * carried // max(len(np.unique(holder)), 1)
    weights = np.minimum(WHOLE, loads * WHOLE // max(much, 1))
    total = np.zeros(len(places), dtype=np.int64)
    np.add.at(total, holder, weights[skill])
    return weights, total
