"""The lives of a concern that was raised, and of a report about a volunteer."""

from enum import StrEnum

from maatje.life import Actor, Life, by


class ConcernState(StrEnum):
    NEW = "new"
    CALLED = "called"  # somebody phoned the school, or is the school
    CLOSED = "closed"


class ReportState(StrEnum):
    OPEN = "open"  # the volunteer stands still
    UNFOUNDED = "unfounded"
    SPOKEN = "spoken"
    STOPPED = "stopped"


_FOLLOWS = by(Actor.SCHOOL, Actor.COORDINATOR)
_COORDINATOR = by(Actor.COORDINATOR)

CONCERN_LIFE = Life(
    "concern",
    {
        ConcernState.NEW: {ConcernState.CALLED: _FOLLOWS},
        ConcernState.CALLED: {ConcernState.CLOSED: _FOLLOWS},
        ConcernState.CLOSED: {},
    },
)

REPORT_LIFE = Life(
    "report",
    {
        ReportState.OPEN: {
            ReportState.UNFOUNDED: _COORDINATOR,
            ReportState.SPOKEN: _COORDINATOR,
            ReportState.STOPPED: _COORDINATOR,
        },
        ReportState.UNFOUNDED: {},
        ReportState.SPOKEN: {},
        ReportState.STOPPED: {},
    },
)

WAITS = (ConcernState.NEW, ConcernState.CALLED)  # at the top of the page until it is closed
