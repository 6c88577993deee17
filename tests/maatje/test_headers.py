from tests.factories import make_coordinator


def test_a_page_behind_signing_in_leaves_no_copy_in_the_browser(sign_in):
    visitor = sign_in(make_coordinator())

    assert visitor.get("/overzicht").headers["Cache-Control"] == "no-store"
    assert visitor.get("/leerlingen/99").headers["Cache-Control"] == "no-store"


def test_a_form_may_be_gone_back_to_with_what_was_typed_in_it(sign_in):
    assert sign_in(make_coordinator()).get("/mijn-gegevens").headers["Cache-Control"] == "private, no-cache"


def test_a_page_behind_a_link_in_a_letter_leaves_no_copy_either(client):
    assert client.get("/koppeling/something").headers["Cache-Control"] == "no-store"


def test_what_everybody_may_see_may_be_kept(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    with client.get("/static/maatje.css") as file:
        assert "no-store" not in file.headers.get("Cache-Control", "")


def test_no_other_site_frames_our_pages_or_hears_their_addresses(client):
    answer = client.get("/inloggen")

    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
