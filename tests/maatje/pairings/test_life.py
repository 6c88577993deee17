"""The table in life.py is the law: what it does not have, the services refuse."""

from itertools import product

import pytest

from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import services
from maatje.pairings.life import PAIRING_LIFE, PairingState, first_state, next_state
from maatje.pairings.models import DeclineReason, EndReason, Pairing
from maatje.programmes.models import Step
from tests.maatje.pairings.conftest import do

P = PairingState
ACCEPTS, HANDS_OVER = Step.VOLUNTEER_ACCEPTS, Step.SCHOOL_HANDS_OVER

# verb → where it may lead, and what it does
VERBS = {
    "accept": ((P.HANDOVER, P.ACTIVE), services.accept_offer),
    "hand over": ((P.OFFERED, P.ACTIVE), services.confirm_handover),
    "decline": (
        (P.DECLINED,),
        lambda pairing, by: services.decline_offer(pairing, DeclineReason.OTHER, by),
    ),
    "pause": ((P.PAUSED,), services.pause_pairing),
    "resume": ((P.ACTIVE,), services.resume_pairing),
    "end": (
        (P.ENDED,),
        lambda pairing, by: services.end_pairing(pairing, EndReason.NO_CLICK, by),
    ),
}
# verb → the states from which it makes sense; the table says for whom
FROM = {
    "accept": {P.OFFERED},
    "hand over": {P.HANDOVER},
    "decline": {P.OFFERED, P.HANDOVER},
    "pause": {P.ACTIVE},
    "resume": {P.PAUSED},
    "end": {P.OFFERED, P.HANDOVER, P.ACTIVE, P.PAUSED},
}


@pytest.mark.parametrize(
    ("steps", "way"),
    [
        ([ACCEPTS, HANDS_OVER], [P.OFFERED, P.HANDOVER, P.ACTIVE]),
        ([HANDS_OVER, ACCEPTS], [P.HANDOVER, P.OFFERED, P.ACTIVE]),
        ([ACCEPTS], [P.OFFERED, P.ACTIVE]),
        ([HANDS_OVER], [P.HANDOVER, P.ACTIVE]),
        ([], [P.ACTIVE]),
    ],
)
def test_a_pairing_takes_the_steps_of_its_programme_in_their_order(people, pair, steps, way):
    assert first_state(steps) is way[0]
    assert [next_state(here, steps) for here in way[:-1]] == way[1:]

    pairing = pair(steps=steps)
    walked = [pairing.state]
    for _ in steps:
        if pairing.state is P.OFFERED:
            do(lambda: services.accept_offer(pairing, people.by_volunteer))
        else:
            do(lambda: services.confirm_handover(pairing, people.by_school))
        walked.append(pairing.state)

    assert walked == way
    assert pairing.started_at is not None


def test_a_later_change_of_the_programme_moves_nobody(people, pair):
    pairing = pair(steps=[ACCEPTS, HANDS_OVER])
    with transaction():
        pairing.programme.steps = [ACCEPTS]

    do(lambda: services.accept_offer(pairing, people.by_volunteer))

    assert pairing.state is P.HANDOVER


@pytest.mark.parametrize("state", P)
def test_no_verb_makes_a_step_that_the_table_does_not_have(people, pair, state):
    pairing = pair()
    _put(pairing, state)
    for (verb, (leads_to, act)), actor in product(VERBS.items(), Actor):
        allowed = state in FROM[verb] and any(PAIRING_LIFE.allows(state, there, actor) for there in leads_to)
        assert _is_possible(act, pairing, By(actor, None)) is allowed, (state, actor, verb)
    _put(pairing, P.OFFERED)


def _put(pairing, state):
    """Into the state by force; places and moments stay, since nothing of this is kept."""
    with transaction():
        db.session.execute(db.update(Pairing).where(Pairing.id == pairing.id).values(state=state))


class _Undone(Exception):
    pass


def _is_possible(act, pairing, by):
    """Whether the verb is possible; what it did is undone."""
    try:
        with transaction():
            act(pairing, by)
            raise _Undone
    except _Undone:
        return True
    except MoveNotAllowed:
        return False


def test_whoever_answers_second_changes_nothing(people, pair):
    pairing = pair()
    do(lambda: services.accept_offer(pairing, people.by_volunteer))

    with pytest.raises((MoveNotAllowed, ChangedMeanwhile)), transaction():
        services.accept_offer(pairing, people.by_volunteer)
