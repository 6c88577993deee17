import pytest
from flask import abort

from maatje import create_app
from maatje.access import public
from maatje.database import db
from tests.soundness import assert_page_is_sound


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
