"""The records a round is made of: who offers, who asks, under which programme's rules.

They know no database and no clock. Ids are the caller's; times are hours of the week (see ``Moment``); distances
are kilometres; waiting is counted in whole days.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matching.moments import Moment, Rhythm, free_moments

ANY_LEVEL = ""
"""The level at which a subject without levels (planning, a good talk) is offered: it covers every pupil's."""

DUTCH_B1 = 3  # on the scale 0 (none), 1 (A1), 2 (A2), 3 (B1) … 6 (C2), 7 (first language)

Place = tuple[float, float]
"""Latitude and longitude in degrees."""

Skill = tuple[str, str, str]
"""What a request can need: ("subject", subject, level), ("language", language, "") or ("nt2", "", "")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A kind of help, with the rules that say who may meet in it.

    A session of more than 60 minutes (up to 240) takes as many hours of one day as it needs. With ``every_weeks``
    2 there is one session every two weeks. ``anywhere`` lets people of different regions meet online.
    ``urgency_step_days`` is what one step of urgency is worth in days of waiting.
    """

    key: str
    sessions_per_week: int = 1
    session_minutes: int = 60
    every_weeks: int = 1
    subject_required: bool = True
    anywhere: bool = False
    allows_booked_interpreter: bool = False
    online: bool = True
    in_person: bool = False
    urgency_step_days: int = 14

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(int(self.sessions_per_week), math.ceil(self.session_minutes / 60), int(self.every_weeks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """Somebody who helps, active in ``programmes``, with ``places`` free for new pupils.

    ``subjects`` gives for each subject the pupils' levels it covers (the coverage table is already applied);
    ``offered`` the subject and level as the volunteer entered them, which only makes a pupil of that level
    fit better. ``moments`` are offered, ``booked`` are taken by what was paired before: every hour of it.
    """

    id: int
    programmes: frozenset[str]
    subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    offered: frozenset[tuple[str, str]] = frozenset()
    dutch: int = DUTCH_B1
    has_nt2: bool = False
    languages: frozenset[str] = frozenset()
    region: str = ""
    online: bool = True
    in_person: bool = False
    place: Place | None = None
    travel_km: float = 0
    moments: frozenset[Moment] = frozenset()
    booked: frozenset[Moment] = frozenset()
    places: int = 1
    gender: str | None = None
    known_pupils: frozenset[int] = frozenset()

    @property
    def free(self) -> frozenset[Moment]:
        """All moments, of every week and of every other, at which an hour is free."""
        return free_moments(self.moments, self.booked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A subject asked for; a necessary one must be offered by whoever comes."""

    subject: str
    necessary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One pupil's wish within one programme.

    ``online`` says that the pupil has a device. ``interpreter_language`` is a need, ``language`` (spoken at
    home) only a wish. Two requests may share a ``pupil_id``; a round serves at most one of them.
    """

    id: int
    pupil_id: int
    programme: str
    subjects: tuple[Wanted, ...] = ()
    level: str = ""
    needs_nt2: bool = False
    interpreter_language: str | None = None
    language: str | None = None
    region: str = ""
    online: bool = True
    in_person: bool = False
    place: Place | None = None
    moments: frozenset[Moment] = frozenset()
    booked: frozenset[Moment] = frozenset()
    days_waited: int = 0
    urgency: int = 0
    required_gender: str | None = None

    @property
    def free(self) -> frozenset[Moment]:
        """All moments, of every week and of every other, at which an hour is free."""
        return free_moments(self.moments, self.booked)


def skills_needed(request: Request) -> frozenset[Skill]:
    """What a volunteer is wanted for in this request: its subjects at its level, NT2, an interpreter."""
    needed = {("subject", wanted.subject, request.level) for wanted in request.subjects}
    if request.needs_nt2:
        needed.add(("nt2", "", ""))
    if request.interpreter_language is not None:
        needed.add(("language", request.interpreter_language, ""))
    return frozenset(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A pair that stands, with the moments at which its sessions start: it holds its place and hours, and its
    pupil takes no part in the round."""

    request_id: int
    volunteer_id: int
    moments: frozenset[Moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that one round looks at.

    ``forbidden`` holds (pupil id, volunteer id): never together. ``earlier`` holds (request id, volunteer id)
    proposed last time: goes before what is equally good. ``kept`` are pairs that stand, of requests and volunteers
    of this problem. What was paired before and is no longer a request of it holds its moments in ``booked``, and
    its place is taken off ``places``. ``expected`` says by skill how many requests beside these will need it: with
    those asked here it decides what is scarce and kept for who needs it, unless ``keep_scarce_skills`` is False.
    """

    programmes: Sequence[Programme] = ()
    volunteers: Sequence[Volunteer] = ()
    requests: Sequence[Request] = ()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    earlier: frozenset[tuple[int, int]] = frozenset()
    kept: Sequence[Kept] = ()
    expected: Mapping[Skill, int] = field(default_factory=dict)
    keep_scarce_skills: bool = True

    def rhythm_of(self, request: Request) -> Rhythm:
        return next(programme.rhythm for programme in self.programmes if programme.key == request.programme)


def priority(request: Request, programme: Programme) -> int:
    """Days waited, with each step of urgency counted as the programme's number of days."""
    return request.days_waited + request.urgency * programme.urgency_step_days
