"""Which skills are scarce in this problem, so that they can be kept for those who need them.

A skill's *load* is the number of requests that need it, open and expected, for each free place that has it.
What a volunteer can do beyond what a request needs is wasted on it: the loads of those skills together, set
against what the volunteers of this problem have on average. So a generalist is kept for whoever finds nobody
else, and so is the only one who speaks a language. All numbers are whole, so that nothing hangs on the order
of a sum.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.moments import HOURS_IN_WEEK
from matching.problem import Problem, Request, Skill, skills_needed
from matching.reference.supply import Floats, Ints, Mask, Supply

WHOLE = 10**6
"""What counts as wholly wasted; a skill's weight is in these parts."""

MUCH = 4
"""Wholly wasted is who has this many times the average load unused."""


@dataclass(frozen=True, slots=True, eq=False)
class Scarcity:
    """The weight of each skill that is or will be asked for, in parts of ``WHOLE``.

    ``number`` gives a skill its row in ``weight`` and ``held``; ``held`` says by skill (rows) and volunteer
    (columns) who has it; ``total`` is by volunteer the weight of all they have.
    """

    number: Mapping[Skill, int]
    weight: Ints
    held: Mask
    total: Ints

    def wasted(self, request: Request, columns: Ints) -> Floats:
        """How much of what each of these volunteers can do this request has no need of, from 0 to 1."""
        unused = self.total[columns]
        for skill in skills_needed(request) & self.number.keys():
            unused = unused - self.held[self.number[skill], columns] * self.weight[self.number[skill]]
        share: Floats = np.minimum(unused, WHOLE) / WHOLE
        return share


def scarcity_of(problem: Problem, supply: Supply) -> Scarcity:
    """How scarce each skill is when what is asked and expected is set against the free places."""
    asked = Counter(problem.expected) if problem.keep_scarce_skills else Counter[Skill]()
    for request in problem.requests if problem.keep_scarce_skills else ():
        asked.update(skills_needed(request))
    skills = sorted(skill for skill, times in asked.items() if times > 0)
    held = np.array([_holders(supply, skill) & supply.has_place for skill in skills], dtype=np.bool_)
    held = held.reshape(len(skills), len(supply.volunteers))
    weights = _weights([asked[skill] for skill in skills], held, supply)
    total = np.zeros(len(supply.volunteers), dtype=np.int64)
    for who, weight in zip(held, weights, strict=True):
        total[who] += weight
    number = {skill: row for row, skill in enumerate(skills)}
    return Scarcity(number, np.array(weights, dtype=np.int64), held, total)


def _weights(asked: list[int], held: Mask, supply: Supply) -> list[int]:
    # Endless places make nothing endlessly plentiful: beyond what is asked for there is no difference.
    most = min(max(asked, default=0), HOURS_IN_WEEK)
    places = np.array([min(volunteer.places, most) for volunteer in supply.volunteers], dtype=np.int64)
    loads = [times * WHOLE // max(int(places[who].sum()), 1) for times, who in zip(asked, held, strict=True)]
    carried = sum(load * int(np.count_nonzero(who)) for load, who in zip(loads, held, strict=True))
    carriers = int(np.count_nonzero(held.any(axis=0)))
    much = MUCH * carried // max(carriers, 1)
    return [min(WHOLE, load * WHOLE // max(much, 1)) for load in loads]


def _holders(supply: Supply, skill: Skill) -> Mask:
    kind, what, level = skill
    if kind == "nt2":
        return supply.has_nt2
    if kind == "language":
        return supply.speaks.get(what, supply.nobody)
    return supply.who_covers(what, level)
