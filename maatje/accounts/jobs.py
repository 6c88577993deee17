"""Work that is overdue in this room."""

from maatje.accounts import limits, sessions
from maatje.database import transaction


def sweep_sessions() -> None:
    """Sessions of more than thirty days ago are forgotten."""
    with transaction():
        sessions.delete_old_sessions()


def sweep_tries() -> None:
    """Tries of more than a quarter of an hour ago are forgotten."""
    with transaction():
        limits.delete_old_tries()
