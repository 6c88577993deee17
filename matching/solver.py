"""A round from beginning to end: candidates, assignment, schedule, and what there is to say about it."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from matching.assignment import Network
from matching.candidates import Candidates
from matching.columns import Columns, columns_of
from matching.keeping import Round, round_of
from matching.planning import Plan, Progress, make_plan
from matching.problem import Problem
from matching.proposing import proposals_of
from matching.rules import RULES
from matching.schedule import weeks
from matching.solution import Certificate, Left, LeftReason, Proposal, Solution

Key = TypeVar("Key", bound=Hashable)


class UnknownRequest(LookupError):
    """The request is not in the problem, its record was set aside, or its pupil has a kept pair."""


def solve(problem: Problem, progress: Progress | None = None) -> Solution:
    """Give as many pupils as possible a volunteer, and of those ways the best.

    Every pupil gets at most one volunteer, and no volunteer more pupils than they have places and hours
    for. The most urgent and longest waiting go first; of all ways to place the same pupils this one fits
    best. All of that holds around the pairs that were kept (``Problem.kept``), which stand as they are. The same
    problem, in whatever order, always gives the same solution; ``Solution.doubts`` says if it is not proven.
    ``progress`` is told "candidates", "assignment", "schedule" and "explain", each with its share done, 0 to 1.
    Bad records are set aside; raises NotAProblem where there is nothing to set aside by (see ``shape``).

    The method is a primal-dual assignment of shortest paths (Kuhn 1955; Edmonds and Karp 1972) over a few pairs,
    whose prices are held against all others (column generation; Gilmore and Gomory 1961).
    """
    tell = progress or (lambda _stage, _share: None)
    around = round_of(problem)
    candidates = Candidates(columns_of(around.problem))
    plan = make_plan(candidates, tell)
    tell("explain", 0.0)
    solution = Solution(
        proposals=tuple(_proposals(candidates.columns, plan)),
        kept=around.kept,
        left=tuple(sorted((*_left(candidates, plan), *_left_for_kept(around)), key=lambda left: left.request_id)),
        set_aside=around.set_aside,
        doubts=tuple(sorted(plan.doubts)),
        certificate=None if plan.doubts else _certificate(plan.network),
    )
    tell("explain", 1.0)
    return solution


def candidates_for(problem: Problem, request_id: int) -> tuple[Proposal, ...]:
    """Everybody this request may be paired with as things stand, best fit first, each with moments.

    All hard needs hold; other requests are looked at only to see which skills are scarce. Raises
    ``UnknownRequest`` for a request that is not in the problem, was set aside, or whose pupil has a kept pair.
    """
    clean = round_of(problem).problem
    row = next((row for row, request in enumerate(clean.requests) if request.id == request_id), None)
    if row is None:
        raise UnknownRequest(request_id)
    columns = columns_of(clean)
    found = Candidates(columns).all_pairs(row).volunteer
    rhythm = columns.programme_of(row).rhythm
    moments = [
        next(weeks(rhythm.starts(clean.requests[row].free & clean.volunteers[volunteer].free), rhythm))
        for volunteer in found.tolist()
    ]
    proposals = proposals_of(columns, np.full(len(found), row), found, moments)
    return tuple(sorted(proposals, key=lambda proposal: (-proposal.fit, proposal.volunteer_id)))


def _proposals(columns: Columns, plan: Plan) -> Iterable[Proposal]:
    chosen = plan.network.chosen
    # Whatever happens, nobody is proposed without moments.
    with_moments = np.array([request in plan.moments for request in chosen.request.tolist()], dtype=np.bool_)
    request, volunteer = chosen.request[with_moments], chosen.volunteer[with_moments]
    return proposals_of(columns, request, volunteer, [plan.moments[row] for row in request.tolist()])


def _certificate(network: Network) -> Certificate:
    columns, prices, weights = network.columns, network.prices(), network.weights
    volunteers = [volunteer.id for volunteer in columns.volunteers]
    keys = [programme.key for programme in columns.programmes]
    timed = {row: volunteers[volunteer] for volunteer, row in enumerate(prices.timed.tolist()) if row >= 0}
    return Certificate(
        value=network.value,
        bound=network.bound,
        step=weights.step,
        point=weights.point,
        bonus=weights.bonus,
        worth=_not_zero((columns.pupil_ids[at], price) for (at,), price in np.ndenumerate(prices.worth)),
        price=_not_zero((volunteers[at], price) for (at,), price in np.ndenumerate(prices.price)),
        programme_price=_not_zero(
            ((volunteers[at], keys[programme]), price)
            for (at, programme), price in np.ndenumerate(prices.programme)
        ),
        moment_price=_not_zero(
            ((timed[row], moment), price) for (row, moment), price in np.ndenumerate(prices.moment)
        ),
    )


def _not_zero(prices: Iterable[tuple[Key, np.int64]]) -> dict[Key, int]:
    return {key: int(price) for key, price in prices if price}


def _left(candidates: Candidates, plan: Plan) -> Iterable[Left]:
    pupil = candidates.columns.asks.row["pupil"]
    served = np.zeros(candidates.size, dtype=np.bool_)
    served[list(plan.moments)] = True
    elsewhere = np.isin(pupil, pupil[served])
    left = np.flatnonzero(~served)
    for row, counts in zip(left.tolist(), candidates.remaining(left).tolist(), strict=True):
        remaining = dict(zip(RULES, counts, strict=True))
        reason = LeftReason.OTHER_REQUEST_SERVED if elsewhere[row] else _reason(remaining)
        yield Left(request_id=candidates.columns.requests[row].id, reason=reason, counts=remaining)


def _left_for_kept(around: Round) -> Iterable[Left]:
    """The other requests of pupils who have a kept pair."""
    if around.others:
        asking = Candidates(columns_of(replace(around.problem, requests=around.others)))
        rows = np.arange(len(around.others))
        for request, counts in zip(around.others, asking.remaining(rows).tolist(), strict=True):
            remaining = dict(zip(RULES, counts, strict=True))
            yield Left(request_id=request.id, reason=LeftReason.OTHER_REQUEST_SERVED, counts=remaining)


def _reason(remaining: dict[str, int]) -> LeftReason:
    for name, number in remaining.items():
        if number == 0:
            return LeftReason(name)
    return LeftReason.PLACES_TAKEN
