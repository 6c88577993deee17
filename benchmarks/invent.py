"""An invented region, written to a scratch database as plain rows: twenty thousand people take seconds."""

import random
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from maatje.access import Role
from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import Model, db, insert_rows, transaction
from maatje.programmes.models import Grade, Level, Programme, Subject
from maatje.regions.models import Region
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.schools.models import School
from maatje.volunteers.conduct import CODE_OF_CONDUCT
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import (
    VogStatus,
    Volunteer,
    VolunteerLanguage,
    VolunteerProgramme,
    VolunteerSubject,
)

AFTER_SCHOOL = [day * 24 + hour for day in range(5) for hour in range(15, 21)]
WEEKEND = [day * 24 + hour for day in (5, 6) for hour in range(10, 17)]
SUBJECTS = ("netl", "entl", "wis", "wisA", "wisB", "nat", "schk", "biol", "gesc", "ak", "econ", "dutl", "fatl")
LEVELS = ("VMBO-KB", "VMBO-TL", "HAVO", "VWO")
LANGUAGES = ("ar", "uk", "tr", "pl", "ti", "en")
POSTCODES = ("2511", "2521", "2562", "2611", "2711", "2280")
PUPILS_OF_A_SCHOOL = 25

Row = dict[str, Any]


def invent_region(size: int, *, one_rhythm: bool = False) -> int:
    """Haaglanden holds `size` active volunteers and as many open requests; a quarter is Thuisschoolmaatje's.

    With one rhythm that programme, too, meets once a week.
    """
    chance = random.Random(size)
    with transaction():
        region_id = db.session.scalars(db.select(Region.id).where(Region.name == "Haaglanden")).one()
        if one_rhythm:
            db.session.execute(update(Programme).values(sessions_per_week=1))
        inventing = _Inventing(chance, region_id)
        inventing.schools(size // PUPILS_OF_A_SCHOOL + 1)
        for ident in range(1, size + 1):
            inventing.volunteer(ident)
            inventing.request(ident, chance.randint(1, size // PUPILS_OF_A_SCHOOL + 1))
        inventing.write()
    return region_id


class _Inventing:
    """Rows by table, in an order in which they may be written: whom they point at comes first."""

    def __init__(self, chance: random.Random, region_id: int) -> None:
        self.chance = chance
        self.region_id = region_id
        self.subjects = _ids(Subject, "code")
        self.levels = _ids(Level, "code")
        self.programmes = _ids(Programme, "key")
        self.grade_id = _ids(Grade, "code")["vo-3"]
        self.rows: dict[type[Model], list[Row]] = defaultdict(list)

    def write(self) -> None:
        for table, rows in self.rows.items():
            insert_rows(table, rows)

    def schools(self, number: int) -> None:
        self.rows[School] = [
            {"id": n, "name": f"School {n}", "pc4": "2511", "region_id": self.region_id}
            for n in range(1, number + 1)
        ]

    def volunteer(self, ident: int) -> None:
        chance = self.chance
        self.rows[User].append(
            {
                "id": ident,
                "email": f"v{ident}@example.nl",
                "first_name": "Vrijwilliger",
                "role": Role.VOLUNTEER,
                "email_verified_at": now(),
            }
        )
        self.rows[Volunteer].append(
            {
                "id": ident,
                "user_id": ident,
                "state": VolunteerState.ACTIVE,
                "region_id": self.region_id,
                "pc4": chance.choice(POSTCODES),
                "is_adult": True,
                "has_nt2": chance.random() < 0.25,
                "online": True,
                "in_person": chance.random() < 0.3,
                "travel_km": 10,
                "weekly_times": self._times(),
                "places": chance.choice([1, 1, 1, 2, 3]),
                "code_of_conduct_version": CODE_OF_CONDUCT,
                "vog_status": VogStatus.SEEN,
                "trained_on": now().date(),
            }
        )
        of_volunteer = {"volunteer_id": ident}
        self.rows[VolunteerProgramme].append(of_volunteer | {"programme_id": self._programme()})
        self.rows[VolunteerLanguage] += [
            of_volunteer | {"language_code": code}
            for code in chance.sample(LANGUAGES, chance.choice([0, 0, 1, 2]))
        ]
        level = self.levels[chance.choice(LEVELS)]
        offers = dict.fromkeys(chance.sample(SUBJECTS, chance.randint(1, 4)), level) | {"plan": None}
        self.rows[VolunteerSubject] += [
            of_volunteer | {"subject_id": self.subjects[code], "level_id": level_id}
            for code, level_id in offers.items()
        ]

    def request(self, ident: int, school_id: int) -> None:
        chance = self.chance
        programme = self._programme()
        tutoring = programme == self.programmes["bijles"]
        newcomer = chance.random() < 0.15
        self.rows[Pupil].append(
            {
                "id": ident,
                "school_id": school_id,
                "first_name": "Leerling",
                "level_id": self.levels[chance.choice(LEVELS)],
                "grade_id": self.grade_id,
                "pc4": chance.choice(POSTCODES),
                "weekly_times": self._times(),
                "language_code": chance.choice(LANGUAGES) if newcomer else "nl",
                "needs_nt2": newcomer,
                "interpreter_language_code": (
                    chance.choice(LANGUAGES) if newcomer and chance.random() < 0.3 else None
                ),
            }
        )
        self.rows[HelpRequest].append(
            {"id": ident, "pupil_id": ident, "programme_id": programme, "state": RequestState.OPEN}
        )
        self.rows[RequestSubject] += [
            {
                "request_id": ident,
                "subject_id": self.subjects[code],
                "is_necessary": chance.random() < 0.3,
            }
            for code in (chance.sample(SUBJECTS, chance.choice([1, 1, 2])) if tutoring else ["plan"])
        ]

    def _programme(self) -> int:
        return self.programmes["thuisschoolmaatje" if self.chance.random() < 0.25 else "bijles"]

    def _times(self) -> frozenset[int]:
        return frozenset(self.chance.sample(AFTER_SCHOOL + WEEKEND, self.chance.randint(4, 14)))


def _ids(table: Any, name: str) -> Mapping[str, int]:
    return dict(db.session.execute(db.select(getattr(table, name), table.id)).all())
