"""What a volunteer tells about themselves, and what must be true of it.

The sign-up steps, the own page, a coordinator's form and a list from a file all make one of these records; so
whatever way a volunteer comes in, the same rules hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from flask_babel import gettext as _

from maatje.database import db
from maatje.programmes.models import Language, Programme, ProgrammeSubject, Subject
from maatje.programmes.queries import helper_levels
from maatje.regions.models import Region
from maatje.times import GRID_MOMENTS
from maatje.volunteers import conduct
from maatje.volunteers.models import Gender, Volunteer

MOST_KILOMETRES = 100
DUTCH_LEVELS = range(1, 8)  # `order` of domain/language_skill_levels.csv


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """Everything a volunteer fills in. Ids and whole numbers, no rows: a draft or a list can be told in it."""

    first_name: str
    infix: str = ""
    last_name: str = ""
    email: str
    phone: str = ""
    gender: Gender | None = None
    is_adult: bool = False

    programme_ids: frozenset[int] = frozenset()
    subject_levels: Mapping[int, int | None] = field(default_factory=dict)
    language_codes: frozenset[str] = frozenset()
    dutch: int = 7
    has_nt2: bool = False

    pc4: str
    region_id: int
    online: bool = True
    in_person: bool = False
    travel_km: int = 0

    weekly_times: frozenset[int] = frozenset()
    places: int = 1

    code_of_conduct_version: str = ""
    privacy_version: str = ""

    @classmethod
    def of(cls, volunteer: Volunteer) -> Self:
        """What this volunteer last told us."""
        user = volunteer.user
        return cls(
            first_name=user.first_name,
            infix=user.infix,
            last_name=user.last_name,
            email=user.email,
            phone=volunteer.phone,
            gender=volunteer.gender,
            is_adult=volunteer.is_adult,
            programme_ids=frozenset(programme.id for programme in volunteer.programmes),
            subject_levels={offer.subject_id: offer.level_id for offer in volunteer.subjects},
            language_codes=frozenset(language.code for language in volunteer.languages),
            dutch=volunteer.dutch,
            has_nt2=volunteer.has_nt2,
            pc4=volunteer.pc4,
            region_id=volunteer.region_id,
            online=volunteer.online,
            in_person=volunteer.in_person,
            travel_km=volunteer.travel_km,
            weekly_times=volunteer.weekly_times,
            places=volunteer.places,
            code_of_conduct_version=volunteer.code_of_conduct_version,
            privacy_version=volunteer.privacy_version,
        )


class SignUpHasProblems(Exception):
    """It cannot stand like this; `problems` says what is wrong, in Dutch, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


def problems_in(sign_up: SignUp, *, before: SignUp | None = None) -> dict[str, str]:
    """What is wrong with it, by field; an empty answer is a good one.

    `before` is what stood there until now: a programme that closed since may stay.
    """
    found: dict[str, str] = {}
    for name, problem in (
        *_about_the_person(sign_up),
        *_about_the_help(sign_up, before),
        *_about_the_languages(sign_up),
        *_about_the_place(sign_up),
        *_about_the_times(sign_up),
    ):
        found.setdefault(name, problem)
    return found


def agrees(sign_up: SignUp) -> bool:
    """Whether the code of conduct and the privacy text agreed to are those of today."""
    return (
        sign_up.code_of_conduct_version == conduct.CODE_OF_CONDUCT and sign_up.privacy_version == conduct.PRIVACY
    )


def _about_the_person(sign_up: SignUp) -> Iterator[tuple[str, str]]:
    if not sign_up.first_name:
        yield "first_name", _("Vul een voornaam in.")
    if not sign_up.email:
        yield "email", _("Vul een e-mailadres in.")
    if not sign_up.is_adult:
        yield "is_adult", _("Je kunt alleen vrijwilliger worden als je 18 jaar of ouder bent.")


def _about_the_help(sign_up: SignUp, before: SignUp | None) -> Iterator[tuple[str, str]]:
    chosen = programmes_of(sign_up)
    kept = before.programme_ids if before else frozenset()
    if not chosen:
        yield "programme_ids", _("Kies welke hulp je wilt geven.")
    if len(chosen) < len(sign_up.programme_ids) or not all(one.is_open or one.id in kept for one in chosen):
        yield "programme_ids", _("Voor deze hulp kun je je nu niet aanmelden.")
    if any(programme.asks_subjects for programme in chosen):
        yield from _about_the_subjects(sign_up)


def _about_the_subjects(sign_up: SignUp) -> Iterator[tuple[str, str]]:
    if not sign_up.subject_levels:
        yield "subject_levels", _("Kies minstens één vak.")
    levels = {level.id for level in helper_levels()}
    offered = _subjects_offered(sign_up.programme_ids)
    for subject_id, level_id in sorted(sign_up.subject_levels.items()):
        subject = offered.get(subject_id)
        if subject is None:
            yield "subject_levels", _("Een van de vakken hoort niet bij de hulp die je koos.")
        elif not subject.is_kind_of_help and level_id not in levels:
            yield "subject_levels", _("Kies bij %(subject)s tot en met welk niveau.", subject=subject.name)


def _about_the_languages(sign_up: SignUp) -> Iterator[tuple[str, str]]:
    known = db.select(db.func.count()).select_from(Language).where(Language.code.in_(sign_up.language_codes))
    if db.session.scalar(known) != len(sign_up.language_codes):
        yield "language_codes", _("Een van de talen kennen we niet.")
    if sign_up.dutch not in DUTCH_LEVELS:
        yield "dutch", _("Kies hoe goed je Nederlands is.")


def _about_the_place(sign_up: SignUp) -> Iterator[tuple[str, str]]:
    region = db.session.get(Region, sign_up.region_id)
    if region is None or not region.is_active:
        yield "region_id", _("Kies een regio.")
    if not (len(sign_up.pc4) == 4 and sign_up.pc4.isdecimal()):
        yield "pc4", _("Vul een postcode in, bijvoorbeeld 2511 AB of 2511.")
    if not (sign_up.online or sign_up.in_person):
        yield "online", _("Kies online, in het echt of allebei.")
    if sign_up.in_person and not 0 < sign_up.travel_km <= MOST_KILOMETRES:
        yield "travel_km", _("Kies hoe ver je wilt reizen.")


def _about_the_times(sign_up: SignUp) -> Iterator[tuple[str, str]]:
    if not sign_up.weekly_times:
        yield "weekly_times", _("Kies minstens één moment waarop je kunt.")
    if not sign_up.weekly_times <= GRID_MOMENTS:
        yield "weekly_times", _("Kies momenten uit het rooster.")
    most = max((programme.max_pupils for programme in programmes_of(sign_up)), default=1)
    if not 1 <= sign_up.places <= max(most, 1):
        yield "places", _("Kies een aantal leerlingen van 1 tot en met %(most)s.", most=most)


def programmes_of(sign_up: SignUp) -> list[Programme]:
    chosen = db.select(Programme).where(Programme.id.in_(sign_up.programme_ids)).order_by(Programme.id)
    return list(db.session.scalars(chosen))


def _subjects_offered(programme_ids: frozenset[int]) -> dict[int, Subject]:
    offered = (
        db.select(Subject)
        .join(ProgrammeSubject, ProgrammeSubject.subject_id == Subject.id)
        .where(ProgrammeSubject.programme_id.in_(programme_ids))
    )
    return {subject.id: subject for subject in db.session.scalars(offered)}
