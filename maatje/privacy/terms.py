"""How long each kind of thing is kept: as shipped, unless an administrator chose otherwise."""

from collections.abc import Mapping

from sqlalchemy import select

from maatje.accounts.models import User
from maatje.audit.services import record
from maatje.database import db
from maatje.life import By
from maatje.privacy.models import RetentionPeriod
from maatje.reference.queries import Term, retention_terms


class OutOfBounds(Exception):
    """No kind is kept shorter or longer than its bounds."""


def days_kept() -> dict[str, int]:
    """By kind, today's number of days."""
    chosen = {row.kind: row.days for row in db.session.scalars(select(RetentionPeriod))}
    return {term.kind: chosen.get(term.kind, term.days) for term in retention_terms()}


def term_of(kind: str) -> int:
    """Today's number of days for this kind."""
    return days_kept()[kind]


def terms_in_force() -> list[tuple[Term, int]]:
    """Every kind that is erased, with today's number of days."""
    days = days_kept()
    return [(term, days[term.kind]) for term in retention_terms() if term.action.startswith("wissen")]


def choose_days(chosen: Mapping[str, int], administrator: User, by: By) -> None:
    """From the next night on each kind is kept so many days. Raises OutOfBounds."""
    for term in retention_terms():
        days = chosen.get(term.kind, term.days)
        if not term.lowest <= days <= term.highest:
            raise OutOfBounds(term.kind)
        db.session.merge(RetentionPeriod(kind=term.kind, days=days))
    record("retention.edited", administrator, by)
