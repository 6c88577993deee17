"""Whatever a request says of our name or of the page to go on to, it leads nowhere but to us (S9, S10)."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from maatje import create_app, logs
from maatje.accounts.views import session as sessions
from maatje.config import Mode, Settings
from maatje.database import db
from maatje.notifications.delivery import message_of
from maatje.notifications.models import Letter
from tests.access_table import World, address_in
from tests.factories import make_user

OURS = "maatje.voorbeeldstad.nl"
HOSTS = [
    *("evil.nl", "evil.nl:443", f"{OURS}.evil.nl", f"evil.nl#{OURS}", f"{OURS}@evil.nl", f"{OURS}:80@evil.nl"),
    *(f"evil.nl/{OURS}", f".{OURS}", f"{OURS}..", f"{OURS} evil.nl", f"{OURS},evil.nl", f"evil.nl\\{OURS}"),
    *(
        "",
        " ",
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[evil.nl]",
        f"{OURS}\tevil.nl",
        f"x{OURS}",
        f"{OURS}:evil.nl",
        OURS.upper(),
    ),
]
HEADERS = [
    *({"X-Forwarded-Host": "evil.nl"}, {"X-Forwarded-Host": f"{OURS}, evil.nl"}, {"X-Host": "evil.nl"}),
    *({"Forwarded": "host=evil.nl;proto=http"}, {"X-Original-Host": "evil.nl"}, {"X-Forwarded-Server": "evil.nl"}),
    *({"X-Original-URL": "//evil.nl"}, {"X-Rewrite-URL": "//evil.nl"}, {"X-Forwarded-Prefix": "//evil.nl"}),
    *({"Referer": "https://evil.nl/"}, {"Origin": "https://evil.nl"}),
]
EVIL_PAGES = [
    # what warehouse (PyPI) refuses, tests/unit/utils/test_http.py
    *(
        "http://evil.nl",
        "https://evil.nl",
        "//evil.nl",
        "///evil.nl",
        "////evil.nl",
        "http:///evil.nl",
        "http:evil.nl",
    ),
    *("https:evil.nl", "http:/evil.nl", "https:///evil.nl", "javascript:alert(1)", "ftp://evil.nl", "\\\\evil.nl"),
    *(
        "/\\evil.nl",
        "/\\/evil.nl",
        "\\/evil.nl",
        "\\/\\/evil.nl",
        "/\\\\evil.nl",
        "http://user@evil.nl",
        "//evil.nl/",
    ),
    # and what has got past such lists elsewhere
    *("/%09/evil.nl", "/\t/evil.nl", "\t//evil.nl", " //evil.nl", "\x00//evil.nl", "/\n/evil.nl", "/\r/evil.nl"),
    *("/%0d%0a/evil.nl", "/%2f/evil.nl", "/%5cevil.nl", "/%2e%2e//evil.nl", "/./evil.nl//", "/..//evil.nl"),
    *(
        "/a/../..//evil.nl",
        "/;//evil.nl",
        "/?//evil.nl",
        "/#//evil.nl",
        "/@evil.nl",
        "@evil.nl",
        "evil.nl",
        "//evil%2enl",
    ),
    *(
        "http://[::1]/",
        "//[::1",
        "http://evil.nl@maatje.example.nl",
        "https://maatje.example.nl.evil.nl",
        "data:text/html,x",
    ),
    *(
        "vbscript:x",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "/／evil.nl",
        "／／evil.nl",
        "//evil。nl",
        "/\u2028/evil.nl",
    ),
    *(
        "/ok\r\nSet-Cookie: a=b",
        "/ok\nLocation: //evil.nl",
        "/overzicht\r\n\r\n<script>",
        "?next=//evil.nl",
        "",
        ".",
    ),
]


@pytest.fixture
def production(app, settings, monkeypatch):
    """The site as it runs in production, on the test's database."""
    monkeypatch.setattr(logs, "configure", lambda _settings: None)
    settings = Settings(
        _env_file=None,
        mode=Mode.PRODUCTION,
        secret_key="k" * 32,
        field_keys=settings.field_keys,
        base_url=f"https://{OURS}",
        mail_route="smtp",
        mail_from=f"Maatje <maatje@{OURS}>",
        organisation="Stichting Maatje Voorbeeldstad",
        privacy_contact=f"privacy@{OURS}",
        database_url=settings.database_url,
        redis_url=settings.redis_url,
    )
    house = create_app(settings)
    house.config["WTF_CSRF_ENABLED"] = False
    yield house
    with house.app_context():
        db.engine.dispose()


def ask_password(house, headers, number):
    """Somebody who forgot their password asks for a new one; what they are answered and what is in the letter."""
    user = make_user(email=f"persoon{number}@voorbeeldstad.nl")
    answer = house.test_client().post(
        "/wachtwoord-vergeten",
        data={"email": user.email},
        headers={"Host": OURS} | headers,
        environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
    )
    db.session.rollback()
    with house.app_context():
        letters = db.session.scalars(db.select(Letter)).all()
        return answer, [message_of(letter).message().as_string() for letter in letters]


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_than_ours_is_not_answered(production, host):
    answer, letters = ask_password(production, {"Host": host}, number=1)

    assert answer.status_code == 400
    assert letters == []
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("headers", [{}, {"Host": f"{OURS}:8443"}, *HEADERS], ids=str)
def test_what_else_is_said_of_our_name_changes_nothing(production, headers):
    answer, letters = ask_password(production, headers, number=2)

    assert answer.status_code == 302
    assert re.fullmatch(r"/[a-z-]+", answer.headers["Location"])
    assert "evil" not in str(answer.headers)
    [letter] = letters
    assert set(re.findall(r"https?://[^/\"\s]+", letter)) == {f"https://{OURS}"}


def test_no_route_repeats_another_name_anywhere(app, client, sign_in):
    """In a demo, which answers to any name."""
    world = World()
    addresses = [(rule, address_in(world, rule)) for rule in app.url_map.iter_rules()]
    evil = {"Host": "evil.nl"} | {name: value for headers in HEADERS for name, value in headers.items()}
    for person in world.people.values():
        visitor = sign_in(person)
        for rule, address in addresses:
            if "GET" in rule.methods and not rule.endpoint.endswith("static"):
                answer = visitor.get(address, headers=evil)
                assert "evil.nl" not in str(answer.headers), rule
                assert "evil.nl" not in answer.text, rule


@pytest.mark.parametrize("wanted", EVIL_PAGES)
def test_whoever_is_signed_in_goes_on_to_a_page_of_ours(sign_in, wanted):
    visitor = sign_in(make_user())

    answer = visitor.get("/inloggen", query_string={"next": wanted})

    if answer.status_code == 400:  # a NUL: no page of ours has one in its address
        assert "\0" in wanted
        return
    where = answer.headers["Location"]
    assert re.match(r"/(?![/\\])", where)
    assert urlsplit(urljoin(f"https://{OURS}/inloggen", where.replace("\\", "/"))).netloc == OURS
    assert where == "/overzicht"


def test_the_list_is_long_enough_and_a_page_of_ours_gets_through_it(app):
    assert len(set(EVIL_PAGES)) >= 40
    assert len(set(HOSTS)) + len(HEADERS) >= 20
    with app.test_request_context("/inloggen?next=/mijn-gegevens"):
        assert sessions.onward() == "/mijn-gegevens"
