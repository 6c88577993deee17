"""Whether a pairing can go on today, and if not, what stands in the way."""

from collections.abc import Iterable
from enum import StrEnum

from maatje.clock import today
from maatje.pairings.errors import GateNotPassed, HelpStandsStill
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.volunteers.gates import Gate, gates_missing_today, missing_gates
from maatje.volunteers.services import is_kept_on_pause

# A pause keeps new pupils away, and what one helps with was settled at the approval; the rest is about safety.
_SETTLED = {Gate.ACTIVE, Gate.PROGRAMME}


class StillReason(StrEnum):
    """What has to change before a paused pairing can be resumed."""

    DATA_REST = "data_rest"  # nothing is done with the pupil's data
    VOLUNTEER_KEPT = "volunteer_kept"  # a coordinator has yet to decide whether the volunteer goes on
    GATE_MISSING = "gate_missing"


def why_still(pairing: Pairing) -> StillReason | None:
    """Why nobody can resume this paused pairing today; None where somebody can, or where it is not paused."""
    if pairing.state is not PairingState.PAUSED:
        return None
    if pairing.request.pupil.is_restricted:
        return StillReason.DATA_REST
    if is_kept_on_pause(pairing.volunteer):
        return StillReason.VOLUNTEER_KEPT
    if _unsettled(missing_gates(pairing.volunteer, pairing.programme, today())):
        return StillReason.GATE_MISSING
    return None


def refuse_while_still(pairing: Pairing) -> None:
    """Raises HelpStandsStill or GateNotPassed where the pairing may not take this step today.

    Asked after the move, which is undone with the rest: a report locks the pairing before it stands, and a pairing
    is locked before its volunteer, whose VOG may have run out since the approval.
    """
    if is_kept_on_pause(pairing.volunteer) or pairing.request.pupil.is_restricted:
        raise HelpStandsStill(f"pairing: {pairing.id} goes on")
    if lacking := _unsettled(gates_missing_today(pairing.volunteer, pairing.programme)):
        raise GateNotPassed(lacking)


def _unsettled(gates: Iterable[Gate]) -> list[Gate]:
    return [gate for gate in gates if gate not in _SETTLED]
