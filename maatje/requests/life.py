"""The life of a help request, as in design.md, "The way of one help request"."""

from enum import StrEnum

from maatje.life import Actor, Life, by


class RequestState(StrEnum):
    AWAITING_CONSENT = "awaiting_consent"
    SUBMITTED = "submitted"
    OPEN = "open"
    ON_HOLD = "on_hold"
    REFERRED = "referred"
    PROPOSED = "proposed"
    PAIRED = "paired"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


R = RequestState
_SCHOOL, _FAMILY, _COORDINATOR, _ROUND = Actor.SCHOOL, Actor.FAMILY, Actor.COORDINATOR, Actor.ROUND
_THEIR_SIDE = by(_SCHOOL, _FAMILY, _COORDINATOR)  # a coordinator acts for a school that asks for it

REQUEST_LIFE = Life(
    "request",
    {
        # Consent that does not come, asked by mail or waited for: the clock withdraws the request.
        R.AWAITING_CONSENT: {
            R.SUBMITTED: _THEIR_SIDE,
            R.ON_HOLD: by(_COORDINATOR, _SCHOOL),  # an unsafe home is not asked again, nor reminded
            R.WITHDRAWN: _THEIR_SIDE | by(Actor.CLOCK),
        },
        R.SUBMITTED: {
            R.OPEN: by(_COORDINATOR),
            R.ON_HOLD: by(_COORDINATOR, _SCHOOL),  # the school says "unsafe home": hold at once
            R.REFERRED: by(_COORDINATOR),
            R.WITHDRAWN: _THEIR_SIDE,
        },
        R.OPEN: {
            R.PROPOSED: by(_ROUND, _COORDINATOR),
            R.ON_HOLD: by(_COORDINATOR, _SCHOOL),
            R.REFERRED: by(_COORDINATOR),
            R.WITHDRAWN: _THEIR_SIDE,
        },
        R.ON_HOLD: {R.OPEN: by(_COORDINATOR), R.REFERRED: by(_COORDINATOR), R.WITHDRAWN: _THEIR_SIDE},
        R.REFERRED: {R.OPEN: by(_COORDINATOR)},
        R.PROPOSED: {
            # A school or a family, when whoever was proposed is reported or kept away from the pupil.
            R.OPEN: _THEIR_SIDE | by(_ROUND, Actor.VOLUNTEER, Actor.CLOCK, Actor.ADMINISTRATOR),
            R.PAIRED: by(_COORDINATOR),
            R.ON_HOLD: by(_COORDINATOR, _SCHOOL),  # unsafe home: no pairing, whatever was proposed
            R.WITHDRAWN: _THEIR_SIDE,
        },
        R.PAIRED: {
            R.OPEN: _THEIR_SIDE | by(Actor.VOLUNTEER, Actor.CLOCK),  # the help goes on, with somebody else
            R.CLOSED: _THEIR_SIDE | by(Actor.VOLUNTEER),
        },
        R.CLOSED: {},
        R.WITHDRAWN: {},
    },
)

ENDED = (R.CLOSED, R.WITHDRAWN, R.REFERRED)  # the pupil may be nominated anew in the same programme
