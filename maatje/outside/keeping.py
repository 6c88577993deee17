"""Fixed pairs: they hold their places and moments, and the rest is solved around them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.rounds.words import RULES

_WRONG_WEEKS = {
    1: _l("Dit programma is elke week. Laat even of oneven weg bij de vaste tijd."),
    2: _l("Dit programma is om de week. Zet even of oneven achter de vaste tijd."),
}


@dataclass(frozen=True)
class Fixed:
    """A pair that was decided; without moments the best ones are chosen."""

    request_id: int
    volunteer_id: int
    moments: frozenset[matching.Moment] = frozenset()


@dataclass(frozen=True)
class Kept:
    """The pairs that stand, the problem that is left, and the pairs that cannot be, each with the reason."""

    problem: matching.Problem
    proposals: tuple[matching.Proposal, ...] = ()
    refused: tuple[tuple[Fixed, str], ...] = ()


def keep(problem: matching.Problem, fixed: Sequence[Fixed]) -> Kept:
    """Every fixed pair that keeps the rules stands; its request is solved, its place and moments are taken.

    Pairs with moments are put down first, in their order; then the others together, so that none is in another's
    way, and what that left (a second pupil of one volunteer) one by one. A pair that breaks a rule is refused, and
    its request takes part as any other.
    """
    if not fixed:
        return Kept(problem)
    table = _Table(problem)
    often = Counter(one.request_id for one in fixed)
    standing = []
    for one in fixed:
        if often[one.request_id] > 1:
            table.refused.append((one, _("Deze hulpvraag staat vaker vast. Kies er een.")))
        elif table.is_forbidden(one):
            table.refused.append((one, _("Dit paar is ook verboden. Het verbod geldt.")))
        else:
            standing.append(one)
    for one in standing:
        if one.moments:
            table.put_down_at_its_moments(one)
    rest = [one for one in standing if not one.moments]
    table.put_down(table.proposals_for(rest))
    for one in rest:
        if one.request_id in table.requests:
            table.put_down_or_refuse(one)
    return table.kept()


class _Table:
    """The problem while pairs are put down."""

    def __init__(self, problem: matching.Problem) -> None:
        self.problem = problem
        self.requests = {request.id: request for request in problem.requests}
        self.volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
        self.proposals: list[matching.Proposal] = []
        self.refused: list[tuple[Fixed, str]] = []

    def kept(self) -> Kept:
        problem = replace(
            self.problem, requests=tuple(self.requests.values()), volunteers=tuple(self.volunteers.values())
        )
        proposals = sorted(self.proposals, key=lambda one: one.request_id)
        return Kept(problem, tuple(proposals), tuple(self.refused))

    def is_forbidden(self, one: Fixed) -> bool:
        return (self.requests[one.request_id].pupil_id, one.volunteer_id) in self.problem.forbidden

    def put_down_at_its_moments(self, one: Fixed) -> None:
        request, volunteer = self.requests[one.request_id], self.volunteers[one.volunteer_id]
        rhythm = self.problem.rhythm_of(request)
        days = {matching.weekday(moment) for moment in one.moments}
        of_every_week = {moment < matching.EVEN_WEEKS for moment in one.moments}
        if not len(one.moments) == len(days) == rhythm.sessions:
            wrong = _("Geef %(number)s vaste tijden, elk op een andere dag.", number=rhythm.sessions)
            self.refused.append((one, wrong))
        elif of_every_week != {rhythm.every_weeks == 1}:
            self.refused.append((one, str(_WRONG_WEEKS[rhythm.every_weeks])))
        elif not one.moments <= rhythm.starts(request.free & volunteer.free):
            self.refused.append((one, _("Op deze vaste tijden kunnen zij niet allebei.")))
        else:
            self.put_down_or_refuse(one)

    def put_down_or_refuse(self, one: Fixed) -> None:
        if found := self.proposals_for([one]):
            self.put_down([replace(found[0], moments=tuple(sorted(one.moments)) or found[0].moments)])
        else:
            self.refused.append((one, self._why_not(one)))

    def proposals_for(self, fixed: Sequence[Fixed]) -> tuple[matching.Proposal, ...]:
        """Each of these requests may meet only its own volunteer; the engine chooses moments for all."""
        return matching.solve(self._only(fixed)).proposals if fixed else ()

    def put_down(self, proposals: Sequence[matching.Proposal]) -> None:
        for one in proposals:
            self.proposals.append(one)
            request = self.requests.pop(one.request_id)
            moments = self.problem.rhythm_of(request).taken(one.moments)
            pupil_id = request.pupil_id
            for other in [request for request in self.requests.values() if request.pupil_id == pupil_id]:
                self.requests[other.id] = replace(other, booked=other.booked | moments)
            volunteer = self.volunteers[one.volunteer_id]
            self.volunteers[volunteer.id] = replace(
                volunteer, booked=volunteer.booked | moments, places=volunteer.places - 1
            )

    def _only(self, fixed: Sequence[Fixed]) -> matching.Problem:
        requests = [self.requests[one.request_id] for one in fixed]
        volunteers = {one.volunteer_id: self.volunteers[one.volunteer_id] for one in fixed}
        meant = {(self.requests[one.request_id].pupil_id, one.volunteer_id) for one in fixed}
        others = {(request.pupil_id, volunteer) for request in requests for volunteer in volunteers} - meant
        return replace(
            self.problem,
            requests=tuple(requests),
            volunteers=tuple(volunteers.values()),
            forbidden=self.problem.forbidden | others,
        )

    def _why_not(self, one: Fixed) -> str:
        left = matching.solve(self._only([one])).left
        if left and left[0].reason in RULES:
            return str(_("Dit vaste paar kan niet. Dit klopt niet: %(rule)s.", rule=RULES[left[0].reason]))
        return str(_("Dit vaste paar kan niet."))
