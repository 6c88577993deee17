"""Problems that hypothesis invents: small, crowded, with every rule at work."""

from hypothesis import strategies as st

from matching import ANY_LEVEL, Problem, Request, Volunteer, Wanted
from tests.engine.people import ALL_PROGRAMMES, EVEN, FRIDAY, MONDAY, ODD, THURSDAY, TUESDAY

HOURS = (MONDAY + 15, MONDAY + 16, TUESDAY + 16, THURSDAY + 15, THURSDAY + 16, FRIDAY + 16)
OF_SOME_WEEKS = tuple(hour + weeks for hour in HOURS for weeks in (0, 0, EVEN, ODD))
RHYTHMS = ("bijles", "maatje", "lang", "om de week", "lang om de week", "lang tweemaal")
SUBJECTS = ("wiskunde", "engels")
LEVELS = ("HAVO", "VWO")
REGIONS = ("Utrecht", "Zeeland")
PLACES = (None, (52.09, 5.12), (52.15, 5.2), (51.5, 3.6))


def _some(values, **limits):
    return st.frozensets(st.sampled_from(values), **limits)


@st.composite
def volunteers(draw, ident: int, programmes: tuple[str, ...], hours: tuple[int, ...] = HOURS) -> Volunteer:
    levels = _some((*LEVELS, ANY_LEVEL), min_size=1)
    return Volunteer(
        id=ident,
        programmes=draw(_some(programmes)) if len(programmes) > 1 else frozenset(programmes),
        subjects=draw(st.dictionaries(st.sampled_from(SUBJECTS), levels, min_size=1)),
        offered=draw(_some([(subject, level) for subject in SUBJECTS for level in LEVELS])),
        dutch=draw(st.sampled_from([2, 3, 7, 7, 7])),
        has_nt2=draw(st.booleans()),
        languages=draw(_some(["ti", "uk"])),
        region=draw(st.sampled_from(REGIONS[:1] * 3 + REGIONS[1:])),
        online=draw(st.sampled_from([True, True, True, False])),
        in_person=draw(st.booleans()),
        place=draw(st.sampled_from(PLACES)),
        travel_km=draw(st.sampled_from([0, 5, 20])),
        moments=draw(_some(hours, min_size=1)),
        booked=draw(_some(hours, max_size=1)),
        places=draw(st.sampled_from([0, 1, 1, 2, 2, 3, 4])),
        gender=draw(st.sampled_from([None, "woman", "man"])),
        known_pupils=draw(_some([1, 2])),
    )


@st.composite
def requests(
    draw, ident: int, pupils: int, programmes: tuple[str, ...], hours: tuple[int, ...] = HOURS
) -> Request:
    asked = draw(_some(SUBJECTS))
    return Request(
        id=ident,
        pupil_id=draw(st.integers(1, pupils)) if pupils else ident,
        programme=draw(st.sampled_from(programmes)),
        subjects=tuple(Wanted(subject=s, necessary=draw(st.integers(0, 3)) == 0) for s in sorted(asked)),
        level=draw(st.sampled_from(LEVELS)),
        needs_nt2=draw(st.integers(0, 3)) == 0,
        interpreter_language=draw(st.sampled_from([None, None, None, "ti"])),
        language=draw(st.sampled_from([None, "ti", "uk"])),
        region=draw(st.sampled_from(REGIONS[:1] * 3 + REGIONS[1:])),
        online=draw(st.sampled_from([True, True, True, False])),
        in_person=draw(st.booleans()),
        place=draw(st.sampled_from(PLACES)),
        moments=draw(_some(hours, min_size=1)),
        booked=draw(_some(hours, max_size=1)),
        days_waited=draw(st.integers(0, 3)),
        urgency=draw(st.integers(0, 1)),
        required_gender=draw(st.sampled_from([None, None, None, "woman"])),
    )


@st.composite
def problems(
    draw,
    most: int = 5,
    programmes: tuple[str, ...] = ("bijles",),
    twice: bool = False,
    plain: bool = False,
    hours: tuple[int, ...] = HOURS,
) -> Problem:
    """A valid problem of at most ``most`` volunteers and requests; ``twice`` lets pupils ask more than once,
    ``plain`` leaves only places and times to decide who may meet."""
    helping = [draw(volunteers(ident + 1, programmes, hours)) for ident in range(draw(st.integers(0, most)))]
    asking = draw(st.integers(0, most))
    asked = [draw(requests(ident + 1, asking if twice else 0, programmes, hours)) for ident in range(asking)]
    if plain:
        helping, asked = [_plain_volunteer(v) for v in helping], [_plain_request(r) for r in asked]
    pairs = [(r.pupil_id, v.id) for r in asked for v in helping]
    return Problem(
        programmes=ALL_PROGRAMMES,
        volunteers=tuple(helping),
        requests=tuple(asked),
        forbidden=draw(st.frozensets(st.sampled_from(pairs), max_size=2)) if pairs else frozenset(),
    )


def _plain_volunteer(volunteer: Volunteer) -> Volunteer:
    return Volunteer(
        id=volunteer.id,
        programmes=volunteer.programmes,
        moments=volunteer.moments,
        booked=volunteer.booked,
        places=volunteer.places,
        known_pupils=volunteer.known_pupils,
    )


def _plain_request(request: Request) -> Request:
    return Request(
        id=request.id,
        pupil_id=request.pupil_id,
        programme=request.programme,
        moments=request.moments,
        booked=request.booked,
        days_waited=request.days_waited,
        urgency=request.urgency,
    )
