"""What an administrator changes about programmes and subjects."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, fields
from itertools import count

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.exc import IntegrityError

from maatje.audit.services import record
from maatje.database import db
from maatje.life import By
from maatje.programmes.coverage import coverage_of
from maatje.programmes.models import (
    Coverage,
    Level,
    Place,
    Programme,
    ProgrammeSubject,
    Step,
    Subject,
)


class SubjectTaken(Exception):
    """Another subject has this name already."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeSettings:
    """Everything about a programme that an administrator sets; the fields are those of the table."""

    name: str
    summary: str
    helper_word: str
    is_open: bool
    sessions_per_week: int
    session_minutes: int
    place: Place
    allows_anywhere: bool
    families_may_ask: bool
    asks_subjects: bool
    allows_booked_interpreter: bool
    max_pupils: int
    requires_vog: bool
    requires_training: bool
    minimum_age: int
    references_asked: int
    steps: tuple[Step, ...]
    response_days: int
    urgency_step_days: int
    reopened_bonus_days: int
    meeting_link_pattern: str
    contact_rules: str


@dataclass(frozen=True, kw_only=True)
class SubjectSettings:
    """What an administrator sets about a subject; `programme_ids` are those that offer it."""

    name: str
    name_en: str
    sectors: str
    aliases: str
    is_active: bool
    programme_ids: frozenset[int]


def create_programme(settings: ProgrammeSettings, by: By) -> Programme:
    """There is a programme with these settings; it offers no subjects yet."""
    programme = Programme(key=_free_word(settings.name, select(Programme.key), 40))
    _apply(settings, programme)
    db.session.add(programme)
    record("programme.created", programme, by)
    return programme


def edit_programme(programme: Programme, settings: ProgrammeSettings, by: By) -> None:
    """The programme has these settings; pairings that run keep the moments and the link they have."""
    _apply(settings, programme)
    record("programme.edited", programme, by)


def create_subject(group: str, settings: SubjectSettings, by: By) -> Subject:
    """There is such a subject, and the rule of `coverage.py` says who may teach it. Raises SubjectTaken."""
    subject = Subject(code=_free_word(settings.name, select(Subject.code), 20), group=group)
    _apply_to_subject(settings, subject)
    record("subject.created", subject, by)
    fill_coverage()
    return subject


def edit_subject(subject: Subject, settings: SubjectSettings, by: By) -> None:
    """The subject has these settings; who asked for it or offers it already keeps it. Raises SubjectTaken."""
    _apply_to_subject(settings, subject)
    record("subject.edited", subject, by)


def fill_coverage() -> int:
    """Subjects that no row says anything about have the rows of the rule; says how many were added."""
    levels = dict(db.session.execute(select(Level.code, Level.id)).all())
    subjects = {subject.code: subject for subject in db.session.scalars(select(Subject).order_by(Subject.id))}
    told = set(db.session.scalars(select(Coverage.offered_subject_id).distinct()))
    rows = [
        {
            "offered_subject_id": subject.id,
            "offered_level_id": levels[offered],
            "subject_id": subjects[taught].id,
            "level_id": levels[level],
        }
        for subject in subjects.values()
        if subject.id not in told and not subject.is_kind_of_help
        for offered, (taught, level) in coverage_of(subject.code, subject.sectors.split(), levels)
        if taught in subjects
    ]
    if rows:
        db.session.execute(insert(Coverage), rows)
    return len(rows)


def _apply(settings: ProgrammeSettings, programme: Programme) -> None:
    for setting in fields(settings):
        setattr(programme, setting.name, getattr(settings, setting.name))
    programme.steps = list(settings.steps)


def _apply_to_subject(settings: SubjectSettings, subject: Subject) -> None:
    same = select(Subject.id).where(Subject.name == settings.name, Subject.id != (subject.id or 0))
    if db.session.scalar(same.limit(1)):
        raise SubjectTaken
    subject.name, subject.name_en = settings.name, settings.name_en
    subject.sectors, subject.aliases = settings.sectors, settings.aliases
    subject.is_active = settings.is_active
    try:
        with db.session.begin_nested():
            db.session.add(subject)
    except IntegrityError:  # somebody else made the same one in the same second
        raise SubjectTaken from None
    _offer(subject, settings.programme_ids)


def _offer(subject: Subject, programme_ids: Collection[int]) -> None:
    offers = select(ProgrammeSubject.programme_id).where(ProgrammeSubject.subject_id == subject.id)
    held = set(db.session.scalars(offers))
    gone = held - set(programme_ids)
    db.session.execute(
        delete(ProgrammeSubject).where(
            ProgrammeSubject.subject_id == subject.id, ProgrammeSubject.programme_id.in_(gone)
        )
    )
    for programme_id in sorted(set(programme_ids) - held):
        db.session.add(ProgrammeSubject(programme_id=programme_id, subject_id=subject.id))


def _free_word(name: str, words: Select[str], length: int) -> str:
    """A short stable word for something with this name, one that is not used yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: length - 3] or "eigen"
    taken = set(db.session.scalars(words))
    return next(word for number in count(1) if (word := f"{base}-{number}" if number > 1 else base) not in taken)
