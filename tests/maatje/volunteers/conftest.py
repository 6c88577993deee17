"""Somebody who wants to help, and somebody who helps and whose VOG is asked again on THE_DAY."""

import pytest

from maatje.pairings.life import PairingState
from maatje.programmes.models import ProgrammeSubject
from tests.factories import (
    _stored,
    make_coordinator,
    make_language,
    make_level,
    make_pairing,
    make_postcode,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_subject,
    make_volunteer,
)
from tests.maatje.volunteers.somebody import Somebody
from tests.maatje.volunteers.the_day import THE_DAY


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


@pytest.fixture
def coordinator(app):
    return make_coordinator()


@pytest.fixture
def helping(coordinator):
    """A running pairing whose volunteer's VOG is asked again on THE_DAY."""
    mentor = make_school_contact()
    school = make_school()
    pupil = make_pupil(school, nominated_by_id=mentor.id)
    volunteer = make_volunteer(vog_recheck_on=THE_DAY)
    return make_pairing(make_request(pupil), volunteer, state=PairingState.ACTIVE)
