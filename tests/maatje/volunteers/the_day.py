"""A day on which a VOG or a code of conduct no longer counts, and the sweep of that day."""

from datetime import date, datetime

import time_machine
from sqlalchemy import select

from maatje.clock import AMSTERDAM
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.volunteers.jobs import sweep_gates

THE_DAY = date(2027, 3, 10)


def sweep_on(day, hour=9):
    """The sweep at that hour in the Netherlands, and once more, as every worker does."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM), tick=False):
        sweep_gates()
        sweep_gates()
    db.session.expire_all()


def letters():
    return sorted(tuple(row) for row in db.session.execute(select(Letter.kind, Letter.to_address)))


def kinds():
    return sorted(db.session.scalars(select(Letter.kind)))
