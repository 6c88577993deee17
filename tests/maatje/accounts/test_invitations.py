from datetime import timedelta

import pytest
import time_machine

from maatje.access import Role
from maatje.accounts import services
from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from tests.factories import make_administrator, make_user
from tests.soundness import assert_page_is_sound


@pytest.fixture
def invited(app):
    user = make_user(Role.COORDINATOR, password_hash=None, email_verified_at=None)
    with transaction():
        services.invite(user, services.acting(make_administrator()))
    return user


def last_link():
    letter = db.session.scalars(db.select(Letter).order_by(Letter.id.desc())).first()
    (line,) = [line for line in render_letter(letter).text.splitlines() if "https://" in line]
    return line.partition("https://maatje.example.nl")[2]


def test_an_invitation_leads_to_a_password_and_inside(client, invited):
    page = client.get(last_link())
    assert_page_is_sound(page.text)
    assert invited.email in page.text

    client.post(last_link(), data={"password": "vier losse woorden"})

    assert invited.is_active
    assert client.get("/mijn-gegevens").status_code == 200


def test_an_invitation_works_once(client, invited):
    address = last_link()
    client.post(address, data={"password": "vier losse woorden"})

    assert client.get(address).status_code == 404
    assert client.post(address, data={"password": "nog een ander woord"}).status_code == 404
    assert client.post(f"{address}/opnieuw").status_code == 404


def test_an_expired_invitation_offers_a_new_one(client, invited):
    old = last_link()
    with time_machine.travel(now() + timedelta(hours=73)):
        page = client.get(old)
        assert page.status_code == 410
        assert_page_is_sound(page.text)
        assert client.post(old, data={"password": "vier losse woorden"}).status_code == 410

        client.post(f"{old}/opnieuw")
        assert last_link() != old
        assert client.get(last_link()).status_code == 200


def test_whoever_was_deactivated_cannot_accept(client, invited):
    with transaction():
        services.deactivate(invited, services.acting(make_administrator()))

    assert client.get(last_link()).status_code == 404


def test_the_first_administrator_is_invited_from_the_command_line(app, client):
    run = app.test_cli_runner().invoke(args=["create-admin", "Baas@example.nl"])

    assert run.exit_code == 0, run.output
    address = run.output.strip().splitlines()[-1].removeprefix("https://maatje.example.nl")
    client.post(address, data={"password": "vier losse woorden"})
    assert client.get("/beheer/mensen").status_code == 200

    again = app.test_cli_runner().invoke(args=["create-admin", "baas@example.nl"])
    assert again.exit_code == 1
