"""What would help? The first single change with which a new run keeps everybody placed and adds this request.

For this only places and priorities count, not fit. Every change that is thought of lies asleep in one network,
over all the requests as they are and as they would be; it is woken for a moment, and the search says whether all
who are placed still are. A place that is worth a rank is needed by somebody, so only volunteers whose places are
worth less are asked.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.assignment import Network, Weights
from matching.candidates import Candidates, Pairs
from matching.changes import Levels, changed_requests
from matching.columns import NOBODY, Bits, Columns, Ints, Mask, columns_of, moments_in
from matching.explanation import Help, Remedy
from matching.planning import moments_within, pairs_at
from matching.problem import HOURS_IN_DAY, Moment, Problem, Request
from matching.schedule import Visit, timetable
from matching.solver import facts_of
from matching.what_if import Settled, afresh, pairs_of, settled, weeks_at

TRIES = 5
"""How often somebody else is tried where a volunteer's mixed rhythms do not go together after all."""

AWAKE, ASLEEP = 0, -1
"""What stands for fit here: whether a pair exists or is only thought of."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A request (its row) as it would be after a change (another row)."""

    remedy: Remedy
    request: int
    row: int
    record: Request


@dataclass(frozen=True, slots=True, eq=False)
class Thoughts:
    """The network in which all changes lie asleep. ``begin`` is its first pair only thought of; ``kilometres`` is,
    by pair, how much farther its volunteer would have to travel."""

    now: Settled
    begin: int
    kilometres: dict[int, float]
    by_request: dict[int, list[Thought]]
    awake: Ints  # by row of a request, what it weighs

    def help_for(self, request: int) -> Help | None:
        """For a request that is left over."""
        far = self._far(request)
        for thought in self.by_request[request]:
            if far is not None and _order(thought.remedy) > _order(Remedy.MORE_KILOMETRES):
                break
            found = self._try(thought)
            if found is not None:
                return found
        return far

    def _try(self, thought: Thought) -> Help | None:
        pairs = self.now.network.pairs
        rows = np.flatnonzero(pairs.request[self.begin :] == thought.row) + self.begin
        pupil = int(self.now.network.columns.asks.row["pupil"][thought.request])
        for _ in range(TRIES):
            after = self._woken(rows)
            pair = NOBODY if after is None else int(after.seated[pupil])
            if after is None or pair < self.begin:
                return None
            found = self._help(thought, after, int(pairs.volunteer[pair]))
            if found is not None:
                return found
            rows = rows[rows != pair]  # the weeks do not hold: somebody else, perhaps
        return None

    def _help(self, thought: Thought, after: Network, volunteer: int) -> Help | None:
        """What the network says, if everybody's week holds."""
        is_hour, is_level = thought.remedy is Remedy.ONE_MORE_MOMENT, thought.remedy is Remedy.ONE_LEVEL
        moment = _hour_to_add(after, thought, volunteer) if is_hour else None
        if (is_hour and moment is None) or weeks_at(after, self._touched(after)) is None:
            return None
        return Help(
            remedy=thought.remedy,
            volunteer_id=after.columns.volunteers[volunteer].id,
            moment=moment,
            level=thought.record.level if is_level else None,
        )

    def _far(self, request: int) -> Help | None:
        """Nearest first; whoever travels farther may by that reach others too, and they come in as well."""
        pairs = self.now.network.pairs
        own = [(km, pair) for pair, km in self.kilometres.items() if pairs.request[pair] == request]
        for kilometres, pair in sorted(own):
            volunteer = int(pairs.volunteer[pair])
            reached = [
                p for p, km in self.kilometres.items() if pairs.volunteer[p] == volunteer and km <= kilometres
            ]
            after = self._woken(np.array(reached, dtype=np.int64))
            pupil = self.now.network.columns.asks.row["pupil"][request]
            if after is None or after.seated[pupil] < 0 or weeks_at(after, self._touched(after)) is None:
                continue
            ident = after.columns.volunteers[volunteer].id
            return Help(remedy=Remedy.MORE_KILOMETRES, volunteer_id=ident, kilometres=kilometres)
        return None

    def _woken(self, pairs: Ints) -> Network | None:
        """The optimum with these pairs awake, if it keeps everybody placed."""
        if not len(pairs):
            return None
        arcs = self.now.arcs_of(pairs)
        request = self.now.network.pairs.request
        weights = self.awake[request[self.now.arc_pair[arcs]]]
        asking = np.unique(self.now.network.columns.asks.row["pupil"][request[pairs]])
        after = self.now.with_weights(arcs, weights, asking)
        kept = after.seated[self.now.network.seated >= 0] >= 0
        return after if kept.all() else None

    def _touched(self, after: Network) -> Ints:
        moved = (after.seated != self.now.network.seated) & (after.seated >= 0)
        return np.unique(after.pairs.volunteer[after.seated[moved]])


def thoughts_of(network: Network, left: Sequence[int], levels: Levels) -> Thoughts | None:
    """All that can be thought of for these requests left over (rows) of a complete network; None if by places and
    priorities alone other pupils would be placed than are, as can be where rhythms are mixed."""
    problem, requests = network.columns.problem, network.candidates.size
    thoughts = list(_thoughts(problem, left, levels))
    columns = _with(network.columns, problem, thoughts)
    candidates = Candidates(columns)
    weights, awake = _weights(network, columns)
    pairs = network.pairs._replace(fit=np.full(len(network.pairs.fit), AWAKE))
    base = afresh(network, weights, pairs, candidates)
    if not np.array_equal(base.seated >= 0, network.seated >= 0):
        return None
    begin = len(base.pairs.request)
    price = base.seats.price[: len(columns.volunteers)]
    free = np.flatnonzero((price < _step(network)) & (columns.offers.row["places"] > 0))
    changed = pairs_of(candidates, np.arange(requests, candidates.size), free)
    changed = changed.those(_within_one_hour(columns, thoughts, changed, requests))
    far, kilometres = _farther(candidates, base.pairs, np.array(left, dtype=np.int64), free, requests)
    _put_to_sleep(base, changed.and_also(far))
    by_request: dict[int, list[Thought]] = {row: [] for row in left}
    for thought in thoughts:
        by_request[thought.request].append(thought)
    first = begin + len(changed.request)
    return Thoughts(
        now=settled(base),
        begin=begin,
        kilometres={first + number: km for number, km in enumerate(kilometres)},
        by_request=by_request,
        awake=awake,
    )


def _order(remedy: Remedy) -> int:
    return list(Remedy).index(remedy)


def _thoughts(problem: Problem, left: Sequence[int], levels: Levels) -> Iterator[Thought]:
    programme = {programme.key: programme for programme in problem.programmes}
    regions = {volunteer.region for volunteer in problem.volunteers}
    row = len(problem.requests)
    for request in left:
        record = problem.requests[request]
        for remedy, changed in changed_requests(record, programme[record.programme], regions, levels):
            yield Thought(remedy, request, row, changed)
            row += 1


def _with(columns: Columns, problem: Problem, thoughts: Sequence[Thought]) -> Columns:
    """The columns with the changed requests after the others, the volunteers' hours reserved as they are."""
    first = problem.requests[-1].id + 1 if problem.requests else 0
    changed = (replace(thought.record, id=first + number) for number, thought in enumerate(thoughts))
    more = columns_of(replace(problem, requests=(*problem.requests, *changed)))
    row = more.offers.row.copy()
    row["single"], row["several"] = columns.offers.row["single"], columns.offers.row["several"]
    return replace(more, offers=more.offers._replace(row=row))


def _weights(network: Network, columns: Columns) -> tuple[Weights, Ints]:
    """Rank by rank, of equal ranks who is placed before who is not, and of equal ways the one that changes fewest
    pairs; pairs asleep weigh less than nothing."""
    pupil, requests = columns.asks.row["pupil"], network.candidates.size
    possible = np.zeros(len(pupil), dtype=np.bool_)
    possible[network.pairs.request] = True
    days = np.full(len(columns.pupil_ids), NOBODY)
    np.maximum.at(days, pupil[possible], columns.rank[possible])
    never = (days < 0)[pupil[:requests]]
    np.maximum.at(days, pupil[:requests][never], columns.rank[:requests][never])
    rank = np.unique(days, return_inverse=True)[1]
    base: Ints = _step(network) * (2 * (rank + 1) + (network.seated >= 0))[pupil]
    return Weights(base, step=_step(network), point=int(2 * base.max(initial=1)), bonus=1, exact=True), base


def _step(network: Network) -> int:
    """What it is worth to place somebody at all: more than to leave every pair as it is."""
    return len(network.seated) + 1


def _put_to_sleep(network: Network, pairs: Pairs) -> None:
    asleep = pairs._replace(fit=np.full(len(pairs.fit), ASLEEP), earlier=np.zeros(len(pairs.fit), dtype=np.bool_))
    network.pairs = network.pairs.and_also(asleep)
    network.gone = np.concatenate((network.gone, np.zeros(len(pairs.fit), dtype=np.bool_)))


def _within_one_hour(columns: Columns, thoughts: Sequence[Thought], pairs: Pairs, requests: int) -> Mask:
    """Which pairs of the changed requests need at most one hour the pupil does not have: for one session a week
    all, for several those who lack no more than a day."""
    request = np.array([thought.request for thought in thoughts], dtype=np.int64)
    is_hour = np.array([thought.remedy is Remedy.ONE_MORE_MOMENT for thought in thoughts], dtype=np.bool_)
    which = pairs.request - requests
    asked = columns.asks.row[request[which]]
    days = _days(columns.offers.row["several"][pairs.volunteer] & asked["free"])
    enough: Mask = ~is_hour[which] | (asked["sessions"] == 1) | (days >= asked["sessions"] - 1)
    return enough


def _days(weeks: Bits) -> Ints:
    """On how many days there are hours; a word holds two."""
    half = np.uint64(HOURS_IN_DAY)
    first = weeks & np.uint64(2**HOURS_IN_DAY - 1)
    second = weeks >> half
    days: Ints = ((first != 0).astype(np.int64) + (second != 0)).sum(axis=1)
    return days


def _farther(
    candidates: Candidates, there: Pairs, left: Ints, free: Ints, requests: int
) -> tuple[Pairs, list[float]]:
    """Pairs that would be possible if only the volunteer travelled farther, with how much: of the volunteers who
    could help somebody left over by that, with everybody they would reach."""
    columns = candidates.columns
    row = columns.offers.row.copy()
    row["travel_km"] = np.inf
    anywhere = Candidates(replace(columns, offers=columns.offers._replace(row=row)))
    asking = np.flatnonzero(columns.asks.row["in_person"][:requests])
    helping = free[columns.offers.row["in_person"][free]]
    found = _without(pairs_of(anywhere, np.intersect1d(asking, left), helping), there, len(row))
    found = _without(pairs_of(anywhere, asking, np.unique(found.volunteer)), there, len(row))
    away = facts_of(columns.offers, columns.asks, found.request, found.volunteer)[3]
    more = (away - columns.offers.row["travel_km"][found.volunteer]).tolist()
    # Up to the next hundred metres, so that whoever is told so gets there.
    return found, [max(0.1, math.ceil(km * 10 + 1e-6) / 10) for km in more]


def _without(pairs: Pairs, others: Pairs, volunteers: int) -> Pairs:
    keys, known = (each.request * volunteers + each.volunteer for each in (pairs, others))
    return pairs.those(~np.isin(keys, known))


def _hour_to_add(after: Network, thought: Thought, volunteer: int) -> Moment | None:
    """An hour the pupil does not have, with which the volunteer's week holds."""
    columns, moments_of = after.columns, moments_within(after.columns)
    has = moments_in(columns.asks.row["free"][thought.request])
    pairs = pairs_at(after, after.chosen.those(after.chosen.volunteer == volunteer))[volunteer]
    others = [Visit(p.request_id, moments_of(p), p.sessions) for p in pairs if p.request_id != thought.row]
    own = next(pair for pair in pairs if pair.request_id == thought.row)
    for hour in sorted(moments_of(own) - has):
        visit = Visit(thought.row, moments_of(own) & (has | {hour}), own.sessions)
        if timetable([*others, visit]) is not None:
            return hour
    return None
