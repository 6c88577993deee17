"""What a school may do with its pupils' data, and anybody with their own; erasing is in `erasing`."""

from collections.abc import Mapping

from maatje.accounts.models import User
from maatje.accounts.services import account_changed
from maatje.audit.services import record_each
from maatje.life import Actor, By
from maatje.pairings.life import PAIRING_LIFE, PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_of_requests
from maatje.pairings.services import end_for_rest, pause_pairing
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HoldReason, Pupil
from maatje.requests.services import hold_request


def restrict_pupil(pupil: Pupil, by: By) -> int:
    """Nothing is done with this pupil's data for now: what waited is on hold, what ran is paused; says how many.

    A pairing that has yet to start is over, else it would start meanwhile. A coordinator can put on the list again
    what is on hold; a pairing is resumed as after any pause.
    """
    held = 0
    for pairing in _pairings_of(pupil):
        if _is_to_start(pairing, by.actor):
            end_for_rest(pairing, by)
            held += 1
    for request in pupil.requests:
        if REQUEST_LIFE.allows(request.state, RequestState.ON_HOLD, by.actor):
            hold_request(request, HoldReason.SCHOOL_FIRST, by)
            held += 1
    for pairing in _pairings_of(pupil):
        if PAIRING_LIFE.allows(pairing.state, PairingState.PAUSED, by.actor):
            pause_pairing(pairing, by)
            held += 1
    return held


def can_restrict(pupil: Pupil, actor: Actor) -> bool:
    """Whether there is anything to put on hold."""
    if any(REQUEST_LIFE.allows(request.state, RequestState.ON_HOLD, actor) for request in pupil.requests):
        return True
    return any(
        _is_to_start(pairing, actor) or PAIRING_LIFE.allows(pairing.state, PairingState.PAUSED, actor)
        for pairing in _pairings_of(pupil)
    )


def _pairings_of(pupil: Pupil) -> list[Pairing]:
    return pairings_of_requests(request.id for request in pupil.requests)


def _is_to_start(pairing: Pairing, actor: Actor) -> bool:
    return pairing.is_waiting and PAIRING_LIFE.allows(pairing.state, PairingState.ENDED, actor)


def record_person_downloaded(user: User, by: By) -> None:
    """That the person took their own data along stands in the audit trail."""
    account_changed.send(user, action="account.downloaded", by=by)


def record_pupils_downloaded(region_ids: Mapping[int, int | None], by: By) -> None:
    """That this person took these pupils' data along stands in the audit trail; given are their regions by id."""
    record_each("pupil.downloaded", Pupil, region_ids, by)
