"""Why this solution? Said about each proposal and about everybody who is left over."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from matching.alternatives import Sure, alternatives_of, pairing_in, pairing_of
from matching.candidates import Candidates
from matching.changes import Levels
from matching.columns import columns_of
from matching.competition import rivals_of
from matching.explanation import Alternative, Explanation, WhyLeft
from matching.keeping import round_of
from matching.planning import Progress, make_plan
from matching.problem import Problem
from matching.remedies import thoughts_of
from matching.solution import Solution
from matching.what_if import Settled, complete, nearest_to, settled

NO_LEVELS: Levels = {}


def explain(
    problem: Problem,
    solution: Solution,
    progress: Progress | None = None,
    *,
    only: Collection[int] | None = None,
    levels: Levels = NO_LEVELS,
) -> Explanation:
    """The next-best volunteers of each proposal with what choosing them would change, and for each request left
    over what would help it or with whom it competes.

    ``solution`` is what ``solve`` gave for ``problem``. ``only`` limits the explanation to these request ids;
    ``levels`` gives the levels one step from each, for ``Remedy.ONE_LEVEL``. ``progress`` is told "explain" with
    the share done. Alternatives say whether they are ``exact``: where the solution is proven the best, and the
    problem small enough to hold all possible pairs at once. Where it is not proven, what would cost somebody a
    place is solved again. Raises what ``solve`` raises, and KeyError for a solution of another problem.

    Changes are read off the optimum's residual network (Edmonds and Karp 1972), competition is a deficient set
    (Hall 1935).
    """
    tell = progress or (lambda _stage, _share: None)
    clean = round_of(problem).problem
    candidates = Candidates(columns_of(clean))
    plan = make_plan(candidates, lambda _stage, _share: None)
    is_complete = complete(plan.network)
    before = pairing_in(candidates.columns, solution.proposals)
    network = nearest_to(plan.network, before.helper)
    same = np.array_equal(before.helper, pairing_of(network).helper)
    is_proven = same and solution.proven and not plan.doubts
    sure = Sure.GUESSED if not is_complete else Sure.PROVEN if is_proven else Sure.NOT_PROVEN
    now = settled(network)
    rows = [row for row, request in enumerate(clean.requests) if only is None or request.id in only]
    alternatives: dict[int, tuple[Alternative, ...]] = {}
    for number, row in enumerate(rows):
        tell("explain", number / len(rows))
        if before.helper[row] >= 0:
            alternatives[clean.requests[row].id] = tuple(alternatives_of(now, row, before, sure))
    others = [left.request_id for left in solution.left if only is None or left.request_id in only]
    left = {ident: WhyLeft(request_id=ident) for ident in others}
    if is_complete and same:
        left |= {why.request_id: why for why in _why_left(now, candidates, rows, levels)}
    tell("explain", 1.0)
    return Explanation(alternatives=alternatives, left=left)


def _why_left(now: Settled, candidates: Candidates, rows: Sequence[int], levels: Levels) -> Iterator[WhyLeft]:
    """Of those whose pupil has no place at all."""
    pupil = now.network.columns.asks.row["pupil"]
    left = [row for row in rows if now.network.seated[pupil[row]] < 0]
    thoughts = thoughts_of(now.network, left, levels) if left else None
    rivals = rivals_of(now, candidates) if left else None
    for row in left:
        help = thoughts.help_for(row) if thoughts else None
        competition = rivals.competition_of(row) if rivals and not help else None
        yield WhyLeft(request_id=now.network.columns.requests[row].id, help=help, competition=competition)
