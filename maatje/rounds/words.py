"""How a coordinator is told what a round found: parts of the fit, rules, reasons, stages."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.rounds.help import Given, Help, Missing
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import MatchingRound

PARTS: dict[str, LazyString] = {
    "subjects": _l("Vakken"),
    "level": _l("Niveau"),
    "language": _l("Taal"),
    "time": _l("Tijd samen"),
    "place": _l("Plaats"),
    "acquaintance": _l("Kennen elkaar al"),
    "scarce_skills": _l("Houdt zeldzame kennis vrij"),
}

RULES: dict[str, LazyString] = {
    "programme": _l("actief in dit programma, met een plek vrij"),
    "subjects": _l("geeft de vakken op dit niveau"),
    "language": _l("spreekt genoeg Nederlands (en heeft NT2-ervaring als dat nodig is)"),
    "interpreter": _l("spreekt de taal, of er mag een tolk bij"),
    "place": _l("online of dichtbij genoeg"),
    "time": _l("heeft tijd op dezelfde momenten"),
    "gender": _l("past bij de wens van de leerling"),
    "forbidden": _l("is niet eerder afgewezen voor deze leerling"),
}

LEFT_REASONS: dict[str, LazyString] = {
    "programme": _l("Niemand in dit programma heeft nu een plek vrij."),
    "subjects": _l("Niemand met een vrije plek geeft deze vakken op dit niveau."),
    "language": _l("Er is een vrijwilliger met (meer) ervaring in Nederlands nodig."),
    "interpreter": _l("Niemand die overblijft spreekt de taal, en een tolk mag niet in dit programma."),
    "place": _l("Online lukt niet, en niemand woont dichtbij genoeg."),
    "time": _l("Niemand die overblijft kan op dezelfde momenten."),
    "gender": _l("Er is niemand die past bij de wens van de leerling."),
    "forbidden": _l("De enige mogelijke vrijwilligers zijn eerder afgewezen voor deze leerling."),
    "places_taken": _l(
        "Er zijn wel passende vrijwilligers, maar hun plekken gaan naar leerlingen die dringender zijn of "
        "minstens zo lang wachten."
    ),
    "other_request_served": _l("Deze leerling kreeg in deze ronde al een voorstel voor een andere hulpvraag."),
}

SET_ASIDE_REASONS: dict[str, LazyString] = {
    "moment_outside_week": _l("Er staat een onmogelijk moment bij de tijden."),
    "unknown_programme": _l("Het programma bestaat niet (meer)."),
}
SET_ASIDE_OTHERWISE = _l("De gegevens zijn niet goed leesbaar.")

STAGES: dict[str, LazyString] = {
    "": _l("Wacht op een vrije computer"),
    "reading": _l("Gegevens lezen"),
    "candidates": _l("Zoeken wie bij wie past"),
    "assignment": _l("De beste verdeling uitrekenen"),
    "schedule": _l("Vaste momenten kiezen"),
    "explain": _l("Redenen opschrijven"),
    "radar": _l("Kijken wie we zoeken"),
    "storing": _l("Voorstellen bewaren"),
    "ready": _l("Klaar"),
}

PARTS_OF_DAY: dict[str, LazyString] = {
    "morning": _l("door de week 's ochtends (9 tot 12 uur)"),
    "afternoon": _l("door de week 's middags (12 tot 18 uur)"),
    "evening": _l("door de week 's avonds (18 tot 21 uur)"),
    "weekend": _l("in het weekend (9 tot 21 uur)"),
}

GROUPS: dict[str, LazyString] = {
    "region": _l("Per regio"),
    "school": _l("Per school"),
    "programme": _l("Per programma"),
    "urgency": _l("Hoe dringend?"),
    "nt2": _l("Hulp bij Nederlands als tweede taal (NT2)"),
    "interpreter": _l("Een tolk"),
}
URGENCIES = (_l("Gewoon"), _l("Liever snel"), _l("Dringend"))  # by steps
IS_NEEDED = {False: _l("Niet nodig"), True: _l("Nodig")}

ROUND_STATES: dict[RoundState, tuple[LazyString, str]] = {
    RoundState.QUEUED: (_l("In wachtrij"), "neutral"),
    RoundState.RUNNING: (_l("Bezig"), "info"),
    RoundState.READY: (_l("Klaar"), "good"),
    RoundState.FAILED: (_l("Niet gelukt"), "danger"),
}

PROPOSAL_STATES: dict[ProposalState, tuple[LazyString, str]] = {
    ProposalState.PENDING: (_l("Nieuw voorstel"), "info"),
    ProposalState.KEPT: (_l("Bewaard"), "good"),
    ProposalState.APPROVED: (_l("Goedgekeurd"), "good"),
    ProposalState.REJECTED: (_l("Afgewezen"), "danger"),
    ProposalState.REPLACED: (_l("Vervangen"), "neutral"),
    ProposalState.VOID: (_l("Vervallen"), "neutral"),
}

REJECT_REASONS: dict[str, LazyString] = {
    "too_far_apart": _l("Past niet bij elkaar (leeftijd, karakter, wens)"),
    "volunteer_not_ready": _l("Deze vrijwilliger is hier nog niet aan toe"),
    "needs_other_help": _l("Deze leerling heeft andere hulp nodig"),
    "known_problem": _l("Ze kennen elkaar, en dat is niet handig"),
    "other": _l("Andere reden"),
}


def area_of(round: MatchingRound) -> str:
    """Where a round looks: "Haaglanden"."""
    return round.region.name if round.region else str(_("Heel het land"))


@dataclass(frozen=True)
class Part:
    """One part of the fit, in words and points."""

    name: LazyString
    points: int
    full: int


def parts_in_words(parts: dict[str, int]) -> list[Part]:
    """The parts of a fit in the engine's order, each with the most it can give."""
    return [Part(PARTS[name], parts.get(name, 0), full) for name, full in matching.FULL_PARTS.items()]


def given_in_words(found: Help) -> str:
    """ "Geschiedenis (tot en met vwo), Rekenen (met Wiskunde, tot en met havo)"; empty if it is nothing."""
    return ", ".join(_given(one) for one in found.given)


def missing_in_words(found: Help) -> str:
    """ "Engels, Frans op dit niveau"; empty if nothing is missing."""
    return ", ".join(_missing(one) for one in found.missing)


def _given(one: Given) -> str:
    facts = []
    if one.offer.subject_id != one.subject.id:
        facts.append(_("met %(subject)s", subject=one.offer.subject.name))
    if one.offer.level:
        level = one.offer.level.name.partition(" (")[0]
        facts.append(_("tot en met %(level)s", level=level[:1].lower() + level[1:]))
    return f"{one.subject.name} ({', '.join(facts)})" if facts else one.subject.name


def _missing(one: Missing) -> str:
    return _("%(subject)s op dit niveau", subject=one.subject.name) if one.is_offered else one.subject.name
