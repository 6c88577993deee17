"""What a proposed volunteer can give of what is asked, as the coverage table has it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maatje.programmes.models import Language, Subject
from maatje.programmes.queries import Taught, coverage
from maatje.requests.models import HelpRequest
from maatje.volunteers.models import Volunteer, VolunteerSubject

Pair = tuple[HelpRequest, Volunteer]
DUTCH = "nl"


@dataclass(frozen=True)
class Given:
    """A subject that is asked, and the offer that covers it at the pupil's level."""

    subject: Subject
    offer: VolunteerSubject


@dataclass(frozen=True)
class Missing:
    """A subject that is asked and not covered; perhaps it is offered, but not at the pupil's level."""

    subject: Subject
    is_offered: bool


@dataclass(frozen=True)
class Help:
    """All of that for one pair."""

    given: tuple[Given, ...]
    missing: tuple[Missing, ...]
    languages: tuple[Language, ...]  # of those the pupil speaks at home or needs an interpreter for
    has_nt2: bool | None  # None: nobody asks


def help_in_each(pairs: Iterable[Pair]) -> list[Help]:
    """For each pair what the volunteer can give, in order; the coverage table is read once."""
    listed = list(pairs)
    asked = {wanted.subject_id for request, _volunteer in listed for wanted in request.subjects}
    covered = coverage(asked)
    return [_help(request, volunteer, covered) for request, volunteer in listed]


def _help(request: HelpRequest, volunteer: Volunteer, covered: dict[Taught, frozenset[Taught]]) -> Help:
    pupil = request.pupil
    wanted_languages = {pupil.language_code, pupil.interpreter_language_code} - {DUTCH}
    given, missing = [], []
    for subject in (wanted.subject for wanted in request.subjects):
        if offers := list(_covering(volunteer, (subject.id, pupil.level_id), covered)):
            given.append(Given(subject, min(offers, key=lambda offer: _closeness(offer, subject))))
        else:
            is_offered = any(offer.subject_id == subject.id for offer in volunteer.subjects)
            missing.append(Missing(subject, is_offered))
    return Help(
        tuple(given),
        tuple(missing),
        tuple(language for language in volunteer.languages if language.code in wanted_languages),
        volunteer.has_nt2 if pupil.needs_nt2 else None,
    )


def _covering(
    volunteer: Volunteer, asked: Taught, covered: dict[Taught, frozenset[Taught]]
) -> Iterator[VolunteerSubject]:
    for offer in volunteer.subjects:
        if asked in covered.get((offer.subject_id, offer.level_id), ()):
            yield offer


def _closeness(offer: VolunteerSubject, subject: Subject) -> tuple[bool, int]:
    """The subject itself goes before one that carries it, and of those the highest level before others."""
    return offer.subject_id != subject.id, -offer.level.position if offer.level else 0
