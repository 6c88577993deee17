"""Entering a long list in short transactions."""

import time

from maatje.accounts.models import User
from maatje.audit.services import acting
from maatje.database import transaction
from maatje.lists import services
from maatje.lists.kinds import ListKind

# SQLite has one writer at a time: everybody else waits for so many rows, half a second or so.
ROWS_AT_ONCE = 100
# Who waits for SQLite asks again every tenth of a second; without a pause they would seldom find it free.
PAUSE = 0.12


def enter_list(kind: ListKind, upload_id: int, viewer: User) -> None:
    """All good rows are entered; each part is stored before the next begins.

    Who is interrupted loses nothing: what is left stands on the list, and a second click goes on with it.
    """
    while _enter_some(kind, upload_id, viewer):
        time.sleep(PAUSE)


def _enter_some(kind: ListKind, upload_id: int, viewer: User) -> int:
    with transaction():
        return services.enter_rows(kind, upload_id, viewer, acting(viewer), ROWS_AT_ONCE)
