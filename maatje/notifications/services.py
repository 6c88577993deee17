"""Posting letters. A letter is a row before it is a mail: it is stored, or not, together with what it tells."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from maatje.accounts.models import User
from maatje.accounts.services import normalise_email
from maatje.clock import now
from maatje.database import after_commit, db
from maatje.notifications import jobs
from maatje.notifications.models import Letter, LetterState
from maatje.queue import enqueue


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
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert
    statement = (
        insert(Letter)
        .values(values)
        .on_conflict_do_nothing(index_elements=["kind", "to_address", "matter"])
        .returning(Letter.id)
    )
    letter_id = db.session.execute(statement).scalar_one_or_none()
    if letter_id is not None:
        after_commit(lambda: enqueue(jobs.deliver_letter, letter_id))
