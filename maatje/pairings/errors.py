"""Why two people cannot be paired, or their pairing cannot take a step."""

from collections.abc import Sequence

from maatje.life import MoveNotAllowed


class CannotPair(Exception):
    """These two cannot be paired now; nothing was changed."""


class NoPlaceLeft(CannotPair):
    """The volunteer has no free place (any more), in all or in this programme, or is not active."""


class MomentTaken(CannotPair):
    """One of the two is booked at one of these moments, or is no longer free then."""


class PairIsBarred(CannotPair):
    """This pair was rejected, declined or forbidden, or ended badly."""


class GateNotPassed(CannotPair):
    """The volunteer may not help in this programme today."""

    def __init__(self, gates: Sequence[str]) -> None:
        super().__init__(", ".join(gates))
        self.gates = list(gates)


class DeadlinePassed(Exception):
    """The answer came too late."""


class DeviceMissing(MoveNotAllowed):
    """The help is online and the pupil has nothing to be online with."""


class HelpStandsStill(MoveNotAllowed):
    """A coordinator has yet to decide whether this volunteer goes on, or nothing is done with the pupil's data."""
