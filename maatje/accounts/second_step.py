"""Signing in in two steps: after the password a code, from an app on the person's phone (TOTP, RFC 6238)."""

import base64
import hashlib
import hmac
import secrets
from enum import StrEnum

import pyotp
from blinker import Signal
from sqlalchemy import ColumnElement, Update, delete, func, select, update

from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.links import keyed
from maatje.accounts.models import Proof, RecoveryCode, SecondStep, User, UserSession
from maatje.accounts.services import account_changed, acting, shut_out
from maatje.clock import now
from maatje.config import Settings
from maatje.database import db, rows_changed
from maatje.life import By

second_step_reset = Signal()  # (user)

RECOVERY_CODES = 10
_STEP = 30  # seconds that a code stands; the one before and the one after count too, for clocks that are off
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no letter that looks like another or like a digit
_LOOK_ALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


class WrongCode(Exception):
    """Not the code of now, or one that was used before."""


class SecondStepRequired(Exception):
    """For this role signing in takes two steps."""


class Used(StrEnum):
    APP = "app"
    RECOVERY_CODE = "recovery_code"


def is_required(role: Role, settings: Settings) -> bool:
    """Whether people of this role must have a second step here."""
    return role.value in settings.two_step_required_for


def new_nonce() -> str:
    return secrets.token_hex(32)


def secret_of(nonce: str) -> str:
    """What the app is told: 160 bits, in the letters that apps expect."""
    return base64.b32encode(keyed("second step", nonce)[:20]).decode()


def address_for_app(user: User, nonce: str) -> str:
    """The same as an address, for a QR code and for phones."""
    return pyotp.TOTP(secret_of(nonce)).provisioning_uri(name=user.email, issuer_name="Maatje")


def set_up(user: User, nonce: str, code: str, session_id: int) -> list[str]:
    """From now on the person signs in in two steps; the answer is their recovery codes, to be shown once.

    They go on in this session and sign in anew everywhere else. Raises WrongCode.
    """
    counter = _counter_of(nonce, _tidy(code))
    if counter is None:
        raise WrongCode
    db.session.refresh(user, with_for_update=True)  # somebody may press twice
    _forget(user)
    db.session.add(SecondStep(user_id=user.id, nonce=nonce, last_counter=counter))
    sessions.prove(session_id, Proof.TWO_STEPS)
    sessions.end(user, UserSession.id != session_id)
    account_changed.send(user, action="account.second_step_set_up", by=acting(user))
    return _fresh_recovery_codes(user)


def use_code(user: User, typed: str) -> Used:
    """The code is used up: the one of the app, or a recovery code. Of two at the same moment one gets through.

    Raises WrongCode.
    """
    code = _tidy(typed)
    if user.second_step is None:
        raise WrongCode
    counter = _counter_of(user.second_step.nonce, code)
    if counter is not None:
        newer = SecondStep.user_id == user.id, SecondStep.last_counter < counter
        _change_one(update(SecondStep).where(*newer).values(last_counter=counter))
        return Used.APP
    unused = RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(user, code), _unused()
    _change_one(update(RecoveryCode).where(*unused).values(used_at=now()))
    account_changed.send(user, action="account.recovery_code_used", by=acting(user))
    return Used.RECOVERY_CODE


def make_recovery_codes(user: User) -> list[str]:
    """New codes to be shown once; those of before are void."""
    account_changed.send(user, action="account.recovery_codes_made", by=acting(user))
    return _fresh_recovery_codes(user)


def recovery_codes_left(user: User) -> int:
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user.id, _unused())
    return db.session.execute(query).scalar_one()


def are_recovery_codes_of(user: User, codes: list[str]) -> bool:
    """Whether all of these would let this person in."""
    query = select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user.id, _unused())
    return {_hash(user, _tidy(code)) for code in codes} <= set(db.session.scalars(query))


def remove(user: User, settings: Settings) -> None:
    """The password alone is enough again. Raises SecondStepRequired."""
    if is_required(user.role, settings):
        raise SecondStepRequired
    _forget(user)
    account_changed.send(user, action="account.second_step_removed", by=acting(user))


def reset(user: User, by: By) -> None:
    """Somebody who lost their phone is signed out, and told by mail that the password alone is enough again."""
    _forget(user)
    shut_out(user)
    account_changed.send(user, action="account.second_step_reset", by=by)
    second_step_reset.send(user)


def _forget(user: User) -> None:
    db.session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.expire(user, ["second_step"])


def _counter_of(nonce: str, code: str) -> int | None:
    """Which half-minute this is the code of, if of this one or one beside it."""
    totp = pyotp.TOTP(secret_of(nonce))
    present = int(now().timestamp()) // _STEP
    return next(
        (
            counter
            for counter in (present, present - 1, present + 1)
            if hmac.compare_digest(totp.generate_otp(counter).encode(), code.encode())
        ),
        None,
    )


def _fresh_recovery_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = []
    for _code in range(RECOVERY_CODES):
        letters = "".join(secrets.choice(_LETTERS) for _letter in range(16))  # 80 bits: beyond guessing by hash
        db.session.add(RecoveryCode(user_id=user.id, code_hash=_hash(user, letters)))
        codes.append("-".join(letters[at : at + 4] for at in range(0, 16, 4)))
    return codes


def _change_one(statement: Update) -> None:
    if rows_changed(statement) != 1:
        raise WrongCode


def _unused() -> ColumnElement[bool]:
    return RecoveryCode.used_at.is_(None)


def _tidy(typed: str) -> str:
    """However it was typed: spaces, dashes, capitals, an o for a 0."""
    return "".join(letter for letter in typed.lower() if letter.isalnum()).translate(_LOOK_ALIKES)


def _hash(user: User, code: str) -> str:
    return hashlib.sha256(f"{user.id}:{code}".encode()).hexdigest()
