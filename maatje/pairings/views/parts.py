"""What the pages of this room share."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from flask import Response, flash
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from maatje.access import Permission, may
from maatje.audit.services import ChangedMeanwhile
from maatje.clock import day_of
from maatje.database import db, transaction
from maatje.life import By, MoveNotAllowed
from maatje.pairings import queries, services, words
from maatje.pairings.agenda import calendar_of
from maatje.pairings.errors import DeadlinePassed, DeviceMissing, GateNotPassed, HelpStandsStill
from maatje.pairings.forms import AgreeForm
from maatje.pairings.models import Pairing
from maatje.pairings.rules import RulesChanged, RulesNotAgreed, agree_to_rules, rules_of
from maatje.pairings.views import bp
from maatje.requests.services import record_pupils_viewed
from maatje.times import spoken_list
from maatje.volunteers import gates

NOT_GOING_ON = _l("Dank u wel. Wij zoeken iemand anders voor deze leerling.")


def tried(act: Callable[[], object], done: str | LazyString) -> bool:
    """Does it in a transaction and says how it went; whoever came too late is told so."""
    try:
        with transaction():
            act()
    except ChangedMeanwhile:
        flash(_("Iemand anders was net iets eerder. Zo staat het er nu voor."), "warning")
    except DeadlinePassed:
        flash(_("De tijd om te antwoorden is voorbij."), "warning")
    except GateNotPassed as lacking:
        flash(_cannot_today(lacking), "warning")
    except RulesChanged:
        flash(_("De regels zijn net veranderd. Lees ze nog eens en geef dan je antwoord."), "warning")
    except RulesNotAgreed:
        flash(
            _("De vrijwilliger gaat eerst akkoord met de regels voor contact. Dat kan op de eigen pagina."),
            "warning",
        )
    except DeviceMissing:
        flash(
            _("De leerling heeft nog geen laptop of internet. Online beginnen kan pas als dat er is."), "warning"
        )
    except HelpStandsStill:
        flash(_("De hulp staat op pauze. De regio-coördinator weet ervan."), "warning")
    except MoveNotAllowed:
        flash(_("Dat kan nu niet meer. Zo staat het er nu voor."), "warning")
    else:
        flash(done, "good")
        return True
    return False


def _cannot_today(lacking: GateNotPassed) -> str:
    """What is missing is said to whoever can do something about it, and not to a school or a family."""
    if may(current_user, Permission.DECIDE_PAIRINGS):
        return gates.cannot_today(lacking.gates)
    said: str = _("Dit kan vandaag niet: de vrijwilliger mist nog iets, zoals een geldige VOG.")
    return f"{said} {_('De regio-coördinator weet wat er nodig is.')}"


def accept_with_rules(pairing: Pairing, agree: AgreeForm, by: By) -> None:
    """The volunteer's yes, with their yes to the rules that stood on the same page."""
    agree_to_rules(pairing, agree.rules.data or "", by)
    services.accept_offer(pairing, by)


def record_views(pairing_ids: Sequence[int], by: By) -> None:
    """That somebody saw the pupils of these pairings stands in the audit trail."""
    with transaction():
        record_pupils_viewed(queries.pupil_ids_of(pairing_ids), by)


def calendar_file(pairing: Pairing) -> Response:
    return Response(
        calendar_of(pairing),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="maatje-{pairing.id}.ics"'},
    )


def pairing_or_404(pairing_id: int) -> Pairing:
    """For signed links, which carry the permission themselves."""
    return db.get_or_404(Pairing, pairing_id)


@bp.app_template_filter()
def spoken_moments(text: str) -> str:
    """Moments as a letter's context holds them: "40 88" is "dinsdag 16:00, donderdag 16:00"."""
    return spoken_list(int(part) for part in text.split())


@bp.app_template_filter()
def spoken_day(day: date | datetime | str) -> str:
    """A day near by, as one says it: "zondag 29 november". A letter's context holds it as 2026-11-29."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return str(format_date(day_of(day) if isinstance(day, datetime) else day, "EEEE d MMMM"))


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "rules_of": rules_of,
        "state_words": words.STATES,
        "state_tones": words.TONES,
        "end_words": words.END_REASONS,
        "event_words": words.EVENTS,
        "declined_because": words.DECLINED_BECAUSE,
    }


@bp.app_template_filter()
def session_time(pairing: Pairing) -> str:
    """The next time they meet: "dinsdag 24 november, 16:00"."""
    starts = pairing.next_session()
    if starts is None:
        return ""
    return f"{spoken_day(starts)}, {starts:%H:%M}"
