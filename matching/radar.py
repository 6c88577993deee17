"""Whom to look for: how many of those left over would be placed if volunteers of a kind came."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matching.ceiling import Ceiling, ceiling_of
from matching.explanation import Kind, Radar, Wish
from matching.keeping import round_of
from matching.kinds import kinds_of, name_of, next_id, volunteers_of
from matching.planning import Progress
from matching.problem import Problem
from matching.solution import Solution
from matching.solver import solve

NUMBERS = (10, 3, 1)
"""So many volunteers of a kind are tried."""

MOST = max(NUMBERS)
BEST_KINDS = 10
PLANNED = 10


def radar(problem: Problem, solution: Solution, progress: Progress | None = None) -> Radar:
    """The ten kinds of volunteer that would place most pupils, and which ten volunteers to look for next.

    ``solution`` is what ``solve`` found for ``problem``. A kind's numbers say how many more pupils are placed in
    all, be it by them or by others who come free because of them; each was found by solving the whole problem
    with such volunteers added. Kinds are those that the requests left over call for; one that would place nobody
    is left out. ``progress`` is told "radar" and the share done, 0 to 1.
    """
    tell = progress or (lambda _stage, _share: None)
    clean = round_of(problem).problem
    kinds = kinds_of(clean, solution)
    tell("radar", 0.0)
    found = Radar()
    if kinds:
        trial = _Trial(clean, len(solution.proposals), ceiling_of(clean, solution, kinds))
        promising = _most_promising_first(trial, kinds)
        tell("radar", 0.1)
        wishes = _best_wishes(trial, promising, tell)
        tell("radar", 0.7)
        first = [wish.kind for wish in wishes]
        found = Radar(wishes=wishes, plan=_plan(trial, dict.fromkeys([*first, *promising]), tell))
    tell("radar", 1.0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """What would happen if others came: ``placed`` are without them."""

    problem: Problem
    placed: int
    ceiling: Ceiling
    tried: dict[frozenset[tuple[Kind, int]], int] = field(default_factory=dict)

    def at_most(self, more: Mapping[Kind, int]) -> int:
        """No more pupils than this can be placed beyond those who are, once these are there too."""
        return self.ceiling.placed(more) - self.placed

    def gain(self, more: Mapping[Kind, int]) -> int:
        """How many more are placed once these are there too."""
        key = frozenset(more.items())
        if key not in self.tried:
            self.tried[key] = len(solve(self._with(more)).proposals) - self.placed
        return self.tried[key]

    def _with(self, more: Mapping[Kind, int]) -> Problem:
        volunteers, ident = list(self.problem.volunteers), next_id(self.problem)
        for kind in sorted(more, key=name_of):
            volunteers += volunteers_of(kind, more[kind], ident)
            ident += more[kind]
        return replace(self.problem, volunteers=volunteers)


def _most_promising_first(trial: _Trial, kinds: Iterable[Kind]) -> dict[Kind, int]:
    """By kind how many pupils ten such volunteers can place at most; who can place nobody is left out."""
    bound = {kind: trial.at_most({kind: MOST}) for kind in kinds}
    ordered = sorted((kind for kind in bound if bound[kind] > 0), key=lambda kind: (-bound[kind], name_of(kind)))
    return {kind: bound[kind] for kind in ordered}


def _best_wishes(trial: _Trial, promising: Mapping[Kind, int], tell: Progress) -> tuple[Wish, ...]:
    best: list[Wish] = []
    slack = trial.at_most({})
    for turn, (kind, bound) in enumerate(promising.items(), start=1):
        # One volunteer more lets the ceiling rise by one at most, so it is known for fewer than ten as well.
        hoped = Wish(kind=kind, placed={number: min(bound, slack + number) for number in NUMBERS})
        if len(best) == BEST_KINDS and _rank(hoped) > _rank(best[-1]):
            break
        tell("radar", 0.1 + 0.6 * turn / len(promising))
        found = trial.gain({kind: MOST})
        if found <= 0 or (len(best) == BEST_KINDS and found < best[-1].placed[MOST]):
            continue
        wish = Wish(kind=kind, placed={number: trial.gain({kind: number}) for number in sorted(NUMBERS)})
        best = sorted([*best, wish], key=_rank)[:BEST_KINDS]
    return tuple(best)


def _rank(wish: Wish) -> tuple[object, ...]:
    return (*(-wish.placed[number] for number in NUMBERS), name_of(wish.kind))


def _plan(trial: _Trial, kinds: Iterable[Kind], tell: Progress) -> tuple[tuple[Kind, int], ...]:
    """One volunteer with one place adds at most one pupil to a best solution, so the first kind that adds one
    adds most. A kind that adds nobody will not do so later either, when others have come (the rank of a matroid
    is submodular)."""
    plan: list[tuple[Kind, int]] = []
    coming: Counter[Kind] = Counter()
    total = 0
    for kind in kinds:
        while len(plan) < PLANNED and _adds(trial, kind, coming, total):
            coming[kind] += 1
            total = trial.gain(coming)
            plan.append((kind, total))
            tell("radar", 0.7 + 0.3 * len(plan) / PLANNED)
    return tuple(plan)


def _adds(trial: _Trial, kind: Kind, coming: Counter[Kind], total: int) -> bool:
    more = coming + Counter([kind])
    return trial.at_most(more) > total and trial.gain(more) > total
