"""Help that a pupil or a guardian asks for on the site, without a school.

What was typed waits apart until somebody who may agree has said yes from the letter: that shows the address to be
theirs too. Only then there is a pupil, whom the coordinator of the region sees and no school.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from maatje.audit.services import record
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.models import Letter
from maatje.notifications.queries import letters_about
from maatje.regions.emails import tell_if_nobody_coordinates
from maatje.requests import letters
from maatje.requests.asked_text import AskedText
from maatje.requests.life import ENDED
from maatje.requests.models import Channel, ConsentGiver, FamilyRequest, HelpRequest, Pupil, contact_mark
from maatje.requests.nomination import AgreedBy, Nomination, check_nomination
from maatje.requests.services import nominate_pupil
from maatje.schools.models import School
from maatje.schools.services import no_school_in
from maatje.volunteers.models import Gender

DAYS_TO_ANSWER = 3
_SETS = ("weekly_times", "subject_ids", "necessary_subject_ids")
_AS_TYPED = (
    *("programme_id", "first_name", "level_id", "grade_id", "is_under_16", "pc4", "language_code", "needs_nt2"),
    *("interpreter_language_code", "has_device", "online", "in_person", "wants_gender", "contact_language_code"),
)


def ask_for_help(nomination: Nomination, region_id: int, form_key: str, by: By) -> None:
    """It waits for a yes, and a letter asks whoever may give it. A form sent twice asks once.

    Raises NominationRefused like a nomination.
    """
    check_nomination(nomination)
    if db.session.scalars(select(FamilyRequest).where(FamilyRequest.form_key == form_key)).first():
        return
    asked = FamilyRequest(
        form_key=form_key,
        email=nomination.contact_email,
        language_code=nomination.contact_language_code,
        region_id=region_id,
        answers=_kept(nomination),
    )
    db.session.add(asked)
    record("family_request.asked", asked, by, region_id=region_id)
    letters.post_family_question(asked, DAYS_TO_ANSWER)


def agree_to_help(asked: FamilyRequest, text: AskedText, by: By) -> None:
    """Whoever may agree did so by this text: the pupil and the request are with the coordinator of the region.

    A wish of the same pupil, from the same address, that is still alive is that wish. Raises MoveNotAllowed when
    there was an answer before, NominationRefused when a rule forbids it by now (a programme that has closed).
    """
    _lock(asked)
    nomination = nomination_in(asked)
    giver = ConsentGiver.GUARDIAN if nomination.is_under_16 else ConsentGiver.PUPIL
    pupil = _asked_before(nomination)
    if pupil is None:
        agreed = AgreedBy(giver, Channel.ONLINE)
        pupil = nominate_pupil(nomination_in(asked, consent=agreed), by, text=text).pupil
    asked.pupil = pupil
    asked.answers, asked.email = {}, ""
    tell_if_nobody_coordinates(asked.region_id)
    record("family_request.agreed", asked, by, region_id=asked.region_id)


def refuse_help(asked: FamilyRequest, by: By) -> None:
    """Whoever may agree said no: what was typed is gone. Raises MoveNotAllowed when there was an answer before."""
    _lock(asked)
    record("family_request.refused", asked, by, region_id=asked.region_id)
    _forget(asked)


def send_links_again(email: str) -> None:
    """Whoever asked for help from this address has the letters with the links once more; nobody learns more."""
    mark = contact_mark(email)
    if not mark:
        return
    waiting = select(FamilyRequest).where(FamilyRequest.email_mark == mark)
    for asked in db.session.scalars(waiting):
        letters.post_family_link(asked, asked.language_code)
    under_way = select(FamilyRequest).join(FamilyRequest.pupil).where(Pupil.contact_mark == mark)
    for asked in db.session.scalars(under_way):
        if asked.pupil:
            letters.post_family_link(asked, asked.pupil.contact_language_code)


def forget_unanswered() -> None:
    """What nobody agreed to in time is gone."""
    before = now() - timedelta(days=DAYS_TO_ANSWER)
    old = select(FamilyRequest).where(FamilyRequest.pupil_id.is_(None), FamilyRequest.asked_at < before)
    for asked in db.session.scalars(old.with_for_update(skip_locked=True)):
        record("family_request.forgotten", asked, By(Actor.CLOCK), region_id=asked.region_id)
        _forget(asked)


def _forget(asked: FamilyRequest) -> None:
    """The letters have the address as well, which may be that of somebody who never asked for anything."""
    db.session.execute(delete(Letter).where(letters_about(f"family:{asked.id}")))
    db.session.delete(asked)


def nomination_in(asked: FamilyRequest, **values: Any) -> Nomination:
    """What was typed, as a nomination without a school."""
    typed: dict[str, Any] = dict(asked.answers)
    typed |= {name: frozenset(typed[name]) for name in _SETS}
    typed["wants_gender"] = Gender(typed["wants_gender"]) if typed["wants_gender"] else None
    return Nomination(
        school_id=no_school_in(asked.region_id).id,
        contact_email=asked.email,
        is_somebody_else=True,  # two Noors in one region are two: what is the same, `_asked_before` says
        **typed,
        **values,
    )


def _kept(nomination: Nomination) -> dict[str, Any]:
    return {name: getattr(nomination, name) for name in _AS_TYPED} | {
        name: sorted(getattr(nomination, name)) for name in _SETS
    }


def _asked_before(nomination: Nomination) -> Pupil | None:
    alive = (
        select(Pupil)
        .join(Pupil.school)
        .join(Pupil.requests)
        .where(School.stands_for_none, Pupil.contact_mark == contact_mark(nomination.contact_email))
        .where(func.lower(Pupil.first_name) == nomination.first_name.strip().lower())
        .where(HelpRequest.programme_id == nomination.programme_id, HelpRequest.state.not_in(ENDED))
    )
    return db.session.scalars(alive.order_by(Pupil.id)).first()


def _lock(asked: FamilyRequest) -> None:
    """Of two who answer at the same moment the second finds the answer of the first."""
    waits = select(FamilyRequest).where(FamilyRequest.id == asked.id, FamilyRequest.pupil_id.is_(None))
    if not db.session.scalars(waits.with_for_update().execution_options(populate_existing=True)).first():
        raise MoveNotAllowed(f"family request {asked.id} was answered")
