"""A nomination, and pupils of a school for whom consent is asked by mail."""

import pytest

from maatje.database import db, transaction
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import services
from maatje.requests.models import Channel, ConsentGiver
from maatje.requests.nomination import AgreedBy, Nomination
from tests.factories import (
    TUESDAY_FOUR,
    make_grade,
    make_language,
    make_level,
    make_programme,
    make_school,
    make_school_contact,
    make_subject,
)
from tests.maatje.requests.asking_consent import SCHOOL

GUARDIAN_ON_PAPER = AgreedBy(ConsentGiver.GUARDIAN, Channel.PAPER)


@pytest.fixture
def nomination(app):
    """Makes a valid, dull nomination; a test states only what matters."""
    make_language("nl")
    programme = make_programme()
    subject = make_subject()
    db.session.add(ProgrammeSubject(programme_id=programme.id, subject_id=subject.id))
    db.session.commit()

    def _nomination(school=None, **values):
        values = {
            "school_id": (school or make_school()).id,
            "programme_id": programme.id,
            "first_name": "Noor",
            "level_id": make_level().id,
            "grade_id": make_grade().id,
            "is_under_16": True,
            "weekly_times": frozenset({TUESDAY_FOUR}),
            "subject_ids": frozenset({subject.id}),
            "consent": GUARDIAN_ON_PAPER,
        } | values
        return Nomination(**values)

    return _nomination


@pytest.fixture
def school(app):
    school = make_school(name="Duinzicht College")
    make_school_contact(school, email="mentor@example.nl")
    return school


@pytest.fixture
def nominated(nomination, school):
    """A pupil of this school that was nominated without consent; by default with a guardian's address."""

    def _nominated(**values):
        values = {"consent": None, "contact_email": "ouder@example.nl"} | values
        make_language(values.get("contact_language_code", "nl"))
        with transaction():
            request = services.nominate_pupil(nomination(school, **values), SCHOOL)
        return request.pupil

    return _nominated


@pytest.fixture
def second_wish(nomination, school):
    """The same school asks for other help for the pupil with this reference, and again without consent."""

    def _second_wish(reference):
        programme = make_programme("thuisschoolmaatje", asks_subjects=False)
        values = {"programme_id": programme.id, "subject_ids": frozenset(), "school_reference": reference}
        asked = nomination(school, consent=None, contact_email="ouder@example.nl", **values)
        with transaction():
            return services.nominate_pupil(asked, SCHOOL)

    return _second_wish


@pytest.fixture
def held(nominated, school, sign_in):
    """A pupil for whom consent was asked by mail, and of whom the school then said that home is not safe."""
    pupil = nominated(school_reference="3B-07")
    visitor = sign_in(school.contacts[0].user)
    address = f"/hulpvragen/{pupil.requests[0].id}/niet-veilig"
    assert "Hulpvraag op wachten zetten" in visitor.get(address).text
    visitor.post(address)
    return pupil
