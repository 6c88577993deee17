"""Volunteers from a file: what the columns mean, and how a row becomes a record."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.lists.cells import Reader
from maatje.lists.kinds import Column
from maatje.outside.cells import (
    BOOKED,
    IN_PERSON,
    MOST_KM,
    MOST_PLACES,
    ONLINE,
    POSTCODE,
    REGION,
    TIMES,
    choice,
    home,
    moments,
    number,
    offers_in,
    some,
)
from maatje.outside.sheets import REFERENCE
from maatje.outside.vocabulary import Vocabulary

COLUMNS = (
    Column(REFERENCE, "Kenmerk", "V-001", _l("Een eigen kenmerk, voor ieder een ander. Geen BSN."), True, ("id",)),
    Column("programmes", "Programma's", "Bijles", _l("Met komma's."), is_required=True, aliases=("programma",)),
    Column(
        "subjects",
        "Vakken",
        "Wiskunde B (vwo), Engels (havo)",
        _l("Elk vak met tot en met welk niveau. Hulp als plannen heeft geen niveau."),
        aliases=("vak", "hulp bij"),
    ),
    TIMES,
    POSTCODE,
    REGION,
    Column(
        "places",
        "Plekken",
        "1",
        _l("Voor hoeveel nieuwe leerlingen; leeg betekent 1."),
        aliases=("aantal leerlingen",),
    ),
    Column("languages", "Andere talen", "Arabisch", _l("Met komma's."), aliases=("talen", "extra talen")),
    Column(
        "dutch",
        "Nederlands",
        "moedertaal",
        _l("A1 tot en met C2, of moedertaal; leeg betekent moedertaal."),
        aliases=("niveau nederlands",),
    ),
    Column("has_nt2", "NT2-ervaring", "nee", _l("Ja of nee; leeg betekent nee."), aliases=("nt2",)),
    ONLINE,
    IN_PERSON,
    Column(
        "travel_km",
        "Reisafstand",
        "",
        _l("Hele kilometers; invullen als het ook op locatie mag."),
        aliases=("reiskm",),
    ),
    Column("gender", "Man of vrouw", "", _l("Alleen als de vrijwilliger dat wil zeggen."), aliases=("geslacht",)),
    Column(
        "is_active",
        "Doet mee",
        "ja",
        _l("Nee voor wie nog niet mag beginnen (VOG, training); leeg betekent ja."),
        aliases=("actief",),
    ),
    BOOKED,
)
DUTCH = {"": 7, "moedertaal": 7, "geen": 0, "a0": 0, "a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}
GENDERS = {"": "", "vrouw": "woman", "v": "woman", "man": "man", "m": "man", "anders": "other", "x": "other"}


def read_volunteer(reader: Reader, known: Vocabulary) -> matching.Volunteer:
    """The record that the row tells; it gets its number later. Problems are noted in the reader."""
    nothing: frozenset[tuple[str, str]] = frozenset()
    offered = reader.read("subjects", lambda text: offers_in(text, known), nothing)
    where = home(reader, known)
    programmes = some(reader, "programmes", known.programmes)
    dutch = reader.one("dutch", DUTCH, _("Schrijf A1, A2, B1, B2, C1, C2 of moedertaal."))
    online = reader.is_so("online", empty=True)
    in_person = reader.is_so("in_person", empty=False)
    if in_person and where.place is None and "pc4" not in reader.problems:
        reader.problems["pc4"] = _("Vul de postcode in: zonder postcode is geen afstand te berekenen.")
    if in_person and not reader.text("travel_km"):
        reader.problems["travel_km"] = _("Vul in hoeveel kilometer iemand wil reizen, ook als dat 0 is.")
    if not (online or in_person) and "online" not in reader.problems:
        reader.problems["online"] = _("Online of op locatie: een van de twee moet ja zijn.")
    return matching.Volunteer(
        id=0,
        programmes=frozenset(programmes) if reader.is_so("is_active", empty=True) else frozenset(),
        subjects=known.taught_by(offered),
        offered=offered,
        dutch=7 if dutch is None else dutch,
        has_nt2=reader.is_so("has_nt2", empty=False),
        languages=frozenset(some(reader, "languages", known.languages)),
        region=where.region,
        online=online,
        in_person=in_person,
        place=where.place,
        travel_km=number(reader, "travel_km", empty=0, allowed=range(MOST_KM + 1)),
        moments=moments(reader, "moments"),
        booked=moments(reader, "booked"),
        places=number(reader, "places", empty=1, allowed=range(MOST_PLACES + 1)),
        gender=choice(reader, "gender", GENDERS, _("Schrijf man, vrouw, anders of niets.")) or None,
    )
