"""What happens to pupils and their help requests, up to a proposal and after a pairing that came to nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy import select

from maatje.audit.services import ChangedMeanwhile, move, record, record_each
from maatje.clock import now
from maatje.database import IN_ONE_QUERY, batched, db
from maatje.life import Actor, By, MoveNotAllowed
from maatje.programmes.models import Programme
from maatje.requests import letters, queries
from maatje.requests.asked_text import AskedText
from maatje.requests.consent_text import CONSENT_TEXT_VERSION
from maatje.requests.life import ENDED, REQUEST_LIFE, RequestState
from maatje.requests.models import (
    Channel,
    Consent,
    ConsentGiver,
    HelpRequest,
    HoldReason,
    Processing,
    Pupil,
    RequestSubject,
    Route,
    Urgency,
)
from maatje.requests.nomination import (
    PUPIL_FIELDS,
    AgreedBy,
    Nomination,
    NominationRefused,
    already_nominated,
    as_nomination,
    check_nomination,
    check_pupil,
    check_subjects,
    consent_mismatch,
    place_of,
    same_pupils,
)
from maatje.schools.models import School

# Announced inside the transaction; higher rooms let go of what they held (maatje/<room>/reactions.py).
request_withdrawn = Signal()
request_held = Signal()

ACCEPTABLE = (RequestState.SUBMITTED, RequestState.ON_HOLD, RequestState.REFERRED)


class SchoolHasNotAgreed(MoveNotAllowed):
    """The request waits for the school, which has not said that a volunteer may help."""


def nominate_pupil(nomination: Nomination, by: By, *, text: AskedText | None = None) -> HelpRequest:
    """The pupil and their help request stand in the books, with the consent if there is one.

    Without one, and with an address, the guardian (the pupil from 16) is asked by mail. `text` is what was agreed
    to online, if it was.

    A nomination that was entered before gives that request back and changes nothing. Raises NominationRefused,
    with a message per field, when a rule is broken.
    """
    check_nomination(nomination)
    if (known := already_nominated(nomination)) is not None:
        return known
    pupil = _pupil_of(nomination, by)
    if nomination.consent is not None and not pupil.has_consent:
        _store_consent(pupil, nomination.consent, by, text)
    request = HelpRequest(
        pupil=pupil,
        programme_id=nomination.programme_id,
        state=RequestState.SUBMITTED if pupil.has_consent else RequestState.AWAITING_CONSENT,
        urgency=nomination.urgency,
        hold_reason=HoldReason.SCHOOL_FIRST if nomination.school_first else None,
        form_key=nomination.form_key,
        subjects=_wished(nomination.subject_ids, nomination.necessary_subject_ids),
    )
    db.session.add(request)
    _record(f"request.{request.state}", request, by)
    _hold_if_school_is_first(request, by)
    others_wait = any(other is not request and other.state is request.state for other in pupil.requests)
    if request.state is RequestState.AWAITING_CONSENT and not (pupil.consent_asked_at and others_wait):
        _ask_consent(pupil, by)
    letters.post_device_needed(request, by)
    return request


def record_consent(pupil: Pupil, giver: ConsentGiver, channel: Channel, by: By) -> None:
    """The consent is written down, and requests that waited for it go to the coordinator."""
    if message := consent_mismatch(giver, pupil.is_under_16):
        raise NominationRefused({"consent": message})
    _lock_consents(pupil)
    if not pupil.has_consent:
        _store_consent(pupil, AgreedBy(giver, channel), by)
    _go_on_with_consent(pupil, by)


def give_consent(pupil: Pupil, text: AskedText, by: By) -> None:
    """Whoever may agree did so online, by this text; the requests go to the coordinator and the school is told.

    One that is on hold stays so. Raises MoveNotAllowed when nothing waits for it (any more).
    """
    _lock_consents(pupil)
    if not pupil.may_be_answered:
        raise MoveNotAllowed(f"pupil {pupil.id} awaits no consent")
    if not pupil.has_consent:
        _store_consent(pupil, AgreedBy(pupil.consent_giver, Channel.ONLINE), by, text)
    _go_on_with_consent(pupil, by)
    letters.post_consent_news("consent_given", pupil)


def refuse_consent(pupil: Pupil, by: By) -> None:
    """Whoever may agree said no: the requests are withdrawn and the school is told. Raises MoveNotAllowed."""
    _lock_consents(pupil)
    record("consent.refused", pupil, by, region_id=pupil.school.region_id)
    _withdraw([request for request in pupil.requests if request.is_unanswered], by)
    letters.post_consent_news("consent_refused", pupil)


def let_consent_lapse(pupil: Pupil) -> None:
    """Nobody answered the letter in time: the requests are withdrawn and the school is told."""
    waiting = [request for request in pupil.requests if request.state is RequestState.AWAITING_CONSENT]
    _withdraw(waiting, By(Actor.CLOCK))
    letters.post_consent_news("consent_lapsed", pupil)


def remind_of_consent(pupil: Pupil) -> None:
    """Whoever was asked for consent and did not answer has the question once more."""
    if pupil.consent_reminded_at is not None or not pupil.awaits_consent:
        return
    if pupil.home_is_unsafe or pupil.is_restricted:
        return
    pupil.consent_reminded_at = now()
    record("consent.reminded", pupil, By(Actor.CLOCK), region_id=pupil.school.region_id)
    letters.post_consent_question(pupil, again=True)


def withdraw_consent(pupil: Pupil, by: By) -> None:
    """Nobody agrees any more: the consents are marked so, and all that was under way stops.

    The school is told when it was the family's doing.
    """
    lock_pupils([pupil.id])
    for consent in pupil.consents:
        if consent.withdrawn_at is None:
            consent.withdrawn_at = now()
            record("consent.withdrawn", consent, by, region_id=pupil.school.region_id)
    for request in pupil.requests:
        if can_be_withdrawn(request, by):
            withdraw_request(request, by)
    if by.actor is Actor.FAMILY:
        letters.post_consent_news("consent_withdrawn", pupil)


def withdraw_request(request: HelpRequest, by: By) -> None:
    """The wish is taken back; a pairing of it ends, a proposal falls away."""
    lock_pupils([request.pupil_id])
    db.session.refresh(request, ["state"])  # whoever went first may have ended its pairing
    there = RequestState.CLOSED if request.state is RequestState.PAIRED else RequestState.WITHDRAWN
    _move(request, there, by)
    request_withdrawn.send(request, by=by)


def can_be_withdrawn(request: HelpRequest, by: By) -> bool:
    ends = (RequestState.WITHDRAWN, RequestState.CLOSED)
    return any(REQUEST_LIFE.allows(request.state, end, by.actor) for end in ends)


def can_be_accepted(request: HelpRequest) -> bool:
    """It waits for a coordinator's word, somebody agreed, and the pupil's data do not rest.

    Consent may be taken back of a request referred.

    "Open" after a proposal or a pairing is no acceptance.
    """
    return request.state in ACCEPTABLE and request.pupil.has_consent and not request.pupil.is_restricted


def accept_requests(requests: Sequence[HelpRequest], by: By, *, school_agrees: bool = False) -> None:
    """The requests are open and wait for a round; each school contact gets one letter about all of theirs.

    One that waits for the school goes on only when the school has said that a volunteer may help.
    Raises SchoolHasNotAgreed, or MoveNotAllowed.
    """
    lock_pupils(request.pupil_id for request in requests)
    for request in requests:
        if not can_be_accepted(request):
            raise MoveNotAllowed(f"request {request.id} is {request.state}")
        if request.state is RequestState.ON_HOLD:
            if not school_agrees:
                raise SchoolHasNotAgreed(f"request {request.id} waits for the school")
            _record("request.school_agreed", request, by)
        request.hold_reason = None
        request.route = None
        _move(request, RequestState.OPEN, by)
    letters.post_accepted(requests)


def accept_request(request: HelpRequest, by: By, *, school_agrees: bool = False) -> None:
    accept_requests([request], by, school_agrees=school_agrees)


def hold_request(request: HelpRequest, reason: HoldReason, by: By) -> None:
    """The request waits without a round. Why, in one word, is all that is kept."""
    request.hold_reason = reason
    _move(request, RequestState.ON_HOLD, by)
    request_held.send(request, by=by)
    letters.post_on_hold(request, by)


def hold_for_unsafe_home(request: HelpRequest, by: By) -> None:
    """The request waits, and nobody at home is asked anything. One that waited for the school waits for this."""
    if _waits_for_something_else(request):
        request.hold_reason = HoldReason.UNSAFE_HOME
        _record(f"request.{request.state}", request, by)
    else:
        hold_request(request, HoldReason.UNSAFE_HOME, by)


def can_be_held_for_unsafe_home(request: HelpRequest, by: By) -> bool:
    return REQUEST_LIFE.allows(request.state, RequestState.ON_HOLD, by.actor) or _waits_for_something_else(request)


def _waits_for_something_else(request: HelpRequest) -> bool:
    return request.state is RequestState.ON_HOLD and request.hold_reason is not HoldReason.UNSAFE_HOME


def refer_request(request: HelpRequest, route: Route, by: By) -> None:
    """Help comes from elsewhere; the school reads from where."""
    request.route = route
    if request.hold_reason is not HoldReason.UNSAFE_HOME:  # so that nobody writes there afterwards
        request.hold_reason = None
    _move(request, RequestState.REFERRED, by)
    letters.post_referred(request)


def reopen_request(request: HelpRequest, by: By, bonus_days: int = 0) -> None:
    """The request waits for a round again, with these days granted on top of those it waited.

    While nothing is done with the pupil's data it waits without one, as the school said when it asked for that.
    """
    request.bonus_days += bonus_days
    _move(request, RequestState.OPEN, by)
    if request.pupil.is_restricted:
        request.hold_reason = HoldReason.SCHOOL_FIRST
        _move(request, RequestState.ON_HOLD, By(Actor.SCHOOL))


def change_urgency(request: HelpRequest, urgency: Urgency, by: By) -> None:
    """The request goes before or after others from the next round on."""
    if request.urgency is not urgency:
        request.urgency = urgency
        _record("request.urgency_changed", request, by)


def edit_wish(
    request: HelpRequest, subject_ids: frozenset[int], necessary: frozenset[int], urgency: Urgency, by: By
) -> None:
    """The request asks for these subjects, this urgently, from the next round on."""
    if request.state in ENDED:
        raise MoveNotAllowed(f"request {request.id} is {request.state}")
    check_subjects(request.programme, subject_ids | necessary)
    kept = {wish.subject_id: wish for wish in request.subjects}
    request.subjects = [kept.get(wish.subject_id, wish) for wish in _wished(subject_ids, necessary)]
    for wish in request.subjects:
        wish.is_necessary = wish.subject_id in necessary
    request.urgency = urgency
    _record("request.edited", request, by)


def ask_consent_put_off(pupil: Pupil, by: By) -> None:
    """Whoever was not asked for consent while the data rested is asked now, if something waits for it."""
    if pupil.may_be_answered and pupil.consent_asked_at is None:
        _ask_consent(pupil, by)


def edit_pupil(pupil: Pupil, answers: dict[str, Any], by: By) -> None:
    """The pupil is as these columns say. Raises NominationRefused like a nomination.

    The row is locked: who is being erased in this very second is not written down again.
    """
    lock_pupils([pupil.id])
    if pupil.erased_at is not None:
        raise ChangedMeanwhile
    for programme_id in {request.programme_id for request in pupil.requests if request.state not in ENDED} or {0}:
        check_pupil(as_nomination(pupil, programme_id, **answers))
    _refuse_a_reference_in_use(pupil, answers.get("school_reference"))
    if answers.get("is_under_16") and any(
        consent.giver is ConsentGiver.PUPIL and consent.withdrawn_at is None for consent in pupil.consents
    ):
        message = _("De leerling gaf zelf toestemming. Dat kan pas vanaf 16 jaar. Trek die toestemming eerst in.")
        raise NominationRefused({"is_under_16": message})
    asked = _who_is_asked(pupil)
    for name in PUPIL_FIELDS:
        if name in answers:
            setattr(pupil, name, answers[name])
    record("pupil.edited", pupil, by, region_id=pupil.school.region_id)
    if pupil.may_be_answered and _who_is_asked(pupil) != asked:
        _ask_consent(pupil, by)


def lock_pupils(pupil_ids: Iterable[int]) -> None:
    """What is known of them is so until the transaction ends: who changes it goes first or after.

    Taken before their requests, pairings and volunteers, so that nobody waits for somebody who waits for them.
    """
    for part in batched(sorted(set(pupil_ids)), IN_ONE_QUERY):
        theirs = select(Pupil).where(Pupil.id.in_(part)).order_by(Pupil.id)
        locked = theirs.with_for_update(of=Pupil, key_share=True)
        db.session.scalars(locked.execution_options(populate_existing=True)).all()


def record_pupils_viewed(pupil_ids: Iterable[int], by: By) -> None:
    """That this person saw something of each of these pupils stands in the audit trail."""
    region_ids: dict[int, int | None] = {}
    for part in batched(sorted(set(pupil_ids)), IN_ONE_QUERY):
        region_ids |= queries.regions_by_pupil(select(Pupil).join(Pupil.school).where(Pupil.id.in_(part)))
    record_each("pupil.viewed", Pupil, region_ids, by)


def _refuse_a_reference_in_use(pupil: Pupil, reference: str | None) -> None:
    others = select(Pupil.id).where(Pupil.school_id == pupil.school_id, Pupil.id != pupil.id)
    if reference and db.session.execute(others.where(Pupil.school_reference == reference)).first():
        raise NominationRefused({"school_reference": _("Een andere leerling heeft dit kenmerk al.")})


def _pupil_of(nomination: Nomination, by: By) -> Pupil:
    known = same_pupils(nomination) if nomination.school_reference else []
    if known:
        return known[0]
    school = db.session.get_one(School, nomination.school_id)
    online, in_person = place_of(nomination, db.session.get_one(Programme, nomination.programme_id))
    pupil = Pupil(
        school=school,
        nominated_by_id=by.user_id,
        school_reference=nomination.school_reference or None,
        first_name=nomination.first_name.strip(),
        level_id=nomination.level_id,
        grade_id=nomination.grade_id,
        is_under_16=nomination.is_under_16,
        pc4=nomination.pc4 or school.pc4,
        has_device=nomination.has_device,
        online=online,
        in_person=in_person,
        language_code=nomination.language_code,
        needs_nt2=nomination.needs_nt2,
        interpreter_language_code=nomination.interpreter_language_code,
        weekly_times=nomination.weekly_times,
        wants_gender=nomination.wants_gender,
        contact_email=nomination.contact_email.strip().lower(),
        contact_language_code=nomination.contact_language_code,
    )
    db.session.add(pupil)
    record("pupil.nominated", pupil, by, region_id=school.region_id)
    return pupil


def _ask_consent(pupil: Pupil, by: By) -> None:
    """By mail, if there is an address, home is safe and no data rest; from today the answer has its days."""
    by_mail = bool(pupil.contact_email) and not pupil.home_is_unsafe and not pupil.is_restricted
    pupil.consent_asked_at = now() if by_mail else None
    pupil.consent_reminded_at = None
    if by_mail:
        record("consent.asked", pupil, by, region_id=pupil.school.region_id)
        letters.post_consent_question(pupil)


def _who_is_asked(pupil: Pupil) -> tuple[str, str, bool]:
    return pupil.contact_email, pupil.contact_language_code, pupil.is_under_16


def _go_on_with_consent(pupil: Pupil, by: By) -> None:
    for request in pupil.requests:
        if request.state is RequestState.AWAITING_CONSENT:
            _move(request, RequestState.SUBMITTED, by)
            # That the school looks first it said itself at the nomination, whoever agreed since.
            _hold_if_school_is_first(request, By(Actor.SCHOOL) if by.actor is Actor.FAMILY else by)


def _withdraw(unanswered: Sequence[HelpRequest], by: By) -> None:
    if not unanswered:
        raise MoveNotAllowed("nothing awaits consent")
    for request in unanswered:
        withdraw_request(request, by)


def _lock_consents(pupil: Pupil) -> None:
    """Of two answers at once the second sees the first: a request on hold does not move, so nothing else would."""
    lock_pupils([pupil.id])
    db.session.expire(pupil, ["consents"])


def _store_consent(pupil: Pupil, agreed: AgreedBy, by: By, text: AskedText | None = None) -> None:
    """To the text that was read online; else to the one the school read out."""
    consent = Consent(
        giver=agreed.giver,
        channel=agreed.channel,
        processing=Processing.HELP_THROUGH_SCHOOL if pupil.has_school else Processing.HELP_ASKED_BY_FAMILY,
        text_version=text.version if text else CONSENT_TEXT_VERSION,
        language=text.code if text else "nl",
        recorded_by_id=by.user_id,
    )
    pupil.consents.append(consent)
    record("consent.recorded", consent, by, region_id=pupil.school.region_id)


def _wished(subject_ids: frozenset[int], necessary: frozenset[int]) -> list[RequestSubject]:
    return [
        RequestSubject(subject_id=subject_id, is_necessary=subject_id in necessary)
        for subject_id in sorted(subject_ids | necessary)
    ]


def _hold_if_school_is_first(request: HelpRequest, by: By) -> None:
    if request.state is RequestState.SUBMITTED and request.hold_reason is not None:
        _move(request, RequestState.ON_HOLD, by)


def _move(request: HelpRequest, there: RequestState, by: By) -> None:
    move(request, there, by, REQUEST_LIFE, region_id=request.pupil.school.region_id)


def _record(action: str, request: HelpRequest, by: By) -> None:
    record(action, request, by, region_id=request.pupil.school.region_id)
