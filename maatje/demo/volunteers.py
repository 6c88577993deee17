"""Some hundred invented volunteers, in every state."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from maatje.accounts.services import set_password
from maatje.audit.services import move
from maatje.clock import now, today
from maatje.database import db
from maatje.demo import people
from maatje.life import Actor, By
from maatje.programmes.models import Level, Programme, Subject
from maatje.times import moment_of
from maatje.volunteers import conduct
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import Gender, VogStatus, Volunteer
from maatje.volunteers.screening import (
    Screening,
    activate_volunteer,
    record_screening,
    reject_volunteer,
    start_intake,
)
from maatje.volunteers.services import pause_volunteer, sign_up_volunteer, stop_volunteer
from maatje.volunteers.sign_up import SignUp

V = VolunteerState
ABOUT_TO_LAPSE = timedelta(days=20)  # the VOG of one in twenty-five: so that there is something to see
# Of every twenty: who has come how far. The very first is the demo's own volunteer, who is active.
MIX = [V.ACTIVE] * 12 + [V.APPLIED] * 3 + [V.INTAKE, V.UNVERIFIED, V.PAUSED, V.STOPPED, V.REJECTED]
SCHOOL_SUBJECTS = (
    "netl",
    "entl",
    "wis",
    "wisA",
    "wisB",
    "nat",
    "schk",
    "biol",
    "gesc",
    "ak",
    "econ",
    "fatl",
    "dutl",
)
KINDS_OF_HELP = ("plan", "praat", "overh", "hw")
LANGUAGES = ("ar", "tr", "uk", "pl", "ti", "so", "en", "fa")
POSTCODES = ("2511", "2521", "2562", "2595", "2611", "2624", "2711", "2281", "2493")


def sign_up_all(chance: Random, region_id: int, coordinator: By) -> None:
    """They have signed up over the last weeks, and most have been screened."""
    known = _Known()
    for number, name in enumerate(people.VOLUNTEERS):
        volunteer = sign_up_volunteer(_sign_up(chance, number, name, region_id, known), By(Actor.VOLUNTEER))
        if volunteer.user.email == people.SIGN_INS[2].email:
            set_password(volunteer.user, people.PASSWORD)
        volunteer.applied_at = now() - timedelta(days=chance.randint(0, 30), hours=chance.randint(0, 20))
        _go_on(volunteer, MIX[number % len(MIX)], coordinator, chance)


class _Known:
    def __init__(self) -> None:
        self.subjects = dict(db.session.execute(select(Subject.code, Subject.id)).all())
        self.levels = dict(db.session.execute(select(Level.code, Level.id)).all())
        self.programmes = dict(db.session.execute(select(Programme.key, Programme.id)).all())


def _sign_up(chance: Random, number: int, name: str, region_id: int, known: _Known) -> SignUp:
    first_name, infix, last_name = people.split_name(name)
    keys = (
        ["bijles", "thuisschoolmaatje"]
        if number % 5 == 0
        else ["thuisschoolmaatje" if number % 3 == 0 else "bijles"]
    )
    subjects: dict[int, int | None] = {}
    if "bijles" in keys:
        level = known.levels[chance.choice(["VMBO-TL", "HAVO", "HAVO", "VWO", "VWO"])]
        subjects |= {known.subjects[code]: level for code in chance.sample(SCHOOL_SUBJECTS, chance.randint(1, 4))}
    if "thuisschoolmaatje" in keys:
        subjects |= {known.subjects[code]: None for code in chance.sample(KINDS_OF_HELP, 3)}
    in_person = "bijles" in keys and chance.random() < 0.3
    return SignUp(
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        email=people.SIGN_INS[2].email if number == 0 else f"vrijwilliger{number}@example.nl",
        gender=chance.choice([Gender.WOMAN, Gender.WOMAN, Gender.MAN, None]),
        is_adult=True,
        programme_ids=frozenset(known.programmes[key] for key in keys),
        subject_levels=subjects,
        language_codes=frozenset(chance.sample(LANGUAGES, chance.choice([0, 0, 1, 1, 2]))),
        dutch=chance.choice([4, 5, 7, 7, 7, 7]),
        has_nt2=chance.random() < 0.35,
        pc4=chance.choice(POSTCODES),
        region_id=region_id,
        in_person=in_person,
        travel_km=chance.choice([5, 10, 15]) if in_person else 0,
        weekly_times=_times(chance),
        places=1 if "thuisschoolmaatje" in keys else chance.choice([1, 1, 1, 2, 2, 3]),
        code_of_conduct_version=conduct.CODE_OF_CONDUCT,
        privacy_version=conduct.PRIVACY,
    )


def _times(chance: Random) -> frozenset[int]:
    """Some afternoons and evenings, as a student's or a retired teacher's week allows."""
    days = chance.sample(range(6), chance.randint(3, 5))
    return frozenset(
        moment_of(day, hour) for day in days for hour in chance.sample(range(15, 21), chance.randint(2, 5))
    )


def _go_on(volunteer: Volunteer, state: VolunteerState, coordinator: By, chance: Random) -> None:
    if state is V.UNVERIFIED:
        return
    volunteer.user.email_verified_at = now()
    themselves = By(Actor.VOLUNTEER, volunteer.user_id)
    move(volunteer, V.APPLIED, themselves, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    if state is V.APPLIED:
        return
    start_intake(volunteer, coordinator)
    if state is V.REJECTED:
        reject_volunteer(volunteer, "Kan alleen onder schooltijd.", coordinator)
    if state in (V.REJECTED, V.INTAKE):
        return
    issued_on = today() - timedelta(days=chance.randint(5, 80))
    seen = Screening(
        intake_on=today() - timedelta(days=3),
        vog_status=VogStatus.SEEN,
        vog_issued_on=issued_on,
        vog_recheck_on=today() + ABOUT_TO_LAPSE if volunteer.id % 25 == 3 else None,
        trained_on=today() - timedelta(days=2),
    )
    record_screening(volunteer, seen, coordinator)
    activate_volunteer(volunteer, coordinator)
    if state is V.PAUSED:
        pause_volunteer(volunteer, themselves)
    elif state is V.STOPPED:
        stop_volunteer(volunteer, themselves)
