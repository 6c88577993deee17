"""Whoever is kept for a time, each kind with the days of its term, and what a night did about it."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from maatje.access import Role
from maatje.clock import AMSTERDAM, now
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.privacy.kinds import KINDS
from maatje.privacy.models import RetentionRun
from maatje.reference.queries import retention_terms
from maatje.requests.life import RequestState
from maatje.volunteers.life import VolunteerState
from tests.factories import (
    make_pairing,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
    make_user,
    make_volunteer,
)

DAY = date(2024, 11, 4)  # so long ago that the audit trail's triggers, which know no moved clock, let go of it


DAYS = {term.kind: term.days for term in retention_terms()}


def at_night(days):
    """Half past three, so many days after the day on which all begins."""
    return datetime.combine(DAY + timedelta(days=days), time(3, 30), tzinfo=AMSTERDAM)


def unfinished_sign_up():
    return make_volunteer(
        user=make_user(password_hash=None, email_verified_at=None), state=VolunteerState.UNVERIFIED
    )


def unfinished_nomination():
    school = make_school_contact_of_new_school()
    pupil = make_pupil(school, consents=[])
    make_request(pupil, state=RequestState.AWAITING_CONSENT)
    return pupil


def make_school_contact_of_new_school():
    school = make_school()
    make_school_contact(school)
    return school


def rejected_volunteer():
    return make_volunteer(state=VolunteerState.REJECTED)


def withdrawn_volunteer():
    return make_volunteer(state=VolunteerState.STOPPED)


def silent_volunteer():
    return make_volunteer()


def stopped_volunteer():
    return make_volunteer(state=VolunteerState.STOPPED, first_active_at=now() - timedelta(days=900))


def pupil_never_helped(state=RequestState.WITHDRAWN):
    pupil = make_pupil(make_school_contact_of_new_school())
    make_request(pupil, state=state)
    return pupil


def pupil_helped():
    pupil = make_pupil(make_school_contact_of_new_school())
    pairing = make_pairing(make_request(pupil))
    pairing.state, pairing.started_at, pairing.ended_at = PairingState.ENDED, now(), now()
    pairing.request.state = RequestState.CLOSED
    pairing.volunteer.places_taken = 0
    db.session.commit()
    return pupil


def ended_account():
    return make_user(Role.COORDINATOR, deactivated_at=now())


# name of the kind: who or what begins today, and the days it is kept
PEOPLE = [
    ("unfinished_sign_ups", unfinished_sign_up, DAYS["unfinished"]),
    ("unfinished_nominations", unfinished_nomination, DAYS["unfinished"]),
    ("rejected_volunteers", rejected_volunteer, DAYS["rejected"]),
    ("rejected_volunteers", withdrawn_volunteer, DAYS["rejected"]),
    ("silent_volunteers", silent_volunteer, DAYS["inactive"]),
    ("stopped_volunteers", stopped_volunteer, DAYS["stopped"]),
    ("pupils_never_helped", pupil_never_helped, DAYS["requests"]),
    ("pupils_helped", pupil_helped, DAYS["pairings"]),
    ("ended_accounts", ended_account, DAYS["accounts"]),
]


every_kind_of_person = pytest.mark.parametrize(
    ("kind", "make", "days"), PEOPLE, ids=lambda one: getattr(one, "__name__", str(one))
)


def letters_about(name):
    kind = next(one for one in KINDS if one.name == name)
    return list(
        db.session.scalars(select(Letter).where(Letter.kind == kind.letter, Letter.matter.startswith(name)))
    )


def run_of(name):
    return db.session.scalars(
        select(RetentionRun).where(RetentionRun.kind == name).order_by(RetentionRun.night.desc())
    ).first()
