import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.schools.models import School
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_postcode,
    make_region,
    make_school,
    make_school_contact,
)
from tests.soundness import assert_page_is_sound

LYCEUM = {"name": "Het Lyceum", "place": "Den Haag", "pc4": "2511 AB"}


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator())


def actions():
    return [(event.action, event.region_id) for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


def test_a_schools_region_follows_from_its_postcode(administrator):
    region = make_region("Haaglanden")
    make_postcode("2511", region)

    answer = administrator.post("/beheer/scholen/nieuw", data=LYCEUM | {"brin": "05 ko"})

    school = db.session.query(School).one()
    assert answer.status_code == 302
    assert (school.name, school.pc4, school.brin, school.region) == ("Het Lyceum", "2511", "05KO", region)
    assert actions() == [("school.created", region.id)]


def test_another_region_than_the_suggested_one_may_be_chosen(administrator):
    make_postcode("2511", make_region("Haaglanden"))
    other = make_region("Hollands Midden")

    administrator.post("/beheer/scholen/nieuw", data=LYCEUM | {"region_id": other.id})

    assert db.session.query(School).one().region == other


def test_without_a_suggestion_a_region_must_be_chosen(administrator):
    make_region("Haaglanden")

    answer = administrator.post("/beheer/scholen/nieuw", data=LYCEUM)

    assert answer.status_code == 422
    assert "Kies zelf een regio" in answer.text
    assert 'value="Het Lyceum"' in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("brin", "OP12", "Een BRIN is"),
        ("brin", "12345", "Een BRIN is"),
        ("pc4", "123", "geen postcode"),
        ("name", "  ", "Vul dit nog in."),
        ("name", "x" * 121, "hoogstens 120"),
        ("region_id", "999", "Kies een van de mogelijkheden."),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(administrator, field, typed, said):
    make_postcode("2511", make_region())

    answer = administrator.post("/beheer/scholen/nieuw", data=LYCEUM | {field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(School).count() == 0


def test_no_school_is_entered_twice(administrator):
    make_postcode("2511", make_region())
    make_school(name="Het Lyceum", place="Den Haag", brin="05KO")

    same_name = administrator.post("/beheer/scholen/nieuw", data=LYCEUM)
    same_brin = administrator.post("/beheer/scholen/nieuw", data=LYCEUM | {"name": "Anders", "brin": "05KO"})

    assert "staat al in de lijst" in same_name.text
    assert "Dit is de BRIN van Het Lyceum." in same_brin.text
    assert (same_name.status_code, same_brin.status_code) == (422, 422)


def test_a_school_that_moves_is_told_in_both_regions(administrator):
    here, there = make_region("Haaglanden"), make_region("Utrecht")
    school = make_school(here, name="Het Lyceum", place="Den Haag")

    administrator.post(f"/beheer/scholen/{school.id}", data=LYCEUM | {"region_id": there.id})

    assert db.session.get(School, school.id).region == there
    assert actions() == [("school.edited", there.id), ("school.left_region", here.id)]


def test_a_school_stops_and_comes_back(administrator):
    school = make_school()

    administrator.post(f"/beheer/scholen/{school.id}/sluiten")
    assert not db.session.get(School, school.id).is_active

    administrator.post(f"/beheer/scholen/{school.id}/openen")
    assert db.session.get(School, school.id).is_active
    assert [action for action, _ in actions()] == ["school.closed", "school.opened"]


def test_schools_are_sought_by_name_place_brin_and_region(administrator):
    here, there = make_region("Haaglanden"), make_region("Utrecht")
    make_school(here, name="Het Lyceum", place="Den Haag")
    make_school(there, name="De Vaart", place="Utrecht", brin="07NU")

    assert "De Vaart" not in administrator.get("/beheer/scholen?zoek=lyc").text
    assert "Het Lyceum" not in administrator.get("/beheer/scholen?zoek=07nu").text
    assert "Het Lyceum" not in administrator.get(f"/beheer/scholen?regio={there.id}").text
    assert "Geen school gevonden." in administrator.get("/beheer/scholen?zoek=100%25").text


def test_a_long_list_has_pages(administrator):
    for number in range(26):
        make_school(name=f"School nummer {number:02d}")

    first = administrator.get("/beheer/scholen?zoek=nummer").text
    second = administrator.get("/beheer/scholen?zoek=nummer&page=2").text

    assert "Pagina 1 van 2" in first
    assert "School nummer 25" in second
    assert administrator.get("/beheer/scholen?page=99").status_code == 200


def test_only_an_administrator_opens_these_pages(sign_in):
    school = make_school()
    client = sign_in(make_coordinator())

    assert client.get("/beheer/scholen").status_code == 403
    assert client.post(f"/beheer/scholen/{school.id}/sluiten").status_code == 403


def test_the_pages_are_sound(administrator):
    school = make_school_contact().id and db.session.query(School).first()

    for page in ("/beheer/scholen", "/beheer/scholen/nieuw", f"/beheer/scholen/{school.id}"):
        assert_page_is_sound(administrator.get(page).text)
