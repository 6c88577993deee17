"""The life of a volunteer: from a form filled in to somebody who may be paired."""

from enum import StrEnum

from maatje.life import Actor, Life, by


class VolunteerState(StrEnum):
    UNVERIFIED = "unverified"
    APPLIED = "applied"
    INTAKE = "intake"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    REJECTED = "rejected"


V = VolunteerState
_VOLUNTEER, _COORDINATOR = Actor.VOLUNTEER, Actor.COORDINATOR
_CLOCK = Actor.CLOCK  # who is not heard of for long is erased, see `privacy`

VOLUNTEER_LIFE = Life(
    "volunteer",
    {
        # Who withdraws by phone is stopped by the coordinator: that is no rejection.
        V.UNVERIFIED: {V.APPLIED: by(_VOLUNTEER), V.STOPPED: by(_VOLUNTEER, _COORDINATOR, _CLOCK)},
        V.APPLIED: {
            V.INTAKE: by(_COORDINATOR),
            V.ACTIVE: by(_COORDINATOR),
            V.REJECTED: by(_COORDINATOR),
            V.STOPPED: by(_VOLUNTEER, _COORDINATOR, _CLOCK),
        },
        V.INTAKE: {
            V.ACTIVE: by(_COORDINATOR),
            V.REJECTED: by(_COORDINATOR),
            V.STOPPED: by(_VOLUNTEER, _COORDINATOR, _CLOCK),
        },
        # An administrator who ends somebody's account also keeps them from being paired; so does a report at once.
        # The clock pauses whose VOG has lapsed.
        V.ACTIVE: {
            V.PAUSED: by(_VOLUNTEER, _COORDINATOR, Actor.ADMINISTRATOR, Actor.SCHOOL, Actor.FAMILY, _CLOCK),
            V.STOPPED: by(_VOLUNTEER, _COORDINATOR, _CLOCK),
        },
        V.PAUSED: {
            V.ACTIVE: by(_VOLUNTEER, _COORDINATOR),
            V.STOPPED: by(_VOLUNTEER, _COORDINATOR, _CLOCK),
        },
        V.STOPPED: {V.INTAKE: by(_COORDINATOR)},  # who wants to come back asks for it, and is met anew
        V.REJECTED: {V.INTAKE: by(_COORDINATOR)},
    },
)
