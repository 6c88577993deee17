"""Which skills are scarce in this problem, so that they can be kept for those who need them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem import Problem, Request
from matching.reference.supply import Floats, Ints, Mask, Supply

Skill = tuple[str, str, str]
"""("subject", subject, level), ("language", language, "") or ("nt2", "", "")."""


@dataclass(frozen=True, slots=True, eq=False)
class Scarcity:
    """For each skill somebody asks for, its scarcity from 0 to 1: requests that need it for each free place
    that has it, at most 1. ``held`` says by volunteer (rows) and skill (columns) who has it."""

    skills: tuple[Skill, ...]
    scarce: Floats
    held: Mask

    def wasted(self, request: Request, columns: Ints) -> Floats:
        """The scarcest skill of each of these volunteers that this request has no need of, from 0 to 1."""
        if not self.skills:
            return np.zeros(len(columns))
        needed = set(_needs(request))
        unneeded = np.array([skill not in needed for skill in self.skills], dtype=np.bool_)
        wasted: Floats = (self.held[columns] * (self.scarce * unneeded)).max(axis=1)
        return wasted


def scarcity_of(problem: Problem, supply: Supply) -> Scarcity:
    """How scarce each skill is when the open requests are set against the free places."""
    asked = Counter(skill for request in problem.requests for skill in _needs(request))
    skills = tuple(sorted(asked))
    held = np.array([_holders(supply, skill) for skill in skills], dtype=np.bool_)
    held = held.reshape(len(skills), len(supply.volunteers))
    # A volunteer with endless places makes nothing endlessly plentiful; beyond the requests there is no
    # difference.
    places: NDArray[np.int64] = np.array(
        [min(volunteer.places, len(problem.requests)) for volunteer in supply.volunteers], dtype=np.int64
    )
    demand = np.array([asked[skill] for skill in skills], dtype=np.float64)
    return Scarcity(skills, np.minimum(1.0, demand / np.maximum(held @ places, 1)), held.T)


def _needs(request: Request) -> Iterable[Skill]:
    yield from (("subject", subject, request.level) for subject in {wanted.subject for wanted in request.subjects})
    if request.needs_nt2:
        yield ("nt2", "", "")
    if request.interpreter_language is not None:
        yield ("language", request.interpreter_language, "")


def _holders(supply: Supply, skill: Skill) -> Mask:
    kind, what, level = skill
    if kind == "nt2":
        return supply.has_nt2
    if kind == "language":
        return supply.speaks.get(what, supply.nobody)
    return supply.who_covers(what, level)
