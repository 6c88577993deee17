"""No contact between a pupil and a volunteer: put up at once, taken away by a coordinator only."""

from blinker import Signal
from sqlalchemy import select

from maatje.audit.services import move, record
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import queries, services
from maatje.pairings.life import BLOCK_LIFE, LIVE, BlockState
from maatje.pairings.models import BarReason, ContactBlock, LiftReason, Pairing
from maatje.requests.models import HelpRequest
from maatje.requests.services import lock_pupils

# Sent inside the transaction; a higher room lets go of what it had in mind for these two.
contact_blocked = Signal("two people have no contact any more")

_MAY_BLOCK = {Actor.SCHOOL, Actor.FAMILY, Actor.COORDINATOR}


def block_contact(pairing: Pairing, by: By) -> ContactBlock:
    """The two see nothing of each other, their pairings are over, and no round brings them together.

    A block that stands already is given back. Their pages and links are closed from the moment this is stored.
    """
    if by.actor not in _MAY_BLOCK:
        raise MoveNotAllowed(f"block: placed by {by.actor}")
    pupil_id, volunteer_id = pairing.request.pupil_id, pairing.volunteer_id
    lock_pupils([pupil_id])
    _lock_requests(pupil_id)
    if (standing := queries.standing_block(pupil_id, volunteer_id)) is not None:
        return standing
    block = ContactBlock(pupil_id=pupil_id, volunteer_id=volunteer_id, placed_by_id=by.user_id)
    db.session.add(block)
    record("block.standing", block, by, region_id=_region_of(block))
    theirs = select(Pairing).join(Pairing.request).where(HelpRequest.pupil_id == pupil_id)
    theirs = theirs.where(Pairing.volunteer_id == volunteer_id).execution_options(populate_existing=True)
    for one in db.session.scalars(theirs).all():
        one.meeting_link = ""
        if one.state in LIVE:
            services.end_for_block(one, by)
    contact_blocked.send(block, by=by)
    return block


def lift_block(block: ContactBlock, because: LiftReason, by: By) -> None:
    """The coordinator takes the block away. After a mistake nothing is left of it; else no round pairs them."""
    move(block, BlockState.LIFTED, by, BLOCK_LIFE, region_id=_region_of(block))
    block.lifted_at = now()
    block.lifted_by_id = by.user_id
    block.lifted_because = because
    if because is not LiftReason.MISTAKE:
        services.bar_pair(block.pupil_id, block.volunteer_id, BarReason.FORBIDDEN)


def _lock_requests(pupil_id: int) -> None:
    """Whoever approves this pair at the same moment waits, and then finds the block."""
    db.session.execute(
        select(HelpRequest.id)
        .where(HelpRequest.pupil_id == pupil_id)
        .order_by(HelpRequest.id)
        .with_for_update(key_share=True)
    )


def _region_of(block: ContactBlock) -> int:
    db.session.flush()
    return block.pupil.school.region_id
