"""Who else would do? For each proposal the next-best volunteers, and what choosing them would change.

A short search from the optimum says so. Where the optimum is not proven it may have missed a way that costs nobody
a place; whatever it says that costs one is then solved again from the start.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

import numpy as np

from matching.assignment import Network
from matching.bits import Ints, Mask
from matching.columns import NOBODY, Columns
from matching.explanation import Alternative, Change
from matching.problem import Kept
from matching.proposing import proposals_of
from matching.schedule import weeks
from matching.search import FAR
from matching.solution import Proposal
from matching.solver import solve
from matching.what_if import Settled, losses, weeks_at

MOST = 3


class Sure(Enum):
    """What the search may build on: a proven optimum over all pairs, one that is not proven, or too many pairs to
    look at them all, or to solve anything again."""

    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Who helps each request (rows; NOBODY if left over), and the fit of it all."""

    helper: Ints
    fit: int

    def worth(self, columns: Columns) -> tuple[int, list[int], int]:
        """What a round goes by: how many are placed, then who, then how well."""
        placed = columns.rank[self.helper >= 0]
        return len(placed), sorted(placed.tolist(), reverse=True), self.fit


def pairing_of(network: Network) -> Pairing:
    chosen = network.chosen
    helper = np.full(network.candidates.size, NOBODY)
    helper[chosen.request] = chosen.volunteer
    return Pairing(helper, int(chosen.fit.sum()))


def pairing_in(columns: Columns, proposals: Collection[Proposal]) -> Pairing:
    """That of these proposals, with the fit that they have in these columns."""
    request = {asked.id: row for row, asked in enumerate(columns.requests)}
    volunteer = {offered.id: row for row, offered in enumerate(columns.volunteers)}
    asking = np.array([request[found.request_id] for found in proposals], dtype=np.int64)
    helping = np.array([volunteer[found.volunteer_id] for found in proposals], dtype=np.int64)
    helper = np.full(len(request), NOBODY)
    helper[asking] = helping
    moments = [found.moments for found in proposals]
    return Pairing(helper, sum(found.fit for found in proposals_of(columns, asking, helping, moments)))


def alternatives_of(
    now: Settled, request: int, solution: Pairing, sure: Sure, most: int = MOST
) -> Iterable[Alternative]:
    """The ``most`` other volunteers for this request (a row with a proposal) that cost the whole least, and
    of equals those who fit best."""
    columns, pairs = now.network.columns, now.network.pairs
    pupil = int(columns.asks.row["pupil"][request])
    stretches = _stretches(now, pupil)
    row = now.arc_pair[stretches[:, 0]]
    other = (pairs.request[row] == request) & (pairs.volunteer[row] != solution.helper[request])
    stretches, row = stretches[other], row[other]
    lost = losses(now, pupil, stretches, now.network.weights.point, most)
    for index in np.lexsort((pairs.volunteer[row], -pairs.fit[row], lost))[:most].tolist():
        if lost[index] < FAR:
            yield _alternative(now, pupil, int(row[index]), stretches[index], solution, sure)


def _stretches(now: Settled, pupil: int) -> Ints:
    """From where to where the arcs of each of this pupil's pairs stand."""
    begin, end = now.graph.arc_from[pupil : pupil + 2].tolist()
    cuts = np.flatnonzero(np.diff(now.arc_pair[begin:end])) + begin + 1
    bounds = [begin, *cuts.tolist(), end] if begin < end else []
    return np.array(list(pairwise(bounds)), dtype=np.int64).reshape(-1, 2)


def _alternative(now: Settled, pupil: int, row: int, stretch: Ints, solution: Pairing, sure: Sure) -> Alternative:
    arcs = np.arange(stretch[0], stretch[1])
    after = now.with_weights(arcs, now.graph.arc_weight[arcs] + now.premium, np.array([pupil]))
    request, volunteer = int(now.network.pairs.request[row]), int(now.network.pairs.volunteer[row])
    moved = np.flatnonzero(after.seated != now.network.seated)
    touched = np.unique(after.pairs.volunteer[after.seated[moved[after.seated[moved] >= 0]]])
    timetable = weeks_at(after, np.union1d(touched, volunteer))
    proposal = proposal_of(after, request, volunteer, None if timetable is None else timetable.get(request))
    found = pairing_of(after)
    exact = sure is Sure.PROVEN and timetable is not None
    costs = timetable is None or change_of(after.columns, solution, found, request).loses
    if costs and not exact and sure is not Sure.GUESSED:
        again = _solved_again(after.columns, solution, proposal)
        found = again if timetable is None else max(again, found, key=lambda each: each.worth(after.columns))
    return Alternative(
        proposal=proposal,
        change=change_of(after.columns, solution, found, request),
        exact=exact,
    )


def _solved_again(columns: Columns, solution: Pairing, chosen: Proposal) -> Pairing:
    """A new run around this one pair, in which the others' pairs go before what is equally good."""
    kept = Kept(request_id=chosen.request_id, volunteer_id=chosen.volunteer_id, moments=frozenset(chosen.moments))
    placed = np.flatnonzero(solution.helper >= 0).tolist()
    earlier = frozenset((columns.requests[row].id, columns.volunteers[solution.helper[row]].id) for row in placed)
    again = solve(replace(columns.problem, kept=(kept,), earlier=earlier))
    return pairing_in(columns, (*again.proposals, *again.kept))


def proposal_of(network: Network, request: int, volunteer: int, week: tuple[int, ...] | None) -> Proposal:
    """The proposal of this pair at these moments, or, if there are none, at any that both have free."""
    columns = network.columns
    if week is None:
        free = columns.requests[request].free & columns.volunteers[volunteer].free
        rhythm = columns.programme_of(request).rhythm
        week = next(weeks(rhythm.starts(free), rhythm))
    return next(iter(proposals_of(columns, np.array([request]), np.array([volunteer]), [week])))


def change_of(columns: Columns, before: Pairing, after: Pairing, about: int) -> Change:
    """How one differs from the other, the request they are ``about`` left out."""
    differs = before.helper != after.helper
    differs[about] = False

    def ids(which: Mask) -> tuple[int, ...]:
        return tuple(columns.requests[row].id for row in np.flatnonzero(differs & which).tolist())

    alone, left = before.helper < 0, after.helper < 0
    return Change(gains=ids(alone), loses=ids(left), moves=ids(~alone & ~left), fit=after.fit - before.fit)
