from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from maatje.accounts.links import fingerprint
from maatje.clock import day_of, now, today
from maatje.database import Model, UtcDateTime, WeeklyTimes, one_of
from maatje.programmes.models import Grade, Language, Level, Programme, Subject
from maatje.requests.life import ENDED, RequestState
from maatje.schools.models import School
from maatje.sealing import SealedJson, SealedText
from maatje.volunteers.models import Gender


class Urgency(StrEnum):
    """How urgent; a step is worth a stated number of days of waiting (a setting of the programme)."""

    NORMAL = "normal"
    SOON = "soon"
    HIGH = "high"

    @property
    def steps(self) -> int:
        return list(Urgency).index(self)


class HoldReason(StrEnum):
    """Why a request waits without a round; nothing more is kept (vulnerability_routes.csv)."""

    SCHOOL_FIRST = "school_first"
    UNSAFE_HOME = "unsafe_home"


class Route(StrEnum):
    """Where help comes from when it is no pairing."""

    DEVICE = "device"
    INTERPRETER = "interpreter"
    MUNICIPAL_DESK = "municipal_desk"
    CARE_TEAM = "care_team"
    VEILIG_THUIS = "veilig_thuis"
    ATTENDANCE_OFFICER = "attendance_officer"


class OpenReason(StrEnum):
    """Why an administrator, who reads no pupils, opens one all the same."""

    ACCESS_REQUEST = "access_request"
    SAFETY = "safety"
    DATA_BREACH = "data_breach"
    FAULT = "fault"


class Channel(StrEnum):
    PAPER = "paper"
    PHONE = "phone"
    IN_PERSON = "in_person"
    ONLINE = "online"


class ConsentGiver(StrEnum):
    GUARDIAN = "guardian"
    PUPIL = "pupil"


class Processing(StrEnum):
    """What somebody agrees to; one name for each text that says it."""

    HELP_THROUGH_SCHOOL = "help_through_school"
    HELP_ASKED_BY_FAMILY = "help_asked_by_family"


def contact_mark(address: str) -> str:
    """By this, pupils of one family are found; without the site's key nobody makes it from the address."""
    return fingerprint("contact", address.lower()) if address else ""


class Pupil(Model):
    """A pupil, known by first name only."""

    __tablename__ = "pupils"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    nominated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # The school's own word for this pupil on a list, so that a second upload enters nobody twice.
    school_reference: Mapped[str | None] = mapped_column(String(60))
    first_name: Mapped[str] = mapped_column(String(80))
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"))
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"))
    is_under_16: Mapped[bool] = mapped_column(default=True)
    pc4: Mapped[str] = mapped_column(String(4))
    has_device: Mapped[bool] = mapped_column(default=True)
    online: Mapped[bool] = mapped_column(default=True)
    in_person: Mapped[bool] = mapped_column(default=False)
    language_code: Mapped[str] = mapped_column(ForeignKey("languages.code"), default="nl")
    needs_nt2: Mapped[bool] = mapped_column(default=False)
    # Somebody is needed between the languages: the volunteer speaks it, or an interpreter is booked.
    interpreter_language_code: Mapped[str | None] = mapped_column(ForeignKey("languages.code"))
    weekly_times: Mapped[frozenset[int]] = mapped_column(WeeklyTimes, default=frozenset)
    wants_gender: Mapped[Gender | None] = mapped_column(one_of(Gender))
    # Of the guardian; of the pupil from 16. Read only where somebody asks for it.
    contact_email: Mapped[str] = mapped_column(SealedText, default="", deferred=True)
    # Equal for equal addresses, which the sealed column itself never is.
    contact_mark: Mapped[str] = mapped_column(String(32), default="", server_default="", index=True)
    contact_language_code: Mapped[str] = mapped_column(ForeignKey("languages.code"), default="nl")
    # By mail, when last; whether an answer is still awaited, the requests say.
    consent_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    consent_reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    restricted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # kept, and nothing else (art. 18 AVG)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # from then on the row tells of nobody

    school: Mapped[School] = relationship()
    level: Mapped[Level] = relationship(lazy="joined")
    grade: Mapped[Grade] = relationship(lazy="joined")
    language: Mapped[Language] = relationship(foreign_keys=[language_code])
    interpreter_language: Mapped[Language | None] = relationship(foreign_keys=[interpreter_language_code])
    contact_language: Mapped[Language] = relationship(foreign_keys=[contact_language_code])
    requests: Mapped[list["HelpRequest"]] = relationship(back_populates="pupil")
    consents: Mapped[list["Consent"]] = relationship(back_populates="pupil", order_by="Consent.id")

    @validates("contact_email")
    def _mark_contact(self, _name: str, address: str) -> str:
        self.contact_mark = contact_mark(address)
        return address

    @property
    def has_school(self) -> bool:
        """Else the family asked on the site itself."""
        return not self.school.stands_for_none

    @property
    def is_restricted(self) -> bool:
        """Nothing is done with the data for now: no request is open and no help runs or starts."""
        return self.restricted_at is not None

    @property
    def has_consent(self) -> bool:
        """Somebody agreed who may, and it was not taken back."""
        return self.standing_consent is not None

    @property
    def standing_consent(self) -> "Consent | None":
        """The latest that was not taken back."""
        return next((consent for consent in reversed(self.consents) if consent.withdrawn_at is None), None)

    @property
    def awaits_consent(self) -> bool:
        return any(request.state is RequestState.AWAITING_CONSENT for request in self.requests)

    @property
    def may_be_answered(self) -> bool:
        """Whoever was asked may still say yes or no, also while the school holds the request."""
        return any(request.is_unanswered for request in self.requests)

    @property
    def home_is_unsafe(self) -> bool:
        """So nothing is written there by us: until a coordinator accepts that request after all.

        Also when the request was withdrawn, or help came from elsewhere.
        """
        return any(
            request.hold_reason is HoldReason.UNSAFE_HOME or request.route is Route.VEILIG_THUIS
            for request in self.requests
        )

    @property
    def consent_giver(self) -> ConsentGiver:
        """Who may agree (art. 8 AVG, art. 5 UAVG)."""
        return ConsentGiver.GUARDIAN if self.is_under_16 else ConsentGiver.PUPIL

    __table_args__ = (
        Index(
            "uq_pupils_school_reference",
            "school_id",
            "school_reference",
            unique=True,
            sqlite_where=text("school_reference is not null"),
            postgresql_where=text("school_reference is not null"),
        ),
    )


def days_waited(submitted_at: datetime, bonus_days: int, day: date) -> int:
    """How long a request has waited on that day: whole days, plus those granted when a pairing fell through."""
    return max(0, (day - day_of(submitted_at)).days) + bonus_days


class HelpRequest(Model):
    """One pupil's wish within one programme: the thing that is matched."""

    __tablename__ = "help_requests"
    __table_args__ = (
        Index("ix_help_requests_state", "state"),
        CheckConstraint("bonus_days >= 0", name="bonus_is_not_negative"),
        # One wish per pupil and programme at a time; a closed one may be followed by a new one.
        Index(
            "uq_help_requests_live",
            "pupil_id",
            "programme_id",
            unique=True,
            sqlite_where=text("state not in ('closed', 'withdrawn', 'referred')"),
            postgresql_where=text("state not in ('closed', 'withdrawn', 'referred')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.SUBMITTED)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    urgency: Mapped[Urgency] = mapped_column(one_of(Urgency), default=Urgency.NORMAL)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    bonus_days: Mapped[int] = mapped_column(default=0)  # granted when a pairing was declined or lapsed
    hold_reason: Mapped[HoldReason | None] = mapped_column(one_of(HoldReason))
    route: Mapped[Route | None] = mapped_column(one_of(Route))
    # Of the form it came in by: sent twice (a double click, a reload) it is entered once.
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    pupil: Mapped[Pupil] = relationship(back_populates="requests")
    programme: Mapped[Programme] = relationship(lazy="joined")
    subjects: Mapped[list["RequestSubject"]] = relationship(
        cascade="all, delete-orphan", order_by="RequestSubject.subject_id"
    )

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_unanswered(self) -> bool:
        """Nobody said yes or no: it waits for that, or was held while it did."""
        held = self.state is RequestState.ON_HOLD and not self.pupil.has_consent
        return held or self.state is RequestState.AWAITING_CONSENT

    @property
    def days_waited(self) -> int:
        """Whole days since the request came in, plus those granted when a pairing fell through."""
        return days_waited(self.submitted_at, self.bonus_days, today())


class RequestSubject(Model):
    __tablename__ = "request_subjects"

    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    is_necessary: Mapped[bool] = mapped_column(default=False)

    subject: Mapped[Subject] = relationship(lazy="joined")


class Consent(Model):
    """Who agreed to what, when, by which text and channel, and who wrote it down (nobody: they did so online)."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"), index=True)
    giver: Mapped[ConsentGiver] = mapped_column(one_of(ConsentGiver))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    processing: Mapped[str] = mapped_column(
        String(40), default=Processing.HELP_THROUGH_SCHOOL, server_default=Processing.HELP_THROUGH_SCHOOL
    )
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20), default="nl", server_default="nl")  # of the text
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    pupil: Mapped[Pupil] = relationship(back_populates="consents")


class FamilyRequest(Model):
    """Help that was asked for on the site. Until somebody who may agree has said yes, there is no pupil.

    Then what was typed stands with the pupil and no longer here; without a yes it is gone after some days.
    """

    __tablename__ = "family_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(SealedText)
    email_mark: Mapped[str] = mapped_column(String(32), default="", index=True)
    language_code: Mapped[str] = mapped_column(String(20))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson(dict))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

    pupil: Mapped[Pupil | None] = relationship()

    @validates("email")
    def _mark_email(self, _name: str, address: str) -> str:
        self.email_mark = contact_mark(address)
        return address


class PupilOpening(Model):
    """One administrator opened one pupil's page, in one session and for a while; see `opening.py`."""

    __tablename__ = "pupil_openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    session_id: Mapped[int]  # no key: a session is forgotten long before this is
    reason: Mapped[OpenReason] = mapped_column(one_of(OpenReason))
    ticket: Mapped[str] = mapped_column(String(20))  # where the question is written down, never the question
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
