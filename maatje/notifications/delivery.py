"""The way of one letter to its reader: claimed, sent outside any transaction, and marked by whoever still owns it.

A process that dies between sending and marking lets its lease run out, and the letter is sent once more, with
the same Message-ID: two letters rather than none.
"""

import hashlib
import hmac
import smtplib
from contextlib import suppress
from datetime import timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_mailman import EmailMultiAlternatives
from sqlalchemy import select, update

from maatje.clock import now
from maatje.config import MailRoute, Settings
from maatje.database import db, rows_changed, transaction
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter, LetterState

PATIENCE = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 8 * 60, 24 * 60)
)  # after each attempt that failed


class NoAddress(Exception):
    """What stands as the reader's address can never be one."""


def claim(letter_id: int) -> int | None:
    """The number of this attempt, if the letter is due; nobody else has it until the lease runs out."""
    moment = now()
    lease = timedelta(seconds=_settings().mail_lease_seconds)
    with transaction():
        return db.session.execute(
            update(Letter)
            .where(
                Letter.id == letter_id,
                Letter.state.in_([LetterState.PENDING, LetterState.SENDING]),
                Letter.next_attempt_at <= moment,
            )
            .values(state=LetterState.SENDING, attempt=Letter.attempt + 1, next_attempt_at=moment + lease)
            .returning(Letter.attempt)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()


def send(letter_id: int) -> None:
    """The mail server has taken the letter; with the route `screen` there is no server and nothing to do."""
    letter = db.session.get_one(Letter, letter_id)
    _check_address(letter)
    message = message_of(letter)
    db.session.rollback()  # no transaction is open while we wait for a mail server
    if _settings().mail_route is MailRoute.SCREEN:
        return
    connection = current_app.extensions["mailman"].get_connection()
    try:
        connection.open()
        connection.send_messages([message])
    finally:
        with suppress(OSError):  # once the letter is taken, a bad goodbye changes nothing
            connection.close()


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as a mail of two parts; its Message-ID is the same on every attempt."""
    mail = render_letter(letter)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[formataddr((_safe_name(letter.to_name), letter.to_address))],
        headers={"Message-ID": message_id(letter.id), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _safe_name(name: str) -> str:
    """On one line, and never read as an encoded word (which could hold a line end)."""
    return " ".join(name.replace("=?", "").split())


def message_id(letter_id: int) -> str:
    settings = _settings()
    mark = hmac.new(settings.secret_key.encode(), f"letter:{letter_id}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"<{mark}@{urlsplit(settings.base_url).hostname}>"


def _check_address(letter: Letter) -> None:
    try:
        validate_email(letter.to_address, check_deliverability=False)
    except EmailNotValidError as error:
        raise NoAddress(str(error)) from None


def mark_sent(letter_id: int, attempt: int) -> bool:
    """The letter is sent, unless this attempt no longer owns it."""
    return _finish(letter_id, attempt, state=LetterState.SENT, sent_at=now(), last_error="")


def mark_failed(letter_id: int, attempt: int, error: Exception) -> bool:
    """The letter will be tried again later; or, when that is of no use, it has failed for all to see."""
    if is_permanent(error) or attempt > len(PATIENCE):
        return _finish(letter_id, attempt, state=LetterState.FAILED, last_error=in_short(error))
    return _finish(
        letter_id,
        attempt,
        state=LetterState.PENDING,
        next_attempt_at=now() + PATIENCE[attempt - 1],
        last_error=in_short(error),
    )


def is_permanent(error: Exception) -> bool:
    """Whether the mail server refused this reader or this letter for good (5xx), or the address cannot be one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, NoAddress)


def in_short(error: Exception) -> str:
    """What went wrong, for the page about delivery."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = smtplib.SMTPResponseException(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        answer = (
            error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        )
        return f"{error.smtp_code} {answer}"[:300]
    return f"{type(error).__name__}: {error}"[:300]


def due_letters(limit: int) -> list[int]:
    """Letters whose bell was missed, whose pause is over, or whose sender died; the longest due first."""
    return list(
        db.session.scalars(
            select(Letter.id)
            .where(
                Letter.state.in_([LetterState.PENDING, LetterState.SENDING]),
                Letter.next_attempt_at <= now(),
            )
            .order_by(Letter.next_attempt_at, Letter.id)
            .limit(limit)
        )
    )


def _finish(letter_id: int, attempt: int, **values: object) -> bool:
    with transaction():
        ours = (Letter.id == letter_id, Letter.attempt == attempt, Letter.state == LetterState.SENDING)
        return rows_changed(update(Letter).where(*ours).values(**values)) == 1


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
