"""The worker and the sweeper as processes, on a real queue."""

import os
import signal
import socket
import threading
import time
from importlib import import_module
from importlib.util import find_spec

import pytest
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from structlog.testing import capture_logs

import worker
from maatje import ROOMS
from maatje.database import db, transaction
from maatje.home.models import Heartbeat
from maatje.home.services import beat
from maatje.queue import QUEUE_NAME, connect, enqueue
from maatje.running import parts
from maatje.running.supervisor import Supervisor


# The jobs of these tests; the worker's process imports this file to find them.
def leave_a_mark(row_id):
    with transaction():
        beat(f"mark {row_id}")


def tell_where_and_stay(row_id):
    with transaction():
        beat(f"horse {os.getpid()}")
    time.sleep(60)


def fail_over_anna(row_id):
    raise RuntimeError("anna@example.nl stands in the way")


@pytest.fixture
def supervisor(app):
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


@pytest.fixture
def house(app, settings, supervisor, tmp_path, monkeypatch):
    """The settings of a house with a queue (the real one, or one started here) and a supervisor to start parts."""
    settings = settings.model_copy(update={"var": tmp_path})
    if not os.environ.get("MAATJE_TEST_REDIS"):
        settings = settings.model_copy(update={"redis_url": settings.embedded_queue})
        supervisor.start(parts.queue(settings))
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    redis = connect(settings.redis_url)
    eventually(lambda: answers(redis))
    Queue(QUEUE_NAME, connection=redis, serializer=JSONSerializer).empty()
    return settings, supervisor


def answers(redis):
    try:
        return redis.ping()
    except RedisError:
        return False


def eventually(happens, within=30.0):
    """What `happens` returns once it is true; a failure if it is not so in time."""
    deadline = time.monotonic() + within
    while not (result := happens()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return result


def names_beaten():
    db.session.rollback()
    return set(db.session.scalars(db.select(Heartbeat.name)))


def test_the_worker_does_what_the_bell_rings_for(house):
    settings, supervisor = house
    supervisor.start(parts.worker(settings))

    assert enqueue(leave_a_mark, 12)

    eventually(lambda: {"mark 12", "worker"} <= names_beaten())


@pytest.mark.services
def test_a_worker_killed_outright_takes_its_job_along_and_another_begins(house):
    settings, supervisor = house
    part = parts.worker(settings)
    supervisor.start(part)
    assert enqueue(tell_where_and_stay, 1)
    horse = eventually(lambda: [name for name in names_beaten() if name.startswith("horse ")])[0]
    pid = int(horse.removeprefix("horse "))

    os.kill(part.process.pid, signal.SIGKILL)

    eventually(lambda: not is_running(pid))
    eventually(lambda: supervisor.look_after() or part.is_alive())
    assert enqueue(leave_a_mark, 2)
    eventually(lambda: "mark 2" in names_beaten())


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.services
def test_what_an_error_says_about_people_does_not_reach_redis(house):
    settings, supervisor = house
    supervisor.start(parts.worker(settings))
    redis = connect(settings.redis_url)
    queue = Queue(QUEUE_NAME, connection=redis, serializer=JSONSerializer)
    job = queue.enqueue(fail_over_anna, 1, failure_ttl=60)

    eventually(lambda: job.get_status(refresh=True) == "failed")

    assert job.latest_result().exc_string == "RuntimeError"


@pytest.mark.parametrize("address", ["unix:///nowhere/queue.sock", "redis://127.0.0.1:1/0"])
def test_a_bell_that_cannot_be_rung_costs_no_time(app, settings, monkeypatch, address):
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"redis_url": address}))
    began = time.monotonic()

    assert enqueue(leave_a_mark, 1) is False

    assert time.monotonic() - began < 0.5


def test_a_queue_that_is_silent_keeps_nobody_waiting(app, settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"redis_url": address}))
        began = time.monotonic()

        assert enqueue(leave_a_mark, 1) is False

    assert time.monotonic() - began < 1


def test_a_queue_that_is_away_is_told_once_and_so_is_its_return():
    with capture_logs() as logs:
        for error in ("ConnectionError", "ConnectionError", "", ""):
            worker.say_how_queue_is(error)

    assert [line["event"] for line in logs] == ["queue_away", "queue_back"]


def test_a_sweep_that_fails_is_logged_and_the_others_go_on(app, monkeypatch):
    swept = threading.Event()

    def fail():
        raise RuntimeError

    def succeed():
        leave_a_mark(3)
        swept.set()

    monkeypatch.setattr(worker, "SWEEP_EVERY", 0.01)
    stop = threading.Event()
    with capture_logs() as logged:
        threads = [threading.Thread(target=worker._sweep_on, args=(app, one, stop)) for one in (fail, succeed)]
        for thread in threads:
            thread.start()
        assert swept.wait(20)
        stop.set()
        for thread in threads:
            thread.join()

    assert "mark 3" in names_beaten()
    assert any(entry["event"] == "sweep_failed" and entry["sweep"] == "fail" for entry in logged)


@pytest.mark.services
def test_a_sweeper_without_queue_beats_and_leaves_when_asked(supervisor, settings, tmp_path):
    part = parts.sweeper(settings.model_copy(update={"var": tmp_path}))
    supervisor.start(part)
    eventually(lambda: "sweeper" in names_beaten())

    part.ask_to_stop()

    assert part.process.wait(15) == 0


@pytest.mark.services
def test_a_worker_without_queue_waits_for_it(supervisor, settings, tmp_path):
    settings = settings.model_copy(update={"var": tmp_path})
    settings = settings.model_copy(update={"redis_url": settings.embedded_queue})
    part = parts.worker(settings)
    supervisor.start(part)
    eventually(lambda: "worker" in names_beaten())

    supervisor.start(parts.queue(settings))

    redis = connect(settings.redis_url)
    eventually(lambda: answers(redis) and redis.smembers("rq:workers"))
    part.ask_to_stop()
    assert part.process.wait(15) == 0


def test_every_sweep_of_every_room_is_on_the_list():
    offered = {
        f"{room}.{name}"
        for room in ROOMS
        if find_spec(f"maatje.{room}.jobs")
        for name in dir(import_module(f"maatje.{room}.jobs"))
        if name.startswith("sweep_")
    }

    assert {f"{sweep.__module__.split('.')[1]}.{sweep.__name__}" for sweep in worker.SWEEPS} == offered
