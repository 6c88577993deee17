"""Work that is overdue in this room."""

from maatje.database import transaction
from maatje.volunteers import drafts


def sweep_drafts() -> None:
    """Sign-ups left unfinished for thirty days are forgotten."""
    with transaction():
        drafts.delete_old_drafts()
