from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.clock import day_of, now, today
from maatje.database import Model, UtcDateTime, WeeklyTimes, one_of
from maatje.programmes.models import Language, Level, Programme, Subject
from maatje.regions.models import Region
from maatje.sealing import SealedJson, SealedText
from maatje.volunteers.life import VolunteerState


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class VogStatus(StrEnum):
    """Whether a certificate of conduct (VOG) was seen. The document itself is never kept (AVG art. 5).

    That it has lapsed is no status: that follows from its re-check date, and is so whether or not a sweep ran.
    """

    NEEDED = "needed"
    REQUESTED = "requested"
    SEEN = "seen"
    NOT_NEEDED = "not_needed"


class PauseReason(StrEnum):
    """Why the program put somebody on a pause; one that people chose has no reason here."""

    VOG = "vog"


def vog_is_valid(status: VogStatus, recheck_on: date | None, day: date) -> bool:
    """Whether a certificate counts on that day: seen, and its re-check date has not come."""
    return status is VogStatus.SEEN and (recheck_on is None or day < recheck_on)


class Volunteer(Model):
    __tablename__ = "volunteers"
    __table_args__ = (
        # Two coordinators may give the last place away in the same second; only one of them may succeed.
        CheckConstraint("places_taken >= 0 and places_taken <= 20", name="places_taken_is_sane"),
        CheckConstraint("places between 1 and 10", name="places_is_sane"),
        Index("ix_volunteers_region_state", "region_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    state: Mapped[VolunteerState] = mapped_column(one_of(VolunteerState), default=VolunteerState.UNVERIFIED)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    first_active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # from then on the row tells of nobody

    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    pc4: Mapped[str] = mapped_column(String(4))
    phone: Mapped[str] = mapped_column(SealedText, default="", deferred=True)
    gender: Mapped[Gender | None] = mapped_column(one_of(Gender))
    is_adult: Mapped[bool] = mapped_column(default=False)

    dutch: Mapped[int] = mapped_column(
        default=7
    )  # `order` of domain/language_skill_levels.csv: B1 = 3, native = 7
    has_nt2: Mapped[bool] = mapped_column(default=False)
    online: Mapped[bool] = mapped_column(default=True)
    in_person: Mapped[bool] = mapped_column(default=False)
    travel_km: Mapped[int] = mapped_column(default=0)
    weekly_times: Mapped[frozenset[int]] = mapped_column(WeeklyTimes, default=frozenset)
    places: Mapped[int] = mapped_column(default=1)
    places_taken: Mapped[int] = mapped_column(default=0)

    code_of_conduct_version: Mapped[str] = mapped_column(String(20), default="")
    code_of_conduct_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    privacy_version: Mapped[str] = mapped_column(String(20), default="")

    vog_status: Mapped[VogStatus] = mapped_column(one_of(VogStatus), default=VogStatus.NEEDED)
    vog_issued_on: Mapped[date | None]
    vog_recheck_on: Mapped[date | None] = mapped_column(index=True)
    vog_reference: Mapped[str] = mapped_column(String(40), default="", server_default="")
    vog_aspects: Mapped[str] = mapped_column(String(60), default="", server_default="")
    vog_seen_on: Mapped[date | None]
    vog_seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    trained_on: Mapped[date | None]
    intake_on: Mapped[date | None]
    # What the coordinator knows of the age where a programme asks more than adulthood; never a date of birth.
    least_age: Mapped[int | None]
    # How many said yes, and nothing of who they are.
    references_checked: Mapped[int] = mapped_column(default=0, server_default="0")
    references_checked_on: Mapped[date | None]
    references_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    paused_because: Mapped[PauseReason | None] = mapped_column(one_of(PauseReason))
    decision_reason: Mapped[str] = mapped_column(SealedText, default="", deferred=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    vog_seen_by: Mapped[User | None] = relationship(foreign_keys=[vog_seen_by_id])
    references_checked_by: Mapped[User | None] = relationship(foreign_keys=[references_checked_by_id])
    region: Mapped[Region] = relationship()
    programmes: Mapped[list[Programme]] = relationship(secondary="volunteer_programmes", order_by="Programme.id")
    subjects: Mapped[list["VolunteerSubject"]] = relationship(
        cascade="all, delete-orphan", order_by="VolunteerSubject.subject_id"
    )
    languages: Mapped[list[Language]] = relationship(secondary="volunteer_languages", order_by="Language.code")

    @property
    def free_places(self) -> int:
        return max(0, self.places - self.places_taken)

    @property
    def days_waited(self) -> int:
        """Whole days since they signed up."""
        return max(0, (today() - day_of(self.applied_at)).days)

    @property
    def may_sign_in(self) -> bool:
        """An administrator may have ended the account."""
        return self.user.is_active

    @property
    def needs_vog(self) -> bool:
        """One of the programmes they take part in asks for it."""
        return any(programme.requires_vog for programme in self.programmes)

    def vog_is_valid_on(self, day: date) -> bool:
        """Seen, and its re-check date has not come."""
        return vog_is_valid(self.vog_status, self.vog_recheck_on, day)

    def vog_has_lapsed_on(self, day: date) -> bool:
        """Seen once, and its re-check date has come."""
        return self.vog_status is VogStatus.SEEN and not self.vog_is_valid_on(day)


class VolunteerProgramme(Model):
    __tablename__ = "volunteer_programmes"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True, index=True)


class VolunteerSubject(Model):
    """Offers this subject up to this level; a kind of help (planning, a talk) has no level."""

    __tablename__ = "volunteer_subjects"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    level_id: Mapped[int | None] = mapped_column(ForeignKey("levels.id"))

    subject: Mapped[Subject] = relationship(lazy="joined")
    level: Mapped[Level | None] = relationship(lazy="joined")


class VolunteerLanguage(Model):
    """Speaks this language well enough to explain schoolwork in it."""

    __tablename__ = "volunteer_languages"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True)
    language_code: Mapped[str] = mapped_column(ForeignKey("languages.code"), primary_key=True)


class GateNotice(Model):
    """That a volunteer and their coordinators were told, so many days before it lapses (0: on the day), once.

    `about` is what lapses: the re-check date of a VOG, or the version of the code of conduct that is asked for.
    """

    __tablename__ = "gate_notices"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(String(20), primary_key=True)
    about: Mapped[str] = mapped_column(String(20), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SignUpDraft(Model):
    """What somebody has typed so far while signing up; deleted when they finish, or after thirty days."""

    __tablename__ = "sign_up_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson(dict), default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
