"""`make run` as a whole: it starts, mends itself, and leaves nothing behind. Slow, so `.ci/run` runs these."""

import fcntl
import os
import signal
import socket
import sys
import time

import pytest

from tests.house import House, eventually, free_port

pytestmark = [pytest.mark.services, pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")]


@pytest.fixture
def house(tmp_path):
    # deeper than the name of a socket may be long
    var = tmp_path / "a-folder-with-quite-a-long-name" / "and-another-one-in-it-just-to-be-sure" / "var"
    var.parent.mkdir(parents=True)
    house = House(var, free_port())
    yield house
    house.kill()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_house_starts_mends_itself_and_ends_when_asked(house, asked):
    house.start("--no-demo")
    eventually(house.is_ready)
    assert house.health()[0] == 200
    assert f"http://localhost:{house.port}" in house.said.read_text()
    assert len([command for command in house.processes().values() if "worker.py" in command]) == 2
    assert (house.var.stat().st_mode & 0o777) == 0o700

    for part in ("worker.py --sweep", "valkey-server", "gunicorn"):
        os.kill(house.pid_of(part), signal.SIGKILL)
    time.sleep(1)
    eventually(lambda: house.health()[1].get("well"))
    eventually(lambda: house.health()[1]["parts"]["queue"] == "ok")

    house.command.send_signal(asked)

    assert house.command.wait(40) == 0
    assert house.processes() == {}


def test_a_house_whose_command_was_killed_leaves_nobody_behind_and_starts_again(house):
    house.start("--no-demo")
    eventually(house.is_ready)

    house.command.kill()
    house.command.wait()
    eventually(lambda: not house.processes(), within=30)

    house.start("--no-demo")
    eventually(house.is_ready)
    assert "Making a new database" not in house.said.read_text()


def test_a_part_that_just_died_does_not_keep_the_house_from_ending(house):
    house.start("--no-demo")
    eventually(house.is_ready)

    os.kill(house.pid_of("worker.py"), signal.SIGKILL)
    house.command.send_signal(signal.SIGTERM)

    assert house.command.wait(40) == 0
    assert house.processes() == {}


def test_a_port_in_use_is_said_at_once(house):
    with socket.create_server(("127.0.0.1", house.port)):
        house.start("--no-demo")

        assert house.command.wait(60) == 1
    assert f"Port {house.port} is in use" in house.said.read_text()
    assert not house.var.exists()


def test_two_houses_do_not_share_a_folder(house):
    house.var.mkdir()
    with open(house.var / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        house.start("--no-demo")

        assert house.command.wait(60) == 1
    assert "already runs from" in house.said.read_text()


def test_a_start_that_was_broken_off_leaves_no_half_database(house):
    house.start("--no-demo")
    eventually(lambda: list(house.var.glob("maatje.db*")))

    house.command.kill()
    house.command.wait()
    eventually(lambda: not house.processes(), within=30)

    house.start("--no-demo")
    eventually(house.is_ready)
    assert not list(house.var.glob("*.new*"))
