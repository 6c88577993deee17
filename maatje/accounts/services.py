"""Accounts: who can sign in, and how that begins and ends.

Letters and the audit trail are rooms above this one; they listen to the signals below, which are sent inside
the transaction.
"""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from blinker import Signal
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.links import fingerprint
from maatje.accounts.models import User, UserSession
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor, By

account_changed = Signal()  # (user, action="account.…", by=By)
user_invited = Signal()  # (user)
password_forgotten = Signal()  # (user)
verification_asked = Signal()  # (user): a volunteer who never confirmed the address asks to get in
user_deactivated = Signal()  # (user, by=By)

_hasher = PasswordHasher()
# For an address nobody has, as much work is done as for one that somebody has.
_NOBODYS_HASH = _hasher.hash("an address that nobody has")

_ACTOR_OF_ROLE = {
    Role.VOLUNTEER: Actor.VOLUNTEER,
    Role.SCHOOL_CONTACT: Actor.SCHOOL,
    Role.COORDINATOR: Actor.COORDINATOR,
    Role.ADMINISTRATOR: Actor.ADMINISTRATOR,
}


class AddressTaken(Exception):
    """Somebody already has an account with this e-mail address."""


class OwnAccount(Exception):
    """Nobody ends their own account: somebody else has to."""


class NoSuchSession(Exception):
    """This person has no such session that goes on."""


class LastAdministrator(Exception):
    """Without this account nobody could administer."""


def acting(user: User) -> By:
    """The signed-in person, in the capacity of their role."""
    return By(_ACTOR_OF_ROLE[user.role], user.id)


def normalise_email(address: str) -> str:
    """The one way an address is stored and looked up: without spaces around it, in lower case."""
    return address.strip().lower()


def create_user(email: str, first_name: str, infix: str, last_name: str, role: Role) -> User:
    """A new account that cannot sign in yet: no password, address not verified. Raises AddressTaken."""
    email = normalise_email(email)
    if db.session.execute(select(User.id).where(User.email == email)).first():
        raise AddressTaken
    user = User(
        email=email,
        first_name=first_name.strip(),
        infix=infix.strip(),
        last_name=last_name.strip(),
        role=role,
        session_version=1,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:  # the same person pressed twice
        raise AddressTaken from None
    return user


def invite(user: User, by: By) -> None:
    """A letter is on its way in which the person finds a link to choose a password."""
    account_changed.send(user, action="account.invited", by=by)
    user_invited.send(user)


def set_password(user: User, password: str) -> None:
    """The account has this password, and every session it had is over."""
    user.password_hash = _hasher.hash(password)
    shut_out(user)


def check_password(user: User | None, password: str) -> bool:
    """Whether this is the account's password; takes as long when there is no such account."""
    stored = user.password_hash if user else None
    try:
        _hasher.verify(stored or _NOBODYS_HASH, password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def note_password(user: User, password: str) -> None:
    """The right password is kept as today's argon2 wants it. Without a second step, that is a sign-in."""
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    if user.second_step is None:
        account_changed.send(user, action="account.signed_in", by=acting(user))


def note_failed_sign_in(user: User | None) -> None:
    """That somebody tried this account in vain stands in the audit trail. (Who it was, nobody knows.)"""
    if user:
        account_changed.send(user, action="account.sign_in_failed", by=By(_ACTOR_OF_ROLE[user.role]))


def note_wrong_code(user: User) -> None:
    """That somebody knew the password and not the code stands in the audit trail."""
    account_changed.send(user, action="account.wrong_code", by=By(_ACTOR_OF_ROLE[user.role]))


def note_second_step(user: User) -> None:
    """The code was right too: that is a sign-in."""
    account_changed.send(user, action="account.signed_in", by=acting(user))


def ask_new_password(user: User | None) -> None:
    """The person has a letter with the way in: a new password, or what was still to be done first."""
    if user is None or user.deactivated_at:
        return
    if user.is_active:
        password_forgotten.send(user)
    elif user.role is Role.VOLUNTEER:
        verification_asked.send(user)
    else:
        user_invited.send(user)


def accept_invitation(user: User, password: str) -> None:
    """The address is verified, since the link was read there, and the account has a password."""
    user.email_verified_at = user.email_verified_at or now()
    set_password(user, password)
    account_changed.send(user, action="account.invitation_accepted", by=acting(user))


def change_password(user: User, password: str) -> None:
    """The account has this password, and whoever was signed in to it must do so again."""
    set_password(user, password)
    account_changed.send(user, action="account.password_changed", by=acting(user))


def rename(user: User, first_name: str, infix: str, last_name: str) -> None:
    """The person goes by this name."""
    user.first_name, user.infix, user.last_name = first_name.strip(), infix.strip(), last_name.strip()
    account_changed.send(user, action="account.edited", by=acting(user))


def shut_out(user: User) -> None:
    """Every session of this account is over and every link to it void, also those that are just being made."""
    user.session_version += 1
    sessions.end(user)


def end_sessions(user: User, by: By) -> None:
    """Whoever is signed in to this account must do so again."""
    shut_out(user)
    account_changed.send(user, action="account.sessions_ended", by=by)


def end_session(user: User, session_id: int) -> None:
    """The person is no longer signed in there. Raises NoSuchSession if it is not theirs, or over already."""
    if not sessions.end(user, UserSession.id == session_id):
        raise NoSuchSession
    account_changed.send(user, action="account.session_ended", by=acting(user))


def end_other_sessions(user: User, session_id: int) -> None:
    """The person is signed in only there."""
    if sessions.end(user, UserSession.id != session_id):
        account_changed.send(user, action="account.other_sessions_ended", by=acting(user))


def sign_out(user: User, session_id: int) -> None:
    """The session in which the person presses the button is over."""
    sessions.end(user, UserSession.id == session_id)
    account_changed.send(user, action="account.signed_out", by=acting(user))


def sign_in_mark(user: User) -> str:
    """What a link in a letter carries, so that it is void once the password or the sessions changed."""
    return fingerprint(user.id, user.email, user.password_hash, user.session_version)


def deactivate(user: User, by: By) -> None:
    """The account cannot be used any more, from the next request on; its history stays.

    Raises OwnAccount for one's own, LastAdministrator if nobody would be left to administer.
    """
    if user.id == by.user_id:
        raise OwnAccount
    keep_an_administrator(user)
    user.deactivated_at = now()
    shut_out(user)
    account_changed.send(user, action="account.deactivated", by=by)
    user_deactivated.send(user, by=by)


def keep_an_administrator(leaving: User) -> None:
    """Somebody else can administer. Raises LastAdministrator if nobody would be left.

    Two administrators may go at the same moment: the second waits here, and counts again.
    """
    administrators = select(User).where(User.role == Role.ADMINISTRATOR).order_by(User.id).with_for_update()
    counted = db.session.scalars(administrators.execution_options(populate_existing=True))
    if leaving.role is Role.ADMINISTRATOR and [one for one in counted if one.is_active] == [leaving]:
        raise LastAdministrator


def reactivate(user: User, by: By) -> None:
    """The account can be used again; earlier sessions stay over."""
    user.deactivated_at = None
    shut_out(user)
    account_changed.send(user, action="account.reactivated", by=by)
