"""Whom? One assignment that places as many as possible, the highest priority first, with the best total fit.

The weight of a pair is rank of the pupil's priority times (1000 n + 1) + fit, n pupils: no sum of fits outweighs
one rank. The sets of pupils that can be placed together form a gammoid, so the heaviest set is also the largest.

It is solved over a few pairs, and the prices found are held against all the others; pairs that pay better are
added, until there are none (column generation; Gilmore and Gomory 1961). So the optimum is that of *all*
possible pairs.

Time enters likewise. At first a volunteer is only so many places. Whose pupils turn out not to fit into the week
gets a gate for every moment: a pupil who has as many common free moments as there are places can always be
scheduled last, the others go through a gate (design.md, "When").
"""

from dataclasses import dataclass

import numpy as np

from matching.arcs import arcs_of, in_order, moments_of, who_gets_up
from matching.bits import Ints, Mask
from matching.candidates import Candidates, Pairs
from matching.columns import NOBODY, Columns
from matching.flow import Graph, Seats, reseat
from matching.moments import HOURS_IN_WEEK
from matching.pricing import Prices, better_pairs
from matching.search import FAR, NONE, Search
from matching.weights import Weights, weights_of

FIRST = 10
"""How many pairs each request begins with."""

ENOUGH = 500
"""Among how many possible ones they are sought."""

MOST_TURNS = 8
LEAST_IN_TURN = 400
"""Requests take their turn in so many parts, the first by priority before the others: so each sees what places
cost by then. A turn is worth its while for no fewer."""


@dataclass(slots=True, eq=False)
class Network:
    """The pairs looked at so far, who sits where, and what it costs.

    Nodes are numbered: volunteers, then for each volunteer a gate per programme that is not plain, then for each
    timed volunteer a gate per hour of the week. ``shared`` are volunteers whose pupils who are not plain
    all go through one gate.
    """

    candidates: Candidates
    weights: Weights
    pairs: Pairs
    gone: Mask  # by pair: no longer possible
    special: Ints  # by programme: which of those that are not plain, or NOBODY
    timed: Ints
    shared: Mask
    seats: Seats
    seated: Ints  # by pupil: the pair, or NOBODY

    @property
    def columns(self) -> Columns:
        return self.candidates.columns

    @property
    def rhythms(self) -> int:
        """How many programmes are not plain."""
        return int(self.special.max(initial=NOBODY)) + 1

    @property
    def chosen(self) -> Pairs:
        """The pairs that sit together, sorted by request."""
        rows = np.sort(self.seated[self.seated >= 0])
        order = rows[np.argsort(self.pairs.request[rows], kind="stable")]
        return self.pairs.those(order)

    @property
    def value(self) -> int:
        return int(self.weights.of(self.chosen).sum())

    @property
    def bound(self) -> int:
        """No valid choice among all pairs weighs more, once ``settle`` has found no better pairs."""
        worth, price = self.seats.worth[: len(self.seated)], self.seats.price
        places = self.columns.offers.row["places"]
        volunteers = len(places)
        gates = np.maximum(0, price[volunteers:] - price[self._volunteer_of()[volunteers:]])
        return int(worth.sum()) + int((places * price[:volunteers]).sum()) + int(gates.sum())

    def prices(self) -> Prices:
        """The prices of this moment; solving on does not change them."""
        volunteers, price = len(self.columns.volunteers), self.seats.price
        own = price[:volunteers]
        programme = np.zeros((volunteers, len(self.special)), dtype=np.int64)
        gates = price[volunteers : volunteers * (1 + self.rhythms)].reshape(volunteers, self.rhythms)
        for number, which in enumerate(self.special):
            if which >= 0:
                programme[:, number] = np.maximum(0, gates[:, which] - own)
        programme[self.columns.offers.row["places"] <= 1] = 0
        programme[self.shared] = programme[self.shared].max(axis=1, keepdims=True, initial=0)
        moments = price[volunteers * (1 + self.rhythms) :].reshape(-1, HOURS_IN_WEEK)
        timed = np.flatnonzero(self.timed >= 0)
        whose = timed[np.argsort(self.timed[timed])]
        return Prices(
            worth=self.seats.worth.copy(),
            price=own.copy(),
            programme=programme,
            timed=self.timed.copy(),
            moment=np.maximum(0, moments - own[whose][:, None]),
            base=self.weights.base,
            point=self.weights.point,
            bonus=self.weights.bonus,
        )

    def _volunteer_of(self) -> Ints:
        volunteers = np.arange(len(self.columns.volunteers))
        timed = np.flatnonzero(self.timed >= 0)
        whose = timed[np.argsort(self.timed[timed])]
        return np.concatenate((volunteers, np.repeat(volunteers, self.rhythms), np.repeat(whose, HOURS_IN_WEEK)))

    def residual(self) -> tuple[Graph, Ints, Seats]:
        """The arcs as they stand, the pair of each, and the seats with the arc everybody came by."""
        graph, arc_pair = self._graph()
        return graph, arc_pair, self.seats._replace(arc=arcs_of(graph, arc_pair, self.seats.seat, self.seated))

    # --- solving

    def begin(self) -> None:
        """The best assignment over a few pairs of each request: those that pay best when its turn comes, and
        those proposed earlier."""
        self.add(self.candidates.earlier_pairs())
        turns = np.argsort(-self.weights.base, kind="stable")
        for requests in np.array_split(turns, min(MOST_TURNS, 1 + len(turns) // LEAST_IN_TURN)):
            self.add(better_pairs(self.candidates, self.prices(), requests, most=FIRST, enough=ENOUGH))

    def seat_everybody(self) -> None:
        """The best assignment over the pairs looked at so far."""
        graph, arc_pair = self._graph()
        order = np.argsort(-self.pupil_base, kind="stable")
        self._reseat(graph, arc_pair, order, np.empty(0, dtype=np.int64))

    def add(self, found: Pairs) -> None:
        """The best assignment once these pairs are there too; those that are already change nothing."""
        if not len(found.request):
            return
        keys = np.sort(self._keys(found))
        known = self._keys(self.pairs)
        known = known[keys[np.minimum(np.searchsorted(keys, known), len(keys) - 1)] == known]
        new = ~np.isin(self._keys(found), known)
        self.pairs = self.pairs.and_also(found.those(new))
        self.gone = np.concatenate((self.gone, np.zeros(np.count_nonzero(new), dtype=np.bool_)))
        graph, arc_pair = self._graph()
        asking = np.unique(self.columns.asks.row["pupil"][found.request])
        self._reseat(graph, arc_pair, self._by_priority(asking), np.empty(0, dtype=np.int64))

    def time(self, volunteers: Ints) -> None:
        """The best assignment once the hours of these volunteers count one by one."""
        fresh = volunteers[self.timed[volunteers] < 0]
        self.timed[fresh] = self.timed.max(initial=NOBODY) + 1 + np.arange(len(fresh))
        prices = np.repeat(self.seats.price[fresh], HOURS_IN_WEEK)
        self.seats = self.seats._replace(
            price=np.concatenate((self.seats.price, prices)),
            holder=np.concatenate((self.seats.holder, np.full(len(prices), NONE))),
        )
        self._change(volunteers)

    def share(self, candidates: Candidates, volunteers: Ints) -> None:
        """The best assignment once the hours of these volunteers are what ``candidates`` says, and one gate leads
        all their pupils who are not plain."""
        self.candidates = candidates
        self.shared[volunteers] = True
        at_them = np.flatnonzero(np.isin(self.pairs.volunteer, volunteers))
        possible, common = candidates.possible(self.pairs.request[at_them], self.pairs.volunteer[at_them])
        self.gone[at_them] = ~possible
        self.pairs.common[at_them] = common
        self._change(volunteers)

    def _change(self, volunteers: Ints) -> None:
        graph, arc_pair = self._graph()
        concerned = self.pairs.request[np.isin(self.pairs.volunteer, volunteers)]
        self._reseat(
            graph, arc_pair, self._by_priority(np.unique(self.columns.asks.row["pupil"][concerned])), volunteers
        )

    def _by_priority(self, pupils: Ints) -> Ints:
        base = self.pupil_base
        ordered: Ints = pupils[np.lexsort((pupils, -base[pupils]))]
        return ordered

    @property
    def pupil_base(self) -> Ints:
        """By pupil, what any of their pairs weighs at fit 0."""
        base = np.zeros(len(self.seated), dtype=np.int64)
        base[self.columns.asks.row["pupil"]] = self.weights.base
        return base

    def _keys(self, pairs: Pairs) -> Ints:
        keys: Ints = pairs.request * np.int64(max(1, len(self.columns.volunteers))) + pairs.volunteer
        return keys

    def _reseat(self, graph: Graph, arc_pair: Ints, asking: Ints, changed: Ints) -> None:
        pupils, dummies = len(self.seated), len(asking)
        more = np.full(dummies, NONE)
        seats = Seats(
            worth=np.concatenate((self.seats.worth, np.zeros(dummies, dtype=np.int64))),
            price=self.seats.price,
            seat=np.concatenate((self.seats.seat, more)),
            arc=np.concatenate((arcs_of(graph, arc_pair, self.seats.seat, self.seated), more)),
            holder=self.seats.holder,
            load=self.seats.load,
            first=self.seats.first,
            after=np.concatenate((self.seats.after, more)),
            before=np.concatenate((self.seats.before, more)),
        )
        things = len(seats.seat) + len(seats.price)
        reached = len(graph.arc_node) + 2 * things + 1
        room = Search(
            distance=np.full(things, FAR),
            came_from=np.full(things, NONE),
            came_by=np.full(things, NONE),
            touched=np.empty(things, dtype=np.int64),
            stack=np.empty(reached, dtype=np.int64),
            key=np.empty(reached, dtype=np.int64),
            item=np.empty(reached, dtype=np.int64),
            sizes=np.zeros(3, dtype=np.int64),
        )
        up = who_gets_up(graph, seats, asking, changed)
        reseat(graph, seats, up, room)
        arcs = seats.arc[:pupils]
        self.seated = np.full(pupils, NOBODY)
        self.seated[arcs >= 0] = arc_pair[arcs[arcs >= 0]]
        self.seats = seats._replace(
            worth=seats.worth[:pupils],
            seat=seats.seat[:pupils],
            arc=seats.arc[:pupils],
            after=seats.after[:pupils],
            before=seats.before[:pupils],
        )

    def _graph(self) -> tuple[Graph, Ints]:
        asks, offers, pairs = self.columns.asks, self.columns.offers, self.pairs
        volunteers = len(offers.row["places"])
        node = pairs.volunteer.copy()
        special = self.special[asks.row["programme"][pairs.request]]
        special = np.where(self.shared[pairs.volunteer] & (special >= 0), 0, special)
        gated = (special >= 0) & (offers.row["places"][pairs.volunteer] > 1)
        node[gated] = volunteers + pairs.volunteer[gated] * self.rhythms + special[gated]
        tight = ~self.gone & (self.timed[pairs.volunteer] >= 0) & (special < 0)
        tight &= pairs.common < offers.row["places"][pairs.volunteer]
        which, moment = moments_of(offers, asks, pairs.request, pairs.volunteer, np.flatnonzero(tight))
        gates = volunteers * (1 + self.rhythms) + self.timed[pairs.volunteer[which]] * HOURS_IN_WEEK + moment
        plain = np.flatnonzero(~tight & ~self.gone)
        arc_pair = np.concatenate((plain, which))
        arc_node = np.concatenate((node[plain], gates))
        pupil = asks.row["pupil"][pairs.request[arc_pair]]
        arc_from, order = in_order(pupil, len(self.seated))
        arc_pair, arc_node, pupil = arc_pair[order], arc_node[order], pupil[order]
        weight = self.weights.of(pairs.those(arc_pair))
        volunteer_of = self._volunteer_of()
        back_from, back = in_order(arc_node, len(volunteer_of))
        gate_from, gates = in_order(volunteer_of[volunteers:], volunteers)
        graph = Graph(
            arc_from=arc_from,
            arc_node=arc_node,
            arc_weight=weight,
            back_from=back_from,
            back_pupil=pupil[back],
            back_weight=weight[back],
            back_arc=back,
            volunteer_of=volunteer_of,
            places=np.ascontiguousarray(offers.row["places"]),
            gate_from=gate_from,
            gates=gates + volunteers,
        )
        return graph, arc_pair


def network_of(candidates: Candidates) -> Network:
    """No pairs, and nobody seated."""
    columns = candidates.columns
    nobody = np.empty(0, dtype=np.int64)
    pairs = candidates.pairs(nobody, nobody)
    pupils, volunteers = len(columns.pupil_ids), len(columns.volunteers)
    is_special = np.array([not programme.rhythm.is_plain for programme in columns.programmes], dtype=np.bool_)
    special = np.where(is_special, np.cumsum(is_special) - 1, NOBODY)
    nodes = volunteers * (1 + int(is_special.sum()))
    return Network(
        candidates=candidates,
        weights=weights_of(columns, candidates.have_somebody()),
        pairs=pairs,
        gone=np.zeros(len(pairs.request), dtype=np.bool_),
        special=special,
        timed=np.full(volunteers, NOBODY),
        shared=np.zeros(volunteers, dtype=np.bool_),
        seats=Seats(
            worth=np.zeros(pupils, dtype=np.int64),
            price=np.zeros(nodes, dtype=np.int64),
            seat=np.full(pupils, NONE),
            arc=np.full(pupils, NONE),
            holder=np.full(nodes, NONE),
            load=np.zeros(volunteers, dtype=np.int64),
            first=np.full(volunteers, NONE),
            after=np.full(pupils, NONE),
            before=np.full(pupils, NONE),
        ),
        seated=np.full(pupils, NOBODY),
    )
