"""Requests from a file: what the columns mean, and how a row becomes a record."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.lists import cells
from maatje.lists.cells import NotUnderstood, Reader
from maatje.lists.kinds import Column
from maatje.outside.cells import (
    BOOKED,
    IN_PERSON,
    ONLINE,
    POSTCODE,
    REGION,
    TIMES,
    choice,
    codes_in,
    home,
    is_nothing,
    moments,
    number,
)
from maatje.outside.sheets import REFERENCE
from maatje.outside.vocabulary import Programme, Vocabulary

DUTCH = "nl"
MOST_DAYS = 3650
NECESSARY = "!"

COLUMNS = (
    Column(REFERENCE, "Kenmerk", "H-001", _l("Een eigen kenmerk van de hulpvraag. Geen BSN."), True, ("id",)),
    Column(
        "pupil", "Leerling", "", _l("Kenmerk van de leerling, als die meer hulpvragen heeft. Leeg: een eigen.")
    ),
    Column("programme", "Programma", "Bijles", _l("De naam van het programma."), is_required=True),
    Column(
        "subjects",
        "Hulp bij",
        "Wiskunde B!, Engels",
        _l("Vakken of soorten hulp, met komma's. Een ! erachter: dit moet de vrijwilliger echt kunnen."),
        aliases=("vak", "vakken"),
    ),
    Column("necessary", "Echt nodig", "", _l("Mag ook zo: welke daarvan de vrijwilliger echt moet kunnen.")),
    Column("level", "Niveau", "Havo", _l("Zoals op school: vmbo-t, havo, vwo, isk.")),
    TIMES,
    POSTCODE,
    REGION,
    Column("needs_nt2", "NT2", "nee", _l("Ja: hulp van iemand met ervaring in Nederlands als tweede taal.")),
    Column("interpreter", "Tolk", "", _l("In welke taal een tolk nodig is; meestal leeg."), aliases=("tolktaal",)),
    Column("language", "Taal thuis", "Nederlands", _l("De taal die de leerling het best spreekt.")),
    ONLINE,
    Column("has_device", "Laptop en internet", "ja", _l("Ja of nee; leeg betekent ja."), aliases=("apparaat",)),
    IN_PERSON,
    Column("since", "Wacht sinds", "1-11-2026", _l("De datum van de vraag."), aliases=("datum", "aangemeld op")),
    Column("days_waited", "Dagen gewacht", "", _l("Of dit, in plaats van de datum.")),
    Column("urgency", "Haast", "normaal", _l("Normaal, liever snel of dringend."), aliases=("urgentie",)),
    Column("wish", "Wens", "", _l("Vrouw of man, als het echt moet; meestal leeg.")),
    BOOKED,
)
URGENCIES = {"": 0, "normaal": 0, "lieversnel": 1, "snel": 1, "dringend": 2, "0": 0, "1": 1, "2": 2}
WISHES = {"": "", "vrouw": "woman", "eenvrouw": "woman", "man": "man", "eenman": "man"}


@dataclass(frozen=True)
class Asked:
    """A request, with the pupil's reference as the file has it; both get their numbers later."""

    pupil: str
    record: matching.Request


def read_request(reader: Reader, known: Vocabulary, day: date) -> Asked:
    """What the row tells, on this day. Problems are noted in the reader."""
    programme = known.rules.get(reader.read("programme", known.programmes.find, ""))
    level = reader.read("level", known.pupil_levels.find, "") if reader.text("level") else ""
    where = home(reader, known)
    interpreter = _language(reader, "interpreter", known)
    language = _language(reader, "language", known)
    has_device = reader.is_so("has_device", empty=True)
    record = matching.Request(
        id=0,
        pupil_id=0,
        programme=programme.rules.key if programme else "",
        subjects=_subjects(reader, known, programme, level),
        level=level,
        needs_nt2=reader.is_so("needs_nt2", empty=False),
        interpreter_language=interpreter,
        language=None if language == DUTCH else language,  # a wish, and all speak Dutch
        region=where.region,
        online=reader.is_so("online", empty=True) and has_device,
        in_person=reader.is_so("in_person", empty=False),
        place=where.place,
        moments=moments(reader, "moments"),
        booked=moments(reader, "booked"),
        days_waited=_days_waited(reader, day),
        urgency=reader.one("urgency", URGENCIES, _("Schrijf normaal, liever snel of dringend.")) or 0,
        required_gender=choice(reader, "wish", WISHES, _("Schrijf vrouw, man of niets.")) or None,
    )
    return Asked(reader.text("pupil") or reader.text(REFERENCE), record)


def _language(reader: Reader, key: str, known: Vocabulary) -> str | None:
    return None if is_nothing(reader.text(key)) else reader.read(key, known.languages.find, None)


def _subjects(
    reader: Reader, known: Vocabulary, programme: Programme | None, level: str
) -> tuple[matching.Wanted, ...]:
    """The subjects asked, as the programme allows; a subject taught in class wants a level."""
    nothing: tuple[str, ...] = ()
    marked: set[str] = set()

    def find(text: str) -> str:
        code = known.subject(text.rstrip(f"{NECESSARY} "), level)
        if programme and code not in programme.subjects:
            raise NotUnderstood(
                _(
                    "%(subject)s hoort niet bij %(programme)s.",
                    subject=known.subjects.shown[code],
                    programme=programme.name,
                )
            )
        if text.endswith(NECESSARY):
            marked.add(code)
        return code

    asked = reader.read("subjects", lambda text: codes_in(text, find, known.subjects.knows), nothing)
    necessary = marked | set(
        reader.read("necessary", lambda text: codes_in(text, find, known.subjects.knows), nothing)
    )
    if programme and programme.rules.subject_required and not reader.text("subjects"):
        reader.problems["subjects"] = _("%(programme)s is voor een vak. Vul het in.", programme=programme.name)
    in_class = [code for code in (*asked, *necessary) if code not in known.kinds_of_help]
    if in_class and not reader.text("level"):
        name = known.subjects.shown[in_class[0]]
        reader.problems["level"] = _("Vul het niveau in: dat is nodig bij %(subject)s.", subject=name)
    return tuple(
        matching.Wanted(subject=code, necessary=code in necessary)
        for code in dict.fromkeys((*asked, *sorted(necessary)))
    )


def _days_waited(reader: Reader, day: date) -> int:
    """From the date of asking to this day, or as it is written; nothing written is no day."""
    if reader.text("since") and reader.text("days_waited"):
        reader.problems["days_waited"] = _("Vul de datum in of het aantal dagen, niet allebei.")
        return 0
    if not reader.text("since"):
        return number(reader, "days_waited", empty=0, allowed=range(MOST_DAYS + 1))
    since = reader.read("since", cells.day, None)
    if since is None:
        return 0
    if since > day:
        reader.problems["since"] = _("Deze datum ligt in de toekomst.")
    elif (day - since).days > MOST_DAYS:
        reader.problems["since"] = _("Deze datum is meer dan tien jaar geleden.")
    return max(0, (day - since).days)
