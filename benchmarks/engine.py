"""How long the engine takes on invented people: `python -m benchmarks.engine`, or name your own sizes.

For each size: the whole and the share of each stage, how time grew since the size before, the proof, and beside
them what nobody could do in less: the assignment alone on its final pairs, by our solver from an empty start and
(if it is installed: `pip install ortools`) by OR-Tools' min-cost flow, which is not told about hours. Up to 1,000
people the second solver, of numpy and networkx, solves the same. Python's garbage collector rests, as it does in
the worker. Cores, and what else they do, decide: say them with a figure.
"""

import argparse
import gc
import importlib.util
import os
import resource
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.people import invented_country, invented_region, one_rhythm
from matching import Problem, Solution, solve, verify, verify_best
from matching.assignment import Network
from matching.candidates import Candidates
from matching.checks import check
from matching.columns import columns_of
from matching.planning import make_plan
from matching.reference import solver as reference
from matching.what_if import afresh

STANDARD = (1_000, 3_000, 20_000)
WHOLE_COUNTRY = 190_000  # a fifth of all pupils in Dutch secondary schools
CHECKED = 2_000  # people up to which the proof is checked again by other code: that takes some seconds
PEERS = 1_000  # people up to which networkx solves the same


def timed(problem: Problem) -> tuple[Solution, dict[str, float]]:
    """The solution, and the seconds each stage took."""
    seconds: dict[str, float] = {}
    stage_now, began = "checks and columns", time.perf_counter()

    def progress(stage: str, _share: float) -> None:
        nonlocal stage_now, began
        now = time.perf_counter()
        seconds[stage_now] = seconds.get(stage_now, 0.0) + now - began
        stage_now, began = stage, now

    return solve(problem, progress), seconds


def report(problem: Problem, size: int, before: tuple[int, float] | None) -> float:
    """Tells all about one problem; gives the seconds the engine took."""
    start, used = time.perf_counter(), time.process_time()
    solution, seconds = timed(problem)
    total, used = time.perf_counter() - start, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{size:,} x {size:,}: {total:.2f} s ({used:.2f} s of processor time), at most {memory:.2f} GiB so far")
    print(f"  {', '.join(f'{stage} {spent:.2f} s' for stage, spent in seconds.items())}")
    print(f"  {len(solution.proposals):,} placed, fit {solution.total_fit:,}, {proof(problem, solution, size)}")
    if before is not None and size > before[0]:
        power = np.log(total / before[1]) / np.log(size / before[0])
        print(f"  since {before[0]:,}: time grows as the size to the power {power:.1f}")
    for line in (*limits(problem, total), *(peer(problem, solution, total) if size <= PEERS else ())):
        print(f"  {line}", flush=True)
    return total


def proof(problem: Problem, solution: Solution, size: int) -> str:
    if solution.certificate is None:
        return f"not proven: {', '.join(solution.doubts)}"
    if size > CHECKED:
        return f"gap {solution.certificate.gap}"
    assert not verify(problem, solution)
    assert not verify_best(problem, solution)
    return f"gap {solution.certificate.gap}, checked over all pairs by other code"


def limits(problem: Problem, total: float) -> Iterator[str]:
    """The assignment alone, on the pairs of the final network."""
    clean, _ = check(problem)
    network = make_plan(Candidates(columns_of(clean)), lambda _stage, _share: None).network
    start = time.perf_counter()
    afresh(network, network.weights, network.pairs, network.candidates)
    alone = time.perf_counter() - start
    pairs = len(network.pairs.request)
    yield f"limit: the solver alone on its {pairs:,} pairs {alone:.2f} s, 1 to {total / alone:.1f}"
    if importlib.util.find_spec("ortools"):
        value, took = by_or_tools(network)
        same = "the same weight" if value == network.value else "another weight, for it knows no hours"
        yield f"peer: OR-Tools on those pairs {took:.2f} s, 1 to {total / took:.1f}; {same}"


def by_or_tools(network: Network) -> tuple[int, float]:
    """The most those pairs can weigh if only places count, and the seconds OR-Tools took."""
    from ortools.graph.python import min_cost_flow

    pairs, places = network.pairs.those(~network.gone), network.columns.offers.row["places"]
    pupil = network.columns.asks.row["pupil"][pairs.request]
    pupils, volunteers = len(network.seated), len(places)
    sink = pupils + volunteers
    everybody, helping = np.arange(pupils), pupils + np.arange(volunteers)
    begin = np.concatenate((pupil, everybody, helping)).astype(np.int32)
    end = np.concatenate((pupils + pairs.volunteer, np.full(pupils + volunteers, sink))).astype(np.int32)
    capacity = np.concatenate((np.ones(len(pupil) + pupils, dtype=np.int64), places))
    cost = np.concatenate((-network.weights.of(pairs), np.zeros(pupils + volunteers, dtype=np.int64)))
    start = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(begin, end, capacity, cost)
    flow.set_nodes_supplies(np.append(everybody, sink), np.append(np.ones(pupils, dtype=np.int64), -pupils))
    assert flow.solve() == flow.OPTIMAL
    return -flow.optimal_cost(), time.perf_counter() - start


def peer(problem: Problem, solution: Solution, total: float) -> Iterator[str]:
    start = time.perf_counter()
    other = reference.solve(problem)
    took = time.perf_counter() - start
    same = (len(other.proposals), other.total_fit) == (len(solution.proposals), solution.total_fit)
    yield f"peer: numpy and networkx {took:.2f} s, {took / total:.0f} times as long; the same value: {same}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=STANDARD)
    parser.add_argument("--whole-country", action="store_true", help=f"and {WHOLE_COUNTRY:,} at the end")
    parser.add_argument("--region", action="store_true", help="one region instead of 25")
    parser.add_argument("--mixed", action="store_true", help="programmes of one and of two sessions a week")
    arguments = parser.parse_args()
    gc.disable()
    start = time.perf_counter()
    solve(invented_region(3))
    print(f"{len(os.sched_getaffinity(0))} cores; start of the compiled part {time.perf_counter() - start:.2f} s")
    before = None
    for size in (*arguments.sizes, *([WHOLE_COUNTRY] if arguments.whole_country else [])):
        problem = invented_region(size) if arguments.region else invented_country(size)
        before = size, report(problem if arguments.mixed else one_rhythm(problem), size, before)


if __name__ == "__main__":
    main()
