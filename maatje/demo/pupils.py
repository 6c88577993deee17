"""Some hundred invented pupils, nominated by six schools over the last weeks."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from maatje.clock import now
from maatje.database import db
from maatje.demo import people
from maatje.demo.volunteers import KINDS_OF_HELP, POSTCODES, SCHOOL_SUBJECTS
from maatje.life import Actor, By
from maatje.programmes.models import Grade, Level, Programme, Subject
from maatje.requests.models import Channel, ConsentGiver, HelpRequest, HoldReason, Route, Urgency
from maatje.requests.nomination import AgreedBy, Nomination
from maatje.requests.services import accept_request, hold_request, nominate_pupil, refer_request, withdraw_request
from maatje.schools.models import School, SchoolContact
from maatje.times import moment_of

LEVELS = ("VMBO-KB", "VMBO-TL", "HAVO", "HAVO", "VWO")
NEWCOMERS = ("ar", "ti", "uk", "tr", "pl")


def nominate_all(chance: Random, coordinator: By) -> None:
    """They have been nominated; most are on the waiting list, some are new, held, referred or withdrawn."""
    known = _Known()
    for number, first_name in enumerate(people.PUPILS):
        school = known.schools[0 if number % 3 == 0 else chance.randrange(len(known.schools))]
        mentor = By(Actor.SCHOOL, known.mentors[school.id])
        request = nominate_pupil(_nomination(chance, number, first_name, school.id, known), mentor)
        request.submitted_at = now() - timedelta(days=chance.choice([1, 2, 4, 7, 9, 12, 16, 20, 26, 33]))
        _go_on(request, number, coordinator, mentor)


class _Known:
    def __init__(self) -> None:
        self.schools = list(db.session.scalars(select(School).order_by(School.id)))
        self.mentors = dict(db.session.execute(select(SchoolContact.school_id, SchoolContact.user_id)).all())
        self.subjects = dict(db.session.execute(select(Subject.code, Subject.id)).all())
        self.levels = dict(db.session.execute(select(Level.code, Level.id)).all())
        self.grades = dict(db.session.execute(select(Grade.code, Grade.id)).all())
        self.programmes = dict(db.session.execute(select(Programme.key, Programme.id)).all())


def _nomination(chance: Random, number: int, first_name: str, school_id: int, known: _Known) -> Nomination:
    is_tutoring = number % 4 != 0
    newcomer = chance.choice(NEWCOMERS) if chance.random() < 0.25 else None
    year = chance.randint(1, 4)
    codes = chance.sample(SCHOOL_SUBJECTS if is_tutoring else KINDS_OF_HELP, chance.choice([1, 1, 2]))
    subject_ids = frozenset(known.subjects[code] for code in codes)
    return Nomination(
        school_id=school_id,
        programme_id=known.programmes["bijles" if is_tutoring else "thuisschoolmaatje"],
        first_name=first_name,
        level_id=known.levels["ISK" if newcomer and chance.random() < 0.4 else chance.choice(LEVELS)],
        grade_id=known.grades[f"vo-{year}"],
        is_under_16=True,
        subject_ids=subject_ids,
        necessary_subject_ids=subject_ids if chance.random() < 0.3 else frozenset(),
        weekly_times=_times(chance),
        pc4=chance.choice(POSTCODES),
        language_code=newcomer or "nl",
        needs_nt2=newcomer is not None and chance.random() < 0.6,
        interpreter_language_code=newcomer if chance.random() < 0.4 else None,
        urgency=chance.choice([Urgency.NORMAL] * 6 + [Urgency.SOON, Urgency.HIGH]),
        contact_email=f"ouder{number}@example.nl",
        contact_language_code=newcomer or "nl",
        consent=None if number % 20 == 7 else AgreedBy(ConsentGiver.GUARDIAN, Channel.PHONE),
    )


def _times(chance: Random) -> frozenset[int]:
    """After school, on most days."""
    days = chance.sample(range(5), chance.randint(3, 5))
    return frozenset(moment_of(day, hour) for day in days for hour in range(15, chance.randint(17, 20)))


def _go_on(request: HelpRequest, number: int, coordinator: By, mentor: By) -> None:
    turn = number % 20
    if turn == 7 or turn in (3, 11):
        return  # waits for consent, or for the coordinator
    if turn == 13 and number > 20:
        withdraw_request(request, mentor)
    elif turn == 14 and number > 40:
        refer_request(request, Route.CARE_TEAM, coordinator)
    elif turn == 15 and number > 40:
        hold_request(request, HoldReason.SCHOOL_FIRST, coordinator)
    else:
        accept_request(request, coordinator)
