"""Whoever asks learns nothing about who has an account: not by the answer, nor by the time it takes."""

import time

import pytest
from argon2 import PasswordHasher

from maatje.access import Role
from maatje.accounts import pacing, services
from maatje.clock import now
from tests.factories import make_user
from tests.maatje.accounts.conftest import PASSWORD
from tests.pages import without_token

STEP = 0.2


@pytest.fixture
def addresses(somebody):
    """One of everybody who might be behind an address, all as long."""
    return [
        somebody(email="aa@example.nl").email,
        somebody(Role.COORDINATOR, email="bb@example.nl").email,
        somebody(email="cc@example.nl", email_verified_at=None).email,
        somebody(email="dd@example.nl", deactivated_at=now()).email,
        make_user(email="ee@example.nl", password_hash=None, email_verified_at=None).email,
        "ff@example.nl",
    ]


@pytest.mark.parametrize(
    ("form", "typed", "status"),
    [
        ("/inloggen", {"password": "niet dit wachtwoord"}, 422),
        ("/wachtwoord-vergeten", {}, 302),
        ("/vrijwilliger-worden/opnieuw-sturen", {}, 302),
    ],
)
def test_every_address_gets_the_same_answer(client, addresses, form, typed, status):
    answers = [
        client.application.test_client().post(form, data={"email": address} | typed) for address in addresses
    ]

    told = {
        (
            answer.status_code,
            answer.headers.get("Location"),
            len(answer.headers["Set-Cookie"]) if "Set-Cookie" in answer.headers else 0,
            without_token(answer.text).replace(address, "…"),
        )
        for answer, address in zip(answers, addresses, strict=True)
    }
    assert len(told) == 1, told
    assert told.pop()[0] == status


@pytest.mark.parametrize("password", ["niet dit wachtwoord", PASSWORD])
def test_every_try_to_sign_in_costs_one_hash(client, addresses, password, monkeypatch):
    computed = []

    class Counting(PasswordHasher):
        def verify(self, *args):
            computed.append("verify")
            return super().verify(*args)

        def hash(self, *args, **kwargs):
            computed.append("hash")
            return super().hash(*args, **kwargs)

    monkeypatch.setattr(services, "_hasher", Counting(time_cost=1, memory_cost=1024, parallelism=1))

    for address in addresses:
        client.application.test_client().post("/inloggen", data={"email": address, "password": password})

    assert computed == ["verify"] * len(addresses)


def test_what_a_hash_costs_is_the_same_for_nobody_as_for_somebody(app, somebody):
    settings = services._NOBODYS_HASH.split("$")[:4]

    assert somebody().password_hash.split("$")[:4] == settings


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("/inloggen", {"password": "fout"}),
        ("/wachtwoord-vergeten", {}),
        ("/vrijwilliger-worden/opnieuw-sturen", {}),
    ],
)
def test_the_answer_leaves_at_an_even_step_however_much_there_was_to_do(
    client, somebody, form, typed, monkeypatch
):
    known = somebody().email
    monkeypatch.setattr(pacing, "STEP", STEP)

    for address in (known, "niemand@example.nl"):
        began = time.perf_counter()
        client.post(form, data={"email": address} | typed)
        took = time.perf_counter() - began
        assert took >= STEP
        assert took % STEP < STEP / 2


def test_signing_up_with_a_known_address_ends_at_an_even_step_too(client, monkeypatch):
    monkeypatch.setattr(pacing, "STEP", STEP)

    began = time.perf_counter()
    client.post("/vrijwilliger-worden/nakijken")

    assert time.perf_counter() - began >= STEP


def test_whoever_gets_in_does_not_wait(client, somebody, monkeypatch):
    user = somebody()
    monkeypatch.setattr(pacing, "STEP", 5)

    began = time.perf_counter()
    client.post("/inloggen", data={"email": user.email, "password": PASSWORD})

    assert time.perf_counter() - began < 5
