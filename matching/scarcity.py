"""Which skills are scarce in this problem, so that they can be kept for those who need them."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def scarcity(asked: Ints, held_range: Ints, held_skill: Ints, places: Ints) -> Floats:
    """How scarce each skill is, 0 to 1: requests that need it for each free place that has it, at most 1.

    ``asked`` counts requests by skill; volunteer v has ``places[v]`` places and the skills
    ``held_skill[held_range[v, 0]:held_range[v, 1]]``.
    """
    offered = np.zeros(len(asked), dtype=np.int64)
    np.add.at(offered, held_skill, np.repeat(places, held_range[:, 1] - held_range[:, 0]))
    return np.minimum(1.0, asked / np.maximum(offered, 1))
