"""What a volunteer told us, in words, part by part: for looking over before sending, and for reading later."""

from typing import Any

from flask_babel import gettext as _

from maatje.database import db
from maatje.fields import shown_phone
from maatje.programmes.models import Language, Level, Subject
from maatje.regions.models import Region
from maatje.regions.queries import area_of
from maatje.volunteers.forms import DUTCH_IN_WORDS, GENDER_IN_WORDS
from maatje.volunteers.sign_up import SignUp, programmes_of

Facts = list[tuple[str, Any]]


def in_words(sign_up: SignUp) -> dict[str, Facts]:
    """Pairs of name and value, by the name of the section they belong to."""
    return {
        "gegevens": _person(sign_up),
        "hulp": _help(sign_up),
        "vakken": _subjects(sign_up),
        "talen": _languages(sign_up),
        "waar": _place(sign_up),
        "wanneer": [(_("Aantal leerlingen tegelijk"), sign_up.places)],
    }


def _person(sign_up: SignUp) -> Facts:
    name = " ".join(part for part in (sign_up.first_name, sign_up.infix, sign_up.last_name) if part)
    gender = str(GENDER_IN_WORDS[sign_up.gender]) if sign_up.gender else _("niet gezegd")
    return [
        (_("Naam"), name),
        (_("E-mailadres"), sign_up.email),
        (_("Telefoonnummer"), shown_phone(sign_up.phone) if sign_up.phone else ""),
        (_("Vrouw, man of anders"), gender),
        (_("18 jaar of ouder"), _("ja") if sign_up.is_adult else _("nee")),
    ]


def _help(sign_up: SignUp) -> Facts:
    return [(_("Hulp"), ", ".join(programme.name for programme in programmes_of(sign_up)))]


def _subjects(sign_up: SignUp) -> Facts:
    chosen = db.select(Subject).where(Subject.id.in_(sign_up.subject_levels)).order_by(Subject.id)
    level_ids = {level_id for level_id in sign_up.subject_levels.values() if level_id is not None}
    levels = {
        level.id: level.name for level in db.session.scalars(db.select(Level).where(Level.id.in_(level_ids)))
    }
    return [
        (subject.name, _up_to(levels.get(sign_up.subject_levels[subject.id] or 0)))
        for subject in db.session.scalars(chosen)
    ]


def _up_to(level: str | None) -> str:
    return str(_("tot en met %(level)s", level=level[:1].lower() + level[1:]) if level else _("ja"))


def _languages(sign_up: SignUp) -> Facts:
    chosen = db.select(Language.name).where(Language.code.in_(sign_up.language_codes)).order_by(Language.name)
    return [
        (_("Nederlands"), DUTCH_IN_WORDS.get(sign_up.dutch, "")),
        (_("Andere talen"), ", ".join(db.session.scalars(chosen))),
        (_("Ervaring met NT2"), _("ja") if sign_up.has_nt2 else _("nee")),
    ]


def _place(sign_up: SignUp) -> Facts:
    area = area_of(sign_up.pc4)
    region = db.session.get(Region, sign_up.region_id)
    ways = [_("online")] if sign_up.online else []
    if sign_up.in_person:
        ways.append(_("in het echt, tot %(km)s kilometer", km=sign_up.travel_km))
    return [
        (_("Postcode"), f"{sign_up.pc4} {area.place}" if area else sign_up.pc4),
        (_("Regio"), region.name if region else ""),
        (_("Hoe"), ", ".join(ways)),
    ]
