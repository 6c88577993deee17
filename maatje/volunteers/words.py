"""How the states and doings of volunteers are said on screen."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from maatje.volunteers.life import VolunteerState as V
from maatje.volunteers.models import PauseReason, VogStatus, Volunteer


@dataclass(frozen=True)
class StateWords:
    """For coordinators a word and a tone; for the volunteer how things stand and what comes next."""

    label: Any
    tone: str
    plural: Any
    status: Any
    then: Any
    for_coordinator: Any = ""


# Instead of a pause of one's own, while a coordinator has yet to decide.
KEPT_ON_PAUSE = StateWords(
    _l("pauze"),
    "warning",
    _l("Pauze"),
    _l("Je hulp staat even op pauze"),
    _l("De regio-coördinator neemt contact met je op. Tot dan hoef je niets te doen."),
)

STATES: dict[V, StateWords] = {
    V.APPLIED: StateWords(
        _l("nieuw"),
        "info",
        _l("Nieuw"),
        _l("Je aanmelding is binnen"),
        _l(
            "De regio-coördinator neemt contact met je op voor een kennismakingsgesprek. "
            "Je hoeft nu niets te doen."
        ),
    ),
    V.INTAKE: StateWords(
        _l("kennismaking"),
        "info",
        _l("Kennismaking"),
        _l("We maken kennis"),
        _l(
            "De regio-coördinator spreekt met je en kijkt of alles klaar is, zoals je VOG. "
            "Daarna hoor je of je kunt beginnen."
        ),
    ),
    V.ACTIVE: StateWords(
        _l("actief"),
        "good",
        _l("Actief"),
        _l("Je doet mee"),
        _l("Zodra er een leerling is die bij je past, krijg je een mail. Dan kies jij of je ja zegt."),
    ),
    V.PAUSED: StateWords(
        _l("pauze"),
        "warning",
        _l("Pauze"),
        _l("Je hebt even pauze"),
        _l("Je krijgt geen nieuwe leerlingen. Heb je weer tijd? Laat het weten met de knop hieronder."),
    ),
    V.UNVERIFIED: StateWords(
        _l("nog niet bevestigd"),
        "neutral",
        _l("Nog niet bevestigd"),
        _l("Je e-mailadres is nog niet bevestigd"),
        _l("Klik op de link in de mail die we je stuurden."),
        _l("Deze persoon moet eerst de link in de mail openen. Daarna kun je verder."),
    ),
    V.REJECTED: StateWords(
        _l("afgewezen"),
        "danger",
        _l("Afgewezen"),
        _l("We kunnen je nu niet inzetten"),
        _l("Je kunt nu geen vrijwilliger bij Maatje zijn. Heb je vragen? Vraag het de regio-coördinator."),
    ),
    V.STOPPED: StateWords(
        _l("gestopt"),
        "neutral",
        _l("Gestopt"),
        _l("Je bent gestopt"),
        _l(
            "Je krijgt geen leerlingen meer. Bedankt voor je hulp! We bewaren je gegevens hoogstens een jaar. "
            "Wil je later weer meedoen? Vraag het de regio-coördinator."
        ),
        _l("Wil deze persoon weer meedoen? Begin dan opnieuw met de kennismaking."),
    ),
}

PAUSED_FOR_VOG = StateWords(
    _l("pauze"),
    "warning",
    _l("Pauze"),
    _l("Je hebt pauze: we hebben geen geldige VOG meer van je gezien"),
    _l(
        "Zonder geldige VOG kun je geen leerlingen helpen. Vraag een nieuwe VOG aan en laat hem aan de "
        "regio-coördinator zien. Daarna doe je weer mee."
    ),
    _l("De VOG is verlopen of telt niet meer. Noteer je een nieuwe VOG, dan doet deze vrijwilliger weer mee."),
)

VOG = {
    VogStatus.NEEDED: _l("nog nodig"),
    VogStatus.REQUESTED: _l("aangevraagd"),
    VogStatus.SEEN: _l("gezien"),
    VogStatus.NOT_NEEDED: _l("niet nodig"),
}

DOINGS: dict[str, Any] = {
    "volunteer.signed_up": _l("aangemeld"),
    "volunteer.applied": _l("e-mailadres bevestigd"),
    "volunteer.intake": _l("kennismaking begonnen"),
    "volunteer.active": _l("geactiveerd"),
    "volunteer.paused": _l("pauze begonnen"),
    "volunteer.stopped": _l("gestopt"),
    "volunteer.rejected": _l("afgewezen"),
    "volunteer.edited": _l("gegevens veranderd"),
    "volunteer.left_region": _l("naar een andere regio gegaan"),
    "volunteer.agreed": _l("akkoord met de nieuwe afspraken"),
    "volunteer.screened": _l("VOG, training of gesprek genoteerd"),
    "volunteer.vog_lapsed": _l("VOG telt niet meer"),
}

OVER = (V.STOPPED, V.REJECTED)  # nothing is asked of them any more


def standing_of(volunteer: Volunteer) -> StateWords:
    """How things stand with this volunteer."""
    if volunteer.state is V.PAUSED and volunteer.paused_because is PauseReason.VOG:
        return PAUSED_FOR_VOG
    return STATES[volunteer.state]
