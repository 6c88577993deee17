"""One `flask run-here` in a folder of its own, as whoever types `make run` has it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from maatje.config import ROOT


class House:
    """Web, worker, sweeper and embedded queue, on settings of their own."""

    def __init__(self, var, port, **settings):
        self.var = var
        self.port = port
        self.address = f"http://localhost:{port}"
        self.said = var.parent / "said.txt"
        self.command = None
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("MAATJE", "MAKE"))
        } | {"MAATJE_VAR": str(var), **settings}

    def start(self, *options):
        with open(self.said, "w") as said:
            self.command = subprocess.Popen(
                [*self._flask("run-here"), "--port", str(self.port), *options],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def run(self, *command):
        """One of our commands, run beside the house on the same settings."""
        environment = self.environment | {"MAATJE_BASE_URL": self.address}
        subprocess.run(self._flask(*command), cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    def _flask(self, *command):
        return [sys.executable, "-m", "flask", "--app", "wsgi", *command]

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

    def end(self):
        """Nothing of it runs any more."""
        if self.command:
            self.command.terminate()
            self.command.wait(40)
        self.kill()

    def kill(self):
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        if self.command:
            self.command.wait()

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


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


def eventually(happens, within=90.0, what="it did not happen"):
    """What `happens` gives, as soon as that is something."""
    deadline = time.monotonic() + within
    while not (result := happens()):
        assert time.monotonic() < deadline, what() if callable(what) else what
        time.sleep(0.1)
    return result
