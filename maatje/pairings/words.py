"""What the states and reasons are called on screen."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from maatje.pairings.life import PairingState
from maatje.pairings.models import DeclineReason, EndReason, LiftReason
from maatje.pairings.stillness import StillReason

STATES: dict[PairingState, LazyString] = {
    PairingState.OFFERED: _l("wacht op vrijwilliger"),
    PairingState.HANDOVER: _l("wacht op school"),
    PairingState.ACTIVE: _l("loopt"),
    PairingState.PAUSED: _l("gepauzeerd"),
    PairingState.ENDED: _l("gestopt"),
    PairingState.DECLINED: _l("afgezegd"),
    PairingState.LAPSED: _l("verlopen"),
}

TONES: dict[PairingState, str] = {
    PairingState.OFFERED: "info",
    PairingState.HANDOVER: "warning",
    PairingState.ACTIVE: "good",
}

# What a coordinator can do about help that stands still; a school reads that the coordinator knows.
STILL: dict[StillReason, LazyString] = {
    StillReason.DATA_REST: _l(
        "Met de gegevens van deze leerling doen we nu niets. "
        "De hulp kan pas verder als dat op de pagina van de leerling is uitgezet."
    ),
    StillReason.VOLUNTEER_KEPT: _l(
        "De hulp kan pas verder na een besluit over de vrijwilliger. Kijk op de pagina van de vrijwilliger."
    ),
    StillReason.GATE_MISSING: _l(
        "De hulp kan pas verder als de vrijwilliger alles in orde heeft. Kijk op de pagina van de vrijwilliger."
    ),
}
_COORDINATOR_KNOWS = _l("De hulp kan nu niet verder. De regio-coördinator weet wat er nodig is.")
STILL_FOR_SCHOOL: dict[StillReason, LazyString] = {
    StillReason.DATA_REST: STILL[StillReason.DATA_REST],
    StillReason.VOLUNTEER_KEPT: _COORDINATOR_KNOWS,
    StillReason.GATE_MISSING: _COORDINATOR_KNOWS,
}

DECLINE_REASONS: dict[DeclineReason, LazyString] = {
    DeclineReason.NO_TIME: _l("Ik heb nu geen tijd"),
    DeclineReason.MOMENT: _l("Dit moment past mij niet"),
    DeclineReason.SUBJECT: _l("Deze hulp kan ik niet goed geven"),
    DeclineReason.ACQUAINTED: _l("Ik ken deze leerling of deze school te goed"),
    DeclineReason.OTHER: _l("Iets anders"),
}

SCHOOL_DECLINE_REASONS: dict[DeclineReason, LazyString] = {
    DeclineReason.MOMENT: _l("Het vaste moment past niet"),
    DeclineReason.SUBJECT: _l("Deze hulp past niet bij de leerling"),
    DeclineReason.ACQUAINTED: _l("De leerling en de vrijwilliger kennen elkaar te goed"),
    DeclineReason.OTHER: _l("Iets anders"),
}

# Of a refusal, as a coordinator reads it.
DECLINED_BECAUSE: dict[DeclineReason, LazyString] = {
    DeclineReason.NO_TIME: _l("geen tijd"),
    DeclineReason.MOMENT: _l("het moment past niet"),
    DeclineReason.SUBJECT: _l("de hulp past niet"),
    DeclineReason.ACQUAINTED: _l("zij kennen elkaar te goed"),
    DeclineReason.OTHER: _l("een andere reden"),
}

END_REASONS: dict[EndReason, LazyString] = {
    EndReason.DONE: _l("De hulp is klaar"),
    EndReason.PUPIL_STOPS: _l("De leerling stopt"),
    EndReason.VOLUNTEER_STOPS: _l("De vrijwilliger stopt"),
    EndReason.NO_CONTACT: _l("Er komt geen contact tot stand"),
    EndReason.NO_CLICK: _l("Het klikt niet"),
    EndReason.WITHDRAWN: _l("De hulpvraag is ingetrokken"),
}

VOLUNTEER_END_REASONS: dict[EndReason, LazyString] = {
    EndReason.DONE: _l("De hulp is klaar"),
    EndReason.VOLUNTEER_STOPS: _l("Ik kan niet langer helpen"),
    EndReason.NO_CLICK: _l("Het klikt niet tussen ons"),
    EndReason.NO_CONTACT: _l("Ik krijg geen contact met de leerling"),
}

FAMILY_END_REASONS: dict[EndReason, LazyString] = {
    EndReason.DONE: _l("De hulp is klaar"),
    EndReason.PUPIL_STOPS: _l("Wij willen geen hulp meer"),
    EndReason.NO_CLICK: _l("Het klikt niet. Wij willen graag iemand anders"),
}

LIFT_REASONS: dict[LiftReason, LazyString] = {
    LiftReason.MISTAKE: _l("Het was een vergissing"),
    LiftReason.CLEARED: _l("Het is uitgezocht: zij mogen elkaar weer zien. Een koppelronde brengt hen niet samen"),
}

EVENTS: dict[str, LazyString] = {
    "pairing.made": _l("goedgekeurd"),
    "pairing.offered": _l("gevraagd aan de vrijwilliger"),
    "pairing.handover": _l("aangenomen door de vrijwilliger"),
    "pairing.active": _l("begonnen"),
    "pairing.paused": _l("op pauze gezet"),
    "pairing.ended": _l("gestopt"),
    "pairing.declined": _l("afgezegd"),
    "pairing.lapsed": _l("verlopen"),
    "pairing.deadline_extended": _l("meer tijd gegeven"),
    "pairing.rules_agreed": _l("akkoord met de regels voor contact"),
}
