"""What happens to accounts stands in the audit trail: both are stored, or neither."""

import pyotp
import pytest

from maatje.access import Role
from maatje.accounts import services
from maatje.accounts.models import UserSession
from maatje.audit import reactions
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from tests.factories import make_session
from tests.maatje.accounts.conftest import PASSWORD
from tests.maatje.accounts.test_second_step import PAGE
from tests.maatje.accounts.test_sessions import COOKIE


def events():
    return list(db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id)))


def test_a_try_in_vain_stands_with_the_account_and_without_a_person(client, somebody):
    user = somebody(Role.COORDINATOR)

    client.post("/inloggen", data={"email": user.email, "password": "fout"})
    client.post("/inloggen", data={"email": "niemand@example.nl", "password": "fout"})

    (event,) = events()
    assert (event.action, event.object_type, event.object_id) == ("account.sign_in_failed", "users", user.id)
    assert (event.actor, event.user_id) == (Actor.COORDINATOR, None)


def test_a_wrong_code_stands_there_too(client, somebody):
    user = somebody(Role.COORDINATOR)
    client.set_cookie(COOKIE, make_session(user).key)
    set_up(client)
    client.post("/uitloggen")
    client.post("/inloggen", data={"email": user.email, "password": PASSWORD})

    client.post("/inloggen/code", data={"code": "000000"})

    assert events()[-1].action == "account.wrong_code"


def set_up(client):
    client.post(f"{PAGE}/begin")
    page = client.get(f"{PAGE}/instellen").text
    key = page.partition('setup-key">')[2].partition("<")[0].replace(" ", "")
    return client.post(f"{PAGE}/instellen", data={"code": pyotp.TOTP(key).at(now())})


def signs_in(client, user):
    client.post("/inloggen", data={"email": user.email, "password": PASSWORD})


def signs_out(client, user):
    client.post("/uitloggen")


def ends_a_session(client, user):
    other = db.session.scalars(db.select(UserSession.id).order_by(UserSession.id)).first()
    client.post(f"/mijn-gegevens/apparaten/{other}/uitloggen")


def ends_other_sessions(client, user):
    client.post("/mijn-gegevens/apparaten/andere-uitloggen")


def chooses_another_password(client, user):
    client.post("/mijn-gegevens/wachtwoord", data={"current": PASSWORD, "password": "heel andere woorden"})


def sets_up_a_second_step(client, user):
    set_up(client)


def is_stopped(client, user):
    with transaction():
        services.deactivate(user, By(Actor.ADMINISTRATOR))


def stored():
    """Everything but the tries, which are counted beforehand, and what a session holds for the next page."""
    return {
        table.name: sorted(
            map(repr, db.session.execute(db.select(*(one for one in table.columns if one.name not in PASSING))))
        )
        for table in db.metadata.sorted_tables
        if table.name != "tries"
    }


PASSING = {"bag", "last_seen_at"}


@pytest.mark.parametrize(
    "acts",
    [
        signs_in,
        signs_out,
        ends_a_session,
        ends_other_sessions,
        chooses_another_password,
        sets_up_a_second_step,
        is_stopped,
    ],
)
def test_what_cannot_be_recorded_does_not_happen(client, somebody, monkeypatch, acts):
    user = somebody(Role.VOLUNTEER)
    make_session(user)
    if acts is not signs_in:
        client.set_cookie(COOKIE, make_session(user).key)
    before = stored()

    def fail(*_args, **_kwargs):
        raise RuntimeError("no audit row")

    monkeypatch.setattr(reactions, "record", fail)
    with pytest.raises(RuntimeError, match="no audit row"):
        acts(client, user)
    db.session.rollback()

    assert stored() == before
