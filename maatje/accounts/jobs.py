"""Work that is overdue in this room."""

from maatje.accounts import sessions
from maatje.database import transaction


def sweep_sessions() -> None:
    """Sessions of more than thirty days ago are forgotten."""
    with transaction():
        sessions.delete_old_sessions()
