"""Erasing a person: what was running ends and the others are told; then every trace goes, as `inventory` says.

Rows that are counted stay, emptied. Nothing here is undone; what is erased already is left as it is.
"""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update
from sqlalchemy.orm.attributes import flag_modified

from maatje.accounts import sessions
from maatje.accounts.models import RecoveryCode, SecondStep, User, UserSession
from maatje.accounts.services import account_changed, keep_an_administrator, shut_out
from maatje.audit.services import record
from maatje.database import after_commit, db
from maatje.life import By
from maatje.lists.models import Upload
from maatje.notifications.models import Letter, reader_mark
from maatje.notifications.queries import letters_about
from maatje.pairings.models import BarredPair, Booking, ContactBlock, Pairing
from maatje.privacy import wiping
from maatje.privacy.inventory import FATES, RowGoes, values_after
from maatje.privacy.models import Erasure
from maatje.queue import enqueue
from maatje.regions.models import CoordinatorRegion
from maatje.requests.models import FamilyRequest, HelpRequest, Pupil, RequestSubject
from maatje.requests.services import can_be_withdrawn, withdraw_request
from maatje.rounds.models import LeftOver, Proposal
from maatje.safety.models import Concern
from maatje.schools.models import SchoolContact
from maatje.volunteers.models import (
    GateNotice,
    SignUpDraft,
    Volunteer,
    VolunteerLanguage,
    VolunteerProgramme,
    VolunteerSubject,
)
from maatje.volunteers.queries import volunteer_of
from maatje.volunteers.services import stop_volunteer
from maatje.volunteers.words import OVER


def erase_pupil(pupil: Pupil, by: By) -> None:
    """Nothing tells of this pupil or the guardian any more; what ran for them is over, and the others know."""
    if _is_erased(pupil):
        return
    for request in pupil.requests:
        if can_be_withdrawn(request, by):
            withdraw_request(request, by)
    db.session.flush()
    told = [pupil.first_name, pupil.contact_email, pupil.school_reference or ""]
    request_ids = select(HelpRequest.id).where(HelpRequest.pupil_id == pupil.id)
    _take_off_lists(told, _who_enter_pupils_of(pupil))
    sessions.drop_notices_with(filter(None, told))
    _erase(Letter, _letters_to_family_of(pupil))
    _erase(FamilyRequest, FamilyRequest.pupil_id == pupil.id)
    _erase(RequestSubject, RequestSubject.request_id.in_(request_ids))
    _erase(LeftOver, LeftOver.request_id.in_(request_ids))
    _erase(Proposal, Proposal.request_id.in_(request_ids))
    _erase(Booking, Booking.pupil_id == pupil.id)
    _erase(BarredPair, BarredPair.pupil_id == pupil.id)
    _erase(ContactBlock, ContactBlock.pupil_id == pupil.id)
    _erase(Concern, Concern.pairing_id.in_(select(Pairing.id).where(Pairing.request_id.in_(request_ids))))
    _erase(Pairing, Pairing.request_id.in_(request_ids))
    _erase(HelpRequest, HelpRequest.pupil_id == pupil.id)
    record("pupil.erased", pupil, by, region_id=pupil.school.region_id)
    _erase(Pupil, Pupil.id == pupil.id)
    _remember(pupil)


def erase_person(user: User, by: By) -> None:
    """Nothing tells of this person any more, whatever their role. Raises what the two below raise."""
    if volunteer := db.session.scalar(volunteer_of(user)):
        erase_volunteer(volunteer, by)
    else:
        erase_account(user, by)


def erase_volunteer(volunteer: Volunteer, by: By) -> None:
    """Nothing tells of this volunteer any more, account and all; their pairings are over, and the others know.

    Raises MoveNotAllowed when a volunteer still takes part and this actor may not end that.
    """
    if _is_erased(volunteer):
        return
    if volunteer.state not in OVER:
        stop_volunteer(volunteer, by)
    db.session.flush()
    own = (VolunteerProgramme, VolunteerSubject, VolunteerLanguage, GateNotice)
    for table in (*own, Booking, BarredPair, ContactBlock, Proposal, Pairing):
        _erase(table, table.volunteer_id == volunteer.id)
    record("volunteer.erased", volunteer, by, region_id=volunteer.region_id)
    _erase(Volunteer, Volunteer.id == volunteer.id)
    _remember(volunteer)
    erase_account(volunteer.user, by)


def erase_account(user: User, by: By) -> None:
    """Nothing tells who this account was; what it did stands in the audit trail by its number.

    Raises LastAdministrator if nobody would be left to administer.
    """
    if _is_erased(user):
        return
    keep_an_administrator(user)
    account_changed.send(user, action="account.erased", by=by)
    shut_out(user)
    db.session.flush()
    own_name = [user.full_name] if user.last_name else []  # "Noor" alone stands in many a notice
    sessions.drop_notices_with([user.email, *own_name])
    db.session.flush()
    for table in (UserSession, SecondStep, RecoveryCode, CoordinatorRegion, SchoolContact, Upload):
        _erase(table, table.user_id == user.id)
    _take_off_lists([user.email])
    drafts = [one.id for one in db.session.scalars(select(SignUpDraft)) if user.email in _told_in(one)]
    _erase(SignUpDraft, SignUpDraft.id.in_(drafts))
    _erase(Letter, or_(Letter.user_id == user.id, Letter.reader_mark == reader_mark(user.email)))
    _erase(User, User.id == user.id)
    _remember(user)


def empty_pairing(pairing_id: int) -> None:
    """Of a pairing that is over only what is counted is left."""
    _erase(Pairing, Pairing.id == pairing_id)
    db.session.expire_all()


def _is_erased(thing: Any) -> bool:
    """Of two who erase the same person the second waits here, and finds it done."""
    table = type(thing)
    db.session.execute(select(table.id).where(table.id == thing.id).with_for_update())
    db.session.refresh(thing, ["erased_at"])
    return thing.erased_at is not None


def _erase(model: type[Any], rows: ColumnElement[bool]) -> None:
    """What the inventory says of this table is done to these rows."""
    table = cast(Table, model.__table__)
    statement: Any = (
        delete(table) if isinstance(FATES[table.name], RowGoes) else update(table).values(values_after(table))
    )
    db.session.execute(statement.where(rows))


def _remember(thing: Any) -> None:
    """The erasure is on the list, and what the database set free is overwritten as soon as this is stored."""
    erasure = Erasure(object_type=thing.__tablename__, object_id=thing.id)
    db.session.add(erasure)
    db.session.flush()
    erasure_id = erasure.id
    db.session.expire_all()  # rows were changed past the session
    after_commit(lambda: enqueue(wiping.wipe_traces, erasure_id))


def _letters_to_family_of(pupil: Pupil) -> ColumnElement[bool]:
    """A brother or sister, or somebody who asks just now, may have the same address: then only those about this
    pupil."""
    if not pupil.contact_mark:
        return Letter.id.is_(None)
    to_family = and_(Letter.user_id.is_(None), Letter.reader_mark == reader_mark(pupil.contact_email))
    others = select(Pupil.id).where(Pupil.contact_mark == pupil.contact_mark, Pupil.id != pupil.id)
    waiting = select(FamilyRequest.id).where(FamilyRequest.email_mark == pupil.contact_mark)
    if db.session.scalar(others.limit(1)) is None and db.session.scalar(waiting.limit(1)) is None:
        return to_family
    pairings = select(Pairing.id).join(Pairing.request).where(HelpRequest.pupil_id == pupil.id)
    asked = select(FamilyRequest.id).where(FamilyRequest.pupil_id == pupil.id)
    about = [f"pupil:{pupil.id}"]
    about += [f"pairing:{pairing_id}" for pairing_id in db.session.scalars(pairings)]
    about += [f"family:{request_id}" for request_id in db.session.scalars(asked)]
    return and_(to_family, or_(*map(letters_about, about)))


def _who_enter_pupils_of(pupil: Pupil) -> set[int]:
    school = pupil.school
    contacts = select(SchoolContact.user_id).where(SchoolContact.school_id == school.id)
    coordinators = select(CoordinatorRegion.user_id).where(CoordinatorRegion.region_id == school.region_id)
    return {*db.session.scalars(contacts), *db.session.scalars(coordinators)}


def _take_off_lists(told: Iterable[str], user_ids: set[int] | None = None) -> None:
    """No list that waits to be entered has a row with one of these in a cell. (After a day lists go anyway.)"""
    words = {word.strip().lower() for word in told if word}
    uploads = select(Upload) if user_ids is None else select(Upload).where(Upload.user_id.in_(user_ids))
    for upload in db.session.scalars(uploads):
        kept = [row for row in upload.rows if not words & {cell.strip().lower() for cell in row["cells"]}]
        if len(kept) < len(upload.rows):
            upload.rows = kept
            flag_modified(upload, "rows")


def _told_in(draft: SignUpDraft) -> str:
    """Sealed, so no question to the database finds a word in it."""
    return str(draft.answers).lower()
