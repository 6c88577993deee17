"""Around what was kept: pairs that stand hold their place and their hours, and the rest is solved around them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matching.bits import Ints, Mask
from matching.checks import check
from matching.columns import Asks, Columns, Offers, columns_of
from matching.compiled import compiled
from matching.moments import HOURS_IN_WEEK, MOMENTS, Moment, weekday
from matching.problem import Kept, Problem, Request
from matching.proposing import proposals_of
from matching.rules import may_meet
from matching.solution import Proposal, SetAside, SetAsideReason

Reason = SetAsideReason


class Round(NamedTuple):
    """What is left to solve (``problem``, in which nobody is kept), and around what: the pairs that stand, and the
    ``others`` of those pupils' requests. ``sound`` is the whole without its bad records."""

    problem: Problem
    sound: Problem
    kept: tuple[Proposal, ...] = ()
    others: tuple[Request, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def round_of(problem: Problem) -> Round:
    """The problem without its bad records, and around its kept pairs.

    Kept pairs are looked at in order of request id, then volunteer id, then moments. One that goes against a rule,
    or against one that stands already, is set aside, and its request takes part as any other.
    """
    sound, set_aside = check(problem)
    if not sound.kept:
        return Round(sound, sound, set_aside=set_aside)
    columns = columns_of(sound)
    standing, refused = _Keeper(columns).sort_out(sound.kept)
    request = {request.id: row for row, request in enumerate(sound.requests)}
    volunteer = {helper.id: row for row, helper in enumerate(sound.volunteers)}
    asking = np.array([request[pair.request_id] for pair in standing], dtype=np.int64)
    helping = np.array([volunteer[pair.volunteer_id] for pair in standing], dtype=np.int64)
    pupils = {sound.requests[row].pupil_id for row in asking.tolist()}
    kept_ids = {pair.request_id for pair in standing}
    return Round(
        problem=_beside(sound, standing, pupils),
        sound=sound,
        kept=tuple(proposals_of(columns, asking, helping, [pair.moments for pair in standing])),
        others=tuple(r for r in sound.requests if r.pupil_id in pupils and r.id not in kept_ids),
        set_aside=(*set_aside, *refused),
    )


def _beside(problem: Problem, standing: Sequence[Kept], pupils: set[int]) -> Problem:
    """The problem without these pupils, the places and hours of their pairs gone."""
    rhythm = {request.id: problem.rhythm_of(request) for request in problem.requests if request.pupil_id in pupils}
    taken: dict[int, list[frozenset[Moment]]] = defaultdict(list)
    for pair in standing:
        taken[pair.volunteer_id].append(rhythm[pair.request_id].taken(pair.moments))
    return replace(
        problem,
        kept=(),
        requests=tuple(request for request in problem.requests if request.pupil_id not in pupils),
        volunteers=tuple(
            replace(v, places=v.places - len(taken[v.id]), booked=v.booked.union(*taken[v.id]))
            if v.id in taken
            else v
            for v in problem.volunteers
        ),
    )


class _Keeper:
    """Sorts kept pairs into those that stand together and the others."""

    def __init__(self, columns: Columns) -> None:
        self.problem = columns.problem
        self.columns = columns
        self.request = {request.id: row for row, request in enumerate(columns.requests)}
        self.volunteer = {volunteer.id: row for row, volunteer in enumerate(columns.volunteers)}
        self.pupils: set[int] = set()
        self.used: dict[int, int] = defaultdict(int)
        self.taken: dict[int, frozenset[Moment]] = defaultdict(frozenset)

    def sort_out(self, kept: Iterable[Kept]) -> tuple[list[Kept], list[SetAside]]:
        standing, refused = [], []
        for pair in sorted(kept, key=lambda pair: (pair.request_id, pair.volunteer_id, _in_order(pair.moments))):
            reason = self._fault(pair)
            if reason is None:
                standing.append(pair)
                self._put_down(pair)
            else:
                refused.append(SetAside("kept", pair.request_id, reason))
        return standing, refused

    def _put_down(self, pair: Kept) -> None:
        request = self.problem.requests[self.request[pair.request_id]]
        self.pupils.add(request.pupil_id)
        self.used[pair.volunteer_id] += 1
        self.taken[pair.volunteer_id] |= self.problem.rhythm_of(request).taken(pair.moments)

    def _fault(self, pair: Kept) -> Reason | None:
        """What speaks against it, in this order; None if nothing does."""
        if not _is_readable(pair):
            return Reason.UNREADABLE
        if pair.request_id not in self.request:
            return Reason.UNKNOWN_REQUEST
        if pair.volunteer_id not in self.volunteer:
            return Reason.UNKNOWN_VOLUNTEER
        asking, helping = self.request[pair.request_id], self.volunteer[pair.volunteer_id]
        request, volunteer = self.problem.requests[asking], self.problem.volunteers[helping]
        if (request.pupil_id, volunteer.id) in self.problem.forbidden:
            return Reason.FORBIDDEN
        if request.pupil_id in self.pupils:
            return Reason.KEPT_TWICE
        if self.used[volunteer.id] >= volunteer.places:
            return Reason.NO_PLACE_LEFT
        rhythm = self.problem.rhythm_of(request)
        days = {weekday(moment) for moment in pair.moments}
        of_these_weeks = all((moment < HOURS_IN_WEEK) == (rhythm.every_weeks == 1) for moment in pair.moments)
        if not len(pair.moments) == len(days) == rhythm.sessions or not of_these_weeks:
            return Reason.WRONG_MOMENTS
        if not pair.moments <= rhythm.starts(request.free & volunteer.free):
            return Reason.MOMENTS_NOT_FREE
        if not self.taken[volunteer.id].isdisjoint(rhythm.taken(pair.moments)):
            return Reason.MOMENTS_NOT_FREE
        rows = np.array([asking]), np.array([helping])
        return None if needs_met(self.columns.offers, self.columns.asks, *rows)[0] else Reason.NEED_BROKEN


def _is_readable(pair: Kept) -> bool:
    return isinstance(pair.moments, frozenset) and set(_in_order(pair.moments)) == pair.moments


def _in_order(moments: object) -> list[Moment]:
    """Sorted; nothing if they are no moments."""
    if not isinstance(moments, frozenset) or not all(moment in range(MOMENTS) for moment in moments):
        return []
    return sorted(moments)


@compiled
def needs_met(offers: Offers, asks: Asks, request: Ints, volunteer: Ints) -> Mask:
    """By pair, whether every hard need is met."""
    met = np.empty(len(request), dtype=np.bool_)
    for pair in range(len(request)):
        met[pair] = may_meet(offers, asks, volunteer[pair], request[pair])
    return met
