"""Column types for what is sealed. Where they are used, models and services see plain values."""

import json
from collections.abc import Callable
from typing import Any

import structlog
from flask_babel import gettext as _
from sqlalchemy import Dialect, Text
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from maatje.sealing.keys import Unreadable, seal, unseal

_EMPTY_OR_NOT = {operators.eq, operators.ne}
_NULL_OR_NOT = {operators.is_, operators.is_not}

log = structlog.get_logger(__name__)


class SealedIsNotSearched(TypeError):
    """The database sees no text here: compare a keyed mark, or what was read."""


class _NotSearched(TypeDecorator.Comparator[Any]):
    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        if (op in _EMPTY_OR_NOT and other == ("",)) or (op in _NULL_OR_NOT and other == (None,)):
            return super().operate(op, *other, **kwargs)
        raise SealedIsNotSearched(op.__name__)

    reverse_operate = operate


class SealedText(TypeDecorator[str]):
    """Sealed text. An empty one is stored as it is, so that "is there any?" can be asked."""

    impl = Text
    cache_ok = True
    comparator_factory = _NotSearched

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return seal(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if not value:
            return value
        try:
            return unseal(value)
        except Unreadable:
            log.error("sealed_value_unreadable")
            return str(_("niet leesbaar"))


class SealedJson(TypeDecorator[Any]):
    """A list or mapping, sealed as JSON; one that cannot be read is empty."""

    impl = Text
    cache_ok = True
    comparator_factory = _NotSearched

    def __init__(self, empty: Callable[[], Any]) -> None:
        super().__init__()
        self.empty = empty

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else seal(json.dumps(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            return json.loads(unseal(value))
        except Unreadable:
            log.error("sealed_value_unreadable")
            return self.empty()
