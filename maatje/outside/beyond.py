"""What can be said beyond the solution, in short sentences: other choices, what would help, whom to look for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

import matching
from maatje.filters import km
from maatje.outside.gathering import Gathered
from maatje.outside.words import short_moments
from maatje.programmes.coverage import LEVELS_BESIDE
from matching.explanation import (
    Alternative,
    Change,
    Competition,
    Explanation,
    Help,
    Kind,
    PartOfDay,
    Radar,
    Remedy,
    WhyLeft,
)

Tell = Callable[[str, float], None]

MOST_NAMED = 5
PARTS_OF_DAY = {
    PartOfDay.MORNING: _l("door de week 's ochtends"),
    PartOfDay.AFTERNOON: _l("door de week 's middags"),
    PartOfDay.EVENING: _l("door de week 's avonds"),
    PartOfDay.WEEKEND: _l("in het weekend"),
}


@dataclass(frozen=True)
class Beyond:
    """What the engine explains of a solution; None for what it cannot say."""

    explanation: Explanation | None = None
    radar: Radar | None = None
    is_too_large: bool = False


def look_beyond(problem: matching.Problem, solution: matching.Solution, tell: Tell) -> Beyond:
    """What the engine explains, and whom to look for; nothing where that would take too long."""
    if not matching.takes_seconds(problem):
        return Beyond(is_too_large=True)
    explanation = matching.explain(problem, solution, tell, levels=LEVELS_BESIDE)
    return Beyond(explanation, matching.radar(problem, solution, tell))


def other_choice(alternative: Alternative, gathered: Gathered) -> str:
    """ "V-012, di 16:00 (past 640). Dan krijgt H-007 niemand." """
    proposal = alternative.proposal
    who = _(
        "%(volunteer)s, %(moments)s (past %(fit)s).",
        volunteer=_volunteer(proposal.volunteer_id, gathered),
        moments=short_moments(proposal.moments),
        fit=proposal.fit,
    )
    doubt = "" if alternative.exact else _("(Niet bewezen: misschien kan het beter.)")
    return " ".join(part for part in (str(who), _told(alternative.change, gathered), str(doubt)) if part)


def _told(change: Change, gathered: Gathered) -> str:
    said = []
    if change.gains:
        said.append(_("Dan krijgt ook iemand: %(who)s.", who=_requests(change.gains, gathered)))
    if change.loses:
        said.append(_("Dan krijgt niemand: %(who)s.", who=_requests(change.loses, gathered)))
    if change.moves:
        said.append(_("Dan krijgt een ander: %(who)s.", who=_requests(change.moves, gathered)))
    if not said:
        said.append(_("Voor anderen verandert er niets."))
    if change.fit:
        more = _("meer") if change.fit > 0 else _("minder")
        said.append(_("Samen past het %(points)s %(more)s.", points=abs(change.fit), more=more))
    return " ".join(map(str, said))


def what_helps(why: WhyLeft, gathered: Gathered) -> str:
    """The change with which somebody could help, or with whom the pupil competes; empty if nothing was found."""
    if why.help:
        return _help(why.help, gathered)
    return _competition(why.competition, gathered) if why.competition else ""


def _help(one: Help, gathered: Gathered) -> str:
    who = _volunteer(one.volunteer_id, gathered)
    moment = short_moments([one.moment]) if one.moment is not None else ""
    distance = km(one.kilometres) if one.kilometres is not None else ""
    sentences = {
        Remedy.ONLINE: _("Mag het ook online? Dan kan %(who)s helpen.", who=who),
        Remedy.ONE_MORE_MOMENT: _("Kan het ook op %(moment)s? Dan kan %(who)s helpen.", moment=moment, who=who),
        Remedy.BOOKED_INTERPRETER: _("Mag er een tolk bij? Dan kan %(who)s helpen.", who=who),
        Remedy.MORE_KILOMETRES: _(
            "Wil %(who)s %(distance)s verder reizen? Dan kan het.", who=who, distance=distance
        ),
        Remedy.ONE_LEVEL: _("Mag het een niveau schelen? Dan kan %(who)s helpen.", who=who),
        Remedy.WITHOUT_NT2: _("Mag het zonder NT2-ervaring? Dan kan %(who)s helpen.", who=who),
        Remedy.ANY_GENDER: _("Kan de wens (vrouw of man) vervallen? Dan kan %(who)s helpen.", who=who),
        Remedy.OTHER_REGION: _("Mag het iemand uit een andere regio zijn? Dan kan %(who)s helpen.", who=who),
    }
    return str(sentences[one.remedy])


def _competition(one: Competition, gathered: Gathered) -> str:
    places = ngettext("%(num)d plek", "%(num)d plekken", one.places)
    return str(
        _(
            "Te weinig plekken. Deze hulpvragen (%(requests)s) kunnen alleen bij %(volunteers)s: %(places)s.",
            requests=_requests(one.request_ids, gathered),
            volunteers=_named([_volunteer(number, gathered) for number in one.volunteer_ids]),
            places=places,
        )
    )


def kind_in_words(kind: Kind, gathered: Gathered) -> str:
    """ "Bijles: Wiskunde B (Havo), spreekt Arabisch, Haaglanden, door de week 's middags"."""
    known = gathered.known
    level = known.pupil_levels.shown.get(kind.level, kind.level).partition(" (")[0]
    wanted = [
        known.subjects.shown.get(kind.subject, kind.subject) + (f" ({level})" if level else ""),
        str(_("spreekt %(language)s", language=known.languages.shown.get(kind.language, kind.language)))
        if kind.language
        else "",
        str(_("met NT2-ervaring")) if kind.nt2 else "",
        str(_("in de buurt van de leerling")) if kind.place else "",
        known.regions.shown.get(kind.region, kind.region),
        str(PARTS_OF_DAY[kind.part_of_day]),
    ]
    programme = known.rules[kind.programme].name if kind.programme in known.rules else kind.programme
    return f"{programme}: {', '.join(part for part in wanted if part)}"


def _volunteer(number: int, gathered: Gathered) -> str:
    return gathered.volunteers[number].reference


def _requests(numbers: Iterable[int], gathered: Gathered) -> str:
    return _named([gathered.requests[number].reference for number in numbers])


def _named(references: list[str]) -> str:
    more = len(references) - MOST_NAMED
    return ", ".join(references[:MOST_NAMED]) + (str(_(" en nog %(number)s", number=more)) if more > 0 else "")
