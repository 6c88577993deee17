"""A round from the database to stored proposals: `python -m benchmarks.round 500 1000`.

For each size one region with as many volunteers as requests is written to a scratch database (not timed);
then `run_round` claims, reads, solves and stores as a worker would (timed). `--database-url` runs it on
PostgreSQL: name a database that may be emptied.
"""

import argparse
import random
import time
from collections.abc import Callable

import matching
from benchmarks.scratch import scratch_app
from maatje.access import Role
from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import db, transaction
from maatje.programmes.models import Grade, Language, Level, Programme, Subject
from maatje.regions.models import Region
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.rounds import engine, jobs, services
from maatje.rounds.models import MatchingRound, Proposal
from maatje.schools.models import School
from maatje.volunteers.conduct import CODE_OF_CONDUCT
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer, VolunteerSubject

AFTER_SCHOOL = [day * 24 + hour for day in range(5) for hour in range(15, 21)]
WEEKEND = [day * 24 + hour for day in (5, 6) for hour in range(10, 17)]
SUBJECTS = ("netl", "entl", "wis", "wisA", "wisB", "nat", "schk", "biol", "gesc", "ak", "econ", "dutl", "fatl")
LEVELS = ("VMBO-KB", "VMBO-TL", "HAVO", "VWO")
LANGUAGES = ("ar", "uk", "tr", "pl", "ti", "en")
POSTCODES = ("2511", "2521", "2562", "2611", "2711", "2280")


def invent_region(size: int) -> int:
    """Haaglanden holds `size` active volunteers and as many open requests; a quarter is Thuisschoolmaatje's."""
    chance = random.Random(size)
    with transaction():
        region = db.session.scalars(db.select(Region).where(Region.name == "Haaglanden")).one()
        known = _Known()
        schools = [School(name=f"School {n}", pc4="2511", region_id=region.id) for n in range(size // 25 + 1)]
        db.session.add_all(schools)
        db.session.flush()
        for number in range(size):
            db.session.add(_volunteer(chance, number, region, known))
            db.session.add(_request(chance, chance.choice(schools), known))
        return region.id


class _Known:
    def __init__(self) -> None:
        self.subjects = {row.code: row for row in db.session.scalars(db.select(Subject))}
        self.levels = {row.code: row for row in db.session.scalars(db.select(Level))}
        self.programmes = {row.key: row for row in db.session.scalars(db.select(Programme))}
        self.languages = {row.code: row for row in db.session.scalars(db.select(Language))}
        self.grade_id = db.session.scalars(db.select(Grade.id).where(Grade.code == "vo-3")).one()

    def programme(self, chance: random.Random) -> Programme:
        return self.programmes["thuisschoolmaatje" if chance.random() < 0.25 else "bijles"]


def _volunteer(chance: random.Random, number: int, region: Region, known: _Known) -> Volunteer:
    user = User(
        email=f"v{number}@example.nl", first_name="Vrijwilliger", role=Role.VOLUNTEER, email_verified_at=now()
    )
    volunteer = Volunteer(
        user=user,
        state=VolunteerState.ACTIVE,
        region_id=region.id,
        pc4=chance.choice(POSTCODES),
        is_adult=True,
        has_nt2=chance.random() < 0.25,
        online=True,
        in_person=chance.random() < 0.3,
        travel_km=10,
        weekly_times=_times(chance),
        places=chance.choice([1, 1, 1, 2, 3]),
        code_of_conduct_version=CODE_OF_CONDUCT,
        vog_status=VogStatus.SEEN,
        trained_on=now().date(),
        programmes=[known.programme(chance)],
        languages=[known.languages[code] for code in chance.sample(LANGUAGES, chance.choice([0, 0, 1, 2]))],
    )
    level = known.levels[chance.choice(LEVELS)]
    volunteer.subjects = [
        VolunteerSubject(subject=known.subjects[code], level=level)
        for code in chance.sample(SUBJECTS, chance.randint(1, 4))
    ] + [VolunteerSubject(subject=known.subjects["plan"], level=None)]
    return volunteer


def _request(chance: random.Random, school: School, known: _Known) -> HelpRequest:
    programme = known.programme(chance)
    codes = chance.sample(SUBJECTS, chance.choice([1, 1, 2])) if programme.asks_subjects else ["plan"]
    newcomer = chance.random() < 0.15
    pupil = Pupil(
        school_id=school.id,
        first_name="Leerling",
        level_id=known.levels[chance.choice(LEVELS)].id,
        grade_id=known.grade_id,
        pc4=chance.choice(POSTCODES),
        weekly_times=_times(chance),
        language_code=chance.choice(LANGUAGES) if newcomer else "nl",
        needs_nt2=newcomer,
        interpreter_language_code=chance.choice(LANGUAGES) if newcomer and chance.random() < 0.3 else None,
    )
    return HelpRequest(
        pupil=pupil,
        programme=programme,
        state=RequestState.OPEN,
        subjects=[
            RequestSubject(subject=known.subjects[code], is_necessary=chance.random() < 0.3) for code in codes
        ],
    )


def _times(chance: random.Random) -> frozenset[int]:
    return frozenset(chance.sample(AFTER_SCHOOL + WEEKEND, chance.randint(4, 14)))


def _while_explaining(work: Callable[[], None]) -> float:
    """The work is done; how many seconds of it went into explaining, which comes after the round is ready."""
    explain, spent = engine.explain, 0.0

    def timed(problem: matching.Problem, solution: matching.Solution) -> matching.Explanation:
        nonlocal spent
        start = time.perf_counter()
        explanation = explain(problem, solution)
        spent = time.perf_counter() - start
        return explanation

    engine.explain = timed
    try:
        work()
    finally:
        engine.explain = explain
    return spent


def measure(size: int) -> str:
    """One round of this size, told in a line."""
    region_id = invent_region(size)
    with transaction():
        round_id = services.start_round(db.session.get_one(Region, region_id), services.THE_ROUND).id
    db.session.expunge_all()
    start = time.perf_counter()
    explaining = _while_explaining(lambda: jobs.run_round(round_id))
    seconds = time.perf_counter() - start - explaining
    round = db.session.get_one(MatchingRound, round_id)
    stored = db.session.query(Proposal).count()
    assert stored == round.summary["proposed"]
    start = time.perf_counter()
    problem, _ = engine.problem_of(region_id)
    reading = time.perf_counter() - start
    db.session.rollback()
    start = time.perf_counter()
    engine.solve(problem)
    solving = time.perf_counter() - start
    return (
        f"{size} × {size}: {seconds:.2f} s from database to {stored} stored proposals "
        f"(reading about {reading:.2f} s, solving about {solving:.2f} s), "
        f"explained after that in {explaining:.2f} s, proven: {round.summary['proven']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--database-url")
    options = parser.parse_args()
    engine.warm_up()  # as a worker does when it starts
    for size in options.sizes:
        with scratch_app(options.database_url):
            print(measure(size), flush=True)


if __name__ == "__main__":
    main()
