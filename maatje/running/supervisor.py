"""Starts the parts of the house, starts again what dies, and ends all of it."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from maatje.running.family import die_with_parent

PATIENCE = 10.0  # seconds a part gets to finish what it is doing
STEADY = 30.0  # seconds after which a part counts as well again

log = structlog.get_logger()


@dataclass(eq=False)
class Part:
    """One process of the house; it begins again, ever more slowly, as often as it dies."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    when_orphaned: signal.Signals = signal.SIGKILL
    others_lean_on_it: bool = False
    door: Path | None = None  # the socket by which the others reach it
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    deaths: int = field(default=0, init=False)

    def start(self) -> None:
        parent = os.getpid()
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            self.command,
            env=dict(self.environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which ends the parts in order
            preexec_fn=lambda: die_with_parent(parent, self.when_orphaned),
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_locked_in(self) -> bool:
        """Alive, but its socket has been deleted: nobody new can reach it, and it does not make another."""
        is_steady = time.monotonic() - self.started_at > STEADY
        return self.is_alive() and is_steady and self.door is not None and not self.door.exists()

    def revive(self) -> None:
        """A dead part begins again, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self.process is not None:
            log.warning("part_died", part=self.name, status=self.process.returncode)
            self._end_group()
            self.process = None
            self.deaths = 1 if now - self.started_at > STEADY else self.deaths + 1
        if now - self.started_at >= min(0.25 * 2**self.deaths, 10):
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        """The part is gone when this returns, with everything it started in its own group."""
        self._end_group()
        if self.process is not None:
            self.process.wait()

    def _end_group(self) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


class Supervisor:
    """Parts start in the order given; what the others lean on ends last."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.is_hurried = False

    def start(self, part: Part) -> None:
        self.parts.append(part)
        part.start()

    def look_after(self) -> None:
        """Whatever has died since the last look begins again."""
        for part in self.parts:
            if part.is_locked_in():
                part.ask_to_stop()
            if not part.is_alive():
                part.revive()

    def stop(self) -> None:
        """No part is left, nor anything a part had started."""
        self._stop([part for part in self.parts if not part.others_lean_on_it])
        self._stop(self.parts)
        self.parts = []

    def _stop(self, parts: Sequence[Part]) -> None:
        for part in parts:
            part.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        while any(part.is_alive() for part in parts) and time.monotonic() < deadline and not self.is_hurried:
            time.sleep(0.05)
        for part in parts:
            if part.is_alive():
                log.warning("part_killed", part=part.name)
            part.end()
