import multiprocessing
import threading
from collections import Counter
from contextvars import Context

import pytest

from maatje.accounts import services
from maatje.database import db, transaction
from tests.factories import make_user

PASSWORD = "vier losse woorden"


@pytest.fixture
def somebody(app):
    """Makes an account that can sign in with PASSWORD."""

    def _somebody(*role, **values):
        user = make_user(*role, **values)
        with transaction():
            services.set_password(user, PASSWORD)
        return user

    return _somebody


def _in_threads(count, barrier, outcomes, act, arguments):
    def run():
        barrier.wait(60)
        try:
            outcomes.put(act(*arguments) or "done")
        except Exception as error:
            outcomes.put(type(error).__name__)

    threads = [threading.Thread(target=Context().run, args=(run,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.engine.dispose()


@pytest.fixture
def in_processes(app):
    """Does the same at the same moment, in so many processes of so many threads; how often what came out."""

    def _in_processes(processes, threads, act, *arguments):
        db.session.rollback()
        db.engine.dispose()  # no connection may be carried over a fork
        fork = multiprocessing.get_context("fork")
        barrier, outcomes = fork.Barrier(processes * threads), fork.Queue()
        common = (threads, barrier, outcomes, act, arguments)
        running = [fork.Process(target=_in_threads, args=common) for _ in range(processes)]
        for process in running:
            process.start()
        came_out = Counter(outcomes.get(timeout=100) for _ in range(processes * threads))
        for process in running:
            process.join(30)
        db.session.expire_all()
        return came_out

    return _in_processes
