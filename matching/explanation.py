"""What can be said about a solution: what another choice would change, what would help who is left, and whom
to look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matching.moments import Moment
from matching.problem import Place, Problem
from matching.solution import Proposal

MOST_REQUESTS = 1_500
MOST_TOGETHER = 2_500_000  # requests times volunteers


def takes_seconds(problem: Problem) -> bool:
    """Whether ``explain``, and ``radar``, of this problem take seconds, rather than minutes or more."""
    requests, volunteers = len(problem.requests), len(problem.volunteers)
    return requests <= MOST_REQUESTS and requests * volunteers <= MOST_TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How the best solution with one thing settled differs from the solution itself.

    Request ids, sorted: ``gains`` would be placed and are not, ``loses`` are placed and would not be, ``moves``
    would get another volunteer. ``fit`` is the change in total fit. The request the change is about is in
    none of them.
    """

    gains: tuple[int, ...] = ()
    loses: tuple[int, ...] = ()
    moves: tuple[int, ...] = ()
    fit: int = 0

    @property
    def placed(self) -> int:
        """How many more pupils would be placed; negative if fewer."""
        return len(self.gains) - len(self.loses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another volunteer for a request that has a proposal, and what choosing them would change in the whole.

    ``proposal`` has the fit, its parts and weekly moments that both have free, other pupils apart. ``exact``
    says that the change is that of a proven best solution. If it is not, and all pairs could be looked at, the
    change is that of a way that holds, and another might cost the others less.
    """

    proposal: Proposal
    change: Change
    exact: bool = True


class Remedy(StrEnum):
    """The single changes that are tried for a request left over, in this order."""

    ONLINE = "online"
    ONE_MORE_MOMENT = "one_more_moment"
    BOOKED_INTERPRETER = "booked_interpreter"
    MORE_KILOMETRES = "more_kilometres"
    ONE_LEVEL = "one_level"
    WITHOUT_NT2 = "without_nt2"
    ANY_GENDER = "any_gender"
    OTHER_REGION = "other_region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A single change with which a new run keeps everybody placed and adds this request.

    ``volunteer_id`` is who would help; ``moment`` the moment to add (for ONE_MORE_MOMENT), ``level`` the
    level to ask for (for ONE_LEVEL) and ``kilometres`` how much farther the volunteer would have to travel (for
    MORE_KILOMETRES). Where priorities are equal, another run as good in number and priorities may place others.
    """

    remedy: Remedy
    volunteer_id: int
    moment: Moment | None = None
    kilometres: float | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    """Too few places: these requests, the asking one included, may only be helped by these volunteers, who can
    take no more than ``places`` of them, which is fewer (a deficient set, Hall 1935). ``places`` counts free
    places or, where hours run short sooner, hours that these requests could use."""

    request_ids: tuple[int, ...]
    volunteer_ids: tuple[int, ...]
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLeft:
    """For a request left over: what would help, or with whom it competes; both None if nothing was found."""

    request_id: int
    help: Help | None = None
    competition: Competition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """By request id: the next-best volunteers of each proposal, and why each of the others is left over."""

    alternatives: Mapping[int, tuple[Alternative, ...]]
    left: Mapping[int, WhyLeft]


class PartOfDay(StrEnum):
    """Parts of the week in which volunteers are looked for, Dutch local time."""

    MORNING = "morning"  # weekdays 9:00-12:00
    AFTERNOON = "afternoon"  # weekdays 12:00-18:00
    EVENING = "evening"  # weekdays 18:00-21:00
    WEEKEND = "weekend"  # Saturday and Sunday 9:00-21:00


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of volunteer one could look for, with one place each.

    Somebody for ``programme`` who covers ``subject`` at ``level`` (both empty: no subject asked), speaks
    ``language`` (empty: any), has experience with NT2 if ``nt2``, and is free in all of ``part_of_day``. They help
    online, in ``region`` (empty: anywhere); or, if there is a ``place``, in person within 10 km of it.
    """

    programme: str
    subject: str = ""
    level: str = ""
    language: str = ""
    nt2: bool = False
    region: str = ""
    place: Place | None = None
    part_of_day: PartOfDay = PartOfDay.AFTERNOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many more pupils would be placed in all with 1, 3 and 10 more volunteers of this kind, found by
    solving."""

    kind: Kind
    placed: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """The kinds of volunteer that would place most of those left over, best first; and a greedy plan for the
    next ten: after each kind looked for, how many more pupils are placed in all."""

    wishes: tuple[Wish, ...] = ()
    plan: tuple[tuple[Kind, int], ...] = ()
