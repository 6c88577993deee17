"""Reading what the nights did."""

from datetime import date

from sqlalchemy import Select, func, or_, select

from maatje.database import db
from maatje.privacy.models import RetentionRun


def runs_that_did_something() -> Select[RetentionRun]:
    """Each night's work that told or erased somebody, or failed at it; the latest night first."""
    did_something = or_(RetentionRun.announced > 0, RetentionRun.erased > 0, RetentionRun.failed > 0)
    return select(RetentionRun).where(did_something).order_by(RetentionRun.night.desc(), RetentionRun.id)


def last_night() -> date | None:
    """The last night of which any work was begun."""
    return db.session.scalar(select(func.max(RetentionRun.night)))
