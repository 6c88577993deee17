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
from matching.columns import NOBODY, WORDS_IN_WEEK, Asks, Columns, Ints, Mask, Offers, columns_of
from matching.compiled import Number, compiled
from matching.explanation import Help, Remedy
from matching.moments import Moment, halves, of_every_kind
from matching.planning import pairs_at, starts_within
from matching.problem import Problem, Request
from matching.proposing import facts_of
from matching.schedule import Visit, timetable
from matching.starts import days_in, starts_but_for_one, starts_in
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
    row["plain"], row["special"] = columns.offers.row["plain"], columns.offers.row["special"]
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
    """Which pairs of the changed requests need at most one moment the pupil does not have: of a plain rhythm
    all."""
    request = np.array([thought.request for thought in thoughts], dtype=np.int64)
    is_hour = np.array([thought.remedy is Remedy.ONE_MORE_MOMENT for thought in thoughts], dtype=np.bool_)
    which = pairs.request - requests
    enough: Mask = ~is_hour[which] | columns.asks.row["is_plain"][request[which]]
    asking = np.flatnonzero(~enough)
    asked, some = request[which[asking]], pairs.those(asking)
    enough[asking] = lacking_one(columns.offers, columns.asks, asked, some.request, some.volunteer)
    return enough


@compiled
def lacking_one(offers: Offers, asks: Asks, request: Ints, changed: Ints, volunteer: Ints) -> Mask:
    """By pair, whether one moment more would let the request meet the volunteer; ``changed`` is the same request
    with every moment that may be added."""
    enough = np.zeros(len(request), dtype=np.bool_)
    for pair in range(len(request)):
        asked, helps = asks.row[request[pair]], offers.row[volunteer[pair]].special
        could_have = asks.row[changed[pair]].weeks
        days: Number = 0
        near: Number = 0
        for word in range(WORDS_IN_WEEK):
            odd = word + WORDS_IN_WEEK
            has_even, has_odd = helps[word] & asked.weeks[word], helps[odd] & asked.weeks[odd]
            more_even, more_odd = helps[word] & could_have[word], helps[odd] & could_have[odd]
            if asked.every_weeks == 1:
                there = starts_in(has_even & has_odd, asked.hours)
                almost = starts_but_for_one(has_even & has_odd, more_even & more_odd, asked.hours)
            else:
                there = starts_in(has_even, asked.hours) | starts_in(has_odd, asked.hours)
                almost = starts_but_for_one(has_even, more_even, asked.hours)
                almost = almost | starts_but_for_one(has_odd, more_odd, asked.hours)
            days += days_in(there)
            if days_in(there | almost) > days_in(there):
                near = 1
        enough[pair] = days + near >= asked.sessions
    return enough


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
    """A moment the pupil does not have, with which the volunteer's week holds: of every week, or, if sessions are
    every other week, of those weeks."""
    columns, starts_of = after.columns, starts_within(after.columns)
    pairs = pairs_at(after, after.chosen.those(after.chosen.volunteer == volunteer))[volunteer]
    others = [Visit(p.request_id, starts_of(p), p.rhythm) for p in pairs if p.request_id != thought.row]
    own = next(pair for pair in pairs if pair.request_id == thought.row)
    has = columns.requests[thought.request].free
    possible = starts_of(own)
    for hour in sorted({start + later for start in possible for later in range(own.rhythm.hours)} - has):
        more = own.rhythm.starts(of_every_kind(halves([hour, *has])))
        if timetable([*others, Visit(thought.row, more & possible, own.rhythm)]) is not None:
            return hour
    return None
