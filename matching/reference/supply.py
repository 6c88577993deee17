"""The volunteers of a problem as arrays, one column each, so that a rule looks at all of them at once."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.moments import DAYS_IN_WEEK, EVEN_WEEKS, HOURS_IN_DAY, HOURS_IN_WEEK, ODD_WEEKS, Moment
from matching.problem import ANY_LEVEL, Place, Problem, Programme, Request, Volunteer

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Hours = NDArray[np.uint32]

EARTH_RADIUS_KM = 6371.0088

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What the volunteers, in order of id, offer together.

    ``even`` and ``odd`` hold, for the weeks of that kind, one word of 24 hours for each day (rows) and volunteer
    (columns).
    """

    volunteers: Sequence[Volunteer]
    has_place: Mask
    active: dict[str, Mask]
    covers: dict[tuple[str, str], Mask]
    offers: dict[tuple[str, str], Mask]
    speaks: dict[str, Mask]
    has_nt2: Mask
    dutch: Ints
    region: dict[str, Mask]
    online: Mask
    in_person: Mask
    place: Floats
    travel_km: Floats
    even: Hours
    odd: Hours
    gender: dict[str, Mask]
    knows: dict[int, Mask]
    forbidden: dict[int, Mask] = field(default_factory=dict)

    @property
    def everybody(self) -> Mask:
        return np.ones(len(self.volunteers), dtype=np.bool_)

    @property
    def nobody(self) -> Mask:
        return np.zeros(len(self.volunteers), dtype=np.bool_)

    def who_covers(self, subject: str, level: str) -> Mask:
        """Who can help with this subject at this pupil's level."""
        return self._at_level(self.covers, subject, level)

    def who_offers(self, subject: str, level: str) -> Mask:
        """Who entered this subject with just this level."""
        return self._at_level(self.offers, subject, level)

    def _at_level(self, who: dict[tuple[str, str], Mask], subject: str, level: str) -> Mask:
        at_any_level = who.get((subject, ANY_LEVEL), self.nobody)
        return at_any_level | who.get((subject, level), self.nobody)

    def starts(self, request: Request, programme: Programme) -> Hours:
        """When a session of this request could start with each volunteer, in words a day: the days of one week, or
        of an even and then an odd one."""
        even = self.even & hours_by_day(request.free, EVEN_WEEKS)[:, None]
        odd = self.odd & hours_by_day(request.free, ODD_WEEKS)[:, None]
        common = even & odd if programme.every_weeks == 1 else np.concatenate((even, odd))
        starts: Hours = common.copy()
        for later in range(1, math.ceil(programme.session_minutes / 60)):
            starts &= common >> np.uint32(later)
        return starts

    def distance_km(self, place: Place | None) -> Floats:
        """Great-circle distance (haversine) of each volunteer to the place; not a number where one is
        unknown."""
        if place is None:
            return np.full(len(self.volunteers), np.nan)
        latitude, longitude = np.radians(place)
        latitudes, longitudes = self.place
        half = (
            np.sin((latitudes - latitude) / 2) ** 2
            + np.cos(latitudes) * np.cos(latitude) * np.sin((longitudes - longitude) / 2) ** 2
        )
        distances: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
        return distances


def supply_of(problem: Problem) -> Supply:
    """The arrays of a problem that was checked, so that its volunteers are sorted by id."""
    volunteers = problem.volunteers
    column = {volunteer.id: index for index, volunteer in enumerate(volunteers)}
    return Supply(
        volunteers=volunteers,
        has_place=_facts(v.places > 0 for v in volunteers),
        active=_masks(v.programmes for v in volunteers),
        covers=_masks(_covered(v) for v in volunteers),
        offers=_masks(v.offered for v in volunteers),
        speaks=_masks(v.languages for v in volunteers),
        has_nt2=_facts(v.has_nt2 for v in volunteers),
        dutch=np.array([v.dutch for v in volunteers], dtype=np.int64),
        region=_masks([v.region] for v in volunteers),
        online=_facts(v.online for v in volunteers),
        in_person=_facts(v.in_person for v in volunteers),
        place=np.radians([v.place or (np.nan, np.nan) for v in volunteers]).reshape(-1, 2).T,
        travel_km=np.array([v.travel_km for v in volunteers], dtype=np.float64),
        even=_free(volunteers, EVEN_WEEKS),
        odd=_free(volunteers, ODD_WEEKS),
        gender=_masks([v.gender] if v.gender else [] for v in volunteers),
        knows=_masks(v.known_pupils for v in volunteers),
        forbidden=_columns(problem.forbidden, column),
    )


def _free(volunteers: Iterable[Volunteer], first: Moment) -> Hours:
    words = [hours_by_day(volunteer.free, first) for volunteer in volunteers]
    return np.array(words, dtype=np.uint32).reshape(-1, DAYS_IN_WEEK).T


def hours_by_day(moments: Iterable[Moment], first: Moment) -> Hours:
    """The moments of the week that begins with the first, as seven words; bit h of word d is hour h of day d."""
    words = [0] * DAYS_IN_WEEK
    for moment in moments:
        if first <= moment < first + HOURS_IN_WEEK:
            words[(moment - first) // HOURS_IN_DAY] |= 1 << moment % HOURS_IN_DAY
    return np.array(words, dtype=np.uint32)


def _covered(volunteer: Volunteer) -> Iterable[tuple[str, str]]:
    return ((subject, level) for subject, levels in volunteer.subjects.items() for level in levels)


def _facts(values: Iterable[bool]) -> Mask:
    return np.array(list(values), dtype=np.bool_)


def _masks(held: Iterable[Iterable[Key]]) -> dict[Key, Mask]:
    """For each thing that somebody holds, who holds it."""
    columns = list(held)
    masks: dict[Key, Mask] = defaultdict(lambda: np.zeros(len(columns), dtype=np.bool_))
    for index, things in enumerate(columns):
        for thing in things:
            masks[thing][index] = True
    return dict(masks)


def _columns(pairs: Iterable[tuple[int, int]], column: dict[int, int]) -> dict[int, Mask]:
    masks: dict[int, Mask] = defaultdict(lambda: np.zeros(len(column), dtype=np.bool_))
    for pupil_id, volunteer_id in pairs:
        if volunteer_id in column:
            masks[pupil_id][column[volunteer_id]] = True
    return dict(masks)
