"""When: hours of the week, every week or every other, and the rhythms in which sessions come.

A session every other week takes an hour of the even or of the odd weeks; what "even" means is the caller's (the
number of the week by ISO 8601, say). A weekly session takes its hour of both.
"""

from collections.abc import Iterable
from typing import NamedTuple

HOURS_IN_WEEK = 168
HOURS_IN_DAY = 24
DAYS_IN_WEEK = 7
EVEN_WEEKS, ODD_WEEKS = HOURS_IN_WEEK, 2 * HOURS_IN_WEEK
MOMENTS = 3 * HOURS_IN_WEEK

Moment = int
"""An hour in which a session starts. 0 to 167 is that hour of every week: 0 is Monday 00:00, 167 Sunday 23:00.
168 to 335 is the hour (168 less) of the even weeks only, 336 to 503 (336 less) of the odd ones."""


def hour_of_week(moment: Moment) -> int:
    """The hour, whichever weeks it is of: 0 to 167."""
    return moment % HOURS_IN_WEEK


def weekday(moment: Moment) -> int:
    """The day a moment falls on: 0 is Monday."""
    return hour_of_week(moment) // HOURS_IN_DAY


def halves(moments: Iterable[Moment]) -> frozenset[Moment]:
    """The same hours with those of every week as two, one of the even and one of the odd weeks."""
    found: set[Moment] = set()
    for moment in moments:
        found |= {moment + EVEN_WEEKS, moment + ODD_WEEKS} if moment < HOURS_IN_WEEK else {moment}
    return frozenset(found)


def of_every_kind(hours: Iterable[Moment]) -> frozenset[Moment]:
    """Every moment that these halves make: themselves, and the hours that are there in even and odd weeks."""
    own = frozenset(hours)
    return own | {half - EVEN_WEEKS for half in own if half < ODD_WEEKS and half + HOURS_IN_WEEK in own}


def free_moments(moments: Iterable[Moment], booked: Iterable[Moment]) -> frozenset[Moment]:
    """Every moment, of every week and of every other, at which an hour is offered and not booked."""
    return of_every_kind(halves(moments) - halves(booked))


class Rhythm(NamedTuple):
    """How the sessions of a programme come: so many a week, on different days; so many hours each, of one day; and
    every week or every other. One a week of one hour is *plain*."""

    sessions: int = 1
    hours: int = 1
    every_weeks: int = 1

    @property
    def is_plain(self) -> bool:
        return self.sessions == self.hours == self.every_weeks == 1

    def starts(self, free: frozenset[Moment]) -> frozenset[Moment]:
        """At which of these free moments (of every kind) a session can start: all its hours are free."""
        wanted = range(HOURS_IN_WEEK) if self.every_weeks == 1 else range(EVEN_WEEKS, MOMENTS)
        return frozenset(
            moment
            for moment in free
            if moment in wanted
            and moment % HOURS_IN_DAY + self.hours <= HOURS_IN_DAY
            and all(moment + later in free for later in range(1, self.hours))
        )

    def taken(self, starts: Iterable[Moment]) -> frozenset[Moment]:
        """The hours, as halves, that sessions take which start at these moments."""
        return halves(start + later for start in starts for later in range(self.hours))


PLAIN = Rhythm()
