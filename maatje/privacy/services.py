"""What a school may do with its pupils' data, and anybody with their own; erasing is in `erasing`."""

from collections.abc import Mapping

from maatje.accounts.models import User
from maatje.accounts.services import account_changed
from maatje.audit.services import record, record_each
from maatje.clock import now
from maatje.life import By
from maatje.pairings.life import PAIRING_LIFE, PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_of_requests
from maatje.pairings.services import end_for_rest, pause_pairing
from maatje.requests.letters import post_rest
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HoldReason, Pupil
from maatje.requests.services import ask_consent_put_off, hold_request, lock_pupils


def restrict_pupil(pupil: Pupil, by: By) -> None:
    """Nothing is done with this pupil's data until `lift_restriction` (art. 18 AVG).

    What waited is on hold, what ran is paused, and what had yet to start is over, else it would start meanwhile.
    Until then no request of theirs is open for a round and no pairing goes on.
    """
    lock_pupils([pupil.id])  # whoever accepts a request of theirs now waits for us
    if pupil.is_restricted:
        return
    pupil.restricted_at = now()
    record("pupil.restricted", pupil, by, region_id=pupil.school.region_id)
    for pairing in _pairings_of(pupil):
        if pairing.is_waiting and PAIRING_LIFE.allows(pairing.state, PairingState.ENDED, by.actor):
            end_for_rest(pairing, by)
    for request in pupil.requests:
        if REQUEST_LIFE.allows(request.state, RequestState.ON_HOLD, by.actor):
            hold_request(request, HoldReason.SCHOOL_FIRST, by)
    for pairing in _pairings_of(pupil):
        if PAIRING_LIFE.allows(pairing.state, PairingState.PAUSED, by.actor):
            pause_pairing(pairing, by)
    post_rest(pupil, by)


def lift_restriction(pupil: Pupil, by: By) -> None:
    """The data may be used again, and nothing goes on by itself: the coordinators are told to look.

    They put a request on the list; a pairing is resumed as after any pause. Only the question for consent that was
    put off is asked.
    """
    lock_pupils([pupil.id])
    if not pupil.is_restricted:
        return
    pupil.restricted_at = None
    record("pupil.unrestricted", pupil, by, region_id=pupil.school.region_id)
    ask_consent_put_off(pupil, by)
    post_rest(pupil, by)


def _pairings_of(pupil: Pupil) -> list[Pairing]:
    return pairings_of_requests(request.id for request in pupil.requests)


def record_person_downloaded(user: User, by: By) -> None:
    """That the person took their own data along stands in the audit trail."""
    account_changed.send(user, action="account.downloaded", by=by)


def record_pupils_downloaded(region_ids: Mapping[int, int | None], by: By) -> None:
    """That this person took these pupils' data along stands in the audit trail; given are their regions by id."""
    record_each("pupil.downloaded", Pupil, region_ids, by)
