"""A possible pair as those see it who look at a few of them by name."""

from collections.abc import Callable
from typing import NamedTuple

from matching.problem import Moment


class Pair(NamedTuple):
    """A request and a volunteer who may meet, ``common`` moments of the week, in a programme by its number."""

    pupil_id: int
    volunteer_id: int
    request_id: int
    programme: int
    sessions: int
    common: int
    fit: int
    earlier: bool


MomentsOf = Callable[[Pair], frozenset[Moment]]
