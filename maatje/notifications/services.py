"""Posting letters. A letter is a row before it is a mail: it is stored, or not, together with what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blinker import Signal
from sqlalchemy import update

from maatje.accounts.models import User
from maatje.accounts.services import normalise_email
from maatje.clock import now
from maatje.database import after_commit, db, insert_into
from maatje.life import By
from maatje.notifications import jobs
from maatje.notifications.models import Letter, LetterState
from maatje.queue import enqueue

letter_sent_again = Signal()  # (letter, by=By)


class NotFailed(Exception):
    """The letter is on its way, or has arrived: there is nothing to send again."""


@dataclass(frozen=True)
class Reader:
    """Somebody without an account: a guardian, a pupil."""

    address: str
    name: str = ""


def post_letter(
    kind: str, to: User | Reader, matter: str, *, region_id: int | None = None, **context: int | str | None
) -> None:
    """This reader has a letter of this kind about this matter, once, however often this is called.

    The context holds ids and harmless words; the text is `templates/emails/<kind>.html`, made on delivery.
    """
    values: dict[str, Any] = {
        "kind": kind,
        "to_address": normalise_email(to.email if isinstance(to, User) else to.address),
        "to_name": to.full_name if isinstance(to, User) else to.name,
        "user_id": to.id if isinstance(to, User) else None,
        "region_id": region_id,
        "matter": matter,
        "context": dict(context),
        "state": LetterState.PENDING,
        "next_attempt_at": now(),
    }
    db.session.flush()
    statement = (
        insert_into(Letter)
        .values(values)
        .on_conflict_do_nothing(index_elements=["kind", "reader_mark", "matter"])
        .returning(Letter.id)
    )
    letter_id = db.session.execute(statement).scalar_one_or_none()
    if letter_id is not None:
        after_commit(lambda: enqueue(jobs.deliver_letter, letter_id))


def send_again(letter: Letter, by: By) -> None:
    """A letter that had failed is due again, with as many tries as a new one. Raises NotFailed."""
    again = (
        update(Letter)
        .where(Letter.id == letter.id, Letter.state == LetterState.FAILED)
        .values(state=LetterState.PENDING, attempt=0, next_attempt_at=now())
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(again).scalar_one_or_none() is None:
        raise NotFailed
    letter_sent_again.send(letter, by=by)
    letter_id = letter.id
    after_commit(lambda: enqueue(jobs.deliver_letter, letter_id))


def mark_read(letters: Iterable[Letter]) -> None:
    """Their reader has seen these letters."""
    for letter in letters:
        letter.read_at = letter.read_at or now()
