"""Where a coordinator sees what lapses, and a volunteer that the code of conduct is another."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from maatje.clock import AMSTERDAM, today
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus
from tests.factories import make_proposal, make_region, make_school_contact, make_volunteer
from tests.maatje.volunteers.the_day import THE_DAY, letters, sweep_on


@pytest.fixture
def new_rules(monkeypatch):
    monkeypatch.setattr(conduct, "FORMER_CODE_OF_CONDUCT", conduct.CODE_OF_CONDUCT)
    monkeypatch.setattr(conduct, "CODE_OF_CONDUCT", "2027-03")
    monkeypatch.setattr(conduct, "ASKED_SINCE", THE_DAY)


def test_a_new_code_of_conduct_is_sent_once_to_those_who_agreed_to_the_former(coordinator, new_rules):
    asked = make_volunteer(code_of_conduct_version=conduct.FORMER_CODE_OF_CONDUCT)
    make_volunteer(state=VolunteerState.STOPPED)
    make_volunteer(code_of_conduct_version="")

    sweep_on(THE_DAY)
    sweep_on(THE_DAY + timedelta(days=20))

    assert letters() == [("rules_changed", asked.user.email)]
    assert db.session.scalar(select(Letter.context))["until"] == "2027-03-24"


def test_the_own_page_asks_to_agree_and_says_until_when(coordinator, new_rules, sign_in):
    volunteer = make_volunteer(code_of_conduct_version=conduct.FORMER_CODE_OF_CONDUCT)
    with time_machine.travel(datetime(2027, 3, 12, 12, tzinfo=AMSTERDAM)):
        assert "Doe dat voor 24 maart 2027." in sign_in(volunteer.user).get("/mijn-pagina").text
    with time_machine.travel(datetime(2027, 3, 24, 12, tzinfo=AMSTERDAM)):
        assert "Tot die tijd krijg je geen nieuwe leerling." in sign_in(volunteer.user).get("/mijn-pagina").text


def test_what_lapses_stands_on_one_page_with_what_it_touches(helping, coordinator, sign_in):
    soon, lapsed = make_volunteer(vog_recheck_on=today() + timedelta(days=60)), helping.volunteer
    later = make_volunteer(vog_recheck_on=today() + timedelta(days=61))
    lapsed.vog_recheck_on = today() - timedelta(days=1)
    proposal = make_proposal(volunteer=soon)
    elsewhere = make_volunteer(region=make_region("Zeeland"), vog_recheck_on=today())

    visitor = sign_in(coordinator)
    page = visitor.get("/vrijwilligers/loopt-af").text

    assert page.index(lapsed.user.sorted_name) < page.index(soon.user.sorted_name)
    assert "verlopen op" in page
    assert f"/koppelingen/{helping.id}" in page
    assert f"/voorstellen/{proposal.id}" in page
    assert later.user.sorted_name not in page
    assert elsewhere.user.sorted_name not in page
    assert f"/koppelingen/{helping.id}" in visitor.get(f"/vrijwilligers/{lapsed.id}").text
    assert "verlopen op" in visitor.get(f"/koppelingen/{helping.id}").text
    assert 'Loopt af <span class="tab-count">2</span>' in visitor.get("/vrijwilligers").text


def test_a_school_does_not_read_what_of_a_volunteer_lapses(helping, sign_in):
    helping.volunteer.vog_recheck_on = today() + timedelta(days=9)
    contact = make_school_contact(helping.request.pupil.school)

    assert "Loopt af" not in sign_in(contact).get(f"/koppelingen/{helping.id}").text


def test_who_helps_without_any_vog_stands_there_too(helping, coordinator, sign_in):
    helping.volunteer.vog_status = VogStatus.REQUESTED
    db.session.commit()

    page = sign_in(coordinator).get("/vrijwilligers/loopt-af").text

    assert "ontbreekt" in page
    assert f"/koppelingen/{helping.id}" in page


def test_nothing_lapses_is_said(coordinator, sign_in):
    assert "Er loopt nu niets af." in sign_in(coordinator).get("/vrijwilligers/loopt-af").text
