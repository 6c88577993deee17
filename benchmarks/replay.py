"""Months of real requests and offers, round after round: `python -m benchmarks.replay ../shared/history`.

The folder holds `pupils.json` and `tutors.json` (see its README). They arrive in order of `requestAt`; every N
days, at midnight, a round runs over all that is open, and a pair once made leaves the pool. The last round is
the first after everybody came. A round can fall on N different days, so every figure is the mean over those N
replays; otherwise half a day's difference between two policies is a matter of the day one starts on.

Translated: each line is a person of its own, free at the same moments as everybody else, with one place. An offer
covers each school year from its lowest to its highest. The state is the region; in a programme "anywhere" it
only counts in the fit.

What is told: *waited* is the time from `requestAt` to the round, in days (not rounded; the engine itself gives
priority by whole days). *Coverage* is the mean over the pairs of the share of the subjects wanted that the offer
has at that school year. *Same state* is a share of the pairs, *placed* the number of pairs.

The figures that go round for this history (plain optimum every ten days 8.29 days, 95th percentile 22.6, coverage
0.867, same state 34%) are of a longer one: on 481 requests up to Christmas 2023 no definition tried gives them
(rounds by the clock or by arrivals, repeated lines once or twice, school years or necessary subjects left
out), and under the hard needs they are out of reach of any. Set policies side by side within one run.

Three policies: "ours" is the engine, told what was asked in the last twenty weeks; "plain optimum" the engine
without its care for scarce skills; "summed score" what the platform these data come from does by itself
(corona-school/backend, common/match/matching.ts): no priorities, the largest sum of one score, by scipy. Above
them stands the least mean that any policy could reach that places everybody, knowing all that is to come.
"""

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching import Problem, Programme, Request, Volunteer, Wanted, skills_needed, solve

ANYWHERE = Programme(key="history", anywhere=True)
MOMENTS = frozenset({16, 40, 64})
LAST_YEAR = 13
WEEKS_REMEMBERED = 20
SECONDS_IN_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class History:
    """Requests and offers, and by their ids the day each came, in days and parts of days."""

    requests: Sequence[Request]
    volunteers: Sequence[Volunteer]
    asked_at: dict[int, float]
    offered_at: dict[int, float]

    @property
    def first_day(self) -> int:
        return math.floor(min((*self.asked_at.values(), *self.offered_at.values())))

    @property
    def last_day(self) -> int:
        return math.ceil(max((*self.asked_at.values(), *self.offered_at.values())))


class Pair(NamedTuple):
    request: Request
    volunteer: Volunteer
    waited: float


class Pool(NamedTuple):
    """What a policy is shown at a round: who is open, and what was asked lately by who is open no more."""

    requests: Sequence[Request]
    volunteers: Sequence[Volunteer]
    lately: Sequence[Request]


Policy = Callable[[Pool], Iterable[tuple[int, int]]]


def read_history(folder: Path) -> History:
    pupils = json.loads((folder / "pupils.json").read_text())
    tutors = json.loads((folder / "tutors.json").read_text())
    return History(
        [_request(number, wish) for number, wish in enumerate(pupils)],
        [_volunteer(number, offer) for number, offer in enumerate(tutors)],
        {number: _day(wish["requestAt"]) for number, wish in enumerate(pupils)},
        {number: _day(offer["requestAt"]) for number, offer in enumerate(tutors)},
    )


def _request(number: int, wish: dict[str, Any]) -> Request:
    return Request(
        id=number,
        pupil_id=number,
        programme=ANYWHERE.key,
        subjects=tuple(Wanted(subject=s["name"], necessary=bool(s.get("mandatory"))) for s in wish["subjects"]),
        level=wish["grade"].partition(".")[0],
        region=wish["state"],
        moments=MOMENTS,
    )


def _volunteer(number: int, offer: dict[str, Any]) -> Volunteer:
    covered: dict[str, frozenset[str]] = {}
    for subject in offer["subjects"]:
        years = range(subject.get("minGrade", 1), min(LAST_YEAR, subject.get("maxGrade", LAST_YEAR)) + 1)
        covered[subject["name"]] = covered.get(subject["name"], frozenset()) | {str(year) for year in years}
    return Volunteer(
        id=number,
        programmes=frozenset({ANYWHERE.key}),
        subjects=covered,
        offered=frozenset((subject, level) for subject, levels in covered.items() for level in levels),
        region=offer["state"],
        moments=MOMENTS,
    )


def _day(written: str) -> float:
    return datetime.fromisoformat(f"{written}+00:00").timestamp() / SECONDS_IN_DAY


def ours(pool: Pool) -> Iterable[tuple[int, int]]:
    lately = Counter(skill for request in pool.lately for skill in skills_needed(request))
    problem = Problem(programmes=(ANYWHERE,), requests=pool.requests, volunteers=pool.volunteers, expected=lately)
    return [(proposal.request_id, proposal.volunteer_id) for proposal in solve(problem).proposals]


def plain_optimum(pool: Pool) -> Iterable[tuple[int, int]]:
    problem = Problem(programmes=(ANYWHERE,), requests=pool.requests, volunteers=pool.volunteers)
    solution = solve(replace(problem, keep_scarce_skills=False))
    return [(proposal.request_id, proposal.volunteer_id) for proposal in solution.proposals]


def summed_score(pool: Pool) -> Iterable[tuple[int, int]]:
    scores = np.array([[_score(r, v) for v in pool.volunteers] for r in pool.requests], ndmin=2)
    rows, columns = linear_sum_assignment(scores, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[row, column] > 0:
            yield pool.requests[row].id, pool.volunteers[column].id


def _score(request: Request, volunteer: Volunteer) -> float:
    """A logistic curve over the number of subjects covered, and a fifth for an offer that is no longer new."""
    covered = _covered(request, volunteer)
    if not covered or any(wanted.necessary and wanted.subject not in covered for wanted in request.subjects):
        return 0.0
    return 0.8 / (1 + math.exp(-2 * (len(covered) - 1))) + 0.2


def _covered(request: Request, volunteer: Volunteer) -> set[str]:
    wanted = {wanted.subject for wanted in request.subjects}
    return {subject for subject in wanted if request.level in volunteer.subjects.get(subject, ())}


POLICIES: dict[str, Policy] = {
    "ours": ours,
    "plain optimum": plain_optimum,
    "summed score": summed_score,
}


def replay(history: History, policy: Policy, every: int, first: int) -> list[Pair]:
    """The pairs made by rounds ``every`` so many days, from ``first`` days after the history begins."""
    requests = {request.id: request for request in history.requests}
    volunteers = {volunteer.id: volunteer for volunteer in history.volunteers}
    pairs: list[Pair] = []
    now = history.first_day + first
    while True:
        for request_id, volunteer_id in policy(_pool(history, requests, volunteers, now)):
            waited = now - history.asked_at[request_id]
            pairs.append(Pair(requests.pop(request_id), volunteers.pop(volunteer_id), waited))
        if now >= history.last_day:
            return pairs
        now += every


def _pool(history: History, requests: dict[int, Request], volunteers: dict[int, Volunteer], now: int) -> Pool:
    waits = {ident: now - came for ident, came in history.asked_at.items() if came <= now}
    return Pool(
        [
            replace(requests[ident], days_waited=int(waited))
            for ident, waited in waits.items()
            if ident in requests
        ],
        [volunteer for ident, volunteer in volunteers.items() if history.offered_at[ident] <= now],
        [
            history.requests[ident]
            for ident, waited in waits.items()
            if ident not in requests and waited <= 7 * WEEKS_REMEMBERED
        ],
    )


def least_waiting(history: History, every: int, first: int) -> float:
    """The mean days waited if each pair met in the first round both could be in, paired to wait the least.

    Infinite if not everybody can be placed.
    """
    if len(history.requests) > len(history.volunteers):
        return math.inf
    start = history.first_day + first
    possible = np.array([[_score(r, v) > 0 for v in history.volunteers] for r in history.requests])
    asked = np.array([history.asked_at[request.id] for request in history.requests])
    offered = np.array([history.offered_at[volunteer.id] for volunteer in history.volunteers])
    rounds = np.maximum(np.ceil((np.maximum(asked[:, None], offered) - start) / every), 0)
    waiting = np.where(possible, start + every * rounds - asked[:, None], 1e9)
    rows, columns = linear_sum_assignment(waiting)
    return float(np.mean(waiting[rows, columns])) if possible[rows, columns].all() else math.inf


class Outcome(NamedTuple):
    mean: float
    percentile_95: float
    coverage: float
    same_state: float
    placed: float
    seconds: float


def outcome(pairs: Sequence[Pair], seconds: float) -> Outcome:
    waited = [pair.waited for pair in pairs]
    return Outcome(
        float(np.mean(waited)),
        float(np.percentile(waited, 95)),
        float(np.mean([len(_covered(p.request, p.volunteer)) / len(p.request.subjects) for p in pairs])),
        float(np.mean([p.request.region == p.volunteer.region for p in pairs])),
        len(pairs),
        seconds,
    )


def over_all_first_days(history: History, policy: Policy, every: int) -> Outcome:
    outcomes = []
    for first in range(1, every + 1):
        start = time.perf_counter()
        pairs = replay(history, policy, every, first)
        outcomes.append(outcome(pairs, time.perf_counter() - start))
    return Outcome(*np.mean(outcomes, axis=0).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, nargs="+", default=[10, 1], metavar="DAYS")
    arguments = parser.parse_args()
    history = read_history(arguments.folder)
    print(f"{len(history.requests)} requests, {len(history.volunteers)} offers")
    for every in arguments.every:
        least = np.mean([least_waiting(history, every, first) for first in range(1, every + 1)])
        print(f"\na round every {every} day(s): nobody could come below {least:.2f} days")
        print(f"{'':24} mean days   95th   coverage   same state   placed   seconds")
        for name, policy in POLICIES.items():
            found = over_all_first_days(history, policy, every)
            print(
                f"  {name:22} {found.mean:11.2f} {found.percentile_95:6.1f} {found.coverage:10.3f}"
                f" {found.same_state:12.0%} {found.placed:8.1f} {found.seconds:9.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
