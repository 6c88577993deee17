"""The two processes that work while nobody looks.

`python worker.py` does what the bell rings for. `python worker.py --sweep` looks in the database, every few
seconds, for work whose bell was never heard; so everything gets done with Redis dead, only later.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from maatje import create_app
from maatje.accounts.jobs import sweep_tries
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.home.services import beat
from maatje.lists.jobs import sweep_uploads
from maatje.notifications.jobs import sweep_letters
from maatje.pairings.jobs import sweep_deadlines
from maatje.privacy.jobs import sweep_erasures, sweep_retention
from maatje.queue import QUEUE_NAME, connect, is_stopping
from maatje.requests.jobs import sweep_consents, sweep_family_requests
from maatje.rounds.engine import warm_up
from maatje.rounds.jobs import sweep_night, sweep_rounds
from maatje.running.family import die_with_parent
from maatje.volunteers.jobs import sweep_gates

# Each room's overdue work; a sweep finds it in the database and does it, in transactions of its own.
SWEEPS: tuple[Callable[[], None], ...] = (
    sweep_letters,
    sweep_tries,
    sweep_uploads,
    sweep_gates,
    sweep_consents,
    sweep_family_requests,
    sweep_deadlines,
    sweep_rounds,
    sweep_night,
    sweep_erasures,
    sweep_retention,
)

SWEEP_EVERY = 5.0  # seconds
BEAT_EVERY = 10.0  # seconds; home.queries calls a process silent after sixty
PATIENCE = 35.0  # seconds that a running sweep gets to finish at the end; a slow mail server may take thirty

log = structlog.get_logger()


class Pulse:
    """The heartbeat of this process, written now and then."""

    def __init__(self, app: Flask, name: str) -> None:
        self.app = app
        self.name = name
        self._last = -BEAT_EVERY

    def beat(self) -> None:
        """That we are alive stands in the database. A database that is away is no reason to die."""
        if time.monotonic() - self._last < BEAT_EVERY:
            return
        self._last = time.monotonic()
        try:
            with self.app.app_context():
                with transaction():
                    beat(self.name)
                db.engine.dispose()  # a worker forks: no connection may be open when it does
        except Exception as error:
            log.warning("heartbeat_not_written", process=self.name, error=type(error).__name__)


class HouseWorker(Worker):
    """RQ's plain worker, with the application loaded before it forks and our own heartbeat beside RQ's."""

    max_connection_wait_time = 5.0  # Redis is back within seconds of its return

    def __init__(self, app: Flask, pulse: Pulse, *args: Any, **options: Any) -> None:
        self.app = app
        self.pulse = pulse
        super().__init__(*args, **options)

    @property
    def is_asked_to_stop(self) -> bool:
        return self._shutdown_requested_date is not None

    def heartbeat(self, *args: Any, **options: Any) -> None:
        self.pulse.beat()
        super().heartbeat(*args, **options)
        say_how_queue_is("")

    def subscribe(self) -> None:
        """RQ listens for remote commands in a thread; we send none, and a process with threads should not fork."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(self.pid or 0)
        with self.app.app_context():
            db.engine.dispose(close=False)  # the parent's connections are the parent's
            super().main_work_horse(job, queue)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        log.error("job_failed", job=job.func_name, row_ids=job.args, exc_info=exc_info)

    def handle_job_failure(self, job: Job, queue: Queue, *args: Any, **options: Any) -> None:
        # What an error says may quote a row; Redis holds no personal data.
        options["exc_string"] = options.get("exc_string", "").strip().rpartition("\n")[2].partition(":")[0]
        super().handle_job_failure(job, queue, *args, **options)


def work(app: Flask) -> None:
    """Does job after job until asked to stop. Redis may come and go meanwhile."""
    pulse = Pulse(app, "worker")
    warm_up()
    with suppress(StopRequested):
        while True:
            _leave_when_asked()
            pulse.beat()
            worker = None
            try:
                worker = _worker(app, pulse)
                worker.work(logging_level="WARNING")
            except (RedisError, OSError) as error:
                say_how_queue_is(type(error).__name__)
            if worker is not None and worker.is_asked_to_stop:
                return
            _leave_when_asked()  # RQ's handlers speak of a worker that is no more
            time.sleep(2)


_away = ""


def say_how_queue_is(error: str) -> None:
    """One line when the queue goes away and one when it is back, not one at every try."""
    global _away
    if error != _away:
        _away = error
        log.warning("queue_away" if error else "queue_back", error=error)


def _worker(app: Flask, pulse: Pulse) -> HouseWorker:
    settings: Settings = app.config["SETTINGS"]
    return HouseWorker(
        app,
        pulse,
        [QUEUE_NAME],  # one: with several, RQ takes a job away before it is safe elsewhere
        connection=connect(settings.redis_url),
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=30,
        job_monitoring_interval=10,
        log_job_description=False,
    )


def sweep(app: Flask) -> None:
    """Runs every sweep every few seconds until asked to stop, each in its thread: slow mail delays no round."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_stopping.set())
    pulse = Pulse(app, "sweeper")
    threads = [threading.Thread(target=_sweep_on, args=(app, one, is_stopping), daemon=True) for one in SWEEPS]
    for thread in threads:
        thread.start()
    while not is_stopping.wait(0.5):
        pulse.beat()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))


def _sweep_on(app: Flask, one: Callable[[], None], stop: threading.Event) -> None:
    while not stop.is_set():
        sweep_once(app, one)
        stop.wait(SWEEP_EVERY)


def sweep_once(app: Flask, one: Callable[[], None]) -> None:
    """The sweep ran, or its failure stands in the log and the next time comes."""
    try:
        with app.app_context():
            one()
    except Exception:
        log.exception("sweep_failed", sweep=one.__name__)


def _leave_when_asked() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)


def _leave(_signal: int, _frame: object) -> None:
    raise StopRequested


if __name__ == "__main__":
    app = create_app()
    sweep(app) if "--sweep" in sys.argv[1:] else work(app)
