"""`flask run-here`: the whole of Maatje on one machine, in one terminal."""

import errno
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from maatje.config import Settings
from maatje.running import parts
from maatje.running.family import die_with_parent
from maatje.running.house import make_ready
from maatje.running.supervisor import Supervisor

START_WITHIN = 90.0  # seconds


@click.command("run-here")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--demo/--no-demo", default=True, help="Fill a new database with invented people.")
@with_appcontext
def run_here(port: int, host: str, demo: bool) -> None:
    """Run web, worker, sweeper and queue here, until Ctrl-C."""
    if "MAKELEVEL" in os.environ:
        die_with_parent(os.getppid(), signal.SIGTERM)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    settings: Settings = current_app.config["SETTINGS"]
    if "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": f"http://localhost:{port}"})
    _check_is_free(host, port)
    with _alone_in(settings.var):
        _run(settings, host, port, demo)


def _run(settings: Settings, host: str, port: int, demo: bool) -> None:
    supervisor = Supervisor()
    try:
        if settings.redis_url == settings.embedded_queue and (queue := parts.queue(settings)):
            supervisor.start(queue)
        make_ready(settings, demo=demo)

        asked_at: float | None = None

        def stop(number: int, _frame: FrameType | None) -> None:
            nonlocal asked_at
            if asked_at is None:
                asked_at = time.monotonic()
            elif number == signal.SIGINT and time.monotonic() - asked_at > 1:
                supervisor.is_hurried = True  # a second Ctrl-C waits for nobody

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        supervisor.start(parts.web(settings, host, port))
        supervisor.start(parts.worker(settings))
        supervisor.start(parts.sweeper(settings))

        is_welcome_said = False
        started_at = time.monotonic()
        while asked_at is None:
            time.sleep(0.2)
            supervisor.look_after()
            if not is_welcome_said:
                is_welcome_said = _is_well(host, port)
                if is_welcome_said:
                    _welcome(settings, demo)
                elif time.monotonic() - started_at > START_WITHIN:
                    raise click.ClickException("Maatje did not get going; the lines above say why.")
        click.echo("\nStopping…")
    finally:
        supervisor.stop()


def _welcome(settings: Settings, demo: bool) -> None:
    click.echo(f"\nMaatje is ready: {settings.base_url}")
    sign_ins = import_module("maatje.demo").SIGN_INS if demo else ()
    if sign_ins:
        click.echo("Sign in with one of these:")
    widths = [max((len(sign_in[column]) for sign_in in sign_ins), default=0) for column in range(2)]
    for role, email, password in sign_ins:
        click.echo(f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {password}")
    click.echo("Ctrl-C stops it. What you enter is kept in " + str(settings.var) + "\n")
    sys.stdout.flush()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _check_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {port} is in use by another program. Try another: make run PORT={_next_to(port)}"
            else:
                reason = f"Port {port} on {host} cannot be used: {error.strerror}."
            raise click.ClickException(reason) from None


def _next_to(port: int) -> int:
    return port + 1 if port < 65535 else 8000


@contextmanager
def _alone_in(var: Path) -> Iterator[None]:
    """Nobody else runs a house in this folder meanwhile. (The lock ends with the process, however it ends.)"""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(var / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.ClickException(
                f"Maatje already runs from {var}. For a second one: MAATJE_VAR=/another/folder make run PORT=8001"
            ) from None
        yield


def _is_well(host: str, port: int) -> bool:
    connection = HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "") else host, port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/health", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


COMMANDS = [run_here]
