"""A round from the database to stored proposals: `python -m benchmarks.round 500 1000`.

For each size one region with as many volunteers as requests is written to a scratch database (not timed);
then `run_round` claims, reads, solves and stores as a worker would (timed, by stage: seconds on the clock, and
seconds of CPU time in this process, which a busy machine changes less). `--database-url` runs it on PostgreSQL:
name a database that may be emptied.
"""

import argparse
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import matching
from benchmarks.invent import invent_region
from benchmarks.scratch import scratch_app
from maatje.database import db, transaction
from maatje.regions.models import Region
from maatje.rounds import engine, jobs, services
from maatje.rounds.models import MatchingRound, Proposal

TO_STORED = ("reading", "solving", "telling", "storing")
Progress = Callable[[str, float], None]


class Laps:
    """Seconds on the clock and of CPU time, by stage."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = defaultdict(float)
        self.cpu: dict[str, float] = defaultdict(float)
        self._last = (time.perf_counter(), time.process_time())

    def end(self, stage: str) -> None:
        """What passed since the last end was this stage's."""
        clock, cpu = time.perf_counter(), time.process_time()
        self.clock[stage] += clock - self._last[0]
        self.cpu[stage] += cpu - self._last[1]
        self._last = (clock, cpu)


@contextmanager
def _by_stage() -> Iterator[Laps]:
    """While inside, the laps of a round are kept: reading, solving, telling how far it is, storing, the rest."""
    laps = Laps()
    solve, say_more = engine.solve, jobs._say_more

    def timed_solve(problem: matching.Problem, progress: Progress) -> matching.Solution:
        def tell(stage: str, share: float) -> None:
            laps.end("solving")
            progress(stage, share)
            laps.end("telling")

        laps.end("reading")
        solution = solve(problem, tell)
        laps.end("solving")
        return solution

    def timed_say_more(*arguments: object) -> None:
        laps.end("storing")
        say_more(*arguments)  # type: ignore[arg-type]
        laps.end("the rest")

    with patch.object(engine, "solve", timed_solve), patch.object(jobs, "_say_more", timed_say_more):
        yield laps


def measure(size: int, one_rhythm: bool) -> str:
    """One round of this size, told in a few lines."""
    region_id = invent_region(size, one_rhythm=one_rhythm)
    with transaction():
        round_id = services.start_round(db.session.get_one(Region, region_id), services.THE_ROUND).id
    db.session.expunge_all()
    with _by_stage() as laps:
        jobs.run_round(round_id)
    round = db.session.get_one(MatchingRound, round_id)
    stored = db.session.query(Proposal).count()
    assert stored == round.summary["proposed"]
    return _told(size, stored, laps) + f"; proven: {round.summary['proven']}"


def _told(size: int, stored: int, laps: Laps) -> str:
    lines = [f"{size:,} x {size:,}: {stored:,} proposals stored"]
    for name, seconds in (("clock", laps.clock), ("CPU", laps.cpu)):
        whole = sum(seconds[stage] for stage in TO_STORED)
        stages = ", ".join(f"{stage} {seconds[stage]:.2f}" for stage in TO_STORED)
        lines.append(
            f"  {name}: {whole:.2f} s from database to stored proposals ({stages}), "
            f"{whole / seconds['solving']:.2f} times the engine's own; {seconds['the rest']:.2f} s after that"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return "\n".join(lines) + f"\n  at most {memory:.2f} GiB so far"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--one-rhythm", action="store_true", help="one session a week for everybody")
    parser.add_argument("--database-url")
    options = parser.parse_args()
    engine.warm_up()  # as a worker does when it starts
    for size in options.sizes:
        with scratch_app(options.database_url):
            print(measure(size, options.one_rhythm), flush=True)


if __name__ == "__main__":
    main()
