import pytest

from maatje.access import Role
from maatje.accounts import services
from maatje.accounts.models import User
from maatje.accounts.queries import user_by_address
from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.notifications.models import Letter
from tests.factories import make_user


def test_an_address_is_the_same_however_it_is_typed(app):
    with transaction():
        user = services.create_user(" Noor@Example.NL ", "Noor", "", "Bakker", Role.VOLUNTEER)

    assert user.email == "noor@example.nl"
    assert user_by_address("NOOR@example.nl ") == user


def test_an_address_is_used_once_and_the_rest_of_the_transaction_stands(app):
    make_user(email="noor@example.nl")

    with transaction():
        services.create_user("other@example.nl", "Ander", "", "Mens", Role.VOLUNTEER)
        with pytest.raises(services.AddressTaken):
            services.create_user("Noor@example.nl", "Noor", "", "Bakker", Role.VOLUNTEER)

    assert db.session.query(User).count() == 2


def test_a_password_is_stored_as_argon2_and_checked(app):
    user = make_user()
    with transaction():
        services.set_password(user, "vier losse woorden")

    assert user.password_hash.startswith("$argon2id$")
    assert services.check_password(user, "vier losse woorden")
    assert not services.check_password(user, "vier losse woorden ")
    assert not services.check_password(None, "vier losse woorden")
    assert not services.check_password(make_user(password_hash=None), "an address that nobody has")


def test_an_invitation_is_a_letter_and_an_audit_row(app):
    user = make_user(password_hash=None, email_verified_at=None)
    with transaction():
        services.invite(user, services.acting(user))
        services.invite(user, services.acting(user))

    assert [letter.kind for letter in db.session.query(Letter)] == ["invitation"]
    assert {event.action for event in db.session.query(AuditEvent)} == {"account.invited"}
