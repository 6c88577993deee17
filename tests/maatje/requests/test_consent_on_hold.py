"""Consent was asked by mail, and then the school said that home is not safe."""

import pytest

from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.requests import queries, services
from maatje.requests.asked_text import asked_texts
from maatje.requests.jobs import sweep_consents
from maatje.requests.life import RequestState
from maatje.requests.models import Consent, Pupil, Route
from tests.maatje.requests.asking_consent import FAMILY, SCHOOL, YES, asked_days_ago, letters, page_of


def test_an_unsafe_home_holds_a_request_that_awaits_consent_and_nobody_at_home_is_reminded(held):
    assert (held.requests[0].state, held.requests[0].hold_reason) == (RequestState.ON_HOLD, "unsafe_home")

    for days in (8, 22):
        asked_days_ago(held, days)
        sweep_consents()

    assert held.requests[0].state is RequestState.ON_HOLD
    assert letters("consent_reminder") == []
    assert [letter.to_address for letter in letters("consent_asked")] == ["ouder@example.nl"]


def test_where_home_is_not_safe_no_other_wish_of_the_pupil_asks_at_home(held, second_wish):
    second_wish("3B-07")
    with transaction():
        services.edit_pupil(held, {"contact_email": "ander@example.nl"}, SCHOOL)
    asked_days_ago(held, 8)
    sweep_consents()

    assert letters("consent_reminder") == []
    assert len(letters("consent_asked")) == 1


@pytest.mark.parametrize("over", ["withdrawn", "referred"])
def test_home_stays_unsafe_when_the_request_is_over(held, second_wish, over):
    with transaction():
        if over == "withdrawn":
            services.withdraw_request(held.requests[0], SCHOOL)
        else:
            services.refer_request(held.requests[0], Route.CARE_TEAM, By(Actor.COORDINATOR))
    second_wish("3B-07")
    asked_days_ago(held, 8)

    assert queries.pupils_to_remind(now()) == []
    sweep_consents()

    assert held.home_is_unsafe
    assert letters("consent_reminder") == []
    assert len(letters("consent_asked")) == 1


def test_a_yes_to_a_request_on_hold_is_written_down_once_and_it_stays_on_hold(held, client):
    page = page_of(held)
    assert asked_texts()["nl"].agree_guardian.format(name=held.first_name) in client.get(page).text

    assert client.post(page, data=YES).status_code == 303
    assert client.post(page, data=YES).status_code == 409

    assert len(db.session.scalars(db.select(Consent)).all()) == 1
    assert held.has_consent
    assert held.requests[0].state is RequestState.ON_HOLD


def test_two_that_say_yes_to_a_request_on_hold_at_once_agree_once(held, at_once):
    pupil_id = held.id

    def agree():
        services.give_consent(db.session.get(Pupil, pupil_id), asked_texts()["nl"], FAMILY)

    assert at_once(*[(agree, ())] * 8)["done"] == 1
    assert len(db.session.scalars(db.select(Consent)).all()) == 1


def test_a_no_to_a_request_on_hold_withdraws_it(held, client):
    assert client.post(page_of(held), data={"answer": "no"}).status_code == 303

    assert held.requests[0].state is RequestState.WITHDRAWN
    assert len(letters("consent_refused")) == 1


def test_the_school_may_write_down_a_yes_to_a_request_on_hold(held, school, sign_in):
    visitor = sign_in(school.contacts[0].user)
    assert "Toestemming vastleggen" in visitor.get(f"/leerlingen/{held.id}").text

    visitor.post(f"/leerlingen/{held.id}/toestemming", data={"consent": "guardian", "channel": "phone"})

    assert held.has_consent
    assert held.requests[0].state is RequestState.ON_HOLD
    assert "Toestemming vastleggen" not in visitor.get(f"/leerlingen/{held.id}").text
