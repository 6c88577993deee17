from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from maatje.database import Model, one_of


class Place(StrEnum):
    ONLINE = "online"
    IN_PERSON = "in_person"
    BOTH = "both"


class Step(StrEnum):
    """What has to happen between approval and start; a programme names its steps in order."""

    VOLUNTEER_ACCEPTS = "volunteer_accepts"
    SCHOOL_HANDS_OVER = "school_hands_over"


class Programme(Model):
    """A kind of help with its rules; a setting, not code."""

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint("session_minutes between 15 and 60", name="session_fits_the_hour"),
        CheckConstraint("sessions_per_week between 1 and 5", name="sessions_fit_the_week"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    helper_word: Mapped[str] = mapped_column(String(40), default="vrijwilliger")
    is_open: Mapped[bool] = mapped_column(default=True)

    sessions_per_week: Mapped[int] = mapped_column(default=1)
    session_minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[Place] = mapped_column(one_of(Place), default=Place.ONLINE)
    # A volunteer may help a pupil of another region; the coordinators of both regions approve.
    allows_anywhere: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A pupil or guardian may ask on the site, without a school.
    families_may_ask: Mapped[bool] = mapped_column(default=False, server_default=false())
    asks_subjects: Mapped[bool] = mapped_column(default=True)
    allows_booked_interpreter: Mapped[bool] = mapped_column(default=True)
    max_pupils: Mapped[int] = mapped_column(default=3)

    requires_vog: Mapped[bool] = mapped_column(default=True)
    requires_training: Mapped[bool] = mapped_column(default=False)
    minimum_age: Mapped[int] = mapped_column(default=18, server_default="18")
    references_asked: Mapped[int] = mapped_column(default=0, server_default="0")

    steps: Mapped[list[str]] = mapped_column(JSON)
    response_days: Mapped[int] = mapped_column(default=5)
    urgency_step_days: Mapped[int] = mapped_column(default=21)
    reopened_bonus_days: Mapped[int] = mapped_column(default=14)
    meeting_link_pattern: Mapped[str] = mapped_column(String(200), default="")
    contact_rules: Mapped[str] = mapped_column(Text, default="")


KINDS_OF_HELP = ("vaardig", "welzijn", "loopbaan")


class Subject(Model):
    """A school subject or a kind of help (planning, NT2, a good talk)."""

    __tablename__ = "subjects"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    group: Mapped[str] = mapped_column("subject_group", String(40))
    sectors: Mapped[str] = mapped_column(String(40), default="")
    aliases: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def is_kind_of_help(self) -> bool:
        """Not taught in class: planning, attention, careers. It has no level."""
        return self.group in KINDS_OF_HELP


class ProgrammeSubject(Model):
    """This kind of help is offered in this programme."""

    __tablename__ = "programme_subjects"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)


class Level(Model):
    """A type of education; `position` orders them from primary school to university.

    Pupils choose the type they follow, volunteers the highest they can explain a subject at: not the same list.
    """

    __tablename__ = "levels"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    sector: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    for_pupils: Mapped[bool] = mapped_column(default=True)
    for_helpers: Mapped[bool] = mapped_column(default=True)


class Grade(Model):
    """A year at school: "Groep 7", "Leerjaar 3"."""

    __tablename__ = "grades"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    sector: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]


class Language(Model):
    """A language by its BCP 47 tag, with its own name for itself and its writing direction."""

    __tablename__ = "languages"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    native_name: Mapped[str] = mapped_column(String(60), default="")
    direction: Mapped[str] = mapped_column(String(3), default="ltr")
    tier: Mapped[int] = mapped_column(default=2)


class Coverage(Model):
    """Whoever offers `offered_subject` at most at `offered_level` can teach `subject` at `level`."""

    __tablename__ = "coverage"

    offered_subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    offered_level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"), primary_key=True)
