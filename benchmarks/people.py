"""Invented regions and an invented country: as many volunteers as requests, with subjects and levels, languages,
NT2, interpreters, times after school, online and in person, three programmes. A fixed seed, so that figures of two
commits can be set side by side.
"""

import random
from dataclasses import replace
from typing import TypeVar

from matching import ANY_LEVEL, Problem, Programme, Request, Volunteer, Wanted

SUBJECTS = ("netl", "entl", "wi", "wib", "nat", "schk", "biol", "ges", "ak", "econ", "dutl", "fatl")
LEVELS = ("VMBO-BB", "VMBO-KB", "VMBO-TL", "HAVO", "VWO")
LANGUAGES = ("ar", "uk", "tr", "pl", "ti", "fa", "so", "es", "en")
AFTER_SCHOOL = [day * 24 + hour for day in range(5) for hour in range(14, 21)]
WEEKEND = [day * 24 + hour for day in (5, 6) for hour in range(10, 17)]

REGIONS = 25
Person = TypeVar("Person", Volunteer, Request)

TUTORING = Programme(key="bijles", allows_booked_interpreter=False, in_person=True)
COMPANY = Programme(key="maatje", sessions_per_week=2, session_minutes=30, subject_required=False)


def invented_region(size: int, seed: int = 2020) -> Problem:
    """A problem of ``size`` volunteers and as many requests in one region; the same seed gives the same one."""
    chance = random.Random(f"{seed}/{size}")
    return Problem(
        programmes=(TUTORING, COMPANY),
        volunteers=[_volunteer(chance, ident) for ident in range(1, size + 1)],
        requests=[_request(chance, ident) for ident in range(1, size + 1)],
    )


def invented_country(size: int, seed: int = 2020) -> Problem:
    """The same over 25 regions of unequal size, each around a place of its own; a tenth of all help may come from
    anywhere."""
    chance = random.Random(f"{seed}/country/{size}")
    centres = [(51.3 + chance.random() * 1.9, 4.2 + chance.random() * 2.3) for _ in range(REGIONS)]
    shares = [1 / (1 + number) ** 0.5 for number in range(REGIONS)]

    def settled(person: Person) -> Person:
        (region,) = chance.choices(range(REGIONS), shares)
        place = tuple(at + chance.gauss(0, 0.08) for at in centres[region])
        return replace(person, region=f"region {region + 1}", place=place)

    requests = [settled(_request(chance, ident)) for ident in range(1, size + 1)]
    afar = replace(TUTORING, key="bijles online", in_person=False, anywhere=True)
    return Problem(
        programmes=(TUTORING, COMPANY, afar),
        volunteers=[
            replace(helps, programmes=helps.programmes | {afar.key}) if "bijles" in helps.programmes else helps
            for helps in (settled(_volunteer(chance, ident)) for ident in range(1, size + 1))
        ],
        requests=[
            replace(asks, programme=afar.key) if asks.programme == "bijles" and chance.random() < 0.14 else asks
            for asks in requests
        ],
    )


def one_rhythm(problem: Problem) -> Problem:
    """The same people, with everybody meeting once a week."""
    return replace(problem, programmes=[replace(each, sessions_per_week=1) for each in problem.programmes])


def _volunteer(chance: random.Random, ident: int) -> Volunteer:
    top = chance.randrange(1, len(LEVELS))
    subjects = chance.sample(SUBJECTS, chance.randint(1, 4))
    planning = {"plan": frozenset({ANY_LEVEL})} if chance.random() < 0.5 else {}
    return Volunteer(
        id=ident,
        programmes=frozenset(chance.choice([["bijles"], ["bijles"], ["maatje"], ["bijles", "maatje"]])),
        subjects={subject: frozenset(LEVELS[: top + 1]) for subject in subjects} | planning,
        offered=frozenset((subject, LEVELS[top]) for subject in subjects),
        dutch=chance.choice([2, 4, 6, 7, 7, 7, 7]),
        has_nt2=chance.random() < 0.2,
        languages=frozenset(chance.sample(LANGUAGES, chance.choice([0, 0, 1, 2]))),
        region="Utrecht",
        online=chance.random() < 0.9,
        in_person=chance.random() < 0.4,
        place=_place(chance),
        travel_km=chance.choice([5, 10, 20]),
        moments=frozenset(chance.sample(AFTER_SCHOOL + WEEKEND, chance.randint(2, 10))),
        places=chance.choice([1, 1, 1, 2, 2, 3]),
        gender=chance.choice(["woman", "man"]),
    )


def _request(chance: random.Random, ident: int) -> Request:
    tutoring = chance.random() < 0.7
    subjects = chance.sample(SUBJECTS, chance.choice([1, 1, 2])) if tutoring else ["plan"]
    newcomer = chance.random() < 0.15
    return Request(
        id=ident,
        pupil_id=ident,
        programme="bijles" if tutoring else "maatje",
        subjects=tuple(Wanted(subject=subject, necessary=chance.random() < 0.3) for subject in subjects),
        level=chance.choice(LEVELS),
        needs_nt2=newcomer,
        interpreter_language=chance.choice(LANGUAGES) if newcomer and chance.random() < 0.3 else None,
        language=chance.choice(LANGUAGES) if chance.random() < 0.3 else None,
        region="Utrecht",
        online=chance.random() < 0.85,
        in_person=chance.random() < 0.5,
        place=_place(chance),
        moments=frozenset(chance.sample(AFTER_SCHOOL + WEEKEND, chance.randint(3, 15))),
        days_waited=chance.randint(0, 60),
        urgency=chance.choice([0, 0, 0, 1, 2]),
        required_gender="woman" if chance.random() < 0.05 else None,
    )


def _place(chance: random.Random) -> tuple[float, float]:
    return 52.09 + chance.gauss(0, 0.08), 5.12 + chance.gauss(0, 0.12)
