"""The night's work: who is to be erased is told beforehand, and whoever was told long enough ago is erased.

Each row is a transaction of its own, so that a bad one stops nobody. What is done is done once a night: a row per
kind says so, with numbers only.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from maatje.audit.services import ChangedMeanwhile
from maatje.clock import is_night, now, today
from maatje.database import db, transaction
from maatje.notifications.services import post_letter
from maatje.privacy import terms
from maatje.privacy.kinds import KINDS, LINES, Kind, Lines
from maatje.privacy.models import RetentionNotice, RetentionRun
from maatje.privacy.queries import last_night
from maatje.queue import is_stopping
from maatje.requests.letters import Home, post_erased_soon

LOST_AFTER = timedelta(hours=1)  # then whoever began is taken for dead

log = structlog.get_logger()


class Interrupted(Exception):
    """The house was asked to stop; the rest comes later."""


def is_due() -> bool:
    """It is night and not everything was done; or nights were missed, and then any hour will do."""
    if not is_night():
        last = last_night()
        return last is not None and last < today() - timedelta(days=1)
    done = select(func.count()).where(RetentionRun.night == today(), RetentionRun.finished_at.is_not(None))
    return (db.session.scalar(done) or 0) < len(KINDS) + len(LINES)


def keep_terms() -> None:
    """Tonight's work is done, as far as nobody else did it."""
    days = terms.days_kept()
    for kind in KINDS:
        _once_tonight(kind.name, partial(_keep_term, kind, days))
    for lines in LINES:
        _once_tonight(lines.name, partial(_delete_lines, lines, days))


def _once_tonight(name: str, do: Callable[[int], None]) -> None:
    run_id = _claim(name)
    if run_id is None:
        return
    try:
        do(run_id)
    except Interrupted:
        return
    except Exception:
        log.exception("retention_failed", kind=name)
        db.session.rollback()
        _count(run_id, failed=1)
    with transaction():
        db.session.execute(update(RetentionRun).where(RetentionRun.id == run_id).values(finished_at=now()))


def _claim(name: str) -> int | None:
    """The number of tonight's run of this kind, if it is ours to do."""
    try:
        with transaction():
            run = RetentionRun(night=today(), kind=name)
            db.session.add(run)
            db.session.flush()
            return run.id
    except IntegrityError:
        lost = (
            update(RetentionRun)
            .where(
                RetentionRun.night == today(),
                RetentionRun.kind == name,
                RetentionRun.finished_at.is_(None),
                RetentionRun.started_at < now() - LOST_AFTER,
            )
            .values(started_at=now())
            .returning(RetentionRun.id)
            .execution_options(synchronize_session=False)
        )
        with transaction():
            return db.session.execute(lost).scalar_one_or_none()


def _keep_term(kind: Kind, days: dict[str, int], run_id: int) -> None:
    term, notice = timedelta(days=days[kind.term]), timedelta(days=days["notice"])
    if kind.readers is not None:
        ahead = notice if kind.erase else timedelta(0)
        _each(
            run_id,
            kind,
            today() - term + ahead,
            lambda row_id, since: _announce(kind, row_id, since, term, notice),
        )
    if kind.erase is not None:
        _each(run_id, kind, today() - term, lambda row_id, since: _erase(kind, row_id, since, notice))


def _each(run_id: int, kind: Kind, last_day: date, do: Callable[[int, date], str]) -> None:
    """`do` for each row whose time began by then, if that is still so; it says under what to count it."""
    began = kind.began(last_day, None)
    db.session.rollback()
    for row_id, since in began:
        if is_stopping.is_set():
            raise Interrupted
        try:
            with transaction():
                if counted := do(row_id, since):
                    _add(run_id, counted)
        except ChangedMeanwhile:
            continue  # in this very second; the next night looks again
        except Exception as error:
            log.exception("row_not_kept_to_term", kind=kind.name, row_id=row_id, error=type(error).__name__)
            _count(run_id, failed=1)


def _announce(kind: Kind, row_id: int, since: date, term: timedelta, notice: timedelta) -> str:
    """Whoever has to know has a letter with the day, once for each time that its time began."""
    readers = kind.readers(row_id) if kind.readers else []
    if not readers or _notice_of(kind, row_id, since):
        return ""
    db.session.add(RetentionNotice(kind=kind.name, object_id=row_id, since=since, announced_on=today()))
    day = max(since + term, today() + notice)
    for reader in readers:
        if isinstance(reader, Home):
            post_erased_soon(reader, since, day)
        else:
            post_letter(kind.letter, reader, f"{kind.name}:{row_id}:{since}", row_id=row_id, day=day.isoformat())
    return "announced"


def _erase(kind: Kind, row_id: int, since: date, notice: timedelta) -> str:
    if (row_id, since) not in kind.began(since, row_id):  # something happened since we looked
        return ""
    if kind.readers is not None and kind.readers(row_id):
        told = _notice_of(kind, row_id, since)
        if told is None or told.announced_on > today() - notice:
            return ""
    if kind.erase:
        kind.erase(row_id)
    db.session.execute(
        delete(RetentionNotice).where(RetentionNotice.kind == kind.name, RetentionNotice.object_id == row_id)
    )
    return "erased"


def _notice_of(kind: Kind, row_id: int, since: date) -> RetentionNotice | None:
    return db.session.scalar(
        select(RetentionNotice).where(
            RetentionNotice.kind == kind.name, RetentionNotice.object_id == row_id, RetentionNotice.since == since
        )
    )


def _delete_lines(lines: Lines, days: dict[str, int], run_id: int) -> None:
    before: datetime = now() - timedelta(days=days[lines.term])
    with transaction():
        _add(run_id, "erased", lines.delete(before))


def _count(run_id: int, *, failed: int) -> None:
    with transaction():
        _add(run_id, "failed", failed)


def _add(run_id: int, counted: str, number: int = 1) -> None:
    column = getattr(RetentionRun, counted)
    db.session.execute(
        update(RetentionRun)
        .where(RetentionRun.id == run_id)
        .values({counted: column + number})
        .execution_options(synchronize_session=False)
    )
