"""The two pages on which a school nominates a pupil, as a teacher uses them."""

import re

import pytest

from maatje.audit.models import AuditEvent
from maatje.database import Model, db
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import nomination_views
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.requests.nomination_views import _entered_by
from maatje.schools.models import SchoolContact
from tests.factories import (
    make_coordinator,
    make_grade,
    make_language,
    make_level,
    make_programme,
    make_region,
    make_school,
    make_school_contact,
    make_subject,
    make_user,
)
from tests.soundness import assert_page_is_sound

CANARY = "Kanarie"


@pytest.fixture
def teacher(app, sign_in):
    """A teacher of a school in Haaglanden, signed in; beside them a coordinator of that region."""
    make_language("nl")
    make_language("ti")
    programme, subject = make_programme(), make_subject()
    db.session.add(ProgrammeSubject(programme_id=programme.id, subject_id=subject.id))
    db.session.commit()
    make_coordinator(email="coordinator@example.nl")
    contact = make_school_contact(make_school(place="Den Haag"))
    sign_in(contact)
    return contact


def beginning(**values):
    return {
        "school_id": db.session.query(SchoolContact).one().school_id,
        "programme_id": make_programme().id,
        "level_id": make_level().id,
        "grade_id": make_grade().id,
        "first_need": "nee",
    } | values


def second_page(client, **values):
    answer = client.post("/leerlingen/aanmelden", data=beginning(**values))
    assert answer.status_code == 302, answer.text
    return answer.location


def answers(**values):
    return {
        "first_name": "Noor",
        "is_under_16": "1",
        "subject_ids": str(make_subject().id),
        "quick_times": ["na-school"],
        "urgency": "normal",
        "language_code": "nl",
        "interpreter_language": "",
        "pc4": "2511",
        "contact_email": "",
        "contact_language_code": "nl",
        "consent": "guardian",
        "channel": "paper",
        "form_key": "een-sleutel",
    } | values


def rows():
    """How many rows there are of everything; what stores nothing changes none of it."""
    return {
        table.name: db.session.execute(db.select(db.func.count()).select_from(table)).scalar()
        for table in Model.metadata.sorted_tables
    }


def test_a_teacher_nominates_a_pupil_in_two_pages(teacher, client):
    assert_page_is_sound(client.get("/leerlingen/aanmelden").text)
    address = second_page(client)
    assert_page_is_sound(client.get(address).text)

    answer = client.post(address, data=answers(), follow_redirects=True)

    assert "Noor is aangemeld." in answer.text
    assert "Wacht op de regio-coördinator" in answer.text
    assert_page_is_sound(answer.text)
    request = db.session.query(HelpRequest).one()
    assert (request.state, request.pupil.nominated_by_id) == (RequestState.SUBMITTED, teacher.id)
    assert {moment % 24 for moment in request.pupil.weekly_times} == {16, 17}


def test_everything_asked_is_stored(teacher, client):
    client.post(
        second_page(client, first_need="apparaat"),
        data=answers(
            is_under_16="0",
            necessary_subject_ids=str(make_subject().id),
            quick_times=[],
            weekly_times=["40", "41"],
            needs_nt2="y",
            language_code="ti",
            interpreter_language="ti",
            wants_woman="y",
            urgency="high",
            pc4="2512 AB",
            contact_email="Leerling@Example.nl",
            contact_language_code="ti",
            consent="pupil",
            channel="in_person",
            school_reference="L-17",
        ),
    )

    request = db.session.query(HelpRequest).one()
    pupil = request.pupil
    assert (pupil.is_under_16, pupil.needs_nt2, pupil.language_code, pupil.interpreter_language_code) == (
        False,
        True,
        "ti",
        "ti",
    )
    assert (pupil.has_device, pupil.wants_gender, pupil.pc4) == (False, "woman", "2512")
    assert (pupil.contact_email, pupil.contact_language_code) == ("leerling@example.nl", "ti")
    assert (pupil.weekly_times, pupil.school_reference, request.urgency) == (frozenset({40, 41}), "L-17", "high")
    assert [wish.is_necessary for wish in request.subjects] == [True]


def test_consent_can_come_later(teacher, client):
    client.post(second_page(client), data=answers(consent="not_yet", channel=""))
    request = db.session.query(HelpRequest).one()
    assert request.state is RequestState.AWAITING_CONSENT

    page = client.get(f"/leerlingen/{request.pupil_id}/toestemming")
    assert_page_is_sound(page.text)
    client.post(f"/leerlingen/{request.pupil_id}/toestemming", data={"consent": "guardian", "channel": "phone"})

    assert request.state is RequestState.SUBMITTED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_name": ""}, "Vul dit nog in."),
        ({"first_name": "Noor 3"}, "zonder cijfers"),
        ({"quick_times": [], "weekly_times": []}, "minstens één moment"),
        ({"pc4": "hier"}, "geen postcode"),
        ({"contact_email": "noor"}, "geen e-mailadres"),
        ({"consent": ""}, "Vul dit nog in."),
        ({"channel": ""}, "Kies hoe u het hoorde."),
        ({"consent": "pupil"}, "Onder de 16 jaar geeft een ouder of verzorger toestemming."),
        ({"is_under_16": "0"}, "Vanaf 16 jaar geeft de leerling zelf toestemming."),
        ({"subject_ids": []}, "minstens één vak"),
        ({"subject_ids": "99999"}, "Kies uit de mogelijkheden"),
        ({"school_reference": "111222333"}, "BSN"),
    ],
)
def test_what_was_typed_comes_back_beside_the_mistake(teacher, client, wrong, said):
    address = second_page(client)
    typed = answers(first_name="Noor-Amira", contact_email="ouder@example.nl", weekly_times=["90"]) | wrong

    answer = client.post(address, data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert_page_is_sound(answer.text)
    assert db.session.query(Pupil).count() == 0
    for value in (typed["first_name"], typed["contact_email"], "een-sleutel"):
        assert f'value="{value}"' in answer.text
    if "weekly_times" not in wrong:
        assert re.search(r'value="90" [^>]*checked', answer.text)
        assert re.search(r'checked[^>]*value="na-school"', answer.text)


def test_a_year_that_does_not_exist_at_that_level_is_told_at_once(teacher, client):
    primary = make_grade("groep-7", name="Groep 7", sector="po", position=7)

    answer = client.post("/leerlingen/aanmelden", data=beginning(grade_id=primary.id))

    assert answer.status_code == 422
    assert "Groep 7 hoort niet bij" in answer.text


@pytest.mark.parametrize(
    ("first_need", "told"), [("veiligheid", "0800-2000"), ("uit-beeld", "leerplichtambtenaar")]
)
def test_an_unsafe_home_or_a_lost_pupil_gets_the_right_numbers_and_leaves_no_trace(
    teacher, client, logged, first_need, told
):
    typed = beginning(first_need=first_need, programme_id=CANARY, first_name=CANARY)
    before = rows()

    answer = client.post("/leerlingen/aanmelden", data=typed)

    assert answer.status_code == 200
    assert told in answer.text
    assert "coordinator@example.nl" in answer.text
    assert "Wij hebben niets bewaard" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert_page_is_sound(answer.text)
    assert CANARY not in answer.text
    assert CANARY not in logged()
    assert rows() == before
    with client.session_transaction() as session:
        assert not {key for key in session if not key.startswith("_") and key != "csrf_token"}


def test_the_second_page_cannot_be_opened_for_an_unsafe_home(teacher, client):
    address = second_page(client).replace("eerst=nee", "eerst=veiligheid")

    assert client.get(address).location.endswith("/leerlingen/aanmelden")


def test_where_the_school_looks_first_the_request_waits(teacher, client):
    client.post(second_page(client, first_need="school"), data=answers())

    request = db.session.query(HelpRequest).one()
    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, "school_first")


def test_sending_the_form_twice_enters_one_pupil_and_shows_them(teacher, client):
    address = second_page(client)
    first = client.post(address, data=answers())

    second = client.post(address, data=answers())

    assert second.location == first.location
    assert db.session.query(Pupil).count() == 1


def test_two_clicks_at_the_same_moment_enter_one_pupil(teacher, client, monkeypatch):
    address = second_page(client)
    first = client.post(address, data=answers())
    looked = []

    def not_seen_yet(form_key):
        looked.append(form_key)
        return None if len(looked) == 1 else _entered_by(form_key)

    monkeypatch.setattr(nomination_views, "_entered_by", not_seen_yet)
    second = client.post(address, data=answers(is_somebody_else="y"))

    assert second.location == first.location
    assert db.session.query(Pupil).count() == 1


def test_the_same_name_in_the_same_class_is_asked_about(teacher, client):
    address = second_page(client)
    client.post(address, data=answers())

    answer = client.post(address, data=answers(form_key="nog-een"))
    assert answer.status_code == 422
    assert "Er is al een leerling aangemeld die zo heet" in answer.text
    assert_page_is_sound(answer.text)
    assert db.session.query(Pupil).count() == 1

    client.post(address, data=answers(form_key="nog-een", is_somebody_else="y"))
    assert db.session.query(Pupil).count() == 2


def test_a_coordinator_nominates_for_a_school_of_their_region_only(teacher, client, sign_in):
    zeeland = make_region("Zeeland")
    own, foreign = make_school(zeeland), make_school()
    sign_in(make_coordinator(zeeland))

    assert own.name in client.get("/leerlingen/aanmelden").text
    assert foreign.name not in client.get("/leerlingen/aanmelden").text
    assert client.post("/leerlingen/aanmelden", data=beginning(school_id=foreign.id)).status_code == 422
    elsewhere = second_page(client, school_id=own.id).replace(f"school={own.id}", f"school={foreign.id}")
    assert client.post(elsewhere, data=answers()).status_code == 302
    assert db.session.query(Pupil).count() == 0

    client.post(second_page(client, school_id=own.id), data=answers())
    assert db.session.query(Pupil).one().school_id == own.id


def test_a_volunteer_may_not_nominate(teacher, client, sign_in):
    sign_in(make_user())
    assert client.get("/leerlingen/aanmelden").status_code == 403


def test_the_audit_trail_has_ids_and_no_names(teacher, client):
    client.post(second_page(client), data=answers(first_name=CANARY))

    events = db.session.query(AuditEvent).all()
    assert {event.action for event in events} == {"pupil.nominated", "consent.recorded", "request.submitted"}
    assert all(event.user_id == teacher.id for event in events)


def test_the_form_promises_no_other_letters_in_another_language(teacher, client):
    page = client.get(second_page(client)).text

    assert "Welke taal wordt thuis het liefst gelezen?" in page
    assert "Andere mails zijn nu nog in eenvoudig Nederlands." in page
    assert "In welke taal schrijven we" not in page
