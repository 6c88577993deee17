"""The site's only door to `matching/`: rows become records here. (`maatje/outside` is the door for files.)"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select, true
from sqlalchemy.orm import joinedload, selectinload

import matching
from maatje.clock import today
from maatje.database import IN_ONE_QUERY, batched, db
from maatje.pairings.queries import (
    barred_pairs,
    booked_moments,
    booked_moments_of_pupils,
    pupils_helped_in_each,
)
from maatje.programmes.coverage import LEVELS_BESIDE
from maatje.programmes.models import Level, Place, Programme, Subject
from maatje.programmes.queries import coverage
from maatje.regions.models import PostcodeArea
from maatje.requests.models import HelpRequest, Pupil
from maatje.rounds import queries
from maatje.rounds.expected import skills_expected
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.schools.models import School
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import missing_gates

Row = TypeVar("Row", HelpRequest, Volunteer)
Record = TypeVar("Record")
DUTCH = "nl"
NOTHING_EXPECTED: Mapping[matching.Skill, int] = {}
MOST_EXPLAINED = 1500
"""More requests or volunteers than this and a round comes without explanations: they would take minutes."""
MOST_LOOKED_FOR = 1500
"""More requests or volunteers than this and a round does not say whom to look for."""

Offer = tuple[int, int | None]  # subject id, level id
Groupings = Mapping[str, Mapping[int, str | int | bool]]  # by name: request id → group
Coverage = dict[Offer, frozenset[Offer]]


@dataclass
class Unreadable:
    """Rows that could not be made into records: (kind, id, reason)."""

    rows: list[tuple[str, int, str]] = field(default_factory=list)


def problem_of(region_id: int | None) -> tuple[matching.Problem, Unreadable]:
    """What a round of this region looks at: its open requests, its volunteers with a free place.

    Requests with an untouched proposal take part again; kept proposals and live pairings hold their places
    and moments. Rows that cannot be read are returned beside the problem and stop nobody.
    A round of the country (None) does the same for the programmes that take help from anywhere, and there what
    a region proposed for its own pupils holds too. What was asked lately is expected to be asked again.
    """
    requests = _requests_in_play(region_id)
    volunteers = _volunteers_of(region_id)
    waiting = _waiting_proposals(region_id)
    looked_at = {request.id for request in requests}
    holds = {p.id for p in waiting if region_id is None and p.request_id not in looked_at}
    expected = skills_expected(region_id)
    return _problem(requests, volunteers, waiting=waiting, holds=holds, expected=expected)


def candidates(request: HelpRequest) -> tuple[matching.Proposal, ...]:
    """Who else would do for this one request, best fit first, as things stand now."""
    volunteers = _volunteers_of(request.pupil.school.region_id)
    waiting = [
        proposal
        for proposal in _waiting_proposals(request.pupil.school.region_id)
        if proposal.request_id != request.id
    ]
    problem, _ = _problem([request], volunteers, waiting=waiting)
    return matching.candidates_for(problem, request.id) if problem.requests else ()


def still_possible(proposal: Proposal) -> bool:
    """Whether the pair still keeps every hard need, and its moments are still free for both."""
    if not proposal.is_within_one_region and not proposal.may_be_across:
        return False
    problem, _ = _problem([proposal.request], [proposal.volunteer], waiting=[])
    if not problem.requests or not problem.volunteers:
        return False
    free = problem.requests[0].free & problem.volunteers[0].free
    return proposal.weekly_moments <= free and bool(matching.candidates_for(problem, proposal.request_id))


def warm_up() -> None:
    """The solver's libraries are loaded: over a second's work, best done once, before a worker forks."""
    here, now = frozenset({"any"}), frozenset({0})
    volunteer = matching.Volunteer(id=1, programmes=here, subjects={"any": here}, moments=now)
    request = matching.Request(id=1, pupil_id=1, programme="any", level="any", moments=now)
    programme = matching.Programme(key="any")
    matching.solve(matching.Problem(programmes=(programme,), volunteers=(volunteer,), requests=(request,)))


def solve(problem: matching.Problem, progress: Callable[[str, float], None] | None = None) -> matching.Solution:
    """The engine's answer; it takes seconds, so no transaction is open around it."""
    return matching.solve(problem, progress)


def explain(problem: matching.Problem, solution: matching.Solution) -> matching.Explanation:
    """What other choices would change, and what would help who is left; nothing for a problem that is too large
    for a coordinator to go through by hand."""
    if max(len(problem.requests), len(problem.volunteers)) > MOST_EXPLAINED:
        return matching.Explanation(alternatives={}, left={})
    return matching.explain(problem, solution, levels=LEVELS_BESIDE)


def radar(problem: matching.Problem, solution: matching.Solution) -> matching.Radar | None:
    """Whom to look for; None for a problem that is too large: it is solved anew for every kind of volunteer."""
    if max(len(problem.requests), len(problem.volunteers)) > MOST_LOOKED_FOR:
        return None
    return matching.radar(problem, solution)


def fairness(
    problem: matching.Problem, solution: matching.Solution, groupings: Groupings | None = None
) -> tuple[matching.Share, ...]:
    """Who was placed against who asked: of everybody, of the engine's own groupings, and of these."""
    return matching.fairness(problem, solution, groupings)


def _requests_in_play(region_id: int | None) -> list[HelpRequest]:
    wanted = (
        select(HelpRequest)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(queries.in_play(region_id))
        .options(
            joinedload(HelpRequest.pupil).joinedload(Pupil.school),
            selectinload(HelpRequest.subjects),
        )
        .order_by(HelpRequest.id)
    )
    return list(db.session.scalars(wanted))


def _volunteers_of(region_id: int | None) -> list[Volunteer]:
    wanted = (
        select(Volunteer)
        .where(queries.offered_in(region_id), Volunteer.state == VolunteerState.ACTIVE)
        .options(
            selectinload(Volunteer.programmes),
            selectinload(Volunteer.subjects),
            selectinload(Volunteer.languages),
        )
        .order_by(Volunteer.id)
    )
    return list(db.session.scalars(wanted))


def _waiting_proposals(region_id: int | None) -> list[Proposal]:
    """Those of the region's pupils, and what else holds a place of one of its volunteers; of the country all."""
    wanted = (
        select(Proposal)
        .join(Proposal.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .join(Proposal.volunteer)
        .where(
            Proposal.state.in_((ProposalState.PENDING, ProposalState.KEPT)),
            or_(
                School.region_id == region_id,
                (Volunteer.region_id == region_id) & (Proposal.state == ProposalState.KEPT),
            )
            if region_id is not None
            else true(),
        )
        .options(joinedload(Proposal.request))
    )
    return list(db.session.scalars(wanted))


def _problem(
    requests: list[HelpRequest],
    volunteers: list[Volunteer],
    *,
    waiting: list[Proposal],
    holds: Collection[int] = (),
    expected: Mapping[matching.Skill, int] = NOTHING_EXPECTED,
) -> tuple[matching.Problem, Unreadable]:
    """`holds` are the proposals that hold their places and moments though nobody kept them."""
    kept = [p for p in waiting if p.state is ProposalState.KEPT or p.id in holds]
    unreadable = Unreadable()
    places = _where({v.pc4 for v in volunteers} | {request.pupil.pc4 for request in requests})
    records = _VolunteerRecords(
        coverage(),
        places,
        today(),
        booked=_booked(volunteers, kept),
        taken=_taken(kept),
        helped=_helped(volunteers, kept),
    )
    pupils = {request.pupil_id for request in requests}
    pupil_bookings = _with_kept(booked_moments_of_pupils(pupils), kept, lambda p: p.request.pupil_id)
    problem = matching.Problem(
        programmes=_programmes(),
        volunteers=_readable("volunteer", volunteers, records.of, unreadable),
        requests=_readable(
            "request", requests, lambda row: _request(row, places, pupil_bookings[row.pupil_id]), unreadable
        ),
        forbidden=frozenset(barred_pairs(pupils)),
        earlier=frozenset((p.request_id, p.volunteer_id) for p in waiting),
        expected=expected,
    )
    return problem, unreadable


def _readable(
    kind: str, rows: Iterable[Row], make: Callable[[Row], Record], unreadable: Unreadable
) -> tuple[Record, ...]:
    records: list[Record] = []
    for row in rows:
        try:
            records.append(make(row))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            unreadable.rows.append((kind, row.id, type(error).__name__))
    return tuple(records)


def _programmes() -> tuple[matching.Programme, ...]:
    rows = db.session.scalars(select(Programme).order_by(Programme.id))
    return tuple(
        matching.Programme(
            key=row.key,
            sessions_per_week=row.sessions_per_week,
            session_minutes=row.session_minutes,
            subject_required=row.asks_subjects,
            allows_booked_interpreter=row.allows_booked_interpreter,
            online=row.place is not Place.IN_PERSON,
            in_person=row.place is not Place.ONLINE,
            anywhere=row.allows_anywhere,
            urgency_step_days=row.urgency_step_days,
        )
        for row in rows
    )


@dataclass
class _VolunteerRecords:
    """Makes records of volunteers; what they share is looked up once."""

    coverage: Coverage
    places: dict[str, matching.Place]
    day: date
    booked: dict[int, frozenset[int]]
    taken: dict[int, int]
    helped: Counter[tuple[int, int]]  # (volunteer, programme) → pupils
    codes: "_Codes" = field(default_factory=lambda: _Codes())

    def of(self, row: Volunteer) -> matching.Volunteer:
        return matching.Volunteer(
            id=row.id,
            programmes=frozenset(p.key for p in row.programmes if self._may_begin(row, p)),
            subjects=self._subjects(row),
            offered=frozenset(
                (s.subject.code, s.level.code if s.level else matching.ANY_LEVEL) for s in row.subjects
            ),
            dutch=row.dutch,
            has_nt2=row.has_nt2,
            languages=frozenset(language.code for language in row.languages),
            region=str(row.region_id),
            online=row.online,
            in_person=row.in_person,
            place=self.places.get(row.pc4),
            travel_km=row.travel_km,
            moments=row.weekly_times,
            booked=self.booked[row.id],
            places=max(0, row.free_places - self.taken[row.id]),
            gender=row.gender,
        )

    def _may_begin(self, row: Volunteer, programme: Programme) -> bool:
        """Whether a pupil more in this programme is right.

        The engine knows a volunteer's places, not each programme's most. It could thus give somebody with places
        left from a roomier programme two new pupils at once where one more is the most; but it gives only one a
        round where there are several sessions a week, as Thuisschoolmaatje has, and the programme with the highest
        most allows as many as anybody has places. For any other `make_pairing` asks again.
        """
        is_full = self.helped[row.id, programme.id] >= programme.max_pupils
        return not is_full and not missing_gates(row, programme, self.day)

    def _subjects(self, row: Volunteer) -> dict[str, frozenset[str]]:
        covered: dict[str, set[str]] = defaultdict(set)
        for offer in row.subjects:
            for subject_id, level_id in self.coverage.get((offer.subject_id, offer.level_id), ()):
                level = matching.ANY_LEVEL if level_id is None else self.codes.level[level_id]
                covered[self.codes.subject[subject_id]].add(level)
        return {subject: frozenset(levels) for subject, levels in covered.items()}


class _Codes:
    def __init__(self) -> None:
        self.subject = dict(db.session.execute(select(Subject.id, Subject.code)).all())
        self.level = dict(db.session.execute(select(Level.id, Level.code)).all())


def _request(row: HelpRequest, places: dict[str, matching.Place], booked: frozenset[int]) -> matching.Request:
    pupil = row.pupil
    return matching.Request(
        id=row.id,
        pupil_id=pupil.id,
        programme=row.programme.key,
        subjects=tuple(matching.Wanted(subject=s.subject.code, necessary=s.is_necessary) for s in row.subjects),
        level=pupil.level.code,
        needs_nt2=pupil.needs_nt2,
        interpreter_language=pupil.interpreter_language_code,
        language=pupil.language_code if pupil.language_code != DUTCH else None,  # a wish, and all speak Dutch
        region=str(pupil.school.region_id),
        online=pupil.online and pupil.has_device,
        in_person=pupil.in_person,
        place=places.get(pupil.pc4),
        moments=pupil.weekly_times,
        booked=booked,
        days_waited=row.days_waited,
        urgency=row.urgency.steps,
        required_gender=pupil.wants_gender,
    )


def _where(postcodes: set[str]) -> dict[str, matching.Place]:
    found: dict[str, matching.Place] = {}
    for part in batched(sorted(postcodes), IN_ONE_QUERY):
        rows = db.session.execute(
            select(PostcodeArea.pc4, PostcodeArea.latitude, PostcodeArea.longitude).where(
                PostcodeArea.pc4.in_(part)
            )
        )
        found |= {pc4: (latitude, longitude) for pc4, latitude, longitude in rows}
    return found


def _booked(volunteers: list[Volunteer], kept: list[Proposal]) -> dict[int, frozenset[int]]:
    return _with_kept(booked_moments([v.id for v in volunteers]), kept, lambda proposal: proposal.volunteer_id)


def _with_kept(
    booked: dict[int, frozenset[int]], kept: list[Proposal], whose: Callable[[Proposal], int]
) -> dict[int, frozenset[int]]:
    moments: dict[int, frozenset[int]] = defaultdict(frozenset, booked)
    for proposal in kept:
        moments[whose(proposal)] |= proposal.weekly_moments
    return moments


def _taken(kept: list[Proposal]) -> dict[int, int]:
    taken: dict[int, int] = defaultdict(int)
    for proposal in kept:
        taken[proposal.volunteer_id] += 1
    return taken


def _helped(volunteers: list[Volunteer], kept: list[Proposal]) -> Counter[tuple[int, int]]:
    helped = pupils_helped_in_each(volunteer.id for volunteer in volunteers)
    helped.update((proposal.volunteer_id, proposal.request.programme_id) for proposal in kept)
    return helped
