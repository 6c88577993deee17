"""Who was placed, against who asked: the same figures for every group, so that a difference shows.

The engine knows no schools: whoever calls it says which group a request belongs to, by the request's id or
by looking at it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matching.keeping import round_of
from matching.problem import Problem, Request
from matching.solution import Solution

FEW = 5
"""Of fewer requests than this a share says little, and may point at a person."""

Group = str | int | bool
Grouping = Callable[[Request], Group] | Mapping[int, Group]
"""The group of a request; a mapping is by request id, and whoever is not in it is in no group."""

GROUPINGS: Mapping[str, Callable[[Request], Group]] = {
    "region": lambda request: request.region,
    "programme": lambda request: request.programme,
    "urgency": lambda request: request.urgency,
    "nt2": lambda request: request.needs_nt2,
    "interpreter": lambda request: request.interpreter_language is not None,
}
"""What every report looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One group's requests. Days are whole days waited at the time of the round.

    ``mean_days`` and ``percentile_95_days`` are of the placed, ``mean_days_left`` and ``most_days_left`` of
    the left over; None where there are none. The percentile is the smallest number of days that 95 in 100 of the
    placed have not exceeded. ``is_small`` marks fewer than ``FEW`` requests.
    """

    grouping: str
    group: Group
    asked: int
    placed: int
    mean_days: float | None
    percentile_95_days: int | None
    mean_days_left: float | None
    most_days_left: int | None

    @property
    def share_placed(self) -> float:
        """From 0 to 1; a group has at least one request."""
        return self.placed / self.asked

    @property
    def is_small(self) -> bool:
        return self.asked < FEW


def fairness(
    problem: Problem, solution: Solution, groupings: Mapping[str, Grouping] | None = None
) -> tuple[Share, ...]:
    """Each group's share placed and days waited: first "everybody", then ``GROUPINGS``, then the caller's.

    A grouping of the caller's with a name of ``GROUPINGS`` takes its place. Within a grouping the groups are
    sorted. A pupil who asks twice counts twice, and whoever was kept is placed. Requests that were set aside count
    nowhere: the solution says why each was.
    """
    requests = round_of(problem).sound.requests
    placed = frozenset(proposal.request_id for proposal in (*solution.proposals, *solution.kept))
    looked_at: dict[str, Grouping] = {"everybody": lambda _: "", **GROUPINGS, **(groupings or {})}
    return tuple(
        _share(name, group, members, placed)
        for name, grouping in looked_at.items()
        for group, members in _groups(requests, grouping)
    )


def _groups(requests: Sequence[Request], grouping: Grouping) -> list[tuple[Group, list[Request]]]:
    groups: dict[Group, list[Request]] = defaultdict(list)
    for request in requests:
        if not isinstance(grouping, Mapping):
            groups[grouping(request)].append(request)
        elif request.id in grouping:
            groups[grouping[request.id]].append(request)
    # Numbers by size, names by letter, should a caller use both.
    return sorted(groups.items(), key=lambda item: (isinstance(item[0], str), item[0]))


def _share(grouping: str, group: Group, members: Sequence[Request], placed: frozenset[int]) -> Share:
    days = sorted(request.days_waited for request in members if request.id in placed)
    days_left = [request.days_waited for request in members if request.id not in placed]
    return Share(
        grouping=grouping,
        group=group,
        asked=len(members),
        placed=len(days),
        mean_days=sum(days) / len(days) if days else None,
        percentile_95_days=days[math.ceil(len(days) * 95 / 100) - 1] if days else None,
        mean_days_left=sum(days_left) / len(days_left) if days_left else None,
        most_days_left=max(days_left, default=None),
    )
