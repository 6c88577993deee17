"""`make run` as a whole: it starts, mends itself, and leaves nothing behind. Slow, so `.ci/run` runs these."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from maatje.config import ROOT

pytestmark = [pytest.mark.services, pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")]


class House:
    """One `flask run-here` in a folder of its own."""

    def __init__(self, var, port):
        self.var = var
        self.port = port
        self.said = var.parent / "said.txt"
        self.command = None

    def start(self, *options):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("MAATJE", "MAKE"))
        }
        with open(self.said, "w") as said:
            self.command = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "run-here", "--port", str(self.port), *options],
                cwd=ROOT,
                env=environment | {"MAATJE_VAR": str(self.var)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def health(self):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return None, {}
        finally:
            connection.close()

    def is_ready(self):
        assert self.command.poll() is None, self.said.read_text()
        return "Maatje is ready" in self.said.read_text()

    def processes(self):
        """Every process that runs on this house's folder, by its command line."""
        mark = f"MAATJE_VAR={self.var}".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                inside = (
                    (process / "cwd").readlink().is_relative_to(self.var)
                )  # the queue overwrites its environment
                if inside or mark in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def pid_of(self, word):
        return min(pid for pid, command in self.processes().items() if word in command)


@pytest.fixture
def house(tmp_path):
    # deeper than the name of a socket may be long
    var = tmp_path / "a-folder-with-quite-a-long-name" / "and-another-one-in-it-just-to-be-sure" / "var"
    var.parent.mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    house = House(var, port)
    yield house
    for pid in house.processes():
        os.kill(pid, signal.SIGKILL)
    if house.command:
        house.command.wait()


def eventually(happens, within=90.0):
    deadline = time.monotonic() + within
    while not (result := happens()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)
    return result


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
