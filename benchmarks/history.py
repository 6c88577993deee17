"""Real requests and offers through the whole house: `python -m benchmarks.history ../shared/history`.

The folder holds `pupils.json` and `tutors.json` (see its README). Every offer signs up, confirms and is
activated, every request is nominated and accepted, all through the project's own services into a scratch
database; then a real worker, rung over a real queue, runs one round. Told are how many are placed and how fast.

Translated: subjects by the table below, the year at school to a Dutch type and year. Everybody is free at all
times and has one place, as the folder's README says. A request that came again under the same number is a
request of its own, because that pupil's earlier wish had ended by then.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from benchmarks.scratch import scratch_app
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.programmes.models import Grade, Level, Programme, Subject
from maatje.queue import connect, enqueue
from maatje.regions.models import Region
from maatje.requests.models import Channel, ConsentGiver, HelpRequest
from maatje.requests.nomination import AgreedBy, Nomination, NominationRefused
from maatje.requests.services import accept_request, nominate_pupil
from maatje.rounds import jobs, services
from maatje.rounds.models import MatchingRound, Proposal
from maatje.running import parts
from maatje.schools.models import School
from maatje.times import GRID_MOMENTS
from maatje.volunteers import conduct
from maatje.volunteers.models import VogStatus, Volunteer
from maatje.volunteers.screening import Screening, activate_volunteer, record_screening
from maatje.volunteers.services import confirm_address, sign_up_volunteer
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems
from matching import FULL_PARTS

SECONDARY = {
    "Deutsch": "netl",  # the school's own language
    "Deutsch als Zweitsprache": "nt2",
    "Mathematik": "wis",
    "Englisch": "entl",
    "Französisch": "fatl",
    "Spanisch": "sptl",
    "Italienisch": "itl",
    "Russisch": "rutl",
    "Chinesisch": "chtl",
    "Niederländisch": "dutl",  # the neighbours' language
    "Latein": "latl",
    "Altgriechisch": "grtl",
    "Chemie": "schk",
    "Physik": "nat",
    "Biologie": "biol",
    "Informatik": "inf",
    "Technik": "tech",
    "Sachkunde": "menm",
    "Geschichte": "gesc",
    "Erdkunde": "ak",
    "Wirtschaft": "econ",
    "Politik": "maat",
    "Philosophie": "fil",
    "Pädagogik": "maw",
    "Religion": "lev",
    "Musik": "mu",
    "Kunst": "kubv",
    "Lernen lernen": "stud",
}
PRIMARY = SECONDARY | {"Deutsch": "po-taal", "Mathematik": "po-rek", "Englisch": "po-eng", "Sachkunde": "po-wo"}
LAST_PRIMARY_YEAR = 4
NO_LEVEL = {"stud"}
COORDINATOR = By(Actor.COORDINATOR)
TOLD_EVERY = 100


class Words:
    """The rows that the records are told in, by their codes."""

    def __init__(self) -> None:
        self.subject = dict(db.session.execute(db.select(Subject.code, Subject.id)).all())
        self.level = dict(db.session.execute(db.select(Level.code, Level.id)).all())
        self.grade = dict(db.session.execute(db.select(Grade.code, Grade.id)).all())
        self.programme_id = db.session.scalars(db.select(Programme.id).where(Programme.key == "bijles")).one()
        self.region_id = db.session.scalars(db.select(Region.id).where(Region.name == "Haaglanden")).one()


def level_of(year: int) -> str:
    """The Dutch type of school that stands for a school year: 1 to 4 primary, 11 and up vwo."""
    if year <= LAST_PRIMARY_YEAR:
        return "PO"
    return "VMBO-TL" if year <= 6 else "HAVO" if year <= 10 else "VWO"


def grade_of(year: int) -> str:
    first = {"VMBO-TL": 5, "HAVO": 6, "VWO": 8}
    level = level_of(year)
    return f"groep-{year + 2}" if level == "PO" else f"vo-{min(6, year - first[level] + 1)}"


def enter_offer(number: int, offer: dict[str, Any], words: Words) -> None:
    """The offer is an active volunteer with one place."""
    levels: dict[int, int | None] = {}
    for subject in offer["subjects"]:
        for code, level in _offered(subject):
            levels[words.subject[code]] = None if code in NO_LEVEL else words.level[level]
    sign_up = SignUp(
        first_name="Vrijwilliger",
        last_name=str(number),
        email=f"vrijwilliger{number}@example.nl",
        is_adult=True,
        programme_ids=frozenset({words.programme_id}),
        subject_levels=levels,
        pc4="2511",
        region_id=words.region_id,
        weekly_times=GRID_MOMENTS,
        code_of_conduct_version=conduct.CODE_OF_CONDUCT,
        privacy_version=conduct.PRIVACY,
    )
    volunteer = sign_up_volunteer(sign_up, By(Actor.VOLUNTEER))
    confirm_address(volunteer, "een lang wachtwoord")
    record_screening(volunteer, Screening(vog_status=VogStatus.SEEN), COORDINATOR)
    activate_volunteer(volunteer, COORDINATOR)


def _offered(subject: dict[str, Any]) -> Iterator[tuple[str, str]]:
    lowest, highest = subject.get("minGrade", 1), min(13, subject.get("maxGrade", 13))
    if lowest <= LAST_PRIMARY_YEAR:
        yield PRIMARY[subject["name"]], "PO"
    if highest > LAST_PRIMARY_YEAR:
        yield SECONDARY[subject["name"]], level_of(highest)


def enter_request(number: int, wish: dict[str, Any], school_id: int, words: Words) -> None:
    """The request is open."""
    year = int(wish["grade"].partition(".")[0])
    names = PRIMARY if year <= LAST_PRIMARY_YEAR else SECONDARY
    wanted = {words.subject[names[s["name"]]]: bool(s.get("mandatory")) for s in wish["subjects"]}
    is_under_16 = year < 10
    nomination = Nomination(
        school_id=school_id,
        programme_id=words.programme_id,
        first_name="Leerling",
        school_reference=str(number),
        level_id=words.level[level_of(year)],
        grade_id=words.grade[grade_of(year)],
        is_under_16=is_under_16,
        subject_ids=frozenset(wanted),
        necessary_subject_ids=frozenset(subject for subject, is_necessary in wanted.items() if is_necessary),
        weekly_times=GRID_MOMENTS,
        contact_email="ouder@example.nl",
        consent=AgreedBy(ConsentGiver.GUARDIAN if is_under_16 else ConsentGiver.PUPIL, Channel.PHONE),
    )
    accept_request(nominate_pupil(nomination, By(Actor.SCHOOL)), COORDINATOR)


def enter_all(folder: Path) -> Counter[str]:
    """Everything in the folder is entered; what the house refuses is counted by its reason."""
    refused: Counter[str] = Counter()
    with transaction():
        words = Words()
        school = School(name="Alle scholen samen", pc4="2511", region_id=words.region_id)
        db.session.add(school)
        db.session.flush()
        school_id = school.id
    for number, offer in _in_turn("offers", folder / "tutors.json"):
        try:
            with transaction():
                enter_offer(number, offer, words)
        except SignUpHasProblems as error:
            refused.update(f"offer, {field}: {why}" for field, why in error.problems.items())
    for number, wish in _in_turn("requests", folder / "pupils.json"):
        try:
            with transaction():
                enter_request(number, wish, school_id, words)
        except NominationRefused as error:
            refused.update(f"request, {field}: {why}" for field, why in error.messages.items())
    return refused


def _in_turn(what: str, file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of the file with their numbers; now and then it is told how many have been entered."""
    rows = json.loads(file.read_text())
    for number, row in enumerate(rows):
        if number % TOLD_EVERY == 0:
            print(f"{number} of {len(rows)} {what}", flush=True)
        yield number, row


@contextmanager
def worker(settings: Settings) -> Iterator[None]:
    """A queue and a worker of our own run while inside."""
    queue = parts.queue(settings)
    if queue is None:
        raise SystemExit("No embedded queue for this machine: the worker cannot be rung.")
    running = [queue, parts.worker(settings)]
    try:
        queue.start()
        _wait_for_queue(settings)
        running[1].start()
        time.sleep(5)  # the worker's imports, which a house does before anybody rings
        yield
    finally:
        for part in reversed(running):
            if part.process is not None:
                part.process.terminate()
                part.process.wait(10)


def _wait_for_queue(settings: Settings) -> None:
    for _ in range(100):
        with suppress(RedisError, OSError):
            connect(settings.redis_url).ping()
            return
        time.sleep(0.1)
    raise SystemExit("The embedded queue did not start.")


def run_round(region_id: int) -> tuple[MatchingRound, float]:
    """The finished round, and the seconds from the bell to the stored proposals."""
    with transaction():
        region = db.session.get_one(Region, region_id)
        round_id = services.start_round(region, services.THE_ROUND).id
    start = time.perf_counter()
    if not enqueue(jobs.run_round, round_id):
        raise SystemExit("The bell could not be rung.")
    while time.perf_counter() - start < 120:
        db.session.rollback()
        round = db.session.get_one(MatchingRound, round_id)
        if round.is_over:
            return round, time.perf_counter() - start
        time.sleep(0.05)
    raise SystemExit("The worker did not finish the round within two minutes.")


def report(round: MatchingRound) -> str:
    """How many are placed, and what share of the subjects they asked for their volunteers teach."""
    placed = db.session.query(Proposal).filter_by(round_id=round.id).all()
    shares = [proposal.parts.get("subjects", 0) / FULL_PARTS["subjects"] for proposal in placed]
    covered = f"{sum(shares) / len(shares):.0%}" if shares else "–"
    return f"{len(placed)} of {round.summary['requests']} placed, {covered} of the wanted subjects covered"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with scratch_app() as app:
        start = time.perf_counter()
        refused = enter_all(folder)
        entered = db.session.query(HelpRequest).count(), db.session.query(Volunteer).count()
        region_id = Words().region_id
        db.session.rollback()
        print(f"{entered[0]} requests and {entered[1]} offers entered in {time.perf_counter() - start:.1f} s")
        for why, count in refused.most_common():
            print(f"  refused {count} × {why}")
        with worker(app.config["SETTINGS"]):
            round, seconds = run_round(region_id)
            print(f"{report(round)}; {seconds:.2f} s from the bell to stored proposals; {round.summary}")


if __name__ == "__main__":
    main()
