"""Who else would do? For each proposal the next-best volunteers, and what choosing them would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matching.assignment import Network
from matching.bits import Ints, Mask
from matching.columns import NOBODY, Columns
from matching.explanation import Alternative, Change
from matching.proposing import proposals_of
from matching.schedule import weeks
from matching.search import FAR
from matching.solution import Proposal
from matching.what_if import Settled, losses, weeks_at

MOST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Who helps each request (rows; NOBODY if left over), and the fit of it all."""

    helper: Ints
    fit: int


def pairing_of(network: Network) -> Pairing:
    chosen = network.chosen
    helper = np.full(network.candidates.size, NOBODY)
    helper[chosen.request] = chosen.volunteer
    return Pairing(helper, int(chosen.fit.sum()))


def alternatives_of(
    now: Settled, request: int, solution: Pairing, exact: bool, most: int = MOST
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
            yield _alternative(now, pupil, int(row[index]), stretches[index], solution, exact)


def _stretches(now: Settled, pupil: int) -> Ints:
    """From where to where the arcs of each of this pupil's pairs stand."""
    begin, end = now.graph.arc_from[pupil : pupil + 2].tolist()
    cuts = np.flatnonzero(np.diff(now.arc_pair[begin:end])) + begin + 1
    bounds = [begin, *cuts.tolist(), end] if begin < end else []
    return np.array(list(pairwise(bounds)), dtype=np.int64).reshape(-1, 2)


def _alternative(now: Settled, pupil: int, row: int, stretch: Ints, solution: Pairing, exact: bool) -> Alternative:
    arcs = np.arange(stretch[0], stretch[1])
    after = now.with_weights(arcs, now.graph.arc_weight[arcs] + now.premium, np.array([pupil]))
    request, volunteer = int(now.network.pairs.request[row]), int(now.network.pairs.volunteer[row])
    moved = np.flatnonzero(after.seated != now.network.seated)
    touched = np.unique(after.pairs.volunteer[after.seated[moved[after.seated[moved] >= 0]]])
    timetable = weeks_at(after, np.union1d(touched, volunteer))
    return Alternative(
        proposal=proposal_of(after, request, volunteer, None if timetable is None else timetable.get(request)),
        change=change_of(after.columns, solution, pairing_of(after), request),
        exact=exact and timetable is not None,
    )


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
