"""Work that is overdue in this room."""

from maatje.accounts import limits
from maatje.database import transaction


def sweep_tries() -> None:
    """Tries of more than a quarter of an hour ago are forgotten."""
    with transaction():
        limits.delete_old_tries()
