"""Erasing, while somebody does something else with the same person in the same second."""

from sqlalchemy import select

from maatje.accounts.services import acting
from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.life import Actor, By
from maatje.privacy import erasing
from maatje.privacy.inventory import ERASED_NAME
from maatje.privacy.models import Erasure
from maatje.requests.models import Pupil
from maatje.requests.services import edit_pupil
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import edit_volunteer
from tests.factories import make_pupil, make_request, make_school_contact, make_volunteer

THE_SCHOOL = By(Actor.SCHOOL)


def erase_pupil(pupil_id):
    erasing.erase_pupil(db.session.get_one(Pupil, pupil_id), THE_SCHOOL)


def rename_pupil(pupil_id):
    edit_pupil(db.session.get_one(Pupil, pupil_id), {"first_name": "Quirijntje"}, THE_SCHOOL)


def erase_volunteer(volunteer_id):
    volunteer = db.session.get_one(Volunteer, volunteer_id)
    erasing.erase_volunteer(volunteer, acting(volunteer.user))


def rename_volunteer(volunteer_id):
    volunteer = db.session.get_one(Volunteer, volunteer_id)
    edit_volunteer(volunteer, {"first_name": "Quirijntje"}, acting(volunteer.user))


def test_of_eight_who_erase_a_pupil_one_does(at_once):
    pupil = make_pupil()
    make_request(pupil)

    came_out = at_once(*[(erase_pupil, (pupil.id,))] * 8)

    assert came_out == {"done": 8}
    assert len(db.session.scalars(select(Erasure)).all()) == 1
    assert len(db.session.scalars(select(AuditEvent).where(AuditEvent.action == "pupil.erased")).all()) == 1


def test_whoever_edits_a_pupil_meanwhile_writes_nothing_down_again(at_once):
    pupils = [make_pupil() for _ in range(5)]
    make_school_contact(pupils[0].school)

    for pupil in pupils:
        came_out = at_once((erase_pupil, (pupil.id,)), *[(rename_pupil, (pupil.id,))] * 3)
        assert set(came_out) <= {"done", "ChangedMeanwhile"}

    assert {pupil.first_name for pupil in pupils} == {ERASED_NAME}


def test_whoever_edits_a_volunteer_meanwhile_writes_nothing_down_again(at_once):
    volunteers = [make_volunteer() for _ in range(5)]

    for volunteer in volunteers:
        came_out = at_once((erase_volunteer, (volunteer.id,)), *[(rename_volunteer, (volunteer.id,))] * 3)
        assert set(came_out) <= {"done", "ChangedMeanwhile"}, came_out

    assert {volunteer.user.first_name for volunteer in volunteers} == {ERASED_NAME}
