"""The life of a pairing: its programme's steps in order, then active, until it ends."""

from enum import StrEnum

from maatje.life import Actor, Life, by


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
            P.ACTIVE: by(Actor.SCHOOL, Actor.COORDINATOR),
            P.DECLINED: by(Actor.VOLUNTEER, Actor.SCHOOL),
            P.LAPSED: by(Actor.CLOCK),
            P.ENDED: _ANYBODY_IN_IT,
        },
        P.ACTIVE: {
            P.PAUSED: by(Actor.VOLUNTEER, Actor.SCHOOL, Actor.COORDINATOR),
            P.ENDED: _ANYBODY_IN_IT,
        },
        P.PAUSED: {P.ACTIVE: by(Actor.VOLUNTEER, Actor.SCHOOL, Actor.COORDINATOR), P.ENDED: _ANYBODY_IN_IT},
        P.ENDED: {},
        P.DECLINED: {},
        P.LAPSED: {},
    },
)

LIVE = (P.OFFERED, P.HANDOVER, P.ACTIVE, P.PAUSED)  # takes a place and holds its moments
