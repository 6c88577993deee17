"""What a programme's settings mean, in sentences an administrator can read aloud to a coordinator."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from maatje.programmes.models import Place, Programme, Step
from maatje.programmes.services import ProgrammeSettings

EXAMPLE_CODE = "k7wq2mzd4h"


def in_words(programme: Programme | ProgrammeSettings) -> list[str]:
    """The settings as short Dutch sentences, in the order in which people meet them."""
    return [*_whom(programme), *_meeting(programme), *_start(programme), *_waiting(programme)]


def _whom(programme: Programme | ProgrammeSettings) -> Iterator[str]:
    if programme.is_open:
        yield _("Vrijwilligers kunnen meedoen en scholen kunnen leerlingen aanmelden.")
    else:
        yield _("Het programma is gesloten: niemand kan zich nu aanmelden. Wat er loopt, gaat door.")
    if programme.families_may_ask:
        yield _("Een leerling of ouder mag ook zelf hulp vragen op de site, zonder school.")
    if programme.asks_subjects:
        yield _("Een leerling vraagt hulp bij één of meer vakken. De vrijwilliger geeft dat vak op dat niveau.")
    else:
        yield _("Een leerling vraagt een soort hulp, zoals plannen of overhoren. Het niveau telt niet mee.")
    needs = [_("is minstens %(age)s jaar", age=programme.minimum_age)]
    if programme.requires_vog:
        needs.append(_("heeft een VOG laten zien"))
    if programme.requires_training:
        needs.append(_("heeft de training gedaan"))
    if programme.references_asked:
        needs.append(
            ngettext(
                "heeft %(num)d referentie die in orde is",
                "heeft %(num)d referenties die in orde zijn",
                programme.references_asked,
            )
        )
    yield _("Een %(helper)s %(needs)s.", helper=programme.helper_word, needs=_listed(needs))
    yield ngettext(
        "Een %(helper)s heeft hoogstens %(num)d leerling tegelijk.",
        "Een %(helper)s heeft hoogstens %(num)d leerlingen tegelijk.",
        programme.max_pupils,
        helper=programme.helper_word,
    )


def _meeting(programme: Programme | ProgrammeSettings) -> Iterator[str]:
    places = {
        Place.ONLINE: _("online"),
        Place.IN_PERSON: _("op een vaste plek, in het echt"),
        Place.BOTH: _("online of in het echt"),
    }
    yield ngettext(
        "Zij spreken elkaar %(num)d keer per week %(minutes)s minuten, %(place)s.",
        "Zij spreken elkaar %(num)d keer per week %(minutes)s minuten, op verschillende dagen, %(place)s.",
        programme.sessions_per_week,
        minutes=programme.session_minutes,
        place=places[programme.place],
    )
    if programme.allows_anywhere:
        yield _(
            "Hulp mag van overal komen. Zijn het twee regio's, dan keuren de coördinatoren van allebei het goed."
        )
    else:
        yield _("Een leerling krijgt hulp van iemand uit de eigen regio.")
    if programme.meeting_link_pattern:
        link = programme.meeting_link_pattern.replace("{code}", EXAMPLE_CODE)
        yield _("Elke koppeling krijgt een eigen link, bijvoorbeeld %(link)s.", link=link)
    elif programme.place is not Place.IN_PERSON:
        yield _("Er is geen link: zij spreken zelf af hoe zij elkaar online zien.")
    if programme.allows_booked_interpreter:
        yield _("Is er een tolk nodig en spreekt de vrijwilliger de taal niet? Dan kan de school een tolk boeken.")
    else:
        yield _("Is er een tolk nodig? Dan telt alleen een vrijwilliger die de taal spreekt.")


def _start(programme: Programme | ProgrammeSettings) -> Iterator[str]:
    if Step.SCHOOL_HANDS_OVER in programme.steps:
        yield _(
            "Na de goedkeuring antwoordt eerst de vrijwilliger. Daarna doet de school de warme overdracht. "
            "Dan beginnen zij."
        )
    else:
        yield _("Na de goedkeuring antwoordt de vrijwilliger. Zegt die ja, dan beginnen zij meteen.")
    yield ngettext(
        "Voor elke stap is %(num)d dag. Komt er geen antwoord, dan vervalt de koppeling.",
        "Voor elke stap zijn er %(num)d dagen. Komt er geen antwoord, dan vervalt de koppeling.",
        programme.response_days,
    )


def _waiting(programme: Programme | ProgrammeSettings) -> Iterator[str]:
    yield ngettext(
        "Gaat een koppeling niet door, dan komt de hulpvraag terug op de wachtlijst met %(num)d dag extra.",
        "Gaat een koppeling niet door, dan komt de hulpvraag terug op de wachtlijst met %(num)d dagen extra.",
        programme.reopened_bonus_days,
    )
    yield ngettext(
        "Eén stap dringender telt even zwaar als %(num)d dag wachten.",
        "Eén stap dringender telt even zwaar als %(num)d dagen wachten.",
        programme.urgency_step_days,
    )


def _listed(parts: list[str]) -> str:
    *most, last = parts
    return _("%(most)s en %(last)s", most=", ".join(most), last=last) if most else last
