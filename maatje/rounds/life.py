"""The lives of a round and of a proposal."""

from enum import StrEnum

from maatje.life import Actor, By, Life, by


class RoundState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class ProposalState(StrEnum):
    PENDING = "pending"
    KEPT = "kept"
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"
    VOID = "void"


THE_ROUND = By(Actor.ROUND)

_COORDINATOR, _ROUND = Actor.COORDINATOR, Actor.ROUND
# An administrator, when an account is ended and its volunteer leaves with it.
_A_PARTY = by(Actor.VOLUNTEER, Actor.SCHOOL, Actor.FAMILY, Actor.CLOCK, _COORDINATOR, Actor.ADMINISTRATOR)

ROUND_LIFE = Life(
    "round",
    {
        RoundState.QUEUED: {RoundState.RUNNING: by(_ROUND)},
        RoundState.RUNNING: {
            RoundState.RUNNING: by(_ROUND),  # taken up again by another worker
            RoundState.READY: by(_ROUND),
            RoundState.FAILED: by(_ROUND),
        },
        RoundState.READY: {},
        RoundState.FAILED: {},
    },
)

PROPOSAL_LIFE = Life(
    "proposal",
    {
        ProposalState.PENDING: {
            ProposalState.KEPT: by(_COORDINATOR),
            ProposalState.APPROVED: by(_COORDINATOR),
            ProposalState.REJECTED: by(_COORDINATOR),
            ProposalState.REPLACED: by(_ROUND, _COORDINATOR),
            ProposalState.VOID: _A_PARTY,
        },
        ProposalState.KEPT: {
            ProposalState.PENDING: by(_COORDINATOR),
            ProposalState.REPLACED: by(_COORDINATOR),  # another volunteer was chosen
            ProposalState.APPROVED: by(_COORDINATOR),
            ProposalState.REJECTED: by(_COORDINATOR),
            ProposalState.VOID: _A_PARTY,
        },
        ProposalState.APPROVED: {},
        ProposalState.REJECTED: {},
        ProposalState.REPLACED: {},
        ProposalState.VOID: {},
    },
)
