"""Several processes on one database that do something at the same moment."""

import multiprocessing
from collections import Counter

import pytest

from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.pairings.errors import CannotPair
from maatje.rounds.decisions import NoLongerFits

TOO_LATE = (CannotPair, ChangedMeanwhile, MoveNotAllowed, NoLongerFits)


def _run(barrier, act, arguments, outcomes):
    barrier.wait(60)
    try:
        with transaction():
            act(*arguments)
        outcomes.put("done")
    except Exception as error:
        outcomes.put(type(error).__name__ if isinstance(error, TOO_LATE) else repr(error))
    db.session.remove()
    db.engine.dispose()


@pytest.fixture
def at_once(app):
    """Runs [(act, arguments), …] each in a process of its own, at the same moment; how often what came out."""

    def _at_once(*acts):
        db.session.rollback()
        db.engine.dispose()  # no connection may be carried over a fork
        fork = multiprocessing.get_context("fork")
        barrier, outcomes = fork.Barrier(len(acts)), fork.Queue()
        processes = [fork.Process(target=_run, args=(barrier, *act, outcomes)) for act in acts]
        for process in processes:
            process.start()
        came_out = Counter(outcomes.get(timeout=60) for _ in processes)
        for process in processes:
            process.join(30)
        db.session.expire_all()
        return came_out

    return _at_once
