"""The problem as a networkx graph, for whoever wants to look at it with other eyes."""

import networkx as nx

from matching.keeping import round_of
from matching.problem import Problem, priority
from matching.reference.candidates import candidates_of


def to_networkx(problem: Problem) -> "nx.Graph[tuple[str, int]]":
    """The bipartite graph of everybody who may meet.

    Nodes are ("request", id) with ``bipartite`` 0, ``pupil_id`` and ``priority`` in days, and ("volunteer",
    id) with ``bipartite`` 1 and ``places``; edges have ``fit`` (0 to 1000) and ``common_moments``. Records
    that ``solve`` would set aside are not in it.
    """
    clean = round_of(problem).problem
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    for volunteer in clean.volunteers:
        graph.add_node(("volunteer", volunteer.id), bipartite=1, places=volunteer.places)
    for found in candidates_of(clean):
        request = found.request
        node = ("request", request.id)
        urgency = priority(request, found.programme)
        graph.add_node(node, bipartite=0, pupil_id=request.pupil_id, priority=urgency)
        for index, (fit, common) in enumerate(zip(found.fit.tolist(), found.common.tolist(), strict=True)):
            graph.add_edge(node, ("volunteer", found.volunteer(index).id), fit=fit, common_moments=common)
    return graph
