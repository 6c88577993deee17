"""How long it takes to say whom to look for: `python -m benchmarks.radar 600 500` (volunteers, requests).

The region is that of `benchmarks.people`. Seconds are those of this process (user time), whatever else the machine
does; the round before is solved twice, so that loading compiled code does not count.
"""

import argparse
import os
from dataclasses import replace

from benchmarks.people import invented_region
from matching import Kind, radar, solve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("volunteers", type=int, nargs="?", default=600)
    parser.add_argument("requests", type=int, nargs="?", default=500)
    wanted = parser.parse_args()
    region = invented_region(max(wanted.volunteers, wanted.requests))
    problem = replace(
        region, volunteers=region.volunteers[: wanted.volunteers], requests=region.requests[: wanted.requests]
    )
    solve(problem)
    began = os.times().user
    solution = solve(problem)
    solved = os.times().user
    found = radar(problem, solution)
    done = os.times().user
    print(f"{wanted.volunteers:,} x {wanted.requests:,}: {len(solution.left):,} left, proven: {solution.proven}")
    print(f"  round {solved - began:.2f} s, radar {done - solved:.2f} s of user time")
    for wish in found.wishes:
        print(
            f"  {', '.join(f'{number}: +{placed}' for number, placed in wish.placed.items())}  {words(wish.kind)}"
        )
    for kind, total in found.plan:
        print(f"  plan +{total}  {words(kind)}")


def words(kind: Kind) -> str:
    skills = (kind.programme, kind.subject, kind.level, kind.language, "nt2" if kind.nt2 else "")
    where = (
        f"near {kind.place[0]:.3f}, {kind.place[1]:.3f}"
        if kind.place
        else f"online in {kind.region or 'anywhere'}"
    )
    return ", ".join(filter(None, (*skills, where, kind.part_of_day)))


if __name__ == "__main__":
    main()
