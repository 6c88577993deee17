"""A coordinator's list of help requests and what they decide there."""

import pytest
from markupsafe import Markup

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.requests import panels
from maatje.requests.life import RequestState
from maatje.requests.models import HoldReason, Route
from tests.factories import (
    make_coordinator,
    make_language,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
)
from tests.pages import without_token
from tests.soundness import assert_page_is_sound


@pytest.fixture
def coordinator(app, sign_in):
    make_language("nl")
    coordinator = make_coordinator()
    sign_in(coordinator)
    return coordinator


def new(first_name="Noor", school=None, **values):
    values = {"state": RequestState.SUBMITTED} | values
    return make_request(pupil=make_pupil(school, first_name=first_name), **values)


def test_new_requests_come_first_and_each_tab_counts_its_own(coordinator, client):
    new("Noor")
    new("Sem", state=RequestState.OPEN)
    new("Ava", state=RequestState.ON_HOLD)

    page = client.get("/hulpvragen").text
    assert_page_is_sound(page)
    assert "Noor" in page
    assert "Sem" not in page
    waiting = client.get("/hulpvragen?tab=wachtlijst").text
    assert "Sem" in waiting
    assert 'Wachtlijst <span class="tab-count">1</span>' in waiting
    assert client.get("/hulpvragen?tab=onzin").status_code == 200


def test_the_waiting_list_starts_with_who_waited_longest(coordinator, client):
    new("Kort", state=RequestState.OPEN)
    new("Lang", state=RequestState.OPEN, bonus_days=14)

    page = client.get("/hulpvragen?tab=wachtlijst").text

    assert page.index("Lang") < page.index("Kort")


def test_the_list_is_narrowed_by_programme_and_school(coordinator, client):
    school = make_school()
    new("Noor", school)
    new("Sem", programme=make_programme("praten"))

    assert "Sem" not in client.get(f"/hulpvragen?school={school.id}").text
    talks = make_programme("praten").id
    assert "Noor" not in client.get(f"/hulpvragen?programma={talks}").text
    assert client.get("/hulpvragen?programma=x&school=9999&page=77").status_code == 200


def test_one_request_is_accepted(coordinator, client):
    mentor = make_school_contact(school := make_school())
    request = new(school=school)
    assert_page_is_sound(client.get(f"/hulpvragen/{request.id}").text)

    page = client.post(f"/hulpvragen/{request.id}/accepteren", follow_redirects=True)

    assert request.state is RequestState.OPEN
    assert "Op de wachtlijst gezet" in page.text
    assert [(letter.kind, letter.user_id) for letter in db.session.query(Letter)] == [
        ("request_accepted", mentor.id)
    ]


def test_several_are_accepted_at_once_and_foreign_ones_left_alone(coordinator, client):
    make_school_contact(school := make_school())
    mine = [new("Noor", school), new("Sem", school)]
    foreign = new("Ava", make_school(make_region("Zeeland")))
    decided = new("Daan", school, state=RequestState.ON_HOLD)

    page = client.post(
        "/hulpvragen/accepteren",
        data={"request_id": [request.id for request in [*mine, foreign, decided]] + ["x"]},
        follow_redirects=True,
    )

    assert "2 hulpvragen staan op de wachtlijst." in page.text
    assert [request.state for request in [*mine, foreign, decided]] == ["open", "open", "submitted", "on_hold"]
    assert db.session.query(Letter).count() == 1


def test_nothing_ticked_is_said_kindly(coordinator, client):
    page = client.post("/hulpvragen/accepteren", follow_redirects=True)
    assert "Vink eerst een of meer nieuwe hulpvragen aan." in page.text


def test_a_request_is_held_or_referred(coordinator, client):
    make_school_contact(school := make_school())
    request = new(school=school)

    client.post(f"/hulpvragen/{request.id}/wachten", data={"reason": "school_first"})
    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.SCHOOL_FIRST)
    assert_page_is_sound(client.get(f"/hulpvragen/{request.id}").text)

    client.post(f"/hulpvragen/{request.id}/doorverwijzen", data={"route": "municipal_desk"})
    assert (request.state, request.route) == (RequestState.REFERRED, Route.MUNICIPAL_DESK)
    assert_page_is_sound(client.get(f"/hulpvragen/{request.id}").text)
    assert {letter.kind for letter in db.session.query(Letter)} == {"request_on_hold", "request_referred"}


@pytest.mark.parametrize("verb", ["wachten", "doorverwijzen", "urgentie"])
def test_a_decision_without_an_answer_comes_back(coordinator, client, verb):
    request = new()

    answer = client.post(f"/hulpvragen/{request.id}/{verb}")

    assert answer.status_code == 422
    assert_page_is_sound(answer.text)
    assert request.state is RequestState.SUBMITTED


@pytest.mark.parametrize(
    ("verb", "data"),
    [("accepteren", {}), ("wachten", {"reason": "school_first"}), ("doorverwijzen", {"route": "device"})],
)
def test_what_the_life_does_not_allow_is_said_kindly(coordinator, client, verb, data):
    request = new(state=RequestState.PAIRED)

    answer = client.post(f"/hulpvragen/{request.id}/{verb}", data=data, follow_redirects=True)

    assert answer.status_code == 200
    assert "intussen veranderd" in answer.text
    assert request.state is RequestState.PAIRED


def test_urgency_is_changed(coordinator, client):
    request = new()
    client.post(f"/hulpvragen/{request.id}/urgentie", data={"urgency": "high"})
    assert request.urgency == "high"


def test_a_request_of_another_region_is_not_there(coordinator, client):
    request = new("Kanarie", make_school(make_region("Zeeland")))

    assert "Kanarie" not in client.get("/hulpvragen").text
    foreign, missing = client.get(f"/hulpvragen/{request.id}"), client.get("/hulpvragen/999")
    assert foreign.status_code == 404
    assert without_token(foreign.text) == without_token(missing.text)
    for verb in ("accepteren", "wachten", "doorverwijzen", "urgentie", "intrekken"):
        assert client.post(f"/hulpvragen/{request.id}/{verb}", data={"reason": "school_first"}).status_code in (
            404,
            422,
        )
    assert request.state is RequestState.SUBMITTED


def test_a_school_contact_decides_nothing(coordinator, client, sign_in):
    request = new(school=(school := make_school()))
    sign_in(make_school_contact(school))

    assert client.get("/hulpvragen").status_code == 403
    assert client.get(f"/hulpvragen/{request.id}").status_code == 403
    assert client.post(f"/hulpvragen/{request.id}/accepteren").status_code == 403
    assert client.post("/hulpvragen/accepteren", data={"request_id": request.id}).status_code == 403
    assert request.state is RequestState.SUBMITTED


def test_looking_at_a_request_is_looking_at_a_pupil(coordinator, client):
    request = new()

    client.get(f"/hulpvragen/{request.id}")

    seen = db.session.query(AuditEvent).one()
    assert (seen.action, seen.object_id, seen.region_id) == (
        "pupil.viewed",
        request.pupil_id,
        request.pupil.school.region_id,
    )


def test_higher_rooms_have_a_place_on_the_page(coordinator, client):
    request = new()
    panels.request_page.append(panel := lambda wish: Markup("<h2>Voorstellen voor {}</h2>").format(wish.id))

    page = client.get(f"/hulpvragen/{request.id}").text
    panels.request_page.remove(panel)

    assert f"<h2>Voorstellen voor {request.id}</h2>" in page
