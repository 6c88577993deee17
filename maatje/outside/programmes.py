"""The programmes of a run: those we ship, and those of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.lists.cells import Reader, plain
from maatje.lists.kinds import Column
from maatje.outside.cells import choice, number, some
from maatje.outside.sheets import REFERENCE
from maatje.outside.vocabulary import ANYTHING, Names, Programme
from maatje.reference import tables

COLUMNS = (
    Column(REFERENCE, "Programma", "Zomerbijles", _l("De naam. Wie we al kennen, krijgt deze regels."), True),
    Column("sessions", "Keer per week", "1", _l("1 tot en met 7; leeg betekent 1.")),
    Column(
        "every_other",
        "Om de week",
        "nee",
        _l("Ja: één keer in de twee weken. Leeg betekent nee: elke week."),
        aliases=("om de twee weken",),
    ),
    Column("minutes", "Minuten", "60", _l("Hoe lang een keer duurt, hoogstens 240; leeg betekent 60.")),
    Column("place", "Waar", "online", _l("Online, op locatie of beide; leeg betekent online.")),
    Column("anywhere", "Heel Nederland", "ja", _l("Ja: online mag het ook met iemand uit een andere regio.")),
    Column("asks_subjects", "Voor een vak", "ja", _l("Ja: er moet een vak passen. Leeg betekent ja.")),
    Column("interpreter", "Tolk mag", "nee", _l("Ja: er mag een tolk bij. Leeg betekent nee.")),
    Column("step", "Dagen per stap haast", "21", _l("Hoeveel dagen wachten een stap haast waard is; leeg is 21.")),
    Column("subjects", "Vakken", "alle", _l("Met komma's; leeg of “alle” betekent alle vakken.")),
)
PLACES = {
    "": "online",
    "online": "online",
    "oplocatie": "in_person",
    "locatie": "in_person",
    "beide": "both",
    "allebei": "both",
}


def shipped() -> dict[str, Programme]:
    """The programmes of the reference data, by key."""
    return {row["key"]: _shipped(row) for row in tables.programmes()}


def _shipped(row: Mapping[str, Any]) -> Programme:
    return Programme(
        name=row["name"],
        rules=matching.Programme(
            key=row["key"],
            sessions_per_week=row["sessions_per_week"],
            session_minutes=row["session_minutes"],
            subject_required=row["asks_subjects"],
            allows_booked_interpreter=row["allows_booked_interpreter"],
            online=row["place"] != "in_person",
            in_person=row["place"] != "online",
            urgency_step_days=row["urgency_step_days"],
        ),
        subjects=_all_subjects() if row["subjects"] == "all" else frozenset(row["subjects"]),
    )


def _all_subjects() -> frozenset[str]:
    return frozenset(row["code"] for row in tables.rows_of("subjects"))


def read_programme(reader: Reader, subjects: Names) -> Programme:
    """The programme that a row tells. Problems are noted in the reader."""
    place = choice(reader, "place", PLACES, _("Schrijf online, op locatie of beide."))
    every = plain(reader.text("subjects")) in {"", ANYTHING}
    name = reader.text(REFERENCE)
    sessions = number(reader, "sessions", empty=1, allowed=range(1, 8))
    every_other = reader.is_so("every_other", empty=False)
    if every_other and sessions != 1:
        reader.problems["every_other"] = _("Om de week kan alleen met 1 keer per week.")
    return Programme(
        name=name,
        rules=matching.Programme(
            key=plain(name),
            sessions_per_week=sessions,
            session_minutes=number(reader, "minutes", empty=60, allowed=range(5, 241)),
            every_weeks=2 if every_other else 1,
            subject_required=reader.is_so("asks_subjects", empty=True),
            anywhere=reader.is_so("anywhere", empty=False),
            allows_booked_interpreter=reader.is_so("interpreter", empty=False),
            online=place != "in_person",
            in_person=place in {"in_person", "both"},
            urgency_step_days=number(reader, "step", empty=21, allowed=range(366)),
        ),
        subjects=_all_subjects() if every else frozenset(some(reader, "subjects", subjects)),
    )


def together(read: Iterable[Programme]) -> dict[str, Programme]:
    """Those we ship with those that were read; one of the same name takes the place of ours."""
    by_key = shipped()
    keys = {plain(one.name): key for key, one in by_key.items()}
    for one in read:
        by_key[keys.get(plain(one.name), one.rules.key)] = one
    return {key: replace(one, rules=replace(one.rules, key=key)) for key, one in by_key.items()}
