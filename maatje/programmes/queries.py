"""The programmes and the words they are told in, as people choose from them."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from maatje.database import db
from maatje.programmes.models import (
    KINDS_OF_HELP,
    Coverage,
    Grade,
    Language,
    Level,
    Programme,
    ProgrammeSubject,
    Subject,
)

Taught = tuple[int, int | None]
"""A subject's id and a level's id; no level for a kind of help."""


def open_programmes() -> list[Programme]:
    """The programmes that people can join or ask for, in the order in which they were made."""
    return list(db.session.scalars(select(Programme).where(Programme.is_open).order_by(Programme.id)))


def programmes_for_families() -> list[Programme]:
    """The open programmes in which a pupil or guardian may ask for help without a school, by age."""
    return [programme for programme in open_programmes() if programme.families_may_ask]


def all_programmes() -> list[Programme]:
    """Also those that are closed, in the order in which they were made."""
    return list(db.session.scalars(select(Programme).order_by(Programme.id)))


def programmes_from_anywhere() -> list[Programme]:
    """The programmes in which a pupil of another region may be helped, in the order in which they were made."""
    return list(db.session.scalars(select(Programme).where(Programme.allows_anywhere).order_by(Programme.id)))


def pattern_for_new_programme() -> Programme | None:
    """The programme whose settings a new one begins with: the first."""
    return db.session.scalars(select(Programme).order_by(Programme.id).limit(1)).first()


def subjects_by_group() -> dict[str, list[Subject]]:
    """All subjects, also those nobody can choose now, by their group."""
    groups: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in db.session.scalars(select(Subject).order_by(Subject.id)):
        groups[subject.group].append(subject)
    return groups


def programmes_by_subject() -> dict[int, list[Programme]]:
    """For each subject (by id) the programmes that offer it."""
    offered: defaultdict[int, list[Programme]] = defaultdict(list)
    rows = db.session.execute(
        select(ProgrammeSubject.subject_id, Programme)
        .join(Programme, Programme.id == ProgrammeSubject.programme_id)
        .order_by(Programme.id)
    )
    for subject_id, programme in rows:
        offered[subject_id].append(programme)
    return offered


def subjects_of(programme: Programme) -> list[Subject]:
    """The active subjects and kinds of help that the programme offers, in the order of the list we ship."""
    offered = (
        select(Subject)
        .join(ProgrammeSubject, ProgrammeSubject.subject_id == Subject.id)
        .where(ProgrammeSubject.programme_id == programme.id, Subject.is_active)
        .order_by(Subject.id)
    )
    return list(db.session.scalars(offered))


def taught_subjects() -> list[Subject]:
    """The active subjects taught in class; each is offered up to a level."""
    taught = select(Subject).where(Subject.is_active, Subject.group.not_in(KINDS_OF_HELP)).order_by(Subject.id)
    return list(db.session.scalars(taught))


def kinds_of_help() -> list[Subject]:
    """The active kinds of help that have no level: planning, practising, a good talk."""
    kinds = select(Subject).where(Subject.is_active, Subject.group.in_(KINDS_OF_HELP)).order_by(Subject.id)
    return list(db.session.scalars(kinds))


def pupil_levels() -> list[Level]:
    """The types of education a pupil can follow, from primary school up."""
    return list(db.session.scalars(select(Level).where(Level.for_pupils).order_by(Level.position)))


def helper_levels() -> list[Level]:
    """The levels up to which a volunteer can say to explain a subject, from primary school up."""
    return list(db.session.scalars(select(Level).where(Level.for_helpers).order_by(Level.position)))


def grades() -> list[Grade]:
    """The years at school, from groep 1 up."""
    return list(db.session.scalars(select(Grade).order_by(Grade.position)))


def languages() -> list[Language]:
    """Dutch first, then the languages asked for most, then the others, each by name."""
    return list(db.session.scalars(select(Language).order_by(Language.tier, Language.name)))


def coverage(asked: Collection[int] | None = None) -> dict[Taught, frozenset[Taught]]:
    """For each subject and level offered, the subjects and levels that may be taught; only those asked, if said.

    A kind of help is offered without a level, `(subject_id, None)`, and covers every level and none.
    """
    covered: defaultdict[Taught, set[Taught]] = defaultdict(set)
    columns = (Coverage.offered_subject_id, Coverage.offered_level_id, Coverage.subject_id, Coverage.level_id)
    rows = select(*columns) if asked is None else select(*columns).where(Coverage.subject_id.in_(asked))
    for offered_subject, offered_level, subject, level in db.session.execute(rows):
        covered[offered_subject, offered_level].add((subject, level))
    levels: list[int | None] = [None, *db.session.scalars(select(Level.id))]
    for kind in db.session.scalars(select(Subject.id).where(Subject.group.in_(KINDS_OF_HELP))):
        covered[kind, None] = {(kind, level) for level in levels}
    return {offered: frozenset(taught) for offered, taught in covered.items()}
