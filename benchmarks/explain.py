"""How long explaining takes on an invented region: `python -m benchmarks.explain 600 500`.

Requests, then volunteers. Seconds are of the processor, so that other work on the machine counts less; the first
run of a new version compiles, hence each is measured twice.
"""

import argparse
import time
from collections import Counter
from dataclasses import replace

from benchmarks.people import LEVELS, invented_region
from matching import Explanation, Problem, Solution, explain, solve

ONE_LEVEL = {level: [LEVELS[at - 1]] if at else [LEVELS[1]] for at, level in enumerate(LEVELS)}


def timed(problem: Problem, solution: Solution) -> tuple[Explanation, float]:
    start = time.process_time()
    explanation = explain(problem, solution, levels=ONE_LEVEL)
    return explanation, time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requests", type=int)
    parser.add_argument("volunteers", type=int)
    sizes = parser.parse_args()
    problem = invented_region(max(sizes.requests, sizes.volunteers))
    problem = replace(
        problem, requests=problem.requests[: sizes.requests], volunteers=problem.volunteers[: sizes.volunteers]
    )
    solution = solve(problem)
    first = timed(problem, solution)[1]
    explanation, seconds = timed(problem, solution)
    alternatives = [each for several in explanation.alternatives.values() for each in several]
    why = Counter(
        str(why.help.remedy) if why.help else "competition" if why.competition else "nothing found"
        for why in explanation.left.values()
    )
    print(
        f"{len(solution.proposals):,} proposals, {len(solution.left):,} left over: "
        f"{seconds:.2f} s ({first:.2f} first)"
    )
    exact = sum(each.exact for each in alternatives)
    cost = sum(each.change.placed < 0 for each in alternatives)
    print(f"  {len(alternatives):,} alternatives, {exact:,} exact, {cost:,} would cost somebody a place")
    print("  " + ", ".join(f"{reason} {number}" for reason, number in why.most_common()))


if __name__ == "__main__":
    main()
