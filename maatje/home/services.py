"""The verbs of home."""

from sqlalchemy import delete, update

from maatje.clock import now
from maatje.database import db, rows_changed
from maatje.home.models import Heartbeat


def beat(name: str) -> None:
    """This kind of process ("worker", "sweeper") was alive just now."""
    if not rows_changed(update(Heartbeat).where(Heartbeat.name == name).values(beat_at=now())):
        db.session.add(Heartbeat(name=name))


def forget_beats() -> None:
    """Nobody counts as alive until they beat again; for a start at which nobody can be."""
    db.session.execute(delete(Heartbeat))
