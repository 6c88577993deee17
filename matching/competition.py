"""With whom does a request compete? The deficient set: more requests than the only volunteers for them can take.

From a request that is left over one walks to every volunteer, or hour of a volunteer, it could go to, and from
there to the pupils who sit there, who could go elsewhere, and so on. If that never leads to a free place, all
those pupils together have only those volunteers, and one place too few (König 1931, Hall 1935).
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np

from matching.bits import Ints
from matching.candidates import Candidates
from matching.explanation import Competition
from matching.what_if import Settled

Thing = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """The ways on which places could change hands in a complete network; ``candidates`` are those of the problem,
    before any hours were reserved."""

    now: Settled
    candidates: Candidates
    ways: "nx.DiGraph[Thing]"

    def competition_of(self, request: int) -> Competition | None:
        """For a request that is left over; None if it is not for want of places or hours that it is."""
        network, graph = self.now.network, self.now.graph
        pupil = int(network.columns.asks.row["pupil"][request])
        reached = nx.descendants(self.ways, ("pupil", pupil))
        pupils = sorted({number for kind, number in reached if kind == "pupil"} | {pupil})
        nodes = np.array(sorted(number for kind, number in reached if kind == "node"), dtype=np.int64)
        volunteers = np.unique(graph.volunteer_of[nodes])
        whole = nodes[nodes < len(graph.places)]
        places = self._room(whole, nodes)
        others = network.seated[[number for number in pupils if number != pupil]]
        rows = [request, *network.pairs.request[others].tolist()]
        if not len(volunteers) or places >= len(rows) or not self._only(rows, volunteers):
            return None
        return Competition(
            request_ids=tuple(sorted(network.columns.requests[row].id for row in rows)),
            volunteer_ids=tuple(network.columns.volunteers[row].id for row in volunteers.tolist()),
            places=places,
        )

    def _room(self, whole: Ints, nodes: Ints) -> int:
        """All places of a volunteer who was reached, and of the others a place for each gate that was."""
        graph = self.now.graph
        gates = nodes[(nodes >= len(graph.places)) & ~np.isin(graph.volunteer_of[nodes], whole)]
        return int(graph.places[whole].sum()) + len(gates)

    def _only(self, requests: list[int], volunteers: Ints) -> bool:
        """Whether nobody else could help one of these, hours that were reserved included."""
        shared = np.flatnonzero(self.now.network.shared)
        if np.isin(shared, volunteers).any():
            return False
        rows = np.repeat(np.array(requests, dtype=np.int64), len(shared))
        return not len(self.candidates.pairs(rows, np.tile(shared, len(requests))).request)


def rivals_of(now: Settled, candidates: Candidates) -> Rivals:
    ways: nx.DiGraph[Thing] = nx.DiGraph()
    graph, seat = now.graph, now.seats.seat
    ways.add_nodes_from(("pupil", pupil) for pupil in range(len(seat)))
    ways.add_edges_from(
        (("pupil", pupil), ("node", node))
        for pupil, node in zip(now.pupil_of.tolist(), graph.arc_node.tolist(), strict=True)
    )
    taken = set(seat.tolist())
    for pupil, node in enumerate(seat.tolist()):
        if node >= 0:  # whoever comes takes the gate, or the place
            ways.add_edge(("node", node), ("pupil", pupil))
            ways.add_edge(("node", int(graph.volunteer_of[node])), ("pupil", pupil))
    for gate in range(len(graph.places), len(graph.volunteer_of)):
        if gate not in taken and ways.has_node(("node", gate)):
            ways.add_edge(("node", gate), ("node", int(graph.volunteer_of[gate])))
    return Rivals(now, candidates, ways)
