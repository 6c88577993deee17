"""What a school sees of its pupils, and can change."""

import pytest

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import services
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, HoldReason, Route
from tests.factories import (
    make_coordinator,
    make_language,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_subject,
    make_user,
)
from tests.pages import without_token
from tests.soundness import assert_page_is_sound


@pytest.fixture
def school(app, sign_in):
    """A school whose contact is signed in."""
    make_language("nl")
    school = make_school()
    sign_in(make_school_contact(school))
    return school


def consenting(pupil, giver=ConsentGiver.GUARDIAN):
    db.session.add(Consent(pupil=pupil, giver=giver, channel=Channel.PAPER, text_version="2026-11"))
    db.session.commit()
    return pupil


def edited(pupil, **values):
    return {
        "first_name": pupil.first_name,
        "level_id": pupil.level_id,
        "grade_id": pupil.grade_id,
        "is_under_16": "1",
        "weekly_times": ["40"],
        "has_device": "y",
        "language_code": "nl",
        "interpreter_language": "",
        "pc4": "2511",
        "contact_email": "ouder@example.nl",
        "contact_language_code": "nl",
    } | values


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (RequestState.AWAITING_CONSENT, "Wacht op toestemming"),
        (RequestState.SUBMITTED, "Wacht op de regio-coördinator"),
        (RequestState.OPEN, "Op de wachtlijst sinds vandaag"),
        (RequestState.ON_HOLD, "Wacht op de school"),
        (RequestState.REFERRED, "Doorverwezen"),
        (RequestState.PROPOSED, "Er ligt een voorstel bij de regio-coördinator"),
        (RequestState.PAIRED, "Gekoppeld"),
        (RequestState.CLOSED, "Afgerond"),
        (RequestState.WITHDRAWN, "Ingetrokken"),
    ],
)
def test_every_state_is_told_in_plain_words(school, client, state, told):
    request = make_request(pupil=make_pupil(school), state=state)

    assert told in client.get("/leerlingen").text
    page = client.get(f"/leerlingen/{request.pupil_id}").text
    assert told in page
    assert_page_is_sound(page)


def test_days_on_the_waiting_list_are_counted(school, client):
    make_request(pupil=make_pupil(school), bonus_days=12)
    assert "Op de wachtlijst, al 12 dagen" in client.get("/leerlingen").text


def test_a_referred_pupil_shows_where_help_comes_from(school, client):
    request = make_request(pupil=make_pupil(school), state=RequestState.REFERRED, route=Route.DEVICE)
    assert "SIVON" in client.get(f"/leerlingen/{request.pupil_id}").text


def test_a_pupil_without_a_device_shows_the_way_to_one(school, client):
    pupil = make_pupil(school, has_device=False)
    assert "Stichting Leergeld" in client.get(f"/leerlingen/{pupil.id}").text


def test_looking_at_a_pupil_is_written_down(school, client):
    pupil = make_pupil(school)

    client.get(f"/leerlingen/{pupil.id}")
    client.get("/leerlingen")

    seen = [(event.action, event.object_id, event.region_id) for event in db.session.query(AuditEvent)]
    assert seen == [("pupil.viewed", pupil.id, school.region_id)] * 2


def test_another_schools_pupil_is_not_there(school, client):
    request = make_request(pupil=make_pupil(make_school(), first_name="Kanarie"))

    assert "Kanarie" not in client.get("/leerlingen").text
    for path in ("", "/wijzigen", "/toestemming", "/toestemming/intrekken"):
        foreign = client.get(f"/leerlingen/{request.pupil_id}{path}")
        missing = client.get(f"/leerlingen/999{path}")
        assert foreign.status_code == 404
        assert without_token(foreign.text) == without_token(missing.text)
    for path in ("wijzigen", "intrekken", "niet-veilig"):
        assert client.get(f"/hulpvragen/{request.id}/{path}").status_code == 404
        assert client.post(f"/hulpvragen/{request.id}/{path}").status_code == 404
    assert request.state is RequestState.OPEN


def test_a_coordinator_of_another_region_sees_no_pupil(school, client, sign_in):
    pupil = make_pupil(school)
    sign_in(make_coordinator(make_region("Zeeland")))
    assert client.get(f"/leerlingen/{pupil.id}").status_code == 404


def test_a_volunteer_sees_no_list_of_pupils(school, client, sign_in):
    sign_in(make_user())
    assert client.get("/leerlingen").status_code == 403


def test_pupils_are_found_by_name_or_reference(school, client):
    make_pupil(school, first_name="Noor", school_reference="L-17")
    make_pupil(school, first_name="Sem")

    for sought in ("noo", "L-17"):
        page = client.post("/leerlingen", data={"zoek": sought}).text
        assert "Noor" in page
        assert "Sem" not in page


def test_a_school_edits_its_pupil(school, client):
    request = make_request(pupil=make_pupil(school))
    pupil = request.pupil
    assert_page_is_sound(client.get(f"/leerlingen/{pupil.id}/wijzigen").text)

    client.post(
        f"/leerlingen/{pupil.id}/wijzigen",
        data=edited(
            pupil, first_name="Nora", quick_times=["avond"], weekly_times=[], has_device="", wants_woman="y"
        ),
    )

    assert (pupil.first_name, pupil.has_device, pupil.wants_gender) == ("Nora", False, "woman")
    assert {moment % 24 for moment in pupil.weekly_times} == {19, 20}
    assert "pupil.edited" in {event.action for event in db.session.query(AuditEvent)}


def test_who_edits_a_pupil_that_somebody_is_at_is_told_so(school, client, monkeypatch):
    pupil = make_request(pupil=make_pupil(school)).pupil

    def somebody_was_first(*_):
        raise ChangedMeanwhile

    monkeypatch.setattr(services, "edit_pupil", somebody_was_first)

    answer = client.post(f"/leerlingen/{pupil.id}/wijzigen", data=edited(pupil, first_name="Nora"))

    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_name": "Noor1"}, "zonder cijfers"),
        ({"weekly_times": []}, "minstens één moment"),
        ({"grade_id": "0"}, "Kies er een uit de lijst"),
        ({"pc4": "x"}, "geen postcode"),
    ],
)
def test_a_mistake_while_editing_changes_nothing(school, client, wrong, said):
    pupil = make_pupil(school)

    answer = client.post(f"/leerlingen/{pupil.id}/wijzigen", data=edited(pupil, contact_email="n@x.nl") | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="n@x.nl"' in answer.text
    assert pupil.contact_email == "ouder@example.nl"


def test_a_school_edits_what_is_asked(school, client):
    maths, physics = make_subject("wis"), make_subject("nask")
    request = make_request(pupil=make_pupil(school), subjects=[maths])
    for subject in (maths, physics):
        db.session.add(ProgrammeSubject(programme_id=request.programme_id, subject_id=subject.id))
    db.session.commit()
    assert_page_is_sound(client.get(f"/hulpvragen/{request.id}/wijzigen").text)

    client.post(f"/hulpvragen/{request.id}/wijzigen", data={"subject_ids": [physics.id], "urgency": "soon"})

    assert ([wish.subject_id for wish in request.subjects], request.urgency) == ([physics.id], "soon")


def test_what_has_ended_is_not_edited(school, client):
    request = make_request(pupil=make_pupil(school), programme=make_programme("praten", asks_subjects=False))
    request.state = RequestState.WITHDRAWN
    db.session.commit()

    answer = client.post(f"/hulpvragen/{request.id}/wijzigen", data={"urgency": "high"}, follow_redirects=True)

    assert "intussen veranderd" in answer.text
    assert request.urgency == "normal"


def test_a_school_withdraws_after_being_asked(school, client):
    request = make_request(pupil=make_pupil(school))
    assert_page_is_sound(client.get(f"/hulpvragen/{request.id}/intrekken").text)
    assert request.state is RequestState.OPEN

    client.post(f"/hulpvragen/{request.id}/intrekken")
    assert request.state is RequestState.WITHDRAWN

    again = client.post(f"/hulpvragen/{request.id}/intrekken", follow_redirects=True)
    assert "intussen veranderd" in again.text


def test_taking_back_consent_stops_everything(school, client):
    pupil = consenting(make_pupil(school))
    request = make_request(pupil=pupil)
    assert_page_is_sound(client.get(f"/leerlingen/{pupil.id}/toestemming/intrekken").text)

    page = client.post(f"/leerlingen/{pupil.id}/toestemming/intrekken", follow_redirects=True).text

    assert request.state is RequestState.WITHDRAWN
    assert "ingetrokken op" in page


def test_consent_from_the_wrong_person_is_refused_on_the_page(school, client):
    request = make_request(pupil=make_pupil(school), state=RequestState.AWAITING_CONSENT)

    answer = client.post(
        f"/leerlingen/{request.pupil_id}/toestemming", data={"consent": "pupil", "channel": "paper"}
    )

    assert answer.status_code == 422
    assert "Onder de 16 jaar geeft een ouder of verzorger toestemming." in answer.text
    assert request.state is RequestState.AWAITING_CONSENT


def test_an_unsafe_home_told_later_only_puts_the_request_on_hold(school, client):
    request = make_request(pupil=make_pupil(school))
    page = client.get(f"/hulpvragen/{request.id}/niet-veilig")
    assert "0800-2000" in page.text
    assert "<textarea" not in page.text
    assert_page_is_sound(page.text)
    assert request.state is RequestState.OPEN

    client.post(f"/hulpvragen/{request.id}/niet-veilig", data={"note": "Kanarie"})

    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.UNSAFE_HOME)
    assert [event.action for event in db.session.query(AuditEvent)] == ["pupil.viewed", "request.on_hold"]


def test_an_unsafe_home_goes_before_another_reason_to_wait(school, client):
    request = make_request(make_pupil(school), state=RequestState.ON_HOLD, hold_reason=HoldReason.SCHOOL_FIRST)
    assert "<button" in client.get(f"/hulpvragen/{request.id}/niet-veilig").text.partition("<main")[2]

    client.post(f"/hulpvragen/{request.id}/niet-veilig")

    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.UNSAFE_HOME)


def test_an_unsafe_home_during_a_pairing_is_a_matter_of_calling(school, client):
    request = make_request(pupil=make_pupil(school), state=RequestState.PAIRED)

    assert "Bel uw regio-coördinator" in client.get(f"/hulpvragen/{request.id}/niet-veilig").text
    client.post(f"/hulpvragen/{request.id}/niet-veilig")

    assert request.state is RequestState.PAIRED


def test_a_time_that_is_none_of_the_choices_is_said_at_the_field(school, client):
    pupil = make_request(pupil=make_pupil(school)).pupil

    answer = client.post(f"/leerlingen/{pupil.id}/wijzigen", data={"quick_times": ["ooit"]})

    assert answer.status_code == 422
    assert "Kies uit de mogelijkheden." in answer.text


@pytest.mark.parametrize("name", ["endpoint", "_external", "_scheme", "_anchor", "values"])
def test_an_argument_that_is_none_of_ours_does_not_bend_the_links_to_other_pages(school, client, name):
    for _ in range(26):
        make_pupil(school)

    answer = client.get("/leerlingen", query_string={name: "javascript"})

    assert answer.status_code == 200
    assert f'href="/leerlingen?{name}=javascript&amp;page=2"' in answer.text
