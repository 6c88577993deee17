import pytest

from maatje.database import db
from maatje.programmes.models import ProgrammeSubject
from maatje.requests.models import Channel, ConsentGiver
from maatje.requests.nomination import AgreedBy, Nomination
from tests.factories import (
    TUESDAY_FOUR,
    make_grade,
    make_language,
    make_level,
    make_programme,
    make_school,
    make_subject,
)

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
