"""How the state of a request is told: one table per side, in the side's own words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from maatje.filters import dutch_date
from maatje.life import Actor
from maatje.requests.life import RequestState as S
from maatje.requests.models import (
    Channel,
    ConsentGiver,
    HelpRequest,
    HoldReason,
    OpenReason,
    Pupil,
    Route,
    Urgency,
)
from maatje.volunteers.models import Gender


@dataclass(frozen=True)
class Told:
    """A state in a few words, the tone of its badge, and one sentence on what happens next."""

    text: str
    tone: str
    more: str


# state → (words, tone, what happens next)
_TO_SCHOOL = {
    S.AWAITING_CONSENT: (
        _l("Wacht op toestemming"),
        "warning",
        _l("Vraag toestemming en leg die hieronder vast. Dan kijkt de regio-coördinator ernaar."),
    ),
    S.SUBMITTED: (
        _l("Wacht op de regio-coördinator"),
        "info",
        _l("De regio-coördinator kijkt naar de aanmelding. U krijgt bericht."),
    ),
    S.OPEN: (_l("Op de wachtlijst"), "info", _l("We zoeken een vrijwilliger die past. U hoeft niets te doen.")),
    S.ON_HOLD: (_l("Wacht op de school"), "warning", _l("De school kijkt eerst welke hulp past.")),
    S.REFERRED: (_l("Doorverwezen"), "neutral", _l("Andere hulp past beter. Hieronder staat welke.")),
    S.PROPOSED: (
        _l("Er ligt een voorstel bij de regio-coördinator"),
        "info",
        _l("We hebben een vrijwilliger op het oog. De regio-coördinator beslist."),
    ),
    S.PAIRED: (_l("Gekoppeld"), "good", _l("Er is een vrijwilliger gevonden.")),
    S.CLOSED: (_l("Afgerond"), "neutral", _l("De hulp is gestopt.")),
    S.WITHDRAWN: (_l("Ingetrokken"), "neutral", _l("Deze hulpvraag is ingetrokken.")),
}

_TO_COORDINATOR = {
    S.AWAITING_CONSENT: (_l("Wacht op toestemming"), "neutral", _l("Nog niemand gaf toestemming.")),
    S.SUBMITTED: (_l("Nieuw"), "warning", _l("Beslis of deze hulpvraag op de wachtlijst komt.")),
    S.OPEN: (_l("Op de wachtlijst"), "info", _l("Gaat mee in de volgende koppelronde.")),
    S.ON_HOLD: (_l("Wacht op de school"), "warning", _l("Gaat niet mee in een koppelronde.")),
    S.REFERRED: (_l("Doorverwezen"), "neutral", _l("De hulp komt ergens anders vandaan.")),
    S.PROPOSED: (_l("Voorstel klaar"), "info", _l("Er ligt een voorstel om te beoordelen.")),
    S.PAIRED: (_l("Gekoppeld"), "good", _l("Er is een vrijwilliger.")),
    S.CLOSED: (_l("Afgerond"), "neutral", _l("De hulp is gestopt.")),
    S.WITHDRAWN: (_l("Ingetrokken"), "neutral", _l("Deze hulpvraag is ingetrokken.")),
}

# The coordinator's tabs: what they call these states together, most pressing first.
TABS: dict[str, tuple[str, tuple[S, ...]]] = {
    "nieuw": (_l("Nieuw"), (S.SUBMITTED,)),
    "wachtlijst": (_l("Wachtlijst"), (S.OPEN,)),
    "voorstel": (_l("Voorstel"), (S.PROPOSED,)),
    "gekoppeld": (_l("Gekoppeld"), (S.PAIRED,)),
    "wacht": (_l("Wacht op school"), (S.ON_HOLD, S.AWAITING_CONSENT)),
    "voorbij": (_l("Voorbij"), (S.REFERRED, S.CLOSED, S.WITHDRAWN)),
}

# What the audit trail knows of a request, in the coordinator's words.
HISTORY = {
    "request.awaiting_consent": _l("Aangemeld, nog zonder toestemming"),
    "request.submitted": _l("Aangemeld"),
    "request.open": _l("Op de wachtlijst gezet"),
    "request.on_hold": _l("Op wachten gezet"),
    "request.referred": _l("Doorverwezen"),
    "request.proposed": _l("In een voorstel"),
    "request.paired": _l("Gekoppeld"),
    "request.closed": _l("Afgerond"),
    "request.withdrawn": _l("Ingetrokken"),
    "request.school_agreed": _l("Akkoord van de school genoteerd"),
    "request.edited": _l("Gewijzigd"),
    "request.urgency_changed": _l("Urgentie veranderd"),
}

ACTORS = {
    Actor.VOLUNTEER: _l("de vrijwilliger"),
    Actor.SCHOOL: _l("de school"),
    Actor.FAMILY: _l("het gezin"),
    Actor.COORDINATOR: _l("een regio-coördinator"),
    Actor.ADMINISTRATOR: _l("de landelijk beheerder"),
    Actor.ROUND: _l("een koppelronde"),
    Actor.CLOCK: _l("het systeem, omdat een termijn voorbij was"),
}

HOLD_REASONS = {
    HoldReason.SCHOOL_FIRST: _l("De school kijkt eerst welke hulp past"),
    HoldReason.UNSAFE_HOME: _l("Veiligheid gaat voor"),
}
_HOLD_REASONS_WITHOUT_SCHOOL = HOLD_REASONS | {HoldReason.SCHOOL_FIRST: _l("Eerst bekijken welke hulp past")}

OPEN_REASONS = {
    OpenReason.ACCESS_REQUEST: _l("Iemand vraagt zelf om inzage of verbetering"),
    OpenReason.SAFETY: _l("Een melding over veiligheid"),
    OpenReason.DATA_BREACH: _l("Onderzoek naar een mogelijk datalek"),
    OpenReason.FAULT: _l("Een storing die anders niet te vinden is"),
}

URGENCIES = {
    Urgency.NORMAL: _l("Gewoon"),
    Urgency.SOON: _l("Liever snel"),
    Urgency.HIGH: _l("Dringend"),
}

CHANNELS = {
    Channel.PAPER: _l("Op papier"),
    Channel.PHONE: _l("Aan de telefoon"),
    Channel.IN_PERSON: _l("In een gesprek"),
    Channel.ONLINE: _l("Via de website"),
}

GIVERS = {
    ConsentGiver.GUARDIAN: _l("Ouder of verzorger"),
    ConsentGiver.PUPIL: _l("De leerling zelf"),
}

GENDERS = {Gender.WOMAN: _l("Een vrouw"), Gender.MAN: _l("Een man"), Gender.OTHER: _l("Anders")}

SECTORS = {"po": _l("Basisschool"), "vo": _l("Voortgezet onderwijs"), "mbo": _l("Mbo"), "vavo": _l("Vavo")}

SUBJECT_GROUPS = {  # in the order of the form
    "talen": _l("Talen"),
    "exact": _l("Exacte vakken"),
    "mens": _l("Mens en maatschappij"),
    "basis": _l("Basisvaardigheden"),
    "vaardig": _l("Plannen en leren"),
    "welzijn": _l("Aandacht"),
    "loopbaan": _l("Studiekeuze en werk"),
    "kunst": _l("Kunst"),
    "beroep": _l("Beroepsgerichte vakken"),
    "overig": _l("Overig"),
}


def told_to_school(request: HelpRequest) -> Told:
    """The request's state as the school reads it."""
    return _told(request, _TO_SCHOOL)


def told_to_coordinator(request: HelpRequest) -> Told:
    """The request's state as the coordinator reads it."""
    return _told(request, _TO_COORDINATOR)


def _told(request: HelpRequest, table: dict[S, tuple[str, str, str]]) -> Told:
    text, tone, more = table[request.state]
    if request.state is S.OPEN:
        text = waited(request.days_waited)
    if request.state is S.AWAITING_CONSENT and (asked_at := request.pupil.consent_asked_at):
        more = _(
            "Wij vroegen het per e-mail op %(day)s. Hoort u het antwoord zelf? Leg het dan vast.",
            day=dutch_date(asked_at),
        )
    if request.state is S.ON_HOLD and not request.pupil.has_school:
        text, more = _("Wacht nog even"), _("We zoeken nu geen vrijwilliger. Eerst kijken we welke hulp past.")
    if request.state is S.ON_HOLD and request.hold_reason is HoldReason.UNSAFE_HOME:
        more = HOLD_REASONS[HoldReason.UNSAFE_HOME]
    if request.pupil.is_restricted and not request.is_ended:
        text, tone, more = _("Staat stil"), "warning", _("Met de gegevens van deze leerling doen we nu niets.")
    return Told(str(text), tone, str(more))


def hold_reasons_of(pupil: Pupil) -> dict[HoldReason, str]:
    """Why a request of this pupil may wait; without a school there is none to wait for."""
    return HOLD_REASONS if pupil.has_school else _HOLD_REASONS_WITHOUT_SCHOOL


def happened(action: str, pupil: Pupil) -> str:
    """A line of the request's history."""
    if action == "request.school_agreed" and not pupil.has_school:
        return str(_("Genoteerd dat een vrijwilliger past"))
    return str(HISTORY.get(action, action))


def waited(days: int) -> str:
    """How long on the waiting list: "Op de wachtlijst, al 12 dagen"."""
    if days == 0:
        return str(_("Op de wachtlijst sinds vandaag"))
    return str(ngettext("Op de wachtlijst, al %(num)d dag", "Op de wachtlijst, al %(num)d dagen", days))


def subjects_told(request: HelpRequest) -> str:
    """The subjects in one line: "Wiskunde A (echt nodig), Engels"."""
    necessary = _("(echt nodig)")
    return ", ".join(
        f"{wish.subject.name} {necessary}" if wish.is_necessary else wish.subject.name for wish in request.subjects
    )


def pupil_facts(pupil: Pupil) -> list[tuple[str, str]]:
    """What is known about a pupil, as lines to read; the family's address stands apart, in `contact_facts`."""
    places = [word for holds, word in ((pupil.online, _("online")), (pupil.in_person, _("in de buurt"))) if holds]
    interpreter = pupil.interpreter_language
    return [
        (_("Klas"), f"{pupil.level.name}, {pupil.grade.name.lower()}"),
        (_("School"), pupil.school.name),
        (_("Leeftijd"), _("Jonger dan 16 jaar") if pupil.is_under_16 else _("16 jaar of ouder")),
        (_("Taal thuis"), pupil.language.name),
        (_("Leert nog Nederlands (NT2)"), _("ja") if pupil.needs_nt2 else _("nee")),
        (_("Tolk nodig"), interpreter.name if interpreter else _("nee")),
        (_("Laptop en internet thuis"), _("ja") if pupil.has_device else _("nog niet")),
        (_("Waar"), ", ".join(places)),
        (_("Postcode"), pupil.pc4),
        (_("Vrijwilliger"), str(GENDERS[pupil.wants_gender]) if pupil.wants_gender else _("maakt niet uit")),
        (_("Leest het liefst"), pupil.contact_language.name),
        (_("Eigen kenmerk"), pupil.school_reference or ""),
    ]


def contact_facts(pupil: Pupil) -> list[tuple[str, str]]:
    """How the family is reached, as lines to read."""
    return [address_fact(pupil), (_("Leest het liefst"), pupil.contact_language.name)]


def address_fact(pupil: Pupil) -> tuple[str, str]:
    """Whose address we have, and the address."""
    whose = _("E-mail van ouder of verzorger") if pupil.is_under_16 else _("E-mail van de leerling")
    return whose, pupil.contact_email or _("Niet opgegeven. De school vertelt het zelf.")


@dataclass(frozen=True)
class Way:
    """Help that is no pairing: what it is called, and what the school can do."""

    name: str
    advice: str


# domain/vulnerability_routes.csv, said to a school.
WAYS = {
    Route.DEVICE: Way(
        _l("Een laptop of internet"),
        _l(
            "Kijk eerst of de school iets kan uitlenen. Lukt dat niet? Vraag het loket van de gemeente, Stichting "
            "Leergeld of het Jeugdeducatiefonds. Alleen het schoolbestuur kan apparaten aanvragen bij SIVON."
        ),
    ),
    Route.INTERPRETER: Way(
        _l("Een tolk voor het gesprek met ouders"),
        _l(
            "De school bestelt en betaalt een tolk, bijvoorbeeld aan de telefoon. "
            "Laat een leerling nooit zelf tolken."
        ),
    ),
    Route.MUNICIPAL_DESK: Way(
        _l("Het loket van de gemeente"),
        _l("Elke gemeente heeft een loket voor leerlingen die meer nodig hebben. De gemeente zoekt met u mee."),
    ),
    Route.CARE_TEAM: Way(
        _l("Het ondersteuningsteam van de school"),
        _l("De zorgcoördinator of intern begeleider kijkt met het samenwerkingsverband welke hulp past."),
    ),
    Route.VEILIG_THUIS: Way(
        _l("Veilig Thuis"),
        _l("Volg de meldcode van de school. Bel voor advies 0800-2000, gratis, dag en nacht. Direct gevaar: 112."),
    ),
    Route.ATTENDANCE_OFFICER: Way(
        _l("Leerplicht of Doorstroompunt (RMC)"),
        _l("De leerplichtambtenaar zoekt contact, niet om te straffen maar om te helpen. Vraag het de gemeente."),
    ),
}
