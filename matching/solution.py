"""What a round gives back: proposals with their reasons, and everybody who is left over or set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.moments import Moment


class SetAsideReason(StrEnum):
    """Why a record takes no part in the round."""

    DOUBLED_ID = "doubled_id"
    UNKNOWN_PROGRAMME = "unknown_programme"
    MOMENT_OUTSIDE_WEEK = "moment_outside_week"
    NEGATIVE_WAITING = "negative_waiting"
    NEGATIVE_URGENCY = "negative_urgency"
    NEGATIVE_PLACES = "negative_places"
    NEGATIVE_DISTANCE = "negative_distance"
    DUTCH_OUTSIDE_SCALE = "dutch_outside_scale"
    IMPOSSIBLE_PLACE = "impossible_place"
    IMPOSSIBLE_SESSIONS = "impossible_sessions"
    UNREADABLE = "unreadable"
    # of kept pairs:
    UNKNOWN_REQUEST = "unknown_request"
    UNKNOWN_VOLUNTEER = "unknown_volunteer"
    FORBIDDEN = "forbidden"
    KEPT_TWICE = "kept_twice"
    NO_PLACE_LEFT = "no_place_left"
    WRONG_MOMENTS = "wrong_moments"
    MOMENTS_NOT_FREE = "moments_not_free"
    NEED_BROKEN = "need_broken"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record the round did without: ``kind`` is programme, volunteer, request or kept, ``id`` its id or key; of
    a kept pair the request's, which itself takes part in the round."""

    kind: str
    id: int | str
    reason: SetAsideReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A pair with the moments at which its sessions start, and its reasons.

    ``fit`` (0 to 1000) is the sum of ``parts``. ``distance_km`` is None when a place is unknown;
    ``common_moments`` counts the moments at which a session could start: both are free all of its hours.
    """

    request_id: int
    volunteer_id: int
    moments: tuple[Moment, ...]
    fit: int
    parts: Mapping[str, int]
    in_person: bool
    needs_booked_interpreter: bool
    distance_km: float | None
    common_moments: int
    days_waited: int


class LeftReason(StrEnum):
    """Why a request got no proposal: the rule that sent the last volunteer away, or one of the last two."""

    PROGRAMME = "programme"
    SUBJECTS = "subjects"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    PLACE = "place"
    TIME = "time"
    GENDER = "gender"
    FORBIDDEN = "forbidden"
    PLACES_TAKEN = "places_taken"
    OTHER_REQUEST_SERVED = "other_request_served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A request without a proposal, and how many volunteers remained after each rule, in the rules' order."""

    request_id: int
    reason: LeftReason
    counts: Mapping[str, int]


class Doubt(StrEnum):
    """Why a solution is not proven to be the best: outside the conditions under which the method is exact."""

    RHYTHMS_MIXED = "rhythms_mixed"
    WEIGHTS_TOO_LARGE = "weights_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The prices that prove a solution the best (linear programming duality; see ``certificate``).

    A pair weighs (rank x ``step`` + fit) x ``point``, and ``bonus`` more if it was proposed earlier; rank
    counts the distinct priorities of pupils somebody could serve, from 1. ``value`` is what the solution
    weighs, ``bound`` what no valid choice exceeds. Prices are by pupil id, by volunteer id, by volunteer and
    programme whose rhythm is not plain, and by volunteer and hour of the week; those not named are 0."""

    value: int
    bound: int
    step: int
    point: int
    bonus: int
    worth: Mapping[int, int]
    price: Mapping[int, int]
    programme_price: Mapping[tuple[int, str], int]
    moment_price: Mapping[tuple[int, Moment], int]

    @property
    def gap(self) -> int:
        return self.bound - self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Every request of the problem is in exactly one of proposals, kept, left and set_aside, each sorted by id.

    ``kept`` are the pairs that stand as they were asked for, with the fit they have in the problem as it was
    given; all else is said about the others only.
    """

    proposals: tuple[Proposal, ...] = ()
    kept: tuple[Proposal, ...] = ()
    left: tuple[Left, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())
    certificate: Certificate | None = field(default=None, compare=False, repr=False)

    @property
    def proven(self) -> bool:
        """Whether this is certain to be the best solution there is: nothing was beyond the method, and the prices
        leave no gap."""
        return not self.doubts and (self.certificate is None or self.certificate.gap == 0)

    @property
    def total_fit(self) -> int:
        return sum(proposal.fit for proposal in self.proposals)
