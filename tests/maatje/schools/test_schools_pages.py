"""A coordinator adds schools and invites the people there."""

import pytest

from maatje.access import Role
from maatje.accounts.sessions import standing
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.schools.models import School, SchoolContact
from tests.factories import (
    make_coordinator,
    make_postcode,
    make_region,
    make_school,
    make_school_contact,
    make_session,
    make_user,
)
from tests.soundness import assert_page_is_sound


@pytest.fixture
def coordinator(app, sign_in):
    coordinator = make_coordinator(make_region("Haaglanden"))
    sign_in(coordinator)
    return coordinator


def school_typed(**values):
    return {"name": "Segbroek College", "place": "Den Haag", "pc4": "2564 AB", "region_id": "0"} | values


def contact_typed(**values):
    return {
        "first_name": "Fatima",
        "last_name": "El Amrani",
        "email": "fatima@school.example.nl",
        "function": "mentor",
    } | values


def test_schools_of_the_own_region_are_listed_and_found(coordinator, client):
    make_school(name="Segbroek College")
    make_school(name="De Opmaat", place="Delft")
    make_school(make_region("Zeeland"), name="Nehalennia")

    page = client.get("/scholen").text
    assert_page_is_sound(page)
    assert "Segbroek College" in page
    assert "Nehalennia" not in page
    found = client.get("/scholen?zoek=delft").text
    assert "De Opmaat" in found
    assert "Segbroek" not in found


def test_the_postcode_suggests_the_region_of_a_new_school(coordinator, client):
    make_postcode("2564", make_region("Haaglanden"))
    assert_page_is_sound(client.get("/scholen/nieuw").text)

    answer = client.post("/scholen/nieuw", data=school_typed(), follow_redirects=True)

    assert "Contactpersoon uitnodigen" in answer.text
    school = db.session.query(School).one()
    assert (school.name, school.pc4, school.region.name) == ("Segbroek College", "2564", "Haaglanden")


def test_a_postcode_of_another_region_is_asked_about(coordinator, client):
    make_postcode("4331", make_region("Zeeland"))

    answer = client.post("/scholen/nieuw", data=school_typed(pc4="4331"))
    assert answer.status_code == 422
    assert "hoort bij Zeeland" in answer.text
    assert 'value="Segbroek College"' in answer.text

    client.post("/scholen/nieuw", data=school_typed(pc4="4331", region_id=make_region("Haaglanden").id))
    assert db.session.query(School).one().region.name == "Haaglanden"


def test_a_school_cannot_be_put_into_a_foreign_region(coordinator, client):
    answer = client.post("/scholen/nieuw", data=school_typed(region_id=make_region("Zeeland").id))

    assert answer.status_code == 422
    assert db.session.query(School).count() == 0


def test_the_same_school_is_not_added_twice(coordinator, client):
    school = make_school(name="Segbroek College")

    answer = client.post("/scholen/nieuw", data=school_typed(name="segbroek  college", region_id=school.region_id))

    assert answer.status_code == 422
    assert "staat al in deze regio" in answer.text


def test_a_contact_is_invited_by_letter(coordinator, client):
    school = make_school()
    assert_page_is_sound(client.get(f"/scholen/{school.id}/uitnodigen").text)

    page = client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed(infix=""), follow_redirects=True)

    assert "uitgenodigd" in page.text
    assert_page_is_sound(page.text)
    contact = db.session.query(SchoolContact).one()
    assert (contact.school_id, contact.function, contact.user.role) == (school.id, "mentor", Role.SCHOOL_CONTACT)
    assert [(letter.kind, letter.user_id) for letter in db.session.query(Letter)] == [
        ("invitation", contact.user_id)
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "fatima"}, "geen e-mailadres"),
        ({"last_name": ""}, "Vul dit nog in."),
        ({"function": "baas"}, "Kies een van de mogelijkheden."),
    ],
)
def test_a_mistake_in_an_invitation_keeps_what_was_typed(coordinator, client, wrong, said):
    school = make_school()

    answer = client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed() | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Fatima"' in answer.text
    assert db.session.query(SchoolContact).count() == 0


def test_an_address_in_use_elsewhere_is_told_kindly(coordinator, client):
    make_user(email="fatima@school.example.nl")
    school = make_school()

    answer = client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed())

    assert answer.status_code == 422
    assert "al in gebruik" in answer.text


def test_inviting_somebody_who_is_there_already_changes_nothing(coordinator, client):
    school = make_school()
    make_school_contact(school, email="fatima@school.example.nl")

    page = client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed(), follow_redirects=True)

    assert "is al contactpersoon van deze school" in page.text
    assert db.session.query(Letter).count() == 0


def test_a_contact_stops_and_cannot_sign_in(coordinator, client):
    contact = make_school_contact(school := make_school())
    key = make_session(contact).key

    client.post(f"/scholen/{school.id}/contactpersonen/{contact.id}/stoppen")

    assert not contact.is_active
    assert standing(key) is None
    assert_page_is_sound(client.get(f"/scholen/{school.id}").text)


def test_somebody_who_left_is_invited_again(coordinator, client):
    contact = make_school_contact(school := make_school(), email="fatima@school.example.nl")
    client.post(f"/scholen/{school.id}/contactpersonen/{contact.id}/stoppen")

    client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed(function="zorgcoördinator"))

    assert contact.deactivated_at is None
    assert db.session.query(SchoolContact).one().function == "zorgcoördinator"
    assert db.session.query(Letter).count() == 1


def test_an_invitation_is_sent_again_only_while_it_is_open(coordinator, client):
    school = make_school()
    invited = make_school_contact(school, password_hash=None)
    here = make_school_contact(school)

    for user in (invited, here):
        client.post(f"/scholen/{school.id}/contactpersonen/{user.id}/uitnodigen")

    assert [letter.user_id for letter in db.session.query(Letter)] == [invited.id]


def test_a_school_of_another_region_is_not_there(coordinator, client):
    school = make_school(make_region("Zeeland"))
    contact = make_school_contact(school)

    assert client.get(f"/scholen/{school.id}").status_code == 404
    assert client.get(f"/scholen/{school.id}/uitnodigen").status_code == 404
    assert client.post(f"/scholen/{school.id}/contactpersonen/{contact.id}/stoppen").status_code == 404
    own = make_school()
    assert client.post(f"/scholen/{own.id}/contactpersonen/{contact.id}/stoppen").status_code == 404
    assert contact.is_active


def test_a_school_contact_invites_nobody(coordinator, client, sign_in):
    sign_in(make_school_contact(school := make_school()))

    assert client.get("/scholen").status_code == 403
    assert client.post(f"/scholen/{school.id}/uitnodigen", data=contact_typed()).status_code == 403
