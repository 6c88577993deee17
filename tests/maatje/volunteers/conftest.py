import pytest

from maatje.programmes.models import ProgrammeSubject
from tests.factories import (
    _stored,
    make_language,
    make_level,
    make_postcode,
    make_programme,
    make_region,
    make_subject,
)
from tests.maatje.volunteers.somebody import Somebody


@pytest.fixture
def somebody(client):
    """A region, two programmes with subjects, and somebody who wants to help."""
    region = make_region()
    make_postcode("2511", region)
    make_language("nl", name="Nederlands")
    make_language("ti", name="Tigrinya")
    bijles = make_programme("bijles")
    make_programme("maatje", name="Thuisschoolmaatje", asks_subjects=False, max_pupils=1)
    maths, level, planning = make_subject(), make_level(), make_subject("plan", group="vaardig")
    for subject in (maths, planning):
        _stored(ProgrammeSubject(programme_id=bijles.id, subject_id=subject.id))
    return Somebody(client, bijles.id, maths.id, level.id, planning.id, region.id)
