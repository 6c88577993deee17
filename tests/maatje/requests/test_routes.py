"""The table of routes row by row: from what somebody says on the form to where the help comes from.

What each row forbids is tried too. `vulnerability_routes.csv` has the rows; a row without a test here is told.
"""

import re

import pytest

from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.pairings import errors
from maatje.pairings import services as pairing_services
from maatje.programmes.models import Place, ProgrammeSubject
from maatje.reference.queries import vulnerability_routes
from maatje.requests import services
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, HoldReason, Pupil, Route
from maatje.requests.nomination import AgreedBy, Nomination
from maatje.rounds import engine
from maatje.volunteers.models import Volunteer
from tests.factories import (
    make_coordinator,
    make_grade,
    make_language,
    make_level,
    make_pairing,
    make_postcode,
    make_programme,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
    make_subject,
    make_volunteer,
)
from tests.maatje.pairings.conftest import do, letters
from tests.maatje.requests.test_nominating_pages import answers, second_page

GUARDIAN = "ouder@example.nl"
TRIED = {"1", "2", "2b", "3", "4"}


def test_every_row_of_the_table_is_tried_here():
    assert {route.category for route in vulnerability_routes()} == TRIED


@pytest.fixture
def teacher(app, sign_in):
    """A teacher, a coordinator and a volunteer who fits whatever the teacher asks."""
    make_language("nl")
    make_language("ti")
    programme, subject = make_programme(place=Place.BOTH), make_subject()
    db.session.add(ProgrammeSubject(programme_id=programme.id, subject_id=subject.id))
    db.session.commit()
    contact = make_school_contact(make_school())
    contact.coordinator = make_coordinator()
    make_postcode()
    make_volunteer(in_person=True, travel_km=10, weekly_times=frozenset(range(168)), has_nt2=True)
    sign_in(contact)
    return contact


def nominated(client, first_need, **said):
    page = second_page(client, first_need=first_need)
    answer = client.post(page, data=answers(contact_email=GUARDIAN, place="either", **said), follow_redirects=True)
    assert answer.status_code == 200
    return db.session.query(HelpRequest).one(), answer.text


def accepted(request, coordinator, **how):
    do(lambda: services.accept_request(request, By(Actor.COORDINATOR, coordinator.id), **how))
    return request


def proposals_for(request):
    return engine.candidates(request)


def nothing_went_to_the_guardian():
    return GUARDIAN not in {address for _, address in letters()}


# 1: no device


def test_1_the_school_reads_where_a_device_comes_from_and_the_request_goes_on_beside_it(teacher, client):
    request, page = nominated(client, "apparaat")

    assert "SIVON" in page
    assert "loket van de gemeente" in page
    assert (request.state, request.pupil.has_device) == (RequestState.SUBMITTED, False)


def test_1_until_there_is_a_device_a_volunteer_comes_in_person_or_not_at_all(teacher, client):
    request, _ = nominated(client, "apparaat")
    accepted(request, teacher.coordinator)

    found = proposals_for(request)
    assert [one.in_person for one in found] == [True]
    request.pupil.in_person = False
    db.session.commit()
    assert list(proposals_for(request)) == []
    request.pupil.has_device = True
    db.session.commit()
    assert [one.in_person for one in proposals_for(request)] == [False]


@pytest.mark.parametrize("is_online", [True, False])
def test_1_nothing_online_starts_without_a_device_whatever_was_agreed_before(app, is_online):
    contact = make_school_contact()
    pupil = make_pupil(make_school(), has_device=False)
    pairing = make_pairing(make_request(pupil), state="handover", is_online=is_online)
    by = By(Actor.SCHOOL, contact.id)

    if is_online:
        with pytest.raises(errors.DeviceMissing), transaction():
            pairing_services.confirm_handover(pairing, by)
        db.session.expire_all()
        assert pairing.state == "handover"
    else:
        do(lambda: pairing_services.confirm_handover(pairing, by))
        assert pairing.state == "active"


@pytest.mark.parametrize(
    ("actor", "told"), [(Actor.SCHOOL, False), (Actor.COORDINATOR, True), (Actor.FAMILY, True)]
)
@pytest.mark.parametrize("has_device", [True, False])
def test_1_a_school_that_did_not_fill_in_the_form_itself_is_asked_for_a_device(teacher, actor, told, has_device):
    school = make_school()
    contact = make_school_contact(school)
    nomination = Nomination(
        school_id=school.id,
        programme_id=make_programme().id,
        first_name="Noor",
        level_id=make_level().id,
        grade_id=make_grade().id,
        is_under_16=True,
        weekly_times=frozenset({40}),
        subject_ids=frozenset({make_subject().id}),
        has_device=has_device,
        contact_email=GUARDIAN,
        consent=AgreedBy("guardian", "paper"),
    )

    do(lambda: services.nominate_pupil(nomination, By(actor, None)))

    asked = [("device_needed", contact.email)] if told and not has_device else []
    assert letters() == asked


# 2: more guidance


def test_2_who_needs_more_guidance_is_paired_and_an_interpreter_comes_by_the_school(teacher, client):
    programme = make_programme()
    programme.allows_booked_interpreter = True
    db.session.commit()
    request, _ = nominated(client, "nee", language_code="ti", interpreter_language="ti", needs_nt2="y")
    accepted(request, teacher.coordinator)

    (found,) = proposals_for(request)
    pairing = make_pairing(request, db.session.get(Volunteer, found.volunteer_id), needs_booked_interpreter=True)
    page = client.get(f"/koppelingen/{pairing.id}").text
    assert "Dat doet u als school" in page


# 2b: care


def test_2b_the_school_looks_first_and_only_its_word_leads_on(teacher, client, sign_in):
    request, _ = nominated(client, "school")
    address = f"/hulpvragen/{request.id}/accepteren"
    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.SCHOOL_FIRST)
    visitor = sign_in(teacher.coordinator)

    visitor.post(address)
    visitor.post("/hulpvragen/accepteren", data={"request_id": [request.id]})
    assert request.state is RequestState.ON_HOLD
    assert "Heeft de school gezegd" in visitor.get(f"/hulpvragen/{request.id}").text
    visitor.post(address, data={"school_agrees": "y"})

    assert request.state is RequestState.OPEN
    assert len(proposals_for(request)) == 1


def test_2b_there_is_nowhere_to_write_a_diagnosis(teacher, client):
    page = client.get(second_page(client, first_need="school")).text

    assert "<textarea" not in page
    boxes = set(re.findall(r'<input[^>]*type="text"[^>]*name="([a-z_0-9]+)"', page))
    boxes |= set(re.findall(r'<input[^>]*name="([a-z_0-9]+)"[^>]*type="text"', page))
    assert boxes <= {"first_name", "pc4", "school_reference"}


# 3: an unsafe home


def test_3_an_unsafe_home_gets_the_numbers_and_not_a_row_about_it(teacher, client):
    answer = client.post("/leerlingen/aanmelden", data={"first_need": "veiligheid", "first_name": "Noor"})

    assert answer.text.index("tel:112") < answer.text.index("Wie doet wat")
    assert "tel:08002000" in answer.text
    assert db.session.query(Pupil).count() == db.session.query(HelpRequest).count() == 0
    assert letters() == []


@pytest.mark.parametrize("state", [RequestState.SUBMITTED, RequestState.OPEN, RequestState.PROPOSED])
@pytest.mark.parametrize("teller", ["school", "coordinator"])
def test_3_told_later_it_stops_the_search_and_tells_the_school_without_a_word_about_what(
    teacher, client, sign_in, state, teller
):
    request, _ = nominated(client, "nee")
    request.state = state
    db.session.commit()

    if teller == "school":
        client.post(f"/hulpvragen/{request.id}/niet-veilig", data={"note": "Kanarie"})
    else:
        visitor = sign_in(teacher.coordinator)
        visitor.post(f"/hulpvragen/{request.id}/wachten", data={"reason": "unsafe_home", "note": "Kanarie"})

    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.UNSAFE_HOME)
    assert letters() == ([] if teller == "school" else [("request_on_hold", teacher.email)])
    contexts = db.session.scalars(db.select(Letter.context)).all()
    assert "unsafe" not in str(contexts)
    assert "Kanarie" not in str(contexts)
    assert nothing_went_to_the_guardian()
    with pytest.raises(services.SchoolHasNotAgreed), transaction():
        services.accept_request(request, By(Actor.COORDINATOR, teacher.coordinator.id))


# 4: out of sight


def test_4_who_is_out_of_sight_is_the_municipalitys_and_nobody_goes_looking(teacher, client):
    page = client.post("/leerlingen/aanmelden", data={"first_need": "uit-beeld"}).text

    assert "leerplichtambtenaar" in page
    assert "Een vrijwilliger gaat niet zoeken" in page
    assert db.session.query(Pupil).count() == 0


def test_4_a_request_that_is_there_already_is_referred_and_leaves_the_waiting_list(teacher, client, sign_in):
    request, _ = nominated(client, "nee")

    sign_in(teacher.coordinator).post(
        f"/hulpvragen/{request.id}/doorverwijzen", data={"route": Route.ATTENDANCE_OFFICER.value}
    )

    assert (request.state, request.route) == (RequestState.REFERRED, Route.ATTENDANCE_OFFICER)
    assert "Leerplicht of Doorstroompunt" in sign_in(teacher).get(f"/leerlingen/{request.pupil_id}").text
    assert letters() == [("request_referred", teacher.email)]
