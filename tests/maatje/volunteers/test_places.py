"""The last place of a volunteer goes to exactly one asker, whoever asks at the same moment."""

import multiprocessing
from collections import Counter

import pytest

from maatje.database import db, transaction
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import release_place, take_place
from tests.factories import make_volunteer

PROCESSES, TRIALS = 8, 20


def test_a_place_is_taken_until_there_are_none(app):
    volunteer = make_volunteer(places=2)

    with transaction():
        taken = [take_place(volunteer.id) for _ in range(3)]

    assert taken == [True, True, False]
    assert (volunteer.places_taken, volunteer.free_places) == (2, 0)


@pytest.mark.parametrize("state", [state for state in VolunteerState if state is not VolunteerState.ACTIVE])
def test_only_an_active_volunteer_has_places_to_take(app, state):
    volunteer = make_volunteer(state=state)

    with transaction():
        assert not take_place(volunteer.id)


def test_a_place_comes_free_again_and_never_more_than_were_taken(app):
    volunteer = make_volunteer(places=2, places_taken=1, state=VolunteerState.STOPPED)

    with transaction():
        released = [release_place(volunteer.id) for _ in range(2)]

    assert released == [True, False]
    assert volunteer.places_taken == 0


def _ask(volunteer_ids, barrier, answers):
    for volunteer_id in volunteer_ids:
        barrier.wait(60)
        with transaction():
            got_it = take_place(volunteer_id)
        answers.put((volunteer_id, got_it))
    db.session.remove()
    db.engine.dispose()


def test_of_eight_processes_that_want_the_last_place_exactly_one_gets_it(app):
    volunteer_ids = [make_volunteer(places=2, places_taken=1).id for _ in range(TRIALS)]
    db.session.rollback()
    db.engine.dispose()  # no connection may be carried over a fork
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(PROCESSES), fork.Queue()
    asking = [fork.Process(target=_ask, args=(volunteer_ids, barrier, answers)) for _ in range(PROCESSES)]

    for process in asking:
        process.start()
    given = Counter(answers.get(timeout=60) for _ in range(PROCESSES * TRIALS))
    for process in asking:
        process.join(60)

    assert {given[volunteer_id, True] for volunteer_id in volunteer_ids} == {1}
    assert {given[volunteer_id, False] for volunteer_id in volunteer_ids} == {PROCESSES - 1}
    assert {one.places_taken for one in db.session.scalars(db.select(Volunteer))} == {2}
