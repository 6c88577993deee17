import io

import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.regions import queries
from maatje.regions.models import PostcodeArea, Region
from tests.factories import make_administrator, make_coordinator, make_postcode, make_region
from tests.soundness import assert_page_is_sound


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator())


def actions():
    return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


def upload(client, text, encoding="utf-8"):
    file = (io.BytesIO(text.encode(encoding)), "postcodes.csv")
    return client.post("/beheer/postcodes", data={"file": file}, content_type="multipart/form-data")


def test_the_list_shows_regions_with_their_coordinators(administrator):
    make_coordinator(make_region("Haaglanden"), first_name="Fatima", last_name="Bakker")
    make_region("Drenthe")

    page = administrator.get("/beheer/regios").text

    assert "Fatima Bakker" in page
    assert page.index("Drenthe") < page.index("Haaglanden")
    assert "nog niemand" in page


def test_a_coordinator_does_not_administer(sign_in):
    client = sign_in(make_coordinator())

    assert client.get("/beheer/regios").status_code == 403


def test_a_region_is_made_and_told_in_the_audit_trail(administrator):
    answer = administrator.post("/beheer/regios/nieuw", data={"name": " Regio  52 ", "code": "swv52"})

    region = db.session.query(Region).one()
    assert answer.status_code == 302
    assert (region.name, region.code, region.is_active) == ("Regio 52", "SWV52", True)
    assert actions() == ["region.created"]


def test_two_regions_do_not_share_a_name_or_a_code(administrator):
    region = make_region("Utrecht")

    same_name = administrator.post("/beheer/regios/nieuw", data={"name": "Utrecht", "code": "X1"})
    same_code = administrator.post("/beheer/regios/nieuw", data={"name": "Anders", "code": region.code})

    assert (same_name.status_code, same_code.status_code) == (422, 422)
    assert "Een andere regio heet al zo." in same_name.text
    assert "Een andere regio heeft deze code al." in same_code.text
    assert 'value="Anders"' in same_code.text
    assert db.session.query(Region).count() == 1


def test_a_region_can_be_renamed_and_keeps_its_own_name(administrator):
    region = make_region("Utrecht")

    administrator.post(f"/beheer/regios/{region.id}", data={"name": "Midden", "code": region.code})
    again = administrator.post(f"/beheer/regios/{region.id}", data={"name": "Midden", "code": region.code})

    assert again.status_code == 302
    assert db.session.get(Region, region.id).name == "Midden"


def test_a_region_closes_and_opens(administrator):
    region = make_region()

    administrator.post(f"/beheer/regios/{region.id}/sluiten")
    assert queries.active_regions() == []

    administrator.post(f"/beheer/regios/{region.id}/openen")
    assert queries.active_regions() == [region]
    assert actions() == ["region.closed", "region.opened"]


def test_a_region_that_is_not_there_is_not_found(administrator):
    assert administrator.get("/beheer/regios/99").status_code == 404
    assert administrator.post("/beheer/regios/99/sluiten").status_code == 404


def test_everybody_may_ask_what_a_postcode_suggests(client):
    region = make_region("Haaglanden")
    make_postcode("2511", region)

    page = client.get("/postcodes/2511")
    data = client.get("/postcodes/2511", headers={"Accept": "application/json"})

    assert "Den Haag – regio Haaglanden" in page.text
    assert data.json == {"text": "Den Haag – regio Haaglanden", "region_id": region.id}


def test_an_unknown_postcode_is_answered_kindly(client):
    answer = client.get("/postcodes/0000", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert "Kies zelf je regio" in answer.json["text"]


def test_a_list_of_postcodes_replaces_the_suggestions(administrator):
    here, there = make_region("Haaglanden"), make_region("Hollands Midden")
    make_postcode("2511", here)
    make_postcode("2512", here)

    answer = upload(administrator, "\ufeffpc4;regio\r\n2511;hollands midden\r\n2512;Haaglanden\r\n\r\n")

    assert answer.status_code == 302
    assert queries.suggested_region("2511") == there
    assert queries.suggested_region("2512") == here
    assert actions() == ["region.postcodes_imported"]


def test_one_wrong_line_changes_nothing_and_is_named(administrator):
    region = make_region("Haaglanden")
    make_postcode("2511", region)

    answer = upload(administrator, f"pc4,regio\n2511,{region.code}\n25AB,Haaglanden\n2512,Atlantis\n")

    assert answer.status_code == 422
    assert "Regel 3" in answer.text
    assert "Regel 4" in answer.text
    assert "Atlantis" in answer.text
    assert actions() == []


def test_unknown_postcodes_are_passed_over_and_told(administrator):
    region = make_region("Haaglanden")
    make_postcode("2511", make_region("Utrecht"))

    upload(administrator, "pc4;regio\n2511;Haaglanden\n9998;Haaglanden\n")

    assert queries.suggested_region("2511") == region
    assert "9998" in administrator.get("/beheer/postcodes").text
    assert db.session.get(PostcodeArea, "9998") is None


def test_a_new_postcode_comes_in_with_its_place(administrator):
    make_region("Haaglanden")

    upload(administrator, "pc4;regio;plaats;breedtegraad;lengtegraad\n2599;Haaglanden;Ypenburg;52,05;4,37\n")

    area = db.session.get(PostcodeArea, "2599")
    assert (area.place, area.latitude) == ("Ypenburg", 52.05)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("naam;plaats\nx;y\n", "kolommen"),
        ("", "kolommen"),
        ("PK\x03\x04\x00\x00", "geen CSV-bestand"),
        ('pc4;regio\n"2511;Haaglanden', "geen postcode van vier cijfers"),
        ("pc4;regio\n", "geen postcodes die we kennen"),
    ],
)
def test_a_file_that_is_no_list_is_refused_kindly(administrator, content, said):
    make_region("Haaglanden")

    answer = upload(administrator, content)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_list_from_an_old_spreadsheet_is_read_too(administrator):
    region = make_region("Fryslân")
    make_postcode("8911", make_region("Drenthe"))

    upload(administrator, "postcode;regio\n8911;Fryslân\n", encoding="cp1252")

    assert queries.suggested_region("8911") == region


def test_the_same_postcode_in_two_regions_is_a_fault(administrator):
    make_region("Haaglanden")
    make_region("Utrecht")
    make_postcode("2511")

    answer = upload(administrator, "pc4;regio\n2511;Haaglanden\n2511;Utrecht\n")

    assert "twee keer" in answer.text


def test_the_list_comes_back_as_it_was_sent(administrator):
    make_postcode("2511", make_region("Haaglanden"))

    file = administrator.get("/beheer/postcodes.csv")

    assert file.data.decode("utf-8-sig").splitlines()[1] == "2511;Den Haag;Haaglanden;52.0767;4.2986"
    assert upload(administrator, file.data.decode("utf-8-sig")).status_code == 302
    assert actions() == []


def test_the_pages_are_sound(administrator):
    region = make_region()

    for page in ("/beheer/regios", "/beheer/regios/nieuw", f"/beheer/regios/{region.id}", "/beheer/postcodes"):
        assert_page_is_sound(administrator.get(page).text)
