"""A run: from files to what came out of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import matching
from maatje.outside.beyond import Beyond, look_beyond, other_choice, what_helps
from maatje.outside.gathering import Files, Gathered, gather
from maatje.outside.requests import Asked
from maatje.outside.sheets import Good
from maatje.outside.tables import LEFT_HEADINGS, PROPOSAL_HEADINGS, Table
from maatje.outside.words import short_moments, why_left
from maatje.rounds.words import SET_ASIDE_OTHERWISE, SET_ASIDE_REASONS

Tell = Callable[[str, float], None]


class Placed(NamedTuple):
    """A proposal with the two people as the files have them; a fixed one was decided before."""

    proposal: matching.Proposal
    request: Good[Asked]
    volunteer: Good[matching.Volunteer]
    is_fixed: bool


class LeftOver(NamedTuple):
    """A request without a proposal, as the file has it."""

    left: matching.Left
    request: Good[Asked]


@dataclass(frozen=True)
class Outcome:
    """What was read and what the engine made of it; both sorted by the request's reference."""

    gathered: Gathered
    solution: matching.Solution
    beyond: Beyond = field(default_factory=Beyond)

    @property
    def placed(self) -> list[Placed]:
        return sorted(
            [
                Placed(
                    one,
                    self.gathered.requests[one.request_id],
                    self.gathered.volunteers[one.volunteer_id],
                    is_fixed=one in self.gathered.kept,
                )
                for one in (*self.gathered.kept, *self.solution.proposals)
            ],
            key=lambda one: one.proposal.request_id,
        )

    @property
    def left(self) -> list[LeftOver]:
        return [LeftOver(one, self.gathered.requests[one.request_id]) for one in self.solution.left]

    def programme_of(self, request: Good[Asked]) -> str:
        return self.gathered.known.rules[request.record.record.programme].name

    def other_choices(self, placed: Placed) -> list[str]:
        """The next-best volunteers and what choosing each would change; empty for a fixed pair."""
        explanation = self.beyond.explanation
        found = explanation.alternatives.get(placed.proposal.request_id, ()) if explanation else ()
        return [other_choice(one, self.gathered) for one in found]

    def what_helps(self, left: LeftOver) -> str:
        """What would place this request, or with whom it competes; empty if nobody knows."""
        why = self.beyond.explanation.left.get(left.left.request_id) if self.beyond.explanation else None
        return what_helps(why, self.gathered) if why else ""

    def region_of(self, request: Good[Asked]) -> str:
        return self.gathered.known.regions.shown[request.record.record.region]


def match(files: Files, day: date, tell: Tell = lambda _stage, _share: None) -> Outcome:
    """Everybody in the files who can be read has been matched. Raises FileRefused.

    `tell` hears "reading" and then the engine's own stages, each with its share done, 0 to 1.
    """
    tell("reading", 0.0)
    gathered = gather(files, day)
    tell("reading", 1.0)
    solution = matching.solve(gathered.problem, tell)
    _set_aside(gathered, solution)
    return Outcome(gathered, solution, look_beyond(gathered.problem, solution, tell))


def _set_aside(gathered: Gathered, solution: matching.Solution) -> None:
    """What the engine did without goes back to the file it came from; reading should have seen it before."""
    for one in solution.set_aside:
        reason = {"": str(SET_ASIDE_REASONS.get(one.reason, SET_ASIDE_OTHERWISE))}
        if one.kind == "volunteer" and isinstance(one.id, int):
            gathered.sheets["volunteers"].set_aside(gathered.volunteers[one.id].row, reason)
        elif one.kind == "request" and isinstance(one.id, int):
            gathered.sheets["requests"].set_aside(gathered.requests[one.id].row, reason)


def proposals_table(outcome: Outcome) -> Table:
    """All proposals; given back to the next run, it may carry decisions in its last column."""
    return PROPOSAL_HEADINGS, [_proposal_row(outcome, one) for one in outcome.placed]


def _proposal_row(outcome: Outcome, placed: Placed) -> list[str]:
    proposal = placed.proposal
    return [
        placed.request.reference,
        placed.request.record.pupil,
        placed.volunteer.reference,
        outcome.programme_of(placed.request),
        short_moments(proposal.moments),
        "op locatie" if proposal.in_person else "online",
        "" if proposal.distance_km is None else f"{proposal.distance_km:.1f}".replace(".", ","),
        "ja" if proposal.needs_booked_interpreter else "nee",
        str(proposal.common_moments),
        str(proposal.days_waited),
        str(proposal.fit),
        *(str(proposal.parts.get(part, 0)) for part in matching.FULL_PARTS),
        "vast" if placed.is_fixed else "",
    ]


def left_table(outcome: Outcome) -> Table:
    """All requests without a proposal, with how many volunteers remained after each rule."""
    everybody = len(outcome.gathered.problem.volunteers)
    return LEFT_HEADINGS, [
        [
            one.request.reference,
            one.request.record.pupil,
            outcome.programme_of(one.request),
            str(one.request.record.record.days_waited),
            why_left(one.left),
            str(everybody),
            *(str(one.left.counts.get(rule, 0)) for rule in matching.RULE_NAMES),
        ]
        for one in outcome.left
    ]
