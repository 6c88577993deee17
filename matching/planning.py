"""Whom and when together: the best assignment, made true to everybody's week."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matching.assignment import Network, network_of
from matching.bits import Ints, Mask, every_week, halves_in, moments_in, some_week, weeks_of
from matching.candidates import Candidates, Pairs
from matching.columns import Asks, Columns, Offers
from matching.compiled import compiled
from matching.lists import having
from matching.moments import HOURS_IN_WEEK, Moment, of_every_kind
from matching.pair import Pair, StartsOf
from matching.pricing import Proof
from matching.rhythms import reserve, timetable_of
from matching.rules import has_hour
from matching.schedule import Timetable
from matching.solution import Doubt

Progress = Callable[[str, float], None]

Weeks = dict[int, Timetable]
"""By volunteer (row) the moments of their pupils, by row of the request."""

NO_ROWS = np.empty(0, dtype=np.int64)

MOST_ROUNDS = 8
"""How often single clashes of rhythms are settled; after that all who could clash are settled at once."""


@dataclass(slots=True)
class Plan:
    """Who sits where, the moments by row of the request, and why this might not be the best there is."""

    network: Network
    moments: Timetable = field(default_factory=dict)
    doubts: set[Doubt] = field(default_factory=set)


def make_plan(candidates: Candidates, tell: Progress) -> Plan:
    """The best choice among all possible pairs, with moments for all of it.

    A volunteer who takes pupils of different rhythms at once is beyond what prices can see: should their hours
    turn out not to suffice, hours are reserved (see ``rhythms``), the best choice is sought anew, and the plan
    says so.
    """
    tell("candidates", 0.0)
    plan = Plan(network_of(candidates))
    tell("candidates", 1.0)
    tell("assignment", 0.0)
    network, proof = plan.network, Proof()
    if not network.weights.exact:
        plan.doubts.add(Doubt.WEIGHTS_TOO_LARGE)
    network.begin()
    settle(network, proof, tell)
    tell("assignment", 1.0)
    tell("schedule", 0.0)
    known: Weeks = {}
    if _clashes(network, known):
        plan.doubts.add(Doubt.RHYTHMS_MIXED)
        _settle_rhythms(network, proof, known, tell)
    plan.moments = _timetable(network, known)
    tell("schedule", 1.0)
    return plan


def _settle_rhythms(network: Network, proof: Proof, known: Weeks, tell: Progress) -> None:
    """Hours are reserved until no rhythms clash in the best choice there then is. Each clash is settled on the
    pairs there are; all pairs are looked at once it is over."""
    columns, reserved, rounds = network.columns, dict[int, frozenset[Moment]](), 0
    while True:
        changed = set[int]()
        while clashes := _clashes(network, known):
            rounds += 1
            tell("schedule", 1 - 0.8**rounds)
            fresh = _reserved_for(network, clashes)
            if rounds >= MOST_ROUNDS:
                fresh = _as_it_stands(network, _timetable(network, known)) | fresh
            reserved |= fresh
            changed |= fresh.keys()
            network.share(_within(columns, reserved), _rows(fresh))
            _seat_in_time(network)
            for volunteer in fresh:
                known.pop(volunteer, None)
        if not changed:
            return
        settle(network, proof, tell, _rows(changed))


def _rows(volunteers: Iterable[int]) -> Ints:
    return np.array(sorted(volunteers), dtype=np.int64)


def settle(network: Network, proof: Proof, tell: Progress, changed: Ints = NO_ROWS) -> None:
    """The network's assignment is the best among all possible pairs, and everybody of a plain rhythm has an
    hour. ``changed`` are volunteers whose hours changed since the last proof."""
    rounds = 0
    while True:
        _seat_in_time(network)
        found = proof.better_pairs(network.candidates, network.prices(), changed)
        rounds += 1
        tell("assignment", 1 - 0.8**rounds)
        if not len(found.request):
            return
        network.add(found)
        changed = NO_ROWS


def _seat_in_time(network: Network) -> None:
    """The best assignment over the pairs there are in which everybody of a plain rhythm has an hour."""
    while len(clashing := _clashing(network)):
        network.time(clashing)


def _clashing(network: Network) -> Ints:
    """Volunteers, not yet timed, whose pupils of a plain rhythm do not all find an hour."""
    chosen = network.chosen
    chosen = chosen.those(_is_plain(network, chosen))
    several_pupils = np.bincount(chosen.volunteer, minlength=1)[chosen.volunteer] > 1
    suspects = several_pupils & (network.timed[chosen.volunteer] < 0)
    order = np.lexsort((chosen.common[suspects], chosen.volunteer[suspects]))
    volunteer, common = chosen.volunteer[suspects][order], chosen.common[suspects][order]
    # Whoever has more common moments than pupils went before, seated by growing number, surely finds one.
    first = (
        np.concatenate(([True], volunteer[1:] != volunteer[:-1])) if len(volunteer) else np.empty(0, dtype=bool)
    )
    begins = np.flatnonzero(first)
    before = np.arange(len(volunteer)) - np.repeat(begins, np.diff(begins, append=len(volunteer)))
    doubtful = np.unique(volunteer[common <= before])
    pairs = pairs_at(network, chosen.those(np.isin(chosen.volunteer, doubtful)))
    starts_of = starts_within(network.columns)
    return np.array([v for v in doubtful if timetable_of(pairs[v], starts_of) is None], dtype=np.int64)


def _clashes(network: Network, known: Weeks) -> list[list[Pair]]:
    """The pairs of volunteers who cannot have the pupils of different rhythms that they were given; ``known``
    holds the weeks of the others."""
    chosen, volunteers = network.chosen, len(network.columns.volunteers)
    special = ~_is_plain(network, chosen)
    number = np.bincount(chosen.volunteer, minlength=volunteers)
    of_special = np.bincount(chosen.volunteer[special], minlength=volunteers)
    mixed = (of_special > 0) & (number > 1)
    clashes = []
    starts_of = starts_within(network.columns)
    for volunteer, pairs in pairs_at(network, chosen.those(mixed[chosen.volunteer])).items():
        requests = tuple(pair.request_id for pair in pairs)
        if volunteer in known and tuple(known[volunteer]) == requests:
            continue
        week = timetable_of(pairs, starts_of)
        if week is None:
            clashes.append(pairs)
        else:
            known[volunteer] = {request: week[request] for request in requests}
    return clashes


def _timetable(network: Network, known: Weeks) -> Timetable:
    """The moments of everybody, by row of the request; of the mixed as they are known."""
    chosen, columns = network.chosen, network.columns
    alone = np.bincount(chosen.volunteer, minlength=1)[chosen.volunteer] == 1
    quick = alone & _is_plain(network, chosen)
    first = first_moments(columns.offers, columns.asks, chosen.request[quick], chosen.volunteer[quick])
    moments: Timetable = {
        request: (moment,) for request, moment in zip(chosen.request[quick].tolist(), first.tolist(), strict=True)
    }
    starts_of = starts_within(columns)
    for volunteer, pairs in pairs_at(network, chosen.those(~quick)).items():
        requests = tuple(pair.request_id for pair in pairs)
        is_known = volunteer in known and tuple(known[volunteer]) == requests
        moments |= known[volunteer] if is_known else timetable_of(pairs, starts_of) or {}
    return moments


def _reserved_for(network: Network, clashes: Iterable[Sequence[Pair]]) -> dict[int, frozenset[Moment]]:
    priority = dict(enumerate(network.pupil_base.tolist()))
    whole_week = starts_within(network.columns, whole_week=True)
    return {pairs[0].volunteer_id: reserve(pairs, whole_week, priority) for pairs in clashes}


def _as_it_stands(network: Network, moments: Timetable) -> dict[int, frozenset[Moment]]:
    """For every volunteer who could mix rhythms the hours of their pupil who is not plain, if there is one."""
    columns = network.columns
    sets = columns.offers.sets
    plain = np.flatnonzero(network.special < 0).tolist()
    special = np.flatnonzero(network.special >= 0).tolist()
    active = [
        np.any([having(sets, number) for number in numbers], axis=0)
        for numbers in (plain, *([one] for one in special))
        if numbers
    ]
    mixed = (np.sum(active, axis=0) > 1) & (columns.offers.row["places"] > 1)
    hours: dict[int, frozenset[Moment]] = dict.fromkeys(np.flatnonzero(mixed).tolist(), frozenset())
    chosen = network.chosen
    for request, volunteer in zip(chosen.request.tolist(), chosen.volunteer.tolist(), strict=True):
        rhythm = columns.programme_of(request).rhythm
        if not rhythm.is_plain and volunteer in hours:
            hours[volunteer] = rhythm.taken(moments.get(request, ()))
    return hours


def _within(columns: Columns, reserved: dict[int, frozenset[Moment]]) -> Candidates:
    """The candidates where reserved hours are open only to pupils who are not plain, and no others are."""
    row = columns.offers.row.copy()
    rows = np.array(sorted(reserved), dtype=np.int64)
    hours = weeks_of(reserved[number] for number in rows.tolist())
    row["special"][rows] = hours & row["weeks"][rows]
    row["plain"][rows] = row["free"][rows] & ~some_week(hours)
    return Candidates(replace(columns, offers=columns.offers._replace(row=row)))


def pairs_at(network: Network, chosen: Pairs) -> dict[int, list[Pair]]:
    """These pairs of a network by their volunteer; ids are rows here."""
    asked = network.columns.asks.row
    rhythms = [programme.rhythm for programme in network.columns.programmes]
    found: dict[int, list[Pair]] = {}
    for request, volunteer, fit, common, earlier in zip(*(column.tolist() for column in chosen), strict=True):
        pair = Pair(
            pupil_id=int(asked["pupil"][request]),
            volunteer_id=volunteer,
            request_id=request,
            programme=int(asked["programme"][request]),
            rhythm=rhythms[asked["programme"][request]],
            common=common,
            fit=fit,
            earlier=earlier,
        )
        found.setdefault(volunteer, []).append(pair)
    return found


def _is_plain(network: Network, pairs: Pairs) -> Mask:
    plain: Mask = network.columns.asks.row["is_plain"][pairs.request]
    return plain


def starts_within(columns: Columns, *, whole_week: bool = False) -> StartsOf:
    """When a session of a pair can start, ids being rows: within the hours open to its rhythm, or in the whole
    week."""
    offered, asked = columns.offers.row, columns.asks.row
    plain, special = ("free", "weeks") if whole_week else ("plain", "special")

    def starts_of(pair: Pair) -> frozenset[Moment]:
        if pair.rhythm.is_plain:
            return moments_in(offered[plain][pair.volunteer_id] & asked["free"][pair.request_id])
        hours = offered[special][pair.volunteer_id] & asked["weeks"][pair.request_id]
        if pair.rhythm.hours == pair.rhythm.every_weeks == 1:
            return moments_in(every_week(hours))
        return pair.rhythm.starts(of_every_kind(halves_in(hours)))

    return starts_of


@compiled
def first_moments(offers: Offers, asks: Asks, request: Ints, volunteer: Ints) -> Ints:
    """The first hour of the week in which each of these pairs of a plain rhythm can meet."""
    first = np.full(len(request), HOURS_IN_WEEK)
    for pair in range(len(request)):
        for moment in range(HOURS_IN_WEEK):
            if has_hour(offers.row[volunteer[pair]].plain, moment) and has_hour(
                asks.row[request[pair]].free, moment
            ):
                first[pair] = moment
                break
    return first
