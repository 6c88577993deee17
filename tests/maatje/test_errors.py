import pytest
from flask import abort

from maatje import create_app
from maatje.access import public
from maatje.database import db
from tests.factories import make_pupil, make_school_contact
from tests.soundness import assert_page_is_sound


def test_a_page_that_does_not_say_for_whom_it_is_opens_to_nobody(app, settings):
    other = create_app(settings)
    other.add_url_rule("/vergeten", "forgotten", lambda: "for nobody")

    assert other.test_client().get("/vergeten").status_code == 403


@pytest.fixture
def house(settings):
    """An app of its own with pages that fail in every way there is."""
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/fout/<int:code>")
    @public
    def fail(code):
        if code == 500:
            raise RuntimeError("the house is unwell")
        abort(code)

    @app.post("/versturen")
    @public
    def send():
        return "sent"

    return app


@pytest.mark.parametrize("code", [400, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429, 500, 503])
def test_every_error_has_a_kind_dutch_page(house, code):
    answer = house.test_client().get(f"/fout/{code}")

    assert answer.status_code == code
    assert_page_is_sound(answer.text)
    assert "Maatje" in answer.text
    assert "Internal Server Error" not in answer.text
    assert house.config["SETTINGS"].organisation in answer.text
    for address in ("/privacy", "/toegankelijkheid", "tel:112", "tel:08002000"):
        assert f'href="{address}"' in answer.text


def test_the_page_for_a_sick_house_asks_nothing_of_the_database(house, monkeypatch):
    monkeypatch.setattr(db.session, "execute", lambda *_: pytest.fail("asked the database"))
    client = house.test_client()
    client.set_cookie(house.config["SESSION_COOKIE_NAME"], "k" * 43)

    with house.app_context():
        assert client.get("/fout/503").status_code == 503


def test_a_form_without_its_token_is_told_to_go_back(house):
    answer = house.test_client().post("/versturen")

    assert answer.status_code == 400
    assert "Ga een pagina terug" in answer.text


def test_too_large_a_file_is_told_the_limit(house):
    house.config["WTF_CSRF_ENABLED"] = False
    house.config["MAX_CONTENT_LENGTH"] = 10

    @house.post("/lijst")
    @public
    def upload():
        from flask import request

        return str(len(request.form))

    answer = house.test_client().post("/lijst", data={"list": "x" * 100})

    assert answer.status_code == 413
    assert "hoogstens 2 MB" in answer.text


def test_what_is_refused_stands_in_the_log_with_who_and_which_and_no_words(sign_in, app, logged):
    mentor, pupil = make_school_contact(), make_pupil()
    visitor = sign_in(mentor)

    visitor.get(f"/leerlingen/{pupil.id}")
    visitor.get("/beheer/regios")
    for link in ("hulpvraag", "toestemming", "koppeling", "uitnodiging"):
        visitor.get(f"/{link}/geheime-link")
    app.config["WTF_CSRF_ENABLED"] = True
    visitor.post(f"/leerlingen/{pupil.id}/even-niets")
    visitor.get("/er-is-hier-niets")

    said = [event for event in logged.events if event["event"] == "refused"]
    assert [(event["why"], event["endpoint"]) for event in said] == [
        ("not there for them", "requests.show_pupil"),
        ("not allowed", "regions.list_regions"),
        ("link", "requests.family_request"),
        ("link", "requests.answer_consent"),
        ("link", "pairings.answer_offer"),
        ("link", "accounts.accept_invitation"),
        ("form without its token", "privacy.restrict_pupil"),
    ]
    assert {event["user"] for event in said} == {mentor.id}
    assert said[0]["pupil_id"] == pupil.id
    assert "geheime-link" not in logged()


def test_who_tries_too_often_stands_in_the_log(client, logged):
    for _ in range(6):
        client.post("/wachtwoord-vergeten", data={"email": "niemand@example.nl"})

    assert ("too many tries", None) in [(one.get("why"), one.get("user")) for one in logged.events]
    assert "niemand" not in logged()
