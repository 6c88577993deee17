"""Reporting a volunteer, and deciding on it, as tests do it."""

from maatje.database import db
from maatje.pairings import services as pairing_services
from maatje.requests.life import RequestState
from maatje.safety import services
from maatje.safety.life import ReportState
from maatje.safety.models import VolunteerReport
from tests.factories import FRIDAY_FOUR, make_pupil, make_request
from tests.maatje.pairings.conftest import do


def reports():
    return db.session.scalars(db.select(VolunteerReport).order_by(VolunteerReport.id)).all()


def reported(pairing, by, **how):
    return do(lambda: services.report_volunteer(pairing, by, **how))


def decided(report, decision, by):
    return do(lambda: services.decide_report(report, decision, by))


def second_running(people, pair):
    """Another pupil of the same school and volunteer, whose help runs too."""
    people.volunteer.places = 3
    people.volunteer.weekly_times |= {FRIDAY_FOUR}
    pupil = make_pupil(
        people.school,
        contact_email="ander@example.nl",
        nominated_by_id=people.mentor.id,
        weekly_times=frozenset({FRIDAY_FOUR}),
    )
    pairing = pair(request=make_request(pupil, state=RequestState.PROPOSED), moments=(FRIDAY_FOUR,))
    do(lambda: pairing_services.accept_offer(pairing, people.by_volunteer))
    do(lambda: pairing_services.confirm_handover(pairing, people.by_school))
    return pairing


def report_often(pairing, by, times, people):
    for _ in range(times):
        decided(reported(pairing, by), ReportState.UNFOUNDED, people.by_coordinator)
