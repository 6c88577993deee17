"""What a list can be of. A room that can be filled from a list registers its kind here."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import LazyString

from maatje.access import Permission
from maatje.accounts.models import User
from maatje.life import By
from maatje.lists.cells import plain


@dataclass(frozen=True)
class Column:
    """One column: its heading in the file, what may stand in it, and an example."""

    key: str
    heading: str
    example: str
    explanation: LazyString
    is_required: bool = False
    aliases: tuple[str, ...] = ()


def keys_of(headings: Sequence[str], columns: Sequence[Column]) -> list[str | None]:
    """For each heading the key of its column; None for one that nobody knows, or that came before."""
    names = {plain(name): c.key for c in columns for name in (c.heading, c.key, *c.aliases)}
    keys: list[str | None] = []
    for heading in headings:
        key = names.get(plain(heading))
        keys.append(None if key in keys else key)
    return keys


def cells_of(cells: Sequence[str], keys: Sequence[str | None]) -> dict[str, str]:
    """What stands in one row, by the key of its column."""
    return {key: cell for key, cell in zip(keys, cells, strict=True) if key is not None}


class RowRefused(Exception):
    """This row cannot be entered; `problems` says why, in the reader's language, by the column's key."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


class ListKind(Protocol):
    """How one kind of list is read and entered."""

    key: str
    title: LazyString
    lead: LazyString
    done_endpoint: str
    permission: Permission

    def columns(self, viewer: User) -> tuple[Column, ...]:
        """The columns that this person's list may have."""

    def prepare(self, viewer: User) -> Any:
        """What every row needs looked up, once."""

    def read(self, cells: Mapping[str, str], known: Any) -> Any:
        """The record that a row tells. Raises RowRefused with every problem."""

    def identity(self, record: Any) -> Hashable:
        """Equal for two rows that speak of the same person."""

    def is_entered(self, record: Any) -> bool:
        """Whether this was entered before, by whatever way."""

    def enter(self, record: Any, by: By) -> None:
        """The record stands in the books. Raises RowRefused."""


_kinds: dict[str, ListKind] = {}


def register(kind: ListKind) -> None:
    _kinds[kind.key] = kind


def kind_of(key: str) -> ListKind | None:
    """The kind of that name, if there is one."""
    return _kinds.get(key)
