from datetime import timedelta

import pytest
import time_machine

from maatje.accounts.services import check_password
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.volunteers.life import VolunteerState
from tests.factories import make_user, make_volunteer
from tests.soundness import assert_page_is_sound

PASSWORD = "vier losse woorden"
NEW = "heel andere woorden"


def link_in_last_letter():
    letter = db.session.scalars(db.select(Letter).order_by(Letter.id.desc())).first()
    (line,) = [line for line in render_letter(letter).text.splitlines() if "https://" in line]
    return line.partition("https://maatje.example.nl")[2]


@pytest.fixture
def link(client, somebody):
    user = somebody()
    client.post("/wachtwoord-vergeten", data={"email": user.email})
    return user, link_in_last_letter()


def test_a_forgotten_password_is_replaced_by_a_link_in_a_letter(client, link):
    user, address = link
    page = client.get(address)
    assert_page_is_sound(page.text)

    answer = client.post(address, data={"password": NEW})

    assert answer.status_code == 302
    assert check_password(user, NEW)
    assert client.get("/mijn-gegevens").status_code == 200


def test_looking_at_the_link_does_not_use_it_and_using_it_does(client, link):
    _, address = link
    for _ in range(20):
        assert client.get(address).status_code == 200

    assert client.post(address, data={"password": NEW}).status_code == 302
    assert client.get(address).status_code == 404
    assert client.post(address, data={"password": "nog een ander woord"}).status_code == 404


def test_the_link_works_for_an_hour(client, link):
    _, address = link
    with time_machine.travel(now() + timedelta(minutes=61)):
        answer = client.get(address)

    assert answer.status_code == 410
    assert_page_is_sound(answer.text)


def test_a_link_for_an_invitation_is_none_for_a_password(client, link):
    _, address = link

    assert client.get(address.replace("/nieuw-wachtwoord/", "/uitnodiging/")).status_code == 404
    assert client.get(address + "x").status_code == 404


def test_asking_for_an_unknown_address_gets_the_same_answer_and_no_letter(client, somebody):
    known = client.post("/wachtwoord-vergeten", data={"email": somebody().email})
    unknown = client.post("/wachtwoord-vergeten", data={"email": "niemand@example.nl"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert db.session.query(Letter).count() == 1


def test_whoever_was_invited_and_forgot_is_invited_again(client):
    user = make_user("coordinator", password_hash=None, email_verified_at=None)

    client.post("/wachtwoord-vergeten", data={"email": user.email})

    assert [letter.kind for letter in db.session.query(Letter)] == ["invitation"]


def test_pressing_twice_sends_one_letter(client, somebody):
    user = somebody()
    with time_machine.travel("2026-11-02 12:00:20 +0000", tick=False):
        for _ in range(3):
            client.post("/wachtwoord-vergeten", data={"email": user.email})

    assert db.session.query(Letter).count() == 1


@pytest.mark.parametrize(
    "password",
    [
        *("", "te kort", "x" * 201, "NOOR@example.nl", "noor van den berg"),
        *(
            "wachtwoord123",
            "1234567890",
            "qwertyuiop",
            "iloveyou2013",
            "Maatje2026!",
            "NoorBerg1!",
            "noor@example.nl1",
        ),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(client, somebody, password):
    user = somebody(email="noor@example.nl", first_name="Noor", infix="van den", last_name="Berg")
    client.post("/wachtwoord-vergeten", data={"email": user.email})

    answer = client.post(link_in_last_letter(), data={"password": password})

    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert check_password(user, PASSWORD)


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(app, client, somebody):
    user = somebody()
    other_device = app.test_client()
    for device in (client, other_device):
        device.post("/inloggen", data={"email": user.email, "password": PASSWORD})

    wrong = client.post("/mijn-gegevens/wachtwoord", data={"current": "fout", "password": NEW})
    assert (wrong.status_code, check_password(user, PASSWORD)) == (422, True)
    client.post("/mijn-gegevens/wachtwoord", data={"current": PASSWORD, "password": NEW})

    assert check_password(user, NEW)
    assert client.get("/mijn-gegevens").status_code == 200
    assert other_device.get("/mijn-gegevens").status_code == 302
    assert "account.password_changed" in {event.action for event in db.session.query(AuditEvent)}


def test_ones_own_name_can_be_changed_and_nothing_else(client, somebody):
    user = somebody()
    client.post("/inloggen", data={"email": user.email, "password": PASSWORD})

    everything = {"first_name": "Noor", "infix": "", "last_name": "Bakker"}
    forged = {"role": "administrator", "email": "x@example.nl", "id": "99", "session_version": "7"}
    before = (user.role, user.email, user.id)
    client.post("/mijn-gegevens", data=everything | forged)

    with transaction():
        db.session.refresh(user)
    assert user.full_name == "Noor Bakker"
    assert (user.role, user.email, user.id) == before


def test_a_volunteer_who_never_confirmed_the_address_is_asked_to_do_that(client):
    user = make_user(password_hash=None, email_verified_at=None)
    make_volunteer(user=user, state=VolunteerState.UNVERIFIED)

    client.post("/wachtwoord-vergeten", data={"email": user.email})

    assert [letter.kind for letter in db.session.query(Letter)] == ["verify_volunteer"]
