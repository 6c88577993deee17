from types import SimpleNamespace

import pytest

from maatje.accounts.links import make_token
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.pairings import services
from maatje.pairings.emails import family_mark
from maatje.pairings.life import LIVE
from maatje.pairings.models import Booking, Pairing
from maatje.programmes.models import Step
from maatje.requests.life import RequestState
from maatje.volunteers.models import Volunteer
from tests.factories import (
    TUESDAY_FOUR,
    make_coordinator,
    make_programme,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
    make_user,
    make_volunteer,
)

BOTH_STEPS = [Step.VOLUNTEER_ACCEPTS, Step.SCHOOL_HANDS_OVER]


@pytest.fixture
def people(app):
    """A pupil nominated by a mentor, a volunteer and a coordinator, all of one region, and a proposal for them."""
    coordinator = make_coordinator(first_name="Coby")
    school = make_school()
    mentor = make_school_contact(school, first_name="Mies", last_name="Mentor", email="mies@school.example.nl")
    pupil = make_pupil(school, nominated_by_id=mentor.id, first_name="Quirijntje")
    request = make_request(pupil, state=RequestState.PROPOSED)
    user = make_user(first_name="Victor", last_name="Vrijwillig", email="victor@example.nl")
    volunteer = make_volunteer(user=user)
    return SimpleNamespace(
        coordinator=coordinator,
        school=school,
        mentor=mentor,
        pupil=pupil,
        request=request,
        volunteer=volunteer,
        by_coordinator=By(Actor.COORDINATOR, coordinator.id),
        by_volunteer=By(Actor.VOLUNTEER, user.id),
        by_school=By(Actor.SCHOOL, mentor.id),
        by_family=By(Actor.FAMILY),
    )


@pytest.fixture
def pair(people):
    """Approves the proposal of `people`: `pair()`; with other steps, moments or volunteer if given."""

    def _pair(steps=BOTH_STEPS, moments=(TUESDAY_FOUR,), request=None, volunteer=None, **values):
        programme = make_programme()
        programme.steps = list(steps)
        db.session.commit()
        with transaction():
            return services.make_pairing(
                request or people.request,
                volunteer or people.volunteer,
                moments,
                by=people.by_coordinator,
                **{"is_online": True, "needs_booked_interpreter": False} | values,
            )

    return _pair


@pytest.fixture
def at(people, pair):
    """A pairing that has come to this state in the ordinary way."""

    def _at(state):
        pairing = pair()
        acts = {
            "handover": lambda: services.accept_offer(pairing, people.by_volunteer),
            "active": lambda: services.confirm_handover(pairing, people.by_school),
            "paused": lambda: services.pause_pairing(pairing, people.by_school),
        }
        for name, act in acts.items():
            if pairing.state == state:
                break
            do(act)
            assert pairing.state == name
        return pairing

    return _at


def do(act):
    with transaction():
        return act()


def letters():
    """(kind, address) of all letters, in the order they were posted."""
    rows = db.session.execute(db.select(Letter.kind, Letter.to_address).order_by(Letter.id))
    return [tuple(row) for row in rows]


def new_letters(before):
    return set(letters()) - set(before)


def faults():
    """What must never be: more or fewer places taken than pairings live, or a moment held by nobody's pairing."""
    live = Pairing.state.in_(LIVE)
    found = []
    for volunteer in db.session.scalars(db.select(Volunteer)):
        pairings = db.session.scalars(db.select(Pairing).where(Pairing.volunteer_id == volunteer.id, live)).all()
        if volunteer.places_taken != len(pairings) or volunteer.places_taken > volunteer.places:
            found.append((volunteer, volunteer.places_taken, len(pairings)))
    held = {(b.pairing_id, b.volunteer_id, b.pupil_id, b.moment) for b in db.session.scalars(db.select(Booking))}
    wanted = {
        (p.id, p.volunteer_id, p.request.pupil_id, moment)
        for p in db.session.scalars(db.select(Pairing).where(live))
        for moment in p.weekly_moments
    }
    found += list(held ^ wanted)
    requests = db.session.scalars(db.select(Pairing.request_id).where(live)).all()
    found += [one for one in requests if requests.count(one) > 1]
    return found


@pytest.fixture(autouse=True)
def nothing_is_given_twice(app):
    """Holds after every test of this room."""
    yield
    db.session.rollback()
    assert faults() == []


def answer_link(pairing):
    return f"/koppeling/{make_token('answer_offer', pairing.id)}"


def handover_link(pairing, mentor):
    return f"/overdracht/{make_token('confirm_handover', pairing.id, mentor.id)}"


def family_link(pairing):
    return f"/gezin/{make_token('family_pairing', pairing.id, family_mark(pairing))}"
