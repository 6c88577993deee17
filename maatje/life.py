"""A life: the states a thing can be in, and who may move it from which to which.

Each room writes its lives as one such table; services, pages and tests read that table and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Actor(StrEnum):
    """In what capacity somebody acts; `ROUND` and `CLOCK` are the program itself."""

    VOLUNTEER = "volunteer"
    SCHOOL = "school"
    FAMILY = "family"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    ROUND = "round"
    CLOCK = "clock"


@dataclass(frozen=True)
class By:
    """Who does it: the capacity, and the account when there is one."""

    actor: Actor
    user_id: int | None = None


class MoveNotAllowed(Exception):
    """This life has no such step, or not for this actor."""


S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Life(Generic[S]):
    name: str
    moves: Mapping[S, Mapping[S, frozenset[Actor]]]

    def allows(self, here: S, there: S, actor: Actor) -> bool:
        """Whether this actor may move it from `here` to `there`."""
        return actor in self.moves.get(here, {}).get(there, frozenset())

    def next_for(self, here: S, actor: Actor) -> list[S]:
        """Where this actor may move it from `here`, in the table's order."""
        return [there for there, actors in self.moves.get(here, {}).items() if actor in actors]

    def check(self, here: S, there: S, actor: Actor) -> None:
        if not self.allows(here, there, actor):
            raise MoveNotAllowed(f"{self.name}: {here} → {there} by {actor}")


def by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)
