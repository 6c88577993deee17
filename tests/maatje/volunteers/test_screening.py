from datetime import date

import pytest
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.clock import today
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer
from tests.factories import make_coordinator, make_region, make_volunteer


@pytest.fixture
def newcomer(app):
    return make_volunteer(state=VolunteerState.APPLIED, vog_status=VogStatus.NEEDED)


@pytest.fixture
def coordinator(newcomer, sign_in):
    return sign_in(make_coordinator(newcomer.region))


def test_a_coordinator_activates_a_newcomer_who_is_told_so(newcomer, coordinator):
    assert newcomer.user.sorted_name in coordinator.get("/vrijwilligers").text
    assert coordinator.get(f"/vrijwilligers/{newcomer.id}").status_code == 200

    coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren")

    db.session.expire_all()
    assert newcomer.state is VolunteerState.ACTIVE
    assert db.session.scalars(select(Letter.kind)).all() == ["volunteer_activated"]
    assert db.session.scalars(select(AuditEvent.action)).all() == ["volunteer.active"]


def test_a_vog_that_was_seen_is_asked_again_after_three_years(newcomer, coordinator):
    answers = {"vog_status": "seen", "vog_issued_on": "29-2-2024", "intake_on": "22-11-2025"}

    coordinator.post(f"/vrijwilligers/{newcomer.id}", data=answers)

    db.session.expire_all()
    assert newcomer.vog_status is VogStatus.SEEN
    assert (newcomer.vog_issued_on, newcomer.vog_recheck_on) == (date(2024, 2, 29), date(2027, 2, 28))
    assert newcomer.vog_seen_on == today()
    assert newcomer.vog_seen_by is not None
    assert newcomer.intake_on == date(2025, 11, 22)


def test_a_volunteer_who_is_turned_down_gets_a_mail_without_the_reason(newcomer, coordinator):
    assert coordinator.post(f"/vrijwilligers/{newcomer.id}/afwijzen", data={"reason": ""}).status_code == 422
    coordinator.post(f"/vrijwilligers/{newcomer.id}/afwijzen", data={"reason": "Kwam twee keer niet."})

    db.session.expire_all()
    assert (newcomer.state, newcomer.decision_reason) == (VolunteerState.REJECTED, "Kwam twee keer niet.")
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.context) == ("volunteer_rejected", {"volunteer_id": newcomer.id})


def test_a_coordinator_of_another_region_finds_nobody(newcomer, sign_in):
    elsewhere = sign_in(make_coordinator(make_region("Zeeland")))

    assert newcomer.user.last_name not in elsewhere.get("/vrijwilligers?status=alle").text
    assert elsewhere.get(f"/vrijwilligers/{newcomer.id}").status_code == 404
    assert elsewhere.post(f"/vrijwilligers/{newcomer.id}/activeren").status_code == 404
    assert db.session.get(Volunteer, newcomer.id).state is VolunteerState.APPLIED
