from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.accounts.models import User
from maatje.clock import day_of, now, today
from maatje.database import Model, UtcDateTime, WeeklyTimes, one_of
from maatje.programmes.models import Language, Level, Programme, Subject
from maatje.regions.models import Region
from maatje.volunteers.life import VolunteerState


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class VogStatus(StrEnum):
    """Whether a certificate of conduct (VOG) was seen. The document itself is never kept (AVG art. 5)."""

    NEEDED = "needed"
    REQUESTED = "requested"
    SEEN = "seen"


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
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    pc4: Mapped[str] = mapped_column(String(4))
    phone: Mapped[str] = mapped_column(String(20), default="")
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
    vog_recheck_on: Mapped[date | None]
    vog_seen_on: Mapped[date | None]
    vog_seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    trained_on: Mapped[date | None]
    intake_on: Mapped[date | None]
    decision_reason: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    vog_seen_by: Mapped[User | None] = relationship(foreign_keys=[vog_seen_by_id])
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

    def vog_is_valid_on(self, day: date) -> bool:
        """Seen, and its re-check date has not come."""
        return vog_is_valid(self.vog_status, self.vog_recheck_on, day)


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


class SignUpDraft(Model):
    """What somebody has typed so far while signing up; deleted when they finish, or after thirty days."""

    __tablename__ = "sign_up_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
