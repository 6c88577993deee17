"""Work that is overdue in this room."""

from maatje.database import transaction
from maatje.lists import services


def sweep_uploads() -> None:
    """Uploaded lists are forgotten after a day."""
    with transaction():
        services.delete_old_uploads()
