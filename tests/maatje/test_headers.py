import re

import pytest

from maatje.access import public
from maatje.config import ROOT, Settings
from maatje.headers import CONTENT_POLICY
from tests.access_table import World, address_in
from tests.factories import make_coordinator


def test_a_page_behind_signing_in_leaves_no_copy_in_the_browser(sign_in):
    visitor = sign_in(make_coordinator())

    assert visitor.get("/overzicht").headers["Cache-Control"] == "no-store"
    assert visitor.get("/leerlingen/99").headers["Cache-Control"] == "no-store"


def test_after_signing_out_the_browser_is_told_to_forget_what_it_kept(app, sign_in):
    visitor = sign_in(make_coordinator())
    cookie = app.config["SESSION_COOKIE_NAME"]
    key = visitor.get_cookie(cookie).value
    assert "Clear-Site-Data" not in visitor.get("/overzicht").headers

    forgotten = visitor.post("/uitloggen").headers["Clear-Site-Data"]

    assert forgotten == '"cache", "storage"'
    assert "Clear-Site-Data" not in visitor.get("/").headers
    visitor.set_cookie(cookie, key)  # another window, with a session that ended elsewhere
    assert visitor.get("/overzicht").headers["Clear-Site-Data"] == forgotten


def test_a_form_may_be_gone_back_to_with_what_was_typed_in_it(sign_in):
    assert sign_in(make_coordinator()).get("/mijn-gegevens").headers["Cache-Control"] == "private, no-cache"


def test_a_page_behind_a_link_in_a_letter_leaves_no_copy_either(client):
    assert client.get("/koppeling/something").headers["Cache-Control"] == "no-store"


def test_what_everybody_may_see_may_be_kept(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    with client.get("/static/maatje.css") as file:
        assert "no-store" not in file.headers.get("Cache-Control", "")


EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers_of(answer):
    return {name: answer.headers.get(name) for name in EVERYWHERE}


def test_every_route_answers_everybody_with_the_same_headers(app, client, sign_in):
    world = World()
    addresses = [(rule, address_in(world, rule)) for rule in app.url_map.iter_rules()]
    for person in (None, *world.people.values()):
        visitor = sign_in(person) if person else client
        for rule, address in addresses:
            for method in sorted(rule.methods & {"GET", "POST"} | {"PUT"}):
                with visitor.open(address, method=method) as answer:
                    assert headers_of(answer) == EVERYWHERE, f"{method} {rule} {answer.status}"


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/onzin", 404), ("/uitloggen", 405), ("/?x=%00", 400), ("/overzicht", 302)]
)
def test_so_does_every_kind_of_answer(client, path, status):
    answer = client.get(path)

    assert answer.status_code == status
    assert headers_of(answer) == EVERYWHERE


def test_so_does_a_page_that_breaks(app, client, monkeypatch):
    def break_down():
        raise RuntimeError

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.front_page", public(break_down))

    answer = client.get("/")

    assert answer.status_code == 500
    assert headers_of(answer) == EVERYWHERE


def test_the_policy_leaves_no_way_for_a_script_that_was_written_into_a_page():
    policy = dict(part.split(" ", 1) for part in CONTENT_POLICY.split("; "))

    assert "unsafe" not in CONTENT_POLICY
    assert "*" not in CONTENT_POLICY
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def test_the_session_is_in_a_cookie_that_only_https_and_this_host_can_set(client):
    cookies = client.get("/overzicht").headers.getlist("Set-Cookie")

    (cookie,) = [line for line in cookies if line.startswith("__Host-maatje=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_every_cookie_of_ours_has_a_prefix(app):
    code = "\n".join(path.read_text() for path in (ROOT / "maatje").rglob("*.py"))

    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert set(re.findall(r"set_cookie\(\s*([^\s,]*)", code)) == {"_cookie()", "self.get_cookie_name(app)"}


def test_a_demo_without_https_asks_for_none():
    flask_settings = Settings(_env_file=None).for_flask()

    assert flask_settings["SESSION_COOKIE_NAME"] == "maatje"
    assert not flask_settings["SESSION_COOKIE_SECURE"]
