"""How a proposal and a pupil left over are told, in short Dutch sentences."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

import matching
from maatje.filters import km
from maatje.lists.cells import DAY_NAMES
from maatje.rounds.words import LEFT_REASONS, RULES
from maatje.times import hour_of, spoken

MUCH_WANTED = 0.5
"""Of the part for scarce skills: a volunteer below this has something that others wait for."""

DOUBTS = {
    "weights_too_large": _l(
        "Dat komt doordat er te veel verschillende wachttijden zijn om precies mee te rekenen."
    ),
    "rhythms_mixed": _l("Dat komt doordat programma's met verschillende ritmes dezelfde vrijwilligers delen."),
}

_WEEKS_BEHIND = {"every": "", "even": " even", "odd": " oneven"}
_WEEKS_SPOKEN = {"every": "", "even": _l(" in even weken"), "odd": _l(" in oneven weken")}


def which_weeks(moment: matching.Moment) -> str:
    if moment < matching.EVEN_WEEKS:
        return "every"
    return "even" if moment < matching.ODD_WEEKS else "odd"


def short_moments(moments: Iterable[matching.Moment]) -> str:
    """ "di 16:00, do 19:00", "vr 16:00 even": as a file says it, and as it is read back."""
    return ", ".join(
        f"{DAY_NAMES[matching.weekday(one)]} {hour_of(one)}:00{_WEEKS_BEHIND[which_weeks(one)]}"
        for one in sorted(moments, key=in_order)
    )


def spoken_moments(moments: Iterable[matching.Moment]) -> str:
    """ "dinsdag 16:00, donderdag 19:00", "vrijdag 16:00 in even weken"."""
    return ", ".join(
        spoken(matching.hour_of_week(one)) + str(_WEEKS_SPOKEN[which_weeks(one)])
        for one in sorted(moments, key=in_order)
    )


def in_order(moment: matching.Moment) -> tuple[int, int]:
    """By hour of the week; of one hour first that of every week."""
    return matching.hour_of_week(moment), moment


def why(proposal: matching.Proposal, request: matching.Request, languages: Mapping[str, str]) -> list[str]:
    """What speaks for the pair, and what less so: the parts of its fit in words."""
    said = [*_on_subjects(proposal, request), *_on_language(proposal, request, languages)]
    text, texts = "Er is %(num)d tijd waarop beiden kunnen.", "Er zijn %(num)d tijden waarop beiden kunnen."
    said.append(str(ngettext(text, texts, proposal.common_moments)))
    said.append(_on_place(proposal))
    if proposal.parts.get("acquaintance"):
        said.append(str(_("Ze kennen elkaar al.")))
    if _share(proposal, "scarce_skills") < MUCH_WANTED:
        said.append(str(_("Deze vrijwilliger kan ook iets zeldzaams waar anderen op wachten.")))
    return said


def why_left(left: matching.Left) -> str:
    return str(LEFT_REASONS.get(left.reason, left.reason))


def doubts(solution: matching.Solution) -> str:
    """Why it is not certain that this is the best; empty if it is, or if there are no words for it."""
    return " ".join(str(DOUBTS[doubt]) for doubt in solution.doubts if doubt in DOUBTS)


def counts(left: matching.Left, volunteers: int) -> list[tuple[str, int]]:
    """Rule after rule, how many volunteers remained; rules that sent nobody away are left out."""
    told = [(str(_("alle vrijwilligers")), volunteers)]
    for rule, remained in left.counts.items():
        if remained < told[-1][1]:
            told.append((str(RULES.get(rule, rule)), remained))
    return told


def _share(proposal: matching.Proposal, part: str) -> float:
    return proposal.parts.get(part, 0) / matching.FULL_PARTS[part]


def _on_subjects(proposal: matching.Proposal, request: matching.Request) -> list[str]:
    if not request.subjects:
        return []
    if _share(proposal, "subjects") < 1:
        return [str(_("Kan een deel van wat gevraagd is."))]
    if _share(proposal, "level") < 1:
        return [str(_("Kan alles wat gevraagd is, vanaf een ander niveau."))]
    return [str(_("Kan alles wat gevraagd is, op dit niveau."))]


def _on_language(
    proposal: matching.Proposal, request: matching.Request, languages: Mapping[str, str]
) -> list[str]:
    language = request.interpreter_language or request.language
    if language is None:
        return []
    name = languages.get(language, language)
    if proposal.needs_booked_interpreter:
        return [str(_("Regel een tolk: %(language)s.", language=name))]
    if _share(proposal, "language") < 1:
        return [str(_("Spreekt geen %(language)s.", language=name))]
    return [str(_("Spreekt %(language)s.", language=name))]


def _on_place(proposal: matching.Proposal) -> str:
    if proposal.in_person and proposal.distance_km is not None:
        return str(_("Op locatie, op %(distance)s.", distance=km(proposal.distance_km)))
    return str(_("Op locatie.") if proposal.in_person else _("Online."))
