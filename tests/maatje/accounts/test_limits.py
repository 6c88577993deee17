"""How often something may be tried: for all processes together, wherever it comes from, with Redis away."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from maatje import create_app
from maatje.accounts import limits
from maatje.accounts.jobs import sweep_tries
from maatje.accounts.models import Tries
from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from tests.maatje.accounts.conftest import PASSWORD
from tests.soundness import assert_page_is_sound

WRONG = "fout"
HERE, ELSEWHERE = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}


def try_to_sign_in(client, address, password=WRONG, place=HERE, **headers):
    return client.post(
        "/inloggen", data={"email": address, "password": password}, environ_overrides=place, headers=headers
    )


def use_up(client, address):
    for _ in range(5):
        assert try_to_sign_in(client, address).status_code == 422


@pytest.fixture
def full_account(client, somebody):
    user = somebody()
    use_up(client, user.email)
    return user


def test_after_five_wrong_tries_one_waits_and_others_do_not(client, somebody, full_account):
    assert try_to_sign_in(client, f" {full_account.email.upper()}", PASSWORD, ELSEWHERE).status_code == 429
    assert try_to_sign_in(client, somebody().email, PASSWORD).status_code == 302


def test_an_address_that_nobody_has_is_limited_alike(client, full_account):
    use_up(client, "niemand@example.nl")

    known, unknown = (try_to_sign_in(client, email) for email in (full_account.email, "niemand@example.nl"))

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert known.status_code == 429


def test_one_place_gets_twenty_wrong_tries(client, somebody):
    for number in range(20):
        assert try_to_sign_in(client, f"persoon{number}@elders.nl").status_code == 422

    user = somebody()
    assert try_to_sign_in(client, user.email, PASSWORD).status_code == 429
    assert try_to_sign_in(client, user.email, PASSWORD, ELSEWHERE).status_code == 302


def test_signing_in_rightly_does_not_count_as_a_try(client, somebody):
    user = somebody()
    for _ in range(7):
        assert try_to_sign_in(client, user.email, PASSWORD).status_code == 302
        client.post("/uitloggen")


def test_the_window_moves_along(client, somebody):
    """Five in any quarter of an hour: not five before the hour and five after."""
    user = somebody()
    with time_machine.travel("2026-11-26 12:00 +0000", tick=False) as clock:
        try_to_sign_in(client, user.email)
        clock.shift(timedelta(minutes=14))
        for _ in range(4):
            assert try_to_sign_in(client, user.email).status_code == 422
        clock.shift(timedelta(minutes=2))
        assert try_to_sign_in(client, user.email).status_code == 422
        assert try_to_sign_in(client, user.email).status_code == 429


def test_one_is_told_how_long_and_what_to_do_meanwhile(client, full_account):
    with time_machine.travel(now() + timedelta(minutes=4)):
        answer = try_to_sign_in(client, full_account.email)

    assert_page_is_sound(answer.text)
    assert "Over 11 minuten kan het weer" in answer.text
    assert 600 < int(answer.headers["Retry-After"]) <= 660
    assert 'href="/wachtwoord-vergeten"' in answer.text


def test_being_refused_does_not_make_the_wait_longer(client, somebody):
    user = somebody()
    with time_machine.travel("2026-11-26 12:00 +0000", tick=False) as clock:
        use_up(client, user.email)
        for _ in range(14):
            clock.shift(timedelta(minutes=1))
            assert try_to_sign_in(client, user.email).status_code == 429
        clock.shift(timedelta(minutes=1))
        assert try_to_sign_in(client, user.email, PASSWORD).status_code == 302


def test_whoever_was_shut_out_by_another_gets_in_by_a_link_in_a_letter(client, full_account):
    client.post("/wachtwoord-vergeten", data={"email": full_account.email})
    letter = db.session.scalars(db.select(Letter)).one()
    link = re.search(r"https://maatje\.example\.nl(\S+)", render_letter(letter).text)[1]

    client.post(link, data={"password": "heel andere woorden"})

    assert client.get("/mijn-gegevens").status_code == 200
    client.post("/uitloggen")
    assert try_to_sign_in(client, full_account.email, "heel andere woorden").status_code == 302


def test_links_are_asked_for_five_times_and_the_page_says_where_they_are(client, somebody):
    user = somebody()
    for _ in range(5):
        assert client.post("/wachtwoord-vergeten", data={"email": user.email}).status_code == 302

    answer = client.post("/wachtwoord-vergeten", data={"email": user.email})

    assert answer.status_code == 429
    assert "ongewenste mail" in answer.text
    assert_page_is_sound(answer.text)


def test_the_present_password_is_guessed_five_times_only(client, somebody, sign_in):
    sign_in(somebody())
    form = {"current": "fout", "password": "heel andere woorden"}
    for _ in range(5):
        assert client.post("/mijn-gegevens/wachtwoord", data=form).status_code == 422

    assert client.post("/mijn-gegevens/wachtwoord", data=form | {"current": PASSWORD}).status_code == 429


def test_a_spoofed_forwarding_header_is_no_other_place(client):
    for number in range(20):
        try_to_sign_in(client, f"p{number}@elders.nl", **{"X-Forwarded-For": f"10.0.9.{number}"})

    assert try_to_sign_in(client, "p@elders.nl", **{"X-Forwarded-For": "10.0.9.99"}).status_code == 429


def test_behind_our_own_proxy_what_it_adds_counts_and_not_what_is_before_it(app, settings):
    behind = create_app(settings.model_copy(update={"proxies": 1}))
    behind.config["WTF_CSRF_ENABLED"] = False
    client = behind.test_client()
    for number in range(20):
        try_to_sign_in(client, f"p{number}@elders.nl", **{"X-Forwarded-For": f"10.0.9.{number}, 192.0.2.7"})

    spoofed, honest = "10.0.9.99, 192.0.2.7", "192.0.2.7, 198.51.100.8"
    assert try_to_sign_in(client, "p@elders.nl", **{"X-Forwarded-For": spoofed}).status_code == 429
    assert try_to_sign_in(client, "p@elders.nl", **{"X-Forwarded-For": honest}).status_code == 422
    with behind.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one household
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "", True),
    ],
)
def test_what_counts_as_one_place(app, one, other, is_same):
    places = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            places.append(limits._place())

    assert (places[0] == places[1]) is is_same


def test_no_address_of_mail_or_network_stands_in_the_table(client, full_account):
    stored = str([(row.key, row.times) for row in db.session.query(Tries)])

    assert len(stored) > 100
    assert full_account.email not in stored
    assert "10.0.0.1" not in stored


def test_tries_that_no_longer_count_are_forgotten(client, full_account):
    sweep_tries()
    assert db.session.query(Tries).count() == 2

    with time_machine.travel(now() + timedelta(minutes=16)):
        sweep_tries()
    db.session.rollback()
    assert db.session.query(Tries).count() == 0


def one_try(app):
    with app.app_context():
        return str(try_to_sign_in(app.test_client(), "niemand@example.nl").status_code)


def test_forty_at_the_same_moment_get_five_tries_together(client, in_processes):
    for _ in range(3):  # as chance has it
        assert in_processes(8, 5, one_try, client.application) == Counter({"422": 5, "429": 35})
        with transaction():
            db.session.query(Tries).delete()
