"""Making a pairing, and leading it through its steps, its life and its end.

Every verb changes the session and leaves the commit to its caller. Rows are taken in one order, pupil, request,
pairing, volunteer, so that two people who do different things with one pairing wait for each other. A volunteer
who stops and a proposal that is approved begin at the other end: there PostgreSQL lets one of two go first, and
`transaction` tells the other so.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from maatje.audit.services import move, record
from maatje.clock import AMSTERDAM, now, today
from maatje.database import db
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import emails, queries
from maatje.pairings.emails import region_of
from maatje.pairings.errors import (
    DeadlinePassed,
    DeviceMissing,
    GateNotPassed,
    MomentTaken,
    NoPlaceLeft,
    PairIsBarred,
)
from maatje.pairings.life import PAIRING_LIFE, WAITING, PairingState, first_state, next_state, steps_for
from maatje.pairings.models import BarReason, BarredPair, Booking, DeclineReason, EndReason, Pairing
from maatje.pairings.rules import RulesNotAgreed, must_agree
from maatje.pairings.stillness import refuse_while_still
from maatje.programmes.models import Programme
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest
from maatje.requests.services import lock_pupils, reopen_request
from maatje.volunteers.gates import Gate, gates_missing_today, missing_gates
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import release_place, take_place

END_REASONS: dict[Actor, tuple[EndReason, ...]] = {
    Actor.VOLUNTEER: (EndReason.DONE, EndReason.VOLUNTEER_STOPS, EndReason.NO_CLICK, EndReason.NO_CONTACT),
    Actor.SCHOOL: (EndReason.DONE, EndReason.PUPIL_STOPS, EndReason.NO_CLICK, EndReason.NO_CONTACT),
    Actor.FAMILY: (EndReason.DONE, EndReason.PUPIL_STOPS, EndReason.NO_CLICK),
    Actor.COORDINATOR: (
        EndReason.DONE,
        EndReason.PUPIL_STOPS,
        EndReason.VOLUNTEER_STOPS,
        EndReason.NO_CLICK,
        EndReason.NO_CONTACT,
    ),
}
_HELP_IS_OVER = {EndReason.DONE, EndReason.PUPIL_STOPS, EndReason.WITHDRAWN}
_ENDED_BADLY = {EndReason.NO_CLICK, EndReason.NO_CONTACT}


def make_pairing(
    request: HelpRequest,
    volunteer: Volunteer,
    moments: Iterable[int],
    *,
    is_online: bool,
    needs_booked_interpreter: bool,
    by: By,
) -> Pairing:
    """The proposed pair is a pairing at its programme's first step, and everybody concerned is told.

    Raises NoPlaceLeft, MomentTaken, PairIsBarred or GateNotPassed (all CannotPair), and what `move` raises; then
    nothing has changed, so that a caller may go on with the next one in the same transaction.
    """
    try:
        with db.session.begin_nested():
            pairing = _paired(request, volunteer, frozenset(moments), is_online, needs_booked_interpreter, by)
    except Exception:
        for row in (request, volunteer):
            db.session.expire(row)  # the session does not know what the rollback undid in them
        raise
    return pairing


def accept_offer(pairing: Pairing, by: By) -> None:
    """The volunteer has said yes; the pairing is at its next step.

    Raises DeadlinePassed, GateNotPassed, HelpStandsStill or RulesNotAgreed.
    """
    if must_agree(pairing):
        raise RulesNotAgreed
    _leave(PairingState.OFFERED, pairing, by)
    pairing.accepted_at = now()
    _enter(pairing)


def confirm_handover(pairing: Pairing, by: By) -> None:
    """The school has handed over warmly; the pairing is at its next step. Raises as `accept_offer` does."""
    _leave(PairingState.HANDOVER, pairing, by)
    _enter(pairing)


def decline_offer(pairing: Pairing, because: DeclineReason, by: By) -> None:
    """This pair is off and never comes back; the request is open again, with the days its programme grants."""
    _lock_request(pairing)
    _move(pairing, PairingState.DECLINED, by)
    pairing.declined_because = because
    pairing.ended_at = now()
    bar_pair(pairing.request.pupil_id, pairing.volunteer_id, BarReason.DECLINED)
    _free(pairing)
    _reopen(pairing, by)
    _tell_it_fell_through("pairing_declined", pairing, by)


def let_lapse(pairing: Pairing) -> None:
    """Nobody answered before the deadline: the request is open again; the pair may come back."""
    by = By(Actor.CLOCK)
    if pairing.answer_by >= now():
        return  # the deadline was put off meanwhile
    waited_for = pairing.state
    _lock_request(pairing)
    _move(pairing, PairingState.LAPSED, by)
    pairing.ended_at = now()
    _free(pairing)
    _reopen(pairing, by)
    _tell_it_fell_through("pairing_lapsed", pairing, by)
    emails.tell_volunteer("offer_lapsed" if waited_for is PairingState.OFFERED else "handover_lapsed", pairing)


def remind(pairing: Pairing) -> None:
    """Whoever the pairing waits for has been reminded of the deadline, once."""
    if pairing.reminded_at is not None or pairing.state not in WAITING:
        return
    pairing.reminded_at = now()
    _tell_about_deadline(pairing, "reminded")


def extend_deadline(pairing: Pairing, by: By) -> None:
    """Whoever the pairing waits for has the programme's days again, from today, and is told."""
    if by.actor is not Actor.COORDINATOR or pairing.state not in WAITING:
        raise MoveNotAllowed(f"pairing: deadline of {pairing.state} by {by.actor}")
    pairing.answer_by = _deadline(pairing.programme)
    pairing.reminded_at = None
    record("pairing.deadline_extended", pairing, by, region_id=region_of(pairing))
    _tell_about_deadline(pairing, "extended")


def pause_pairing(pairing: Pairing, by: By) -> None:
    """The help stands still; place and moments stay theirs, and everybody else is told."""
    _move(pairing, PairingState.PAUSED, by)
    emails.tell_others("pairing_paused", pairing, by, emails.this_time())


def resume_pairing(pairing: Pairing, by: By) -> None:
    """The help goes on at the same moments, and everybody else is told. Raises GateNotPassed, HelpStandsStill."""
    if pairing.state is not PairingState.PAUSED:
        raise MoveNotAllowed(f"pairing: {pairing.state} is no pause")
    lock_pupils([pairing.request.pupil_id])
    _move(pairing, PairingState.ACTIVE, by)
    refuse_while_still(pairing)
    emails.tell_others("pairing_resumed", pairing, by, emails.this_time())


def pause_for_report(pairings: Iterable[Pairing], by: By) -> None:
    """Those that run stand still; school and family of each are told. The volunteer is told apart, and once."""
    for pairing in pairings:
        if pairing.state is PairingState.ACTIVE:
            _move(pairing, PairingState.PAUSED, by)
            emails.tell_school("pairing_paused_school", pairing, emails.this_time())
            emails.tell_family("pairing_paused_family", pairing, emails.this_time())


def end_reasons(pairing: Pairing, actor: Actor) -> tuple[EndReason, ...]:
    """The reasons this actor can give now: help that has not begun cannot be done."""
    reasons = END_REASONS.get(actor, ())
    return tuple(reason for reason in reasons if reason is not EndReason.DONE or not pairing.is_waiting)


def end_pairing(pairing: Pairing, reason: EndReason, by: By) -> None:
    """It is over, place and moments are free, and everybody else is told.

    The request is closed when the help is done or the pupil stops; else it is open again.
    """
    if reason not in end_reasons(pairing, by.actor):
        raise MoveNotAllowed(f"pairing: ended as {reason} by {by.actor}")
    _end(pairing, reason, by)


def bar_pair(pupil_id: int, volunteer_id: int, reason: BarReason, note: str = "") -> None:
    """These two are never proposed together (again); the first reason stands."""
    if db.session.get(BarredPair, (pupil_id, volunteer_id)) is None:
        db.session.add(BarredPair(pupil_id=pupil_id, volunteer_id=volunteer_id, reason=reason, note=note))
        db.session.flush()


def end_for_withdrawn(request: HelpRequest, by: By) -> None:
    """The pairing of a withdrawn request, if it has one, is over."""
    if pairing := queries.live_pairing_of(request.id):
        _end(pairing, EndReason.WITHDRAWN, by)


def end_for_stopped(volunteer: Volunteer, by: By) -> None:
    """All pairings of a volunteer who stops are over, and their requests are open again."""
    for pairing in queries.live_pairings_of(volunteer.id):
        _end(pairing, EndReason.VOLUNTEER_STOPS, by)


def pause_for_vog(volunteer: Volunteer, by: By) -> None:
    """The running pairings that ask for a VOG stand still, and all in them are told. A child's safety goes first.

    One that has yet to start stays where it is: no step leads on without a VOG, and it lapses in time.
    """
    for pairing in queries.live_pairings_of(volunteer.id):
        if pairing.state is not PairingState.ACTIVE:
            continue
        if Gate.VOG in missing_gates(volunteer, pairing.programme, today()):
            pause_pairing(pairing, by)
            emails.tell_coordinators_elsewhere("pairing_paused_coordinator", pairing, emails.this_time())


def end_for_block(pairing: Pairing, by: By) -> None:
    """These two have no contact any more; the pupil waits for somebody else. Why stands with the block only."""
    _end(pairing, None, by)


def end_for_rest(pairing: Pairing, by: By) -> None:
    """What has yet to start does not, because the pupil's data rest."""
    if not pairing.is_waiting:
        raise MoveNotAllowed(f"pairing: {pairing.state} has started or is over")
    _end(pairing, None, by)


def _end(pairing: Pairing, reason: EndReason | None, by: By) -> None:
    """Told last: where the request does not wait for a round again, no letter promises somebody else."""
    _lock_request(pairing)
    _move(pairing, PairingState.ENDED, by)
    pairing.end_reason = reason
    pairing.ended_at = now()
    if reason in _ENDED_BADLY:
        bar_pair(pairing.request.pupil_id, pairing.volunteer_id, BarReason.ENDED_BADLY)
    _free(pairing)
    if pairing.request.state is RequestState.PAIRED:
        if reason in _HELP_IS_OVER:
            move(pairing.request, RequestState.CLOSED, by, REQUEST_LIFE, region_id=region_of(pairing))
        else:
            _reopen(pairing, by)
    emails.tell_others("pairing_ended", pairing, by)
    if by.actor is not Actor.COORDINATOR:
        emails.tell_coordinators("pairing_ended_coordinator", pairing)


def _paired(
    request: HelpRequest,
    volunteer: Volunteer,
    moments: frozenset[int],
    is_online: bool,
    needs_booked_interpreter: bool,
    by: By,
) -> Pairing:
    move(request, RequestState.PAIRED, by, REQUEST_LIFE, region_id=request.pupil.school.region_id)
    _check_pair(request, volunteer, moments)
    if not take_place(volunteer.id) or _is_full_in(request.programme, volunteer):
        raise NoPlaceLeft
    steps = steps_for(request.programme.steps, has_school=request.pupil.has_school)
    pairing = Pairing(
        request=request,
        volunteer=volunteer,
        programme=request.programme,
        state=first_state(steps),
        steps=steps,
        weekly_moments=moments,
        is_online=is_online,
        needs_booked_interpreter=needs_booked_interpreter,
        meeting_link=_meeting_link(request.programme) if is_online else "",
        approved_by_id=by.user_id,
        answer_by=_deadline(request.programme),
    )
    db.session.add(pairing)
    _book(pairing, moments)
    record("pairing.made", pairing, by, region_id=region_of(pairing))
    if pairing.state is PairingState.OFFERED:
        emails.tell_school("pairing_proposed_to_school", pairing)
    if pairing.state is not PairingState.ACTIVE:
        emails.tell_family("pairing_approved_family", pairing)
    _enter(pairing)
    return pairing


def _check_pair(request: HelpRequest, volunteer: Volunteer, wanted: frozenset[int]) -> None:
    """What the round found true may have changed since; it must hold today."""
    if gates := gates_missing_today(volunteer, request.programme):
        raise GateNotPassed(gates)
    if (request.pupil_id, volunteer.id) in queries.barred_pairs([request.pupil_id]):
        raise PairIsBarred
    if not wanted or not wanted <= request.pupil.weekly_times & volunteer.weekly_times:
        raise MomentTaken


def _is_full_in(programme: Programme, volunteer: Volunteer) -> bool:
    """Asked once the place is taken: that locked the volunteer, so nobody pairs them meanwhile."""
    return queries.pupils_helped_in_each([volunteer.id])[volunteer.id, programme.id] >= programme.max_pupils


def _book(pairing: Pairing, moments: frozenset[int]) -> None:
    """The moments are held for both; the database refuses one that either has given away already."""
    pairing.bookings = [
        Booking(volunteer_id=pairing.volunteer.id, pupil_id=pairing.request.pupil_id, moment=moment)
        for moment in sorted(moments)
    ]
    try:
        db.session.flush()
    except IntegrityError as error:
        raise MomentTaken from error


def _free(pairing: Pairing) -> None:
    db.session.execute(delete(Booking).where(Booking.pairing_id == pairing.id))
    db.session.expire(pairing, ["bookings"])
    release_place(pairing.volunteer_id)


def _reopen(pairing: Pairing, by: By) -> None:
    reopen_request(pairing.request, by, pairing.programme.reopened_bonus_days)


def _enter(pairing: Pairing) -> None:
    """The step the pairing has come to has its deadline, and whoever must act or know is told."""
    pairing.answer_by = _deadline(pairing.programme)
    pairing.reminded_at = None
    match pairing.state:
        case PairingState.OFFERED:
            emails.tell_volunteer("pairing_offered", pairing)
        case PairingState.HANDOVER:
            emails.tell_school("handover_asked", pairing)
            if pairing.accepted_at:
                emails.tell_volunteer("pairing_accepted", pairing)
        case PairingState.ACTIVE:
            if must_agree(pairing):
                raise RulesNotAgreed
            if pairing.is_online and not pairing.request.pupil.has_device:
                raise DeviceMissing(f"pairing: {pairing.id} is online")
            pairing.started_at = now()
            emails.tell_volunteer("pairing_started_volunteer", pairing)
            emails.tell_school("pairing_started_school", pairing)
            emails.tell_family("pairing_started_family", pairing)
        case _:
            raise MoveNotAllowed(f"pairing: {pairing.state} is no step")


def _tell_about_deadline(pairing: Pairing, why: str) -> None:
    """Once for each deadline and reason: who was given more time is reminded again the day before it ends."""
    matter = f"{why}:{pairing.answer_by:%Y%m%d}"
    if pairing.state is PairingState.OFFERED:
        emails.tell_volunteer("offer_reminder", pairing, matter)
    else:
        emails.tell_school("handover_reminder", pairing, matter)


def _tell_it_fell_through(kind: str, pairing: Pairing, by: By) -> None:
    emails.tell_coordinators(kind, pairing)
    emails.tell_family("pairing_fell_through_family", pairing)
    if by.actor is not Actor.SCHOOL:
        emails.tell_school("pairing_fell_through_school", pairing)
    if by.actor is Actor.SCHOOL and pairing.accepted_at:  # else they were never asked
        emails.tell_volunteer("pairing_fell_through_volunteer", pairing)


def _leave(step: PairingState, pairing: Pairing, by: By) -> None:
    if pairing.state is not step:
        raise MoveNotAllowed(f"pairing: {pairing.state} is not {step}")
    if pairing.is_too_late:
        raise DeadlinePassed
    lock_pupils([pairing.request.pupil_id])
    _move(pairing, next_state(step, pairing.steps), by)
    refuse_while_still(pairing)


def _move(pairing: Pairing, there: PairingState, by: By) -> None:
    move(pairing, there, by, PAIRING_LIFE, region_id=region_of(pairing))


def _lock_request(pairing: Pairing) -> None:
    lock_pupils([pairing.request.pupil_id])
    db.session.execute(
        select(HelpRequest)
        .where(HelpRequest.id == pairing.request_id)
        .with_for_update(of=HelpRequest, key_share=True)
        .execution_options(populate_existing=True)
    )


def _deadline(programme: Programme) -> datetime:
    """The end of the Dutch day, so many days from today."""
    day = today() + timedelta(days=programme.response_days)
    return datetime.combine(day, time(23, 59, 59), tzinfo=AMSTERDAM)


def _meeting_link(programme: Programme) -> str:
    """A room nobody can guess; empty when the programme has no rooms."""
    return programme.meeting_link_pattern.replace("{code}", secrets.token_hex(16))
