"""Problems of 6 to 40 people, every rule at work, made by a seed."""

from random import Random

from hypothesis import strategies as st

from matching import ANY_LEVEL, Problem, Programme, Request, Volunteer, Wanted
from tests.engine.people import EVEN, ODD

PROGRAMMES = (
    Programme(key="bijles", in_person=True),
    Programme(key="maatje", sessions_per_week=2, subject_required=False, anywhere=True),
    Programme(key="oefenen", subject_required=False, allows_booked_interpreter=True, urgency_step_days=3),
    Programme(key="lang", session_minutes=90, subject_required=False, anywhere=True),
    Programme(key="om de week", every_weeks=2, subject_required=False, in_person=True),
    Programme(key="middag om de week", session_minutes=180, every_weeks=2, subject_required=False),
    Programme(key="lang tweemaal", sessions_per_week=2, session_minutes=75, subject_required=False, anywhere=True),
)
PLAIN, EVERY = ("bijles", "oefenen"), tuple(programme.key for programme in PROGRAMMES)
SUBJECTS = ("wi", "entl", "nat")
LEVELS = ("VMBO-TL", "HAVO", "VWO")
HOURS = [day * 24 + hour for day in (0, 1, 3, 6) for hour in (15, 16, 19)]
AFTERNOONS = [day * 24 + hour for day in (0, 1, 3, 6) for hour in (15, 16, 17)]
REGIONS = ("Utrecht", "Utrecht", "Zeeland")
PLACES = (None, (52.09, 5.12), (52.15, 5.2), (51.5, 3.6))


@st.composite
def crowds(draw) -> Problem:
    """Of 6 to 40 people. Hypothesis chooses the shape and a seed; drawing every hour of every person takes it
    seconds each time."""
    helping, asking = draw(st.integers(3, 20)), draw(st.integers(3, 20))
    keys = draw(
        st.sampled_from(
            [("bijles",), ("maatje",), ("lang",), ("om de week",), PLAIN, ("bijles", "maatje", "oefenen"), EVERY]
        )
    )
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a fixed seed is what is wanted
    volunteers = [_volunteer(chance, ident, keys) for ident in range(1, helping + 1)]
    requests = [_request(chance, ident, keys, asking) for ident in range(1, asking + 1)]
    return Problem(
        programmes=PROGRAMMES,
        volunteers=volunteers,
        requests=requests,
        forbidden=frozenset((chance.randint(1, asking), chance.randint(1, helping)) for _ in range(3)),
        earlier=frozenset((chance.randint(1, asking), chance.randint(1, helping)) for _ in range(3)),
    )


def _some(chance: Random, things, least: int = 0):
    return frozenset(chance.sample(list(things), chance.randint(least, len(things))))


def _moments(chance: Random, keys: tuple[str, ...], least: int, most: int) -> frozenset[int]:
    """Hours of every week; where somebody could come longer or every other week, whole afternoons, some of them of
    even or odd weeks only."""
    if {*keys} <= {"bijles", "oefenen", "maatje"}:
        return frozenset(chance.sample(HOURS, chance.randint(least, most)))
    hours = chance.sample(AFTERNOONS, chance.randint(least, most))
    return frozenset(hour + chance.choice((0, 0, EVEN, ODD)) for hour in hours)


def _volunteer(chance: Random, ident: int, keys: tuple[str, ...]) -> Volunteer:
    return Volunteer(
        id=ident,
        programmes=_some(chance, keys, least=1),
        subjects={subject: _some(chance, (*LEVELS, ANY_LEVEL), least=1) for subject in _some(chance, SUBJECTS, 1)},
        offered=_some(chance, [(subject, level) for subject in SUBJECTS for level in LEVELS]),
        dutch=chance.choice([2, 3, 7, 7, 7]),
        has_nt2=chance.random() < 0.4,
        languages=_some(chance, ("ti", "uk")),
        region=chance.choice(REGIONS),
        online=chance.random() < 0.8,
        in_person=chance.random() < 0.5,
        place=chance.choice(PLACES),
        travel_km=chance.choice([0, 5, 20]),
        moments=_moments(chance, keys, 1, 7),
        booked=_moments(chance, keys, 1, 1),
        places=chance.choice([0, 1, 1, 1, 2, 2, 3]),
        gender=chance.choice([None, "woman", "man"]),
        known_pupils=frozenset({chance.randint(1, 20)}),
    )


def _request(chance: Random, ident: int, keys: tuple[str, ...], pupils: int) -> Request:
    return Request(
        id=ident,
        pupil_id=ident if chance.random() < 0.9 else chance.randint(1, pupils),
        programme=chance.choice(keys),
        subjects=tuple(
            Wanted(subject=subject, necessary=chance.random() < 0.3)
            for subject in chance.sample(SUBJECTS, chance.choice([0, 1, 1, 2]))
        ),
        level=chance.choice(LEVELS),
        needs_nt2=chance.random() < 0.2,
        interpreter_language="ti" if chance.random() < 0.2 else None,
        language=chance.choice([None, "ti", "uk"]),
        region=chance.choice(REGIONS),
        online=chance.random() < 0.8,
        in_person=chance.random() < 0.5,
        place=chance.choice(PLACES),
        moments=_moments(chance, keys, 2, 9),
        booked=_moments(chance, keys, 1, 1),
        days_waited=chance.randint(0, 8),
        urgency=chance.choice([0, 0, 1]),
        required_gender="woman" if chance.random() < 0.1 else None,
    )
