"""A possible pair as those see it who look at a few of them by name."""

from collections.abc import Callable
from typing import NamedTuple

from matching.moments import Moment, Rhythm


class Pair(NamedTuple):
    """A request and a volunteer who may meet, with ``common`` moments, in a programme by its number."""

    pupil_id: int
    volunteer_id: int
    request_id: int
    programme: int
    rhythm: Rhythm
    common: int
    fit: int
    earlier: bool


StartsOf = Callable[[Pair], frozenset[Moment]]
"""The moments at which a session of the pair can start."""
