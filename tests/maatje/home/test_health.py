from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from maatje.clock import now
from maatje.database import db, transaction
from maatje.home.services import beat, forget_beats


def all_beat():
    with transaction():
        beat("worker")
        beat("sweeper")


def test_a_house_in_which_everybody_works_is_well(client):
    all_beat()

    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json["well"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_dead_queue_is_told_but_does_not_make_the_house_ill(client, app, settings, monkeypatch):
    without = settings.model_copy(update={"redis_url": "unix:///nowhere/queue.sock"})
    monkeypatch.setitem(app.config, "SETTINGS", without)
    all_beat()

    answer = client.get("/health")

    assert answer.json["parts"]["queue"] == "away"
    assert answer.status_code == 200


@pytest.mark.parametrize("silent", ["worker", "sweeper"])
def test_a_process_that_never_beat_is_named(client, silent):
    all_beat()
    with transaction():
        forget_beats()
        beat({"worker": "sweeper", "sweeper": "worker"}[silent])

    answer = client.get("/health")

    assert answer.status_code == 503
    assert [part for part, state in answer.json["parts"].items() if state == "silent"] == [silent]


def test_a_process_that_has_not_beaten_for_a_minute_is_silent(client):
    with time_machine.travel(now() - timedelta(seconds=61), tick=False):
        all_beat()

    assert client.get("/health").json["parts"]["worker"] == "silent"


def test_a_second_beat_renews_the_first(client):
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        all_beat()
    all_beat()

    assert client.get("/health").status_code == 200


def test_without_database_the_house_says_so(client, monkeypatch):
    def gone(*_args, **_options):
        raise OperationalError("select", {}, Exception("secret host 10.0.0.7"))

    monkeypatch.setattr(db.session, "execute", gone)

    answer = client.get("/health")

    assert answer.status_code == 503
    assert answer.json["parts"]["database"] == "away"
    assert "secret" not in answer.text
