"""Pupils from a list: what the columns mean, and how a row becomes a nomination."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from maatje.access import Permission, Role
from maatje.accounts.models import User
from maatje.database import db
from maatje.life import By
from maatje.lists import cells
from maatje.lists.cells import plain
from maatje.lists.kinds import Column, RowRefused, register
from maatje.programmes.level_words import words_for_level
from maatje.programmes.models import Language, Programme
from maatje.programmes.queries import grades, languages, open_programmes, pupil_levels, subjects_of
from maatje.requests.models import Channel, ConsentGiver, Urgency
from maatje.requests.nomination import (
    AgreedBy,
    Nomination,
    NominationRefused,
    already_nominated,
    check_nomination,
)
from maatje.requests.services import nominate_pupil
from maatje.schools.models import School
from maatje.schools.queries import schools_visible_to
from maatje.volunteers.models import Gender

SCHOOL = Column("school_id", "School", "Duinzicht College", _l("De naam van de school."), is_required=True)
COLUMNS = (
    Column(
        "school_reference",
        "Kenmerk",
        "3B-07",
        _l("Een eigen kenmerk van de school, geen BSN."),
        aliases=("nummer",),
    ),
    Column(
        "first_name", "Voornaam", "Noor", _l("Alleen de voornaam."), is_required=True, aliases=("roepnaam", "naam")
    ),
    Column("programme_id", "Programma", "Bijles", _l("De naam van het programma."), is_required=True),
    Column("level_id", "Niveau", "Havo", _l("Zoals op school: vmbo-t, havo, vwo, isk."), is_required=True),
    Column(
        "grade_id", "Leerjaar", "3", _l("Het leerjaar, of de groep op de basisschool."), True, ("klas", "groep")
    ),
    Column("is_under_16", "Jonger dan 16", "ja", _l("Ja of nee."), is_required=True),
    Column(
        "subject_ids",
        "Hulp bij",
        "Wiskunde, Engels",
        _l("Vakken of soorten hulp, met komma's."),
        True,
        ("vak", "vakken"),
    ),
    Column(
        "necessary_subject_ids", "Echt nodig", "Wiskunde", _l("Welke daarvan de vrijwilliger echt moet kunnen.")
    ),
    Column(
        "weekly_times", "Tijden", "ma-vr 16-18, wo middag", _l("Dagen met uren, of ochtend, middag, avond."), True
    ),
    Column(
        "contact_email", "E-mail", "ouder@example.nl", _l("Van de ouder of verzorger; vanaf 16 van de leerling.")
    ),
    Column(
        "contact_language_code",
        "Taal van de ouder",
        "Nederlands",
        _l("De taal die zij het liefst lezen. Daarin vragen wij toestemming."),
    ),
    Column("consent_giver", "Toestemming van", "ouder", _l("Ouder of leerling. Leeg: wij vragen het per e-mail.")),
    Column("consent_channel", "Toestemming hoe", "telefoon", _l("Papier, telefoon of gesprek.")),
    Column("pc4", "Postcode", "2511", _l("Vier cijfers; leeg: die van de school.")),
    Column("language_code", "Taal thuis", "Nederlands", _l("De taal die de leerling het best spreekt.")),
    Column("needs_nt2", "NT2", "nee", _l("Ja: hulp van iemand met ervaring in Nederlands als tweede taal.")),
    Column("interpreter_language_code", "Tolk", "", _l("In welke taal een tolk nodig is; meestal leeg.")),
    Column("has_device", "Laptop en internet", "ja", _l("Ja of nee; leeg betekent ja."), aliases=("apparaat",)),
    Column("in_person", "Ook op locatie", "nee", _l("Ja of nee; leeg betekent nee.")),
    Column("wants_gender", "Wens", "", _l("“Vrouw” als het echt een vrouw moet zijn; meestal leeg.")),
    Column("urgency", "Haast", "normaal", _l("Normaal, liever snel of dringend.")),
)
GIVERS = dict.fromkeys(("ouder", "verzorger", "ouderofverzorger", "ouders"), ConsentGiver.GUARDIAN) | {
    "leerling": ConsentGiver.PUPIL
}
CHANNELS = {
    "papier": Channel.PAPER,
    "formulier": Channel.PAPER,
    "telefoon": Channel.PHONE,
    "gesprek": Channel.IN_PERSON,
    "mondeling": Channel.IN_PERSON,
}
URGENCIES = {
    "": Urgency.NORMAL,
    "normaal": Urgency.NORMAL,
    "lieversnel": Urgency.SOON,
    "snel": Urgency.SOON,
    "dringend": Urgency.HIGH,
}
WISHES = {"": None, "vrouw": Gender.WOMAN, "eenvrouw": Gender.WOMAN}


@dataclass
class Known:
    """What a cell can name, by plain words."""

    schools: dict[str, School]
    own_school: School | None
    programmes: dict[str, Programme]
    levels: dict[str, int]
    grades: dict[str, int]
    languages: dict[str, str]
    subjects: dict[int, dict[str, int]] = field(default_factory=dict)
    # The session forgets rows nobody holds, and would ask for the same level again at every row of the list.
    held: tuple[object, ...] = ()


class PupilList:
    """A school's or a coordinator's list of pupils."""

    key = "leerlingen"
    title = _l("Veel leerlingen tegelijk aanmelden")
    lead = _l("Hebt u een lijst? Zet de leerlingen in een bestand. Wij kijken elke regel na.")
    done_endpoint = "requests.list_pupils"
    permission = Permission.NOMINATE

    def columns(self, viewer: User) -> tuple[Column, ...]:
        return COLUMNS if viewer.role is Role.SCHOOL_CONTACT else (SCHOOL, *COLUMNS)

    def prepare(self, viewer: User) -> Known:
        schools = list(db.session.scalars(schools_visible_to(viewer).where(School.is_active)))
        programmes, all_languages = open_programmes(), languages()
        all_levels, all_grades = pupil_levels(), grades()
        return Known(
            schools={plain(school.name): school for school in schools},
            own_school=schools[0] if viewer.role is Role.SCHOOL_CONTACT and schools else None,
            programmes={plain(word): one for one in programmes for word in (one.name, one.key)},
            levels={plain(w): one.id for one in all_levels for w in words_for_level(one.code, one.name)},
            grades={plain(w): one.id for one in all_grades for w in _words_for_grade(one.code, one.name)},
            languages=_words_for_languages(all_languages),
            subjects={
                one.id: {
                    plain(word): subject.id
                    for subject in subjects_of(one)
                    for word in (subject.name, subject.code, *subject.aliases.split(";"))
                    if word
                }
                for one in programmes
            },
            held=(*all_levels, *all_grades, *all_languages),
        )

    def read(self, row: Mapping[str, str], known: Known) -> Nomination:
        reader = cells.Reader(row)
        nomination = _nomination(reader, known)
        if not reader.problems:
            try:
                check_nomination(nomination)
            except NominationRefused as refused:
                reader.problems |= refused.messages
        if reader.problems:
            raise RowRefused(reader.problems)
        return nomination

    def identity(self, nomination: Nomination) -> Hashable:
        who: tuple[Any, ...] = (nomination.first_name.casefold(), nomination.level_id, nomination.grade_id)
        return nomination.school_id, nomination.programme_id, nomination.school_reference or who

    def is_entered(self, nomination: Nomination) -> bool:
        return already_nominated(nomination) is not None

    def enter(self, nomination: Nomination, by: By) -> None:
        try:
            nominate_pupil(nomination, by)
        except NominationRefused as refused:
            raise RowRefused(refused.messages) from refused


def _nomination(reader: cells.Reader, known: Known) -> Nomination:
    programme = reader.one("programme_id", known.programmes, _one_of(known.programmes))
    subjects = known.subjects.get(programme.id, {}) if programme else {}
    school = known.own_school or reader.one("school_id", known.schools, _("Schrijf de naam als bij Scholen."))
    language = partial(cells.one_from, words=known.languages, expected=_("Schrijf de taal in het Nederlands."))
    return Nomination(
        school_id=school.id if school else 0,
        programme_id=programme.id if programme else 0,
        school_reference=reader.text("school_reference") or None,
        first_name=reader.text("first_name"),
        level_id=reader.one("level_id", known.levels, _("Schrijf bijvoorbeeld havo.")) or 0,
        grade_id=reader.one("grade_id", known.grades, _("Schrijf bijvoorbeeld 3 of groep 7.")) or 0,
        is_under_16=reader.read("is_under_16", _must_say, True),
        subject_ids=_subjects(reader, "subject_ids", subjects),
        necessary_subject_ids=_subjects(reader, "necessary_subject_ids", subjects),
        weekly_times=reader.read("weekly_times", cells.weekly_times, frozenset()),
        pc4=reader.read("pc4", cells.four_digits, ""),
        language_code=reader.read("language_code", _or_dutch(language), "nl"),
        contact_language_code=reader.read("contact_language_code", _or_dutch(language), "nl"),
        interpreter_language_code=reader.read("interpreter_language_code", _or_none(language), None),
        needs_nt2=reader.is_so("needs_nt2", empty=False),
        has_device=reader.is_so("has_device", empty=True),
        in_person=reader.is_so("in_person", empty=False),
        wants_gender=reader.one("wants_gender", WISHES, _("Schrijf vrouw, of niets.")),
        urgency=reader.one("urgency", URGENCIES, _("Schrijf normaal, liever snel of dringend.")) or Urgency.NORMAL,
        contact_email=reader.read("contact_email", cells.email, ""),
        consent=_consent(reader),
    )


def _subjects(reader: cells.Reader, key: str, subjects: dict[str, int]) -> frozenset[int]:
    """Without a programme nobody can say which subjects there are; the programme's problem is enough then."""
    return reader.some(key, subjects, _("Kijk welke vakken bij dit programma horen.")) if subjects else frozenset()


def _consent(reader: cells.Reader) -> AgreedBy | None:
    if not reader.text("consent_giver"):
        return None
    giver = reader.one("consent_giver", GIVERS, _("Schrijf ouder of leerling."))
    channel = reader.one("consent_channel", CHANNELS, _("Schrijf papier, telefoon of gesprek."))
    return AgreedBy(giver, channel) if giver and channel else None


def _must_say(text: str) -> bool:
    if not text:
        raise cells.NotUnderstood(_("Vul ja of nee in."))
    return cells.yes_or_no(text, empty=True)


def _or_dutch(language: Any) -> Any:
    return lambda text: language(text) if text else "nl"


def _or_none(language: Any) -> Any:
    return lambda text: language(text) if plain(text) not in ("", "nee", "geen") else None


def _one_of(programmes: Mapping[str, Programme]) -> str:
    return str(_("Kies uit: %(names)s.", names=", ".join(sorted({one.name for one in programmes.values()}))))


def _words_for_grade(code: str, name: str) -> tuple[str, ...]:
    """A bare number is a year of secondary school; primary schools write "groep 7"."""
    sector, _dash, number = code.partition("-")
    bare = (number, f"klas {number}", f"leerjaar {number}") if sector == "vo" else ()
    return (code, name, *bare)


def _words_for_languages(known: list[Language]) -> dict[str, str]:
    return {plain(word): one.code for one in known for word in (one.name, one.code, one.native_name) if word}


register(PupilList())
