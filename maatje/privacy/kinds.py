"""What is kept for a time: of each kind whose time began when, whom to tell, and how it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select

from maatje.access import Role
from maatje.accounts.models import User, UserSession
from maatje.audit.models import AuditEvent
from maatje.clock import day_of
from maatje.database import as_text, db, rows_changed
from maatje.life import Actor, By
from maatje.notifications.models import Letter, LetterState
from maatje.pairings.life import LIVE, PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.queries import mentors_of
from maatje.privacy import erasing
from maatje.requests.letters import Home, home_of
from maatje.requests.life import ENDED, RequestState
from maatje.requests.models import Consent, HelpRequest, Pupil, PupilOpening
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer

Began: TypeAlias = list[tuple[int, date]]
"""A row's number, and the day from which its time is counted."""
Beginning: TypeAlias = Callable[[date, int | None], Began]
"""Those whose time began that day or before; of one row only, if its number is given."""

THE_CLOCK = By(Actor.CLOCK)


@dataclass(frozen=True)
class Kind:
    """Rows that are told of and erased one by one."""

    name: str
    term: str  # whose days are counted: a kind of `retention_terms`
    began: Beginning
    readers: Callable[[int], Sequence[User | Home]] | None = None  # whom to tell, if anybody has to know
    letter: str = ""
    erase: Callable[[int], None] | None = None  # without it, they are only told


@dataclass(frozen=True)
class Lines:
    """Rows that nobody has to be told of, and that go all at once."""

    name: str
    term: str
    delete: Callable[[datetime], int]  # those from before that moment; says how many


def _began(rows: Select[*tuple[Any, ...]], last_day: date, row_id: int | None) -> Began:
    """The first column is the row's number; its time began at the latest of the moments in the others."""
    if row_id is not None:
        rows = rows.where(rows.selected_columns[0] == row_id)
    found = [(row[0], day_of(max(filter(None, row[1:])))) for row in db.session.execute(rows)]
    return sorted((found_id, since) for found_id, since in found if since <= last_day)


def _volunteers(*conditions: ColumnElement[bool]) -> Beginning:
    def began(last_day: date, row_id: int | None) -> Began:
        return _began(
            select(Volunteer.id, Volunteer.state_since).where(Volunteer.erased_at.is_(None), *conditions),
            last_day,
            row_id,
        )

    return began


def _silent_volunteers(last_day: date, row_id: int | None) -> Began:
    """Take part, help nobody now, and were not heard of since."""
    helped = select(func.max(Pairing.ended_at)).where(Pairing.volunteer_id == Volunteer.id).scalar_subquery()
    live = exists().where(Pairing.volunteer_id == Volunteer.id, Pairing.state.in_(LIVE))
    states = (VolunteerState.APPLIED, VolunteerState.INTAKE, VolunteerState.ACTIVE, VolunteerState.PAUSED)
    rows = (
        select(Volunteer.id, Volunteer.state_since, User.last_signed_in_at, helped)
        .join(User, User.id == Volunteer.user_id)
        .where(Volunteer.erased_at.is_(None), Volunteer.state.in_(states), ~live)
    )
    return _began(rows, last_day, row_id)


def _pupils(*conditions: ColumnElement[bool]) -> Beginning:
    """Of whom no request hopes for anything: since the last one ended, or the last pairing."""

    def began(last_day: date, row_id: int | None) -> Began:
        rows = (
            select(
                Pupil.id,
                Pupil.created_at,
                Pupil.consent_asked_at,
                func.max(HelpRequest.state_since),
                func.max(Pairing.ended_at),
            )
            .outerjoin(HelpRequest, HelpRequest.pupil_id == Pupil.id)
            .outerjoin(Pairing, Pairing.request_id == HelpRequest.id)
            .where(Pupil.erased_at.is_(None), *conditions)
            .group_by(Pupil.id, Pupil.created_at, Pupil.consent_asked_at)
        )
        return _began(rows, last_day, row_id)

    return began


def _has_request(*states: RequestState) -> ColumnElement[bool]:
    return exists().where(HelpRequest.pupil_id == Pupil.id, HelpRequest.state.in_(states)).correlate(Pupil)


def _agreed() -> ColumnElement[bool]:
    return exists().where(Consent.pupil_id == Pupil.id).correlate(Pupil)


def _never_agreed() -> ColumnElement[bool]:
    """Consent is awaited; or it was, and was refused, did not come in time or was put on hold."""
    asked = _has_request(RequestState.WITHDRAWN, RequestState.ON_HOLD)
    return or_(_has_request(RequestState.AWAITING_CONSENT), and_(asked, ~_agreed()))


_HOPEFUL = set(RequestState) - {*ENDED, RequestState.AWAITING_CONSENT, RequestState.ON_HOLD}


def _hopes() -> ColumnElement[bool]:
    """Some request of theirs may still lead to help; on hold without anybody's consent it does not."""
    on_hold = and_(_has_request(RequestState.ON_HOLD), _agreed())
    return or_(_has_request(*_HOPEFUL), on_hold)


def _was_helped() -> ColumnElement[bool]:
    started = and_(HelpRequest.pupil_id == Pupil.id, Pairing.started_at.is_not(None))
    return exists(
        select(Pairing.id).join(HelpRequest, Pairing.request_id == HelpRequest.id).where(started).correlate(Pupil)
    )


def _old_pairings(last_day: date, row_id: int | None) -> Began:
    """Over, of a pupil who still hopes for other help, and not emptied yet."""
    says_something = or_(
        Pairing.meeting_link != "",
        Pairing.declined_because.is_not(None),
        as_text(Pairing.weekly_moments) != "[]",
    )
    over = (PairingState.ENDED, PairingState.DECLINED, PairingState.LAPSED)
    rows = select(Pairing.id, Pairing.ended_at).where(
        Pairing.state.in_(over), Pairing.ended_at.is_not(None), says_something
    )
    return _began(rows, last_day, row_id)


def _ended_accounts(last_day: date, row_id: int | None) -> Began:
    rows = select(User.id, User.deactivated_at).where(
        User.deactivated_at.is_not(None), User.erased_at.is_(None), User.role != Role.VOLUNTEER
    )
    return _began(rows, last_day, row_id)


def _consents(last_day: date, row_id: int | None) -> Began:
    since = func.coalesce(Pupil.erased_at, Consent.withdrawn_at)
    return _began(select(Consent.id, since).join(Consent.pupil).where(since.is_not(None)), last_day, row_id)


def _user_of(volunteer_id: int) -> Sequence[User]:
    return [db.session.get_one(Volunteer, volunteer_id).user]


def _user(user_id: int) -> Sequence[User]:
    return [db.session.get_one(User, user_id)]


def _mentors(pupil_id: int) -> Sequence[User]:
    return mentors_of(db.session.get_one(Pupil, pupil_id))


def _mentors_and_home(pupil_id: int) -> Sequence[User | Home]:
    return [*_mentors(pupil_id), *home_of(db.session.get_one(Pupil, pupil_id))]


def _erase_volunteer(volunteer_id: int) -> None:
    erasing.erase_volunteer(db.session.get_one(Volunteer, volunteer_id), THE_CLOCK)


def _erase_pupil(pupil_id: int) -> None:
    erasing.erase_pupil(db.session.get_one(Pupil, pupil_id), THE_CLOCK)


def _erase_account(user_id: int) -> None:
    erasing.erase_account(db.session.get_one(User, user_id), THE_CLOCK)


def _delete_consent(consent_id: int) -> None:
    db.session.execute(delete(Consent).where(Consent.id == consent_id))


def _lines(model: type[Any], is_old: Callable[[datetime], ColumnElement[bool]]) -> Callable[[datetime], int]:
    return lambda before: rows_changed(delete(model).where(is_old(before)))


KINDS: tuple[Kind, ...] = (
    Kind(
        "unfinished_sign_ups",
        "unfinished",
        _volunteers(Volunteer.state == VolunteerState.UNVERIFIED),
        _user_of,
        "erased_soon_unfinished",
        _erase_volunteer,
    ),
    Kind(
        "unfinished_nominations",
        "unfinished",
        _pupils(_never_agreed(), ~_hopes(), ~_was_helped()),
        _mentors,
        "pupil_erased_soon_without_consent",
        _erase_pupil,
    ),
    Kind(
        "rejected_volunteers",
        "rejected",
        _volunteers(
            or_(
                Volunteer.state == VolunteerState.REJECTED,
                and_(Volunteer.state == VolunteerState.STOPPED, Volunteer.first_active_at.is_(None)),
            )
        ),
        _user_of,
        "erased_soon",
        _erase_volunteer,
    ),
    Kind("silent_volunteers_asked", "asked", _silent_volunteers, _user_of, "still_with_us"),
    Kind("silent_volunteers", "inactive", _silent_volunteers, _user_of, "erased_soon_silent", _erase_volunteer),
    Kind(
        "stopped_volunteers",
        "stopped",
        _volunteers(Volunteer.state == VolunteerState.STOPPED, Volunteer.first_active_at.is_not(None)),
        _user_of,
        "erased_soon",
        _erase_volunteer,
    ),
    Kind(
        "pupils_never_helped",
        "requests",
        _pupils(~_never_agreed(), ~_hopes(), ~_was_helped()),
        _mentors_and_home,
        "pupil_erased_soon",
        _erase_pupil,
    ),
    Kind(
        "pupils_helped",
        "pairings",
        _pupils(~_has_request(RequestState.AWAITING_CONSENT), ~_hopes(), _was_helped()),
        _mentors_and_home,
        "pupil_erased_soon",
        _erase_pupil,
    ),
    Kind("old_pairings", "pairings", _old_pairings, erase=erasing.empty_pairing),
    Kind("ended_accounts", "accounts", _ended_accounts, _user, "account_erased_soon", _erase_account),
    Kind("consents", "consents", _consents, erase=_delete_consent),
)

LINES: tuple[Lines, ...] = (
    Lines("sign_up_drafts", "unfinished", _lines(SignUpDraft, lambda before: SignUpDraft.changed_at < before)),
    Lines("concerns", "concerns", _lines(Concern, lambda before: Concern.closed_at < before)),
    Lines(
        "volunteer_reports", "reports", _lines(VolunteerReport, lambda before: VolunteerReport.decided_at < before)
    ),
    Lines("pupil_openings", "audit", _lines(PupilOpening, lambda before: PupilOpening.opened_at < before)),
    Lines("audit_events", "audit", _lines(AuditEvent, lambda before: AuditEvent.at < before)),
    Lines(
        "letters",
        "letters",
        _lines(
            Letter,
            lambda before: and_(
                Letter.state.in_((LetterState.SENT, LetterState.FAILED)), Letter.created_at < before
            ),
        ),
    ),
    Lines(
        "user_sessions",
        "sessions",
        _lines(UserSession, lambda before: or_(UserSession.ended_at < before, UserSession.last_seen_at < before)),
    ),
)
