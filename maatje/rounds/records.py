"""Rows become the engine's records. What they share (codes, coverage, places) is looked up once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

import matching
from maatje.clock import today
from maatje.database import AnyRow, db, times_in
from maatje.pairings.queries import (
    barred_pairs,
    booked_moments,
    booked_moments_of_pupils,
    pupils_helped_in_each,
)
from maatje.programmes.models import Level, Place, Programme, Subject
from maatje.programmes.queries import Taught, all_programmes, coverage
from maatje.requests.models import Urgency, days_waited
from maatje.rounds import reading
from maatje.rounds.life import ProposalState
from maatje.rounds.reading import Asked, Offer, Rows, Waiting
from maatje.volunteers.gates import missing_gates

Record = TypeVar("Record")
DUTCH = "nl"
NOTHING_EXPECTED: Mapping[matching.Skill, int] = {}


@dataclass
class Unreadable:
    """Rows that could not be made into records: (kind, id, reason)."""

    rows: list[tuple[str, int, str]] = field(default_factory=list)


def problem(
    requests: Rows,
    volunteers: Rows,
    *,
    waiting: Iterable[Waiting],
    holds: Collection[int] = (),
    expected: Mapping[matching.Skill, int] = NOTHING_EXPECTED,
) -> tuple[matching.Problem, Unreadable]:
    """The problem these people are. `holds` are the proposals that hold their places and moments though nobody
    kept them. Rows that cannot be read are returned beside it."""
    waiting = list(waiting)
    kept = [p for p in waiting if p.state is ProposalState.KEPT or p.id in holds]
    unreadable = Unreadable()
    shared = _Shared(reading.places_of({row.pc4 for row in volunteers} | {row.pc4 for row in requests}))
    found = matching.Problem(
        programmes=tuple(_programme(row) for row in shared.programmes.values()),
        volunteers=_readable("volunteer", volunteers, _VolunteerRecords(shared, volunteers, kept).of, unreadable),
        requests=_readable("request", requests, _RequestRecords(shared, requests, kept).of, unreadable),
        forbidden=frozenset(barred_pairs(row.pupil_id for row in requests)),
        earlier=frozenset((p.request_id, p.volunteer_id) for p in waiting),
        expected=expected,
    )
    return found, unreadable


class _Shared:
    """What records of both kinds look up, by id."""

    def __init__(self, places: Mapping[str, matching.Place]) -> None:
        self.places = places
        self.day = today()
        self.programmes = {programme.id: programme for programme in all_programmes()}
        self.subject_codes: Mapping[int, str] = dict(db.session.execute(select(Subject.id, Subject.code)).all())
        self.level_codes: Mapping[int | None, str] = {
            None: matching.ANY_LEVEL,
            **dict(db.session.execute(select(Level.id, Level.code)).all()),
        }


class _VolunteerRecords:
    def __init__(self, shared: _Shared, rows: Rows, kept: list[Waiting]) -> None:
        ids = [row.id for row in rows]
        self.shared = shared
        self.programmes = reading.programmes_joined(ids)
        self.offers = reading.subjects_offered(ids)
        self.languages = reading.languages_spoken(ids)
        self.booked = _with_kept(booked_moments(ids), kept, lambda proposal: proposal.volunteer_id)
        self.taken = Counter(proposal.volunteer_id for proposal in kept)
        self.helped = pupils_helped_in_each(ids)
        self.helped.update((proposal.volunteer_id, proposal.programme_id) for proposal in kept)
        self.teaching = _Teaching(shared, coverage())

    def of(self, row: AnyRow) -> matching.Volunteer:
        offers = self.offers[row.id]
        return matching.Volunteer(
            id=row.id,
            programmes=self._programmes(row),
            subjects=self.teaching.of(offers),
            offered=self.teaching.named(offers),
            dutch=row.dutch,
            has_nt2=row.has_nt2,
            languages=frozenset(self.languages[row.id]),
            region=str(row.region_id),
            online=row.online,
            in_person=row.in_person,
            place=self.shared.places.get(row.pc4),
            travel_km=row.travel_km,
            moments=times_in(row.weekly_times),
            booked=self.booked[row.id],
            places=max(0, row.places - row.places_taken - self.taken[row.id]),
            gender=row.gender,
        )

    def _programmes(self, row: AnyRow) -> frozenset[str]:
        joined = (self.shared.programmes[programme_id] for programme_id in self.programmes[row.id])
        return frozenset(programme.key for programme in joined if self._may_begin(row, programme))

    def _may_begin(self, row: AnyRow, programme: Programme) -> bool:
        """Whether a pupil more in this programme is right.

        The engine knows a volunteer's places, not each programme's most. It could thus give somebody with places
        left from a roomier programme two new pupils at once where one more is the most; but it gives only one a
        round where there are several sessions a week, as Thuisschoolmaatje has, and the programme with the highest
        most allows as many as anybody has places. For any other `make_pairing` asks again.
        """
        is_full = self.helped[row.id, programme.id] >= programme.max_pupils
        return not is_full and not missing_gates(row, programme, self.shared.day)


class _Teaching:
    """What an offer covers, in codes; thousands make the same offer, so each is worked out once."""

    def __init__(self, shared: _Shared, coverage: Mapping[Offer, frozenset[Taught]]) -> None:
        self._shared = shared
        self._coverage = coverage
        self._known: dict[Offer, dict[str, frozenset[str]]] = {}

    def of(self, offers: Iterable[Offer]) -> dict[str, frozenset[str]]:
        """The subjects these offers cover, with the levels."""
        covered: dict[str, frozenset[str]] = {}
        for offer in offers:
            for subject, levels in self._covered_by(offer).items():
                covered[subject] = covered[subject] | levels if subject in covered else levels
        return covered

    def named(self, offers: Iterable[Offer]) -> frozenset[tuple[str, str]]:
        """The offers themselves."""
        subjects, levels = self._shared.subject_codes, self._shared.level_codes
        return frozenset((subjects[subject_id], levels[level_id]) for subject_id, level_id in offers)

    def _covered_by(self, offer: Offer) -> dict[str, frozenset[str]]:
        if offer not in self._known:
            covered: dict[str, set[str]] = defaultdict(set)
            for subject, level in self.named(self._coverage.get(offer, ())):
                covered[subject].add(level)
            self._known[offer] = {subject: frozenset(levels) for subject, levels in covered.items()}
        return self._known[offer]


class _RequestRecords:
    def __init__(self, shared: _Shared, rows: Rows, kept: list[Waiting]) -> None:
        self.shared = shared
        self.subjects = reading.subjects_asked(row.id for row in rows)
        booked = booked_moments_of_pupils({row.pupil_id for row in rows})
        self.booked = _with_kept(booked, kept, lambda proposal: proposal.pupil_id)
        self.steps = {urgency: urgency.steps for urgency in Urgency}

    def of(self, row: AnyRow) -> matching.Request:
        return matching.Request(
            id=row.id,
            pupil_id=row.pupil_id,
            programme=self.shared.programmes[row.programme_id].key,
            subjects=tuple(self._wanted(asked) for asked in self.subjects[row.id]),
            level=self.shared.level_codes[row.level_id],
            needs_nt2=row.needs_nt2,
            interpreter_language=row.interpreter_language_code,
            language=row.language_code if row.language_code != DUTCH else None,  # a wish, and all speak Dutch
            region=str(row.region_id),
            online=row.online and row.has_device,
            in_person=row.in_person,
            place=self.shared.places.get(row.pc4),
            moments=times_in(row.weekly_times),
            booked=self.booked[row.pupil_id],
            days_waited=days_waited(row.submitted_at, row.bonus_days, self.shared.day),
            urgency=self.steps[row.urgency],
            required_gender=row.wants_gender,
        )

    def _wanted(self, asked: Asked) -> matching.Wanted:
        subject_id, is_necessary = asked
        return matching.Wanted(subject=self.shared.subject_codes[subject_id], necessary=is_necessary)


def _programme(row: Programme) -> matching.Programme:
    return matching.Programme(
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


def _readable(
    kind: str, rows: Rows, make: Callable[[AnyRow], Record], unreadable: Unreadable
) -> tuple[Record, ...]:
    records: list[Record] = []
    for row in rows:
        try:
            records.append(make(row))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            unreadable.rows.append((kind, row.id, type(error).__name__))
    return tuple(records)


def _with_kept(
    booked: Mapping[int, frozenset[int]], kept: list[Waiting], whose: Callable[[Waiting], int]
) -> dict[int, frozenset[int]]:
    moments: dict[int, frozenset[int]] = defaultdict(frozenset, booked)
    for proposal in kept:
        moments[whose(proposal)] |= proposal.weekly_moments
    return moments
