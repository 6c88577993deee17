"""Volunteers from a list: what the columns mean, and how a row becomes a sign-up."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from maatje.access import Permission
from maatje.accounts.models import User
from maatje.accounts.services import AddressTaken, normalise_email
from maatje.clock import today
from maatje.database import db
from maatje.life import By
from maatje.lists import cells
from maatje.lists.cells import plain
from maatje.lists.kinds import Column, RowRefused, register
from maatje.programmes.level_words import words_for_level
from maatje.programmes.models import ProgrammeSubject, Subject
from maatje.programmes.queries import helper_levels, languages, open_programmes
from maatje.regions.queries import regions_of, suggested_region
from maatje.volunteers.models import Gender, VogStatus
from maatje.volunteers.screening import Screening, record_screening
from maatje.volunteers.services import sign_up_volunteer
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems, problems_in

COLUMNS = (
    Column("first_name", "Voornaam", "Sanne", _l("De roepnaam."), is_required=True),
    Column("infix", "Tussenvoegsel", "van den", _l("Zoals van den.")),
    Column("last_name", "Achternaam", "Berg", _l("Zonder tussenvoegsel.")),
    Column("email", "E-mail", "sanne@example.nl", _l("Hierop krijgt de vrijwilliger bericht."), is_required=True),
    Column("is_adult", "18 of ouder", "ja", _l("Ja; wie jonger is, kan niet meedoen."), is_required=True),
    Column("programme_ids", "Programma's", "Bijles", _l("Met komma's."), is_required=True, aliases=("programma",)),
    Column("subject_levels", "Vakken", "Wiskunde (havo), Engels (vwo)", _l("Elk vak met tot en met welk niveau.")),
    Column("weekly_times", "Tijden", "di 16-18, do avond", _l("Dagen met uren, of ochtend, middag, avond."), True),
    Column("pc4", "Postcode", "2511", _l("Vier cijfers."), is_required=True),
    Column("region_id", "Regio", "", _l("Leeg: de regio die bij de postcode hoort.")),
    Column("places", "Aantal leerlingen", "1", _l("Hoeveel leerlingen tegelijk; leeg betekent 1.")),
    Column("language_codes", "Andere talen", "Arabisch", _l("Met komma's.")),
    Column("dutch", "Nederlands", "moedertaal", _l("B1, B2, C1, C2 of moedertaal; leeg betekent moedertaal.")),
    Column("has_nt2", "NT2-ervaring", "nee", _l("Ja of nee.")),
    Column("in_person", "Ook op locatie", "nee", _l("Ja of nee.")),
    Column("travel_km", "Reisafstand", "", _l("Kilometers, als het ook op locatie mag.")),
    Column("gender", "Man of vrouw", "", _l("Alleen als de vrijwilliger dat wil zeggen.")),
    Column("vog_issued_on", "VOG gezien, datum van afgifte", "", _l("Als je de VOG zelf hebt gezien.")),
)
DUTCH = {"": 7, "moedertaal": 7, "a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}
GENDERS = {
    "": None,
    "vrouw": Gender.WOMAN,
    "v": Gender.WOMAN,
    "man": Gender.MAN,
    "m": Gender.MAN,
    "anders": Gender.OTHER,
}
_OFFER = re.compile(r"(?P<subject>[^(:]+?)\s*(?:[(:]\s*(?P<level>[^)]+?)\s*\)?)?")


@dataclass(frozen=True)
class Listed:
    """A row: the sign-up, and when the VOG that the coordinator saw was issued."""

    sign_up: SignUp
    vog_issued_on: date | None


@dataclass
class Known:
    """What a cell can name, by plain words; regions only the reader's own."""

    programmes: dict[str, int]
    subjects: dict[str, Subject]
    levels: dict[str, int]
    languages: dict[str, str]
    regions: dict[str, int]


class VolunteerList:
    """A coordinator's list of volunteers; each is asked by mail to confirm and to agree to the rules."""

    key = "vrijwilligers"
    title = _l("Veel vrijwilligers tegelijk invoeren")
    lead = _l("Zet de vrijwilligers in een bestand. Iedereen krijgt een mail om de aanmelding te bevestigen.")
    done_endpoint = "volunteers.list_volunteers"
    permission = Permission.SCREEN_VOLUNTEERS

    def columns(self, viewer: User) -> tuple[Column, ...]:
        return COLUMNS

    def prepare(self, viewer: User) -> Known:
        offered = select(Subject).join(ProgrammeSubject).where(Subject.is_active).distinct()
        return Known(
            programmes={plain(w): one.id for one in open_programmes() for w in (one.name, one.key)},
            subjects={
                plain(word): subject
                for subject in db.session.scalars(offered.order_by(Subject.id.desc()))
                for word in (subject.name, subject.code, *subject.aliases.split(";"))
                if word
            },
            levels={plain(w): one.id for one in helper_levels() for w in words_for_level(one.code, one.name)},
            languages={plain(w): one.code for one in languages() for w in (one.name, one.code)},
            regions={plain(one.name): one.id for one in regions_of(viewer)},
        )

    def read(self, row: Mapping[str, str], known: Known) -> Listed:
        reader = cells.Reader(row)
        listed = Listed(_sign_up(reader, known), reader.read("vog_issued_on", _day_in_the_past, None))
        problems = problems_in(listed.sign_up) if not reader.problems else {}
        if reader.problems or problems:
            raise RowRefused(reader.problems or problems)
        return listed

    def identity(self, listed: Listed) -> Hashable:
        return normalise_email(listed.sign_up.email)

    def is_entered(self, listed: Listed) -> bool:
        taken = select(User.id).where(User.email == normalise_email(listed.sign_up.email))
        return db.session.scalar(taken) is not None

    def enter(self, listed: Listed, by: By) -> None:
        try:
            volunteer = sign_up_volunteer(listed.sign_up, by)
        except SignUpHasProblems as refused:
            raise RowRefused(refused.problems) from refused
        except AddressTaken as taken:
            raise RowRefused({"email": _("Met dit adres is al iemand aangemeld.")}) from taken
        if listed.vog_issued_on:
            seen = Screening(vog_status=VogStatus.SEEN, vog_issued_on=listed.vog_issued_on)
            record_screening(volunteer, seen, by)


def _sign_up(reader: cells.Reader, known: Known) -> SignUp:
    pc4 = reader.read("pc4", cells.four_digits, "")
    return SignUp(
        first_name=reader.text("first_name"),
        infix=reader.text("infix"),
        last_name=reader.text("last_name"),
        email=reader.read("email", cells.email, ""),
        is_adult=reader.is_so("is_adult", empty=False),
        gender=reader.one("gender", GENDERS, _("Schrijf man, vrouw of niets.")),
        programme_ids=reader.some("programme_ids", known.programmes, _("Kies een open programma.")),
        subject_levels=reader.read("subject_levels", partial(_offers, known=known), {}),
        language_codes=reader.some("language_codes", known.languages, _("Schrijf de taal in het Nederlands.")),
        dutch=reader.one("dutch", DUTCH, _("Schrijf B1, B2, C1, C2 of moedertaal.")) or 7,
        has_nt2=reader.is_so("has_nt2", empty=False),
        pc4=pc4,
        region_id=reader.read("region_id", partial(_region, pc4=pc4, known=known), 0),
        in_person=reader.is_so("in_person", empty=False),
        travel_km=reader.read("travel_km", partial(cells.whole_number, empty=0, allowed=range(101)), 0),
        weekly_times=reader.read("weekly_times", cells.weekly_times, frozenset()),
        places=reader.read("places", partial(cells.whole_number, empty=1, allowed=range(1, 11)), 1),
    )


def _offers(text: str, known: Known) -> dict[int, int | None]:
    """ "Wiskunde (havo), plannen" as subject → level; a kind of help has none."""
    offers: dict[int, int | None] = {}
    for part in cells.parts_of(text):
        found = _OFFER.fullmatch(part)
        subject = cells.one_from(found["subject"] if found else part, known.subjects, _("Kijk bij Vakken."))
        if subject.is_kind_of_help:
            offers[subject.id] = None
        elif found and found["level"]:
            offers[subject.id] = cells.one_from(found["level"], known.levels, _("Schrijf bijvoorbeeld havo."))
        else:
            raise cells.NotUnderstood(_("Zet achter %(subject)s tot en met welk niveau.", subject=subject.name))
    return offers


def _region(text: str, pc4: str, known: Known) -> int:
    """The region named, or the postcode's; a coordinator enters only into their own."""
    if text:
        return cells.one_from(text, known.regions, _("Je voert alleen in voor je eigen regio."))
    suggested = suggested_region(pc4) if pc4 else None
    if suggested is None or suggested.id not in known.regions.values():
        raise cells.NotUnderstood(_("Deze postcode ligt niet in jouw regio. Vul de regio in als het wel zo is."))
    return suggested.id


def _day_in_the_past(text: str) -> date | None:
    day = cells.day(text)
    if day and day > today():
        raise cells.NotUnderstood(_("Deze datum ligt in de toekomst."))
    return day


register(VolunteerList())
