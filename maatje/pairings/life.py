"""The life of a pairing: its programme's steps in order, then active, until it ends."""

from enum import StrEnum

from maatje.life import Actor, Life, by
from maatje.programmes.models import Step


class PairingState(StrEnum):
    OFFERED = "offered"  # waits for the volunteer's answer
    HANDOVER = "handover"  # waits for the school's warm handover
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    DECLINED = "declined"
    LAPSED = "lapsed"


P = PairingState
_ANYBODY_IN_IT = by(Actor.VOLUNTEER, Actor.SCHOOL, Actor.FAMILY, Actor.COORDINATOR)

PAIRING_LIFE = Life(
    "pairing",
    {
        P.OFFERED: {
            P.HANDOVER: by(Actor.VOLUNTEER),
            P.ACTIVE: by(Actor.VOLUNTEER),  # in a programme without a handover
            P.DECLINED: by(Actor.VOLUNTEER),
            P.LAPSED: by(Actor.CLOCK),
            P.ENDED: _ANYBODY_IN_IT,
        },
        P.HANDOVER: {
            P.OFFERED: by(Actor.SCHOOL, Actor.COORDINATOR),  # in a programme where the school goes first
            P.ACTIVE: by(Actor.SCHOOL, Actor.COORDINATOR),
            P.DECLINED: by(Actor.VOLUNTEER, Actor.SCHOOL),
            P.LAPSED: by(Actor.CLOCK),
            P.ENDED: _ANYBODY_IN_IT,
        },
        P.ACTIVE: {
            # The clock does so when the volunteer's VOG has lapsed.
            P.PAUSED: _ANYBODY_IN_IT | by(Actor.CLOCK),
            P.ENDED: _ANYBODY_IN_IT,
        },
        P.PAUSED: {P.ACTIVE: by(Actor.VOLUNTEER, Actor.SCHOOL, Actor.COORDINATOR), P.ENDED: _ANYBODY_IN_IT},
        P.ENDED: {},
        P.DECLINED: {},
        P.LAPSED: {},
    },
)


class BlockState(StrEnum):
    STANDING = "standing"
    LIFTED = "lifted"


BLOCK_LIFE = Life(
    "block", {BlockState.STANDING: {BlockState.LIFTED: by(Actor.COORDINATOR)}, BlockState.LIFTED: {}}
)

LIVE = (P.OFFERED, P.HANDOVER, P.ACTIVE, P.PAUSED)  # takes a place and holds its moments
WAITING = (P.OFFERED, P.HANDOVER)  # has a deadline

STATE_OF_STEP = {Step.VOLUNTEER_ACCEPTS: P.OFFERED, Step.SCHOOL_HANDS_OVER: P.HANDOVER}


def steps_for(steps: list[str], *, has_school: bool) -> list[str]:
    """The steps of a programme that this pairing takes: nobody hands over for a pupil without a school."""
    return [step for step in steps if has_school or step != Step.SCHOOL_HANDS_OVER]


def first_state(steps: list[str]) -> PairingState:
    """Where a pairing begins whose programme has these steps."""
    return STATE_OF_STEP[Step(steps[0])] if steps else P.ACTIVE


def next_state(here: PairingState, steps: list[str]) -> PairingState:
    """What comes after `here` in the order of these steps; after the last one the help starts."""
    ahead = [STATE_OF_STEP[Step(step)] for step in steps] + [P.ACTIVE]
    return ahead[ahead.index(here) + 1]
