import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, text, update

from maatje.access import Role
from maatje.accounts import services, sessions
from maatje.accounts.devices import device_in, device_words
from maatje.accounts.models import Proof, User, UserSession
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.regions.services import edit_coordinator
from tests.factories import make_administrator, make_coordinator, make_region, make_session
from tests.maatje.accounts.conftest import PASSWORD
from tests.soundness import assert_page_is_sound
from tests.visitors import visitor_of

COOKIE = "__Host-maatje"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


def signs_in(client, user, **kwargs):
    client.post("/inloggen", data={"email": user.email, "password": PASSWORD}, **kwargs)
    return client.get_cookie(COOKIE).value


def is_inside(app, key):
    """Whether somebody who has this key, and nothing else, gets in."""
    visitor = app.test_client()
    visitor.set_cookie(COOKIE, key)
    return visitor.get("/mijn-gegevens").status_code == 200


def everything_stored():
    return str(
        [
            list(db.session.execute(text(f'select * from "{table.name}"')))  # noqa: S608 - our own tables
            for table in db.metadata.sorted_tables
        ]
    )


def test_the_cookie_holds_a_key_and_nothing_else_and_the_database_does_not_have_it(app, client, somebody):
    key = signs_in(client, somebody())

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", key)  # 256 bits
    assert is_inside(app, key)
    assert key not in everything_stored()


def test_looking_around_and_trying_in_vain_leaves_no_session(client, somebody):
    for page in ("/", "/inloggen", "/wachtwoord-vergeten"):
        client.get(page)
    client.post("/inloggen", data={"email": somebody().email, "password": "fout"})

    assert db.session.query(UserSession).count() == 0


def test_the_form_token_of_a_visitor_works_and_is_another_after_signing_in(app, client, somebody, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    user = somebody()

    def token(page):
        return re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', client.get(page).text)[1]

    before = token("/inloggen")
    answer = client.post("/inloggen", data={"email": user.email, "password": PASSWORD, "csrf_token": before})
    assert answer.headers["Location"] == "/overzicht"

    names = {"first_name": "Noor", "infix": "", "last_name": "Bakker"}
    assert client.post("/mijn-gegevens", data={**names, "csrf_token": before}).status_code == 400
    assert client.post("/mijn-gegevens", data={**names, "csrf_token": token("/mijn-gegevens")}).status_code == 302


def test_a_notice_is_shown_once_and_not_kept(client, somebody):
    signs_in(client, somebody())
    client.post("/mijn-gegevens", data={"first_name": "Noor", "infix": "", "last_name": "Bakker"})

    assert "Je naam is bewaard" in everything_stored()
    assert "Je naam is bewaard" in client.get("/mijn-gegevens").text
    assert "Je naam is bewaard" not in client.get("/mijn-gegevens").text
    assert "Je naam is bewaard" not in everything_stored()


def test_a_key_that_somebody_else_chose_is_not_taken_over_by_signing_in(app, client, somebody):
    planted = "A" * 43
    client.set_cookie(COOKIE, planted)

    assert signs_in(client, somebody()) != planted
    assert not is_inside(app, planted)


def test_signing_in_again_ends_the_session_there_was(app, client, somebody):
    first = signs_in(client, somebody())
    client.post("/uitloggen")
    second = signs_in(client, somebody())

    assert (is_inside(app, first), is_inside(app, second)) == (False, True)


def end_by_hand(app, user, client):
    client.post("/uitloggen")


def end_by_another_password(app, user, client):
    client.post("/mijn-gegevens/wachtwoord", data={"current": PASSWORD, "password": "heel andere woorden"})


def end_by_stopping(app, user, client):
    with transaction():
        services.deactivate(user, services.acting(make_administrator()))


def end_by_stopping_and_readmitting(app, user, client):
    end_by_stopping(app, user, client)
    with transaction():
        services.reactivate(user, services.acting(make_administrator()))


def end_by_an_administrator(app, user, client):
    administrator = visitor_of(app, make_administrator())
    administrator.post(f"/beheer/mensen/{user.id}/overal-uitloggen")


def end_by_another_role(app, user, client):
    with transaction():
        db.session.execute(update(User).where(User.id == user.id).values(role=Role.VOLUNTEER))


def end_by_another_region(app, user, client):
    by = services.acting(make_administrator())
    with transaction():
        edit_coordinator(user, "Noor", "", "Bakker", [make_region("Zeeland").id], by)


def end_from_another_device(app, user, client):
    there = app.test_client()
    signs_in(there, user)
    there.post("/mijn-gegevens/apparaten/andere-uitloggen")


@pytest.mark.parametrize(
    "end",
    [
        end_by_hand,
        end_by_another_password,
        end_by_stopping,
        end_by_stopping_and_readmitting,
        end_by_an_administrator,
        end_by_another_role,
        end_by_another_region,
        end_from_another_device,
    ],
)
def test_an_old_cookie_is_refused_at_the_next_request(app, client, somebody, end):
    user = somebody(Role.COORDINATOR)
    key = signs_in(client, user)
    assert is_inside(app, key)

    end(app, user, client)

    assert not is_inside(app, key)


def test_a_coordinator_whose_regions_stay_the_same_goes_on(app):
    region = make_region()
    user = make_coordinator(region)
    key = make_session(user).key

    with transaction():
        edit_coordinator(user, "Noor", "", "Bakker", [region.id], services.acting(make_administrator()))

    assert is_inside(app, key)


def test_whoever_signs_in_while_the_password_is_being_changed_does_not_stay_in(app, somebody):
    user = somebody()
    seen = user.session_version  # the old password was just found right
    with transaction():
        services.change_password(user, "heel andere woorden")
    with transaction():
        key = sessions.begin(user, "", Proof.PASSWORD, seen)

    assert not is_inside(app, key)


def test_a_session_ends_after_two_hours_without_a_page(app, somebody):
    key = make_session(somebody()).key
    began = now()
    with time_machine.travel(began, tick=False) as clock:
        for _ in range(3):
            clock.shift(timedelta(minutes=119))
            assert is_inside(app, key)
        clock.shift(timedelta(minutes=121))
        assert not is_inside(app, key)


def test_a_session_ends_after_twelve_hours_in_any_case(app, somebody):
    key = make_session(somebody()).key
    began = now()
    with time_machine.travel(began, tick=False) as clock:
        for _ in range(11):
            clock.shift(timedelta(minutes=60))
            assert is_inside(app, key)
        clock.shift(timedelta(minutes=61))
        assert not is_inside(app, key)


def test_how_long_a_session_lasts_is_a_setting(app, somebody, monkeypatch):
    key = make_session(somebody()).key
    shorter = app.config["SETTINGS"].model_copy(update={"session_idle_minutes": 10})
    monkeypatch.setitem(app.config, "SETTINGS", shorter)

    with time_machine.travel(now() + timedelta(minutes=11)):
        assert not is_inside(app, key)


def test_that_a_session_was_seen_is_written_once_a_minute(app, somebody):
    session = make_session(somebody())
    began = session.last_seen_at
    for seconds, seen in ((30, began), (90, began + timedelta(seconds=90)), (120, began + timedelta(seconds=90))):
        with time_machine.travel(began + timedelta(seconds=seconds), tick=False):
            assert is_inside(app, session.key)
        db.session.refresh(session)
        assert session.last_seen_at == seen


def test_a_stylesheet_asks_nothing_of_the_database(app, somebody):
    visitor = visitor_of(app, somebody())
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    visitor.get("/static/maatje.css").close()

    assert asked == []


def test_a_key_that_opens_nothing_is_thrown_away(client):
    client.set_cookie(COOKIE, "k" * 43)

    client.get("/")

    assert client.get_cookie(COOKIE) is None or "." in client.get_cookie(COOKIE).value


@pytest.mark.parametrize("cookie", ["", "k" * 43, "k" * 42, "a.b.c", "é", "k" * 3000])
def test_whatever_the_cookie_holds_is_answered(client, cookie):
    client.set_cookie(COOKIE, cookie)

    assert client.get("/mijn-gegevens").status_code == 302


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app, client, somebody):
    user = somebody()
    signs_in(client, user, headers={"User-Agent": CHROME})
    there = make_session(user, "Safari/iPhone")
    make_session(somebody(), "Edge/Windows")

    page = client.get("/mijn-gegevens/apparaten")
    assert_page_is_sound(page.text)
    assert "Chrome op Windows" in page.text
    assert "Safari op iPhone" in page.text
    assert "Edge" not in page.text

    client.post(f"/mijn-gegevens/apparaten/{there.id}/uitloggen")
    assert not is_inside(app, there.key)
    assert "iPhone" not in client.get("/mijn-gegevens/apparaten").text


def test_nobody_ends_the_session_of_another(app, client, somebody):
    theirs = make_session(somebody())
    signs_in(client, somebody())

    assert client.post(f"/mijn-gegevens/apparaten/{theirs.id}/uitloggen").status_code == 404
    assert is_inside(app, theirs.key)


def test_what_happens_to_sessions_stands_in_the_audit_trail(client, somebody):
    user = somebody()
    signs_in(client, user)
    client.post(f"/mijn-gegevens/apparaten/{make_session(user).id}/uitloggen")
    make_session(user)
    client.post("/mijn-gegevens/apparaten/andere-uitloggen")
    client.post("/uitloggen")

    events = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id))
    assert [event.action.removeprefix("account.") for event in events] == [
        "signed_in",
        "session_ended",
        "other_sessions_ended",
        "signed_out",
    ]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome op Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge op Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", "Safari op iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "Safari op Mac"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome op Android"),
        ("curl/8.0", "Onbekend apparaat"),
        ("", "Onbekend apparaat"),
    ],
)
def test_a_device_is_named_so_that_its_owner_knows_it(app, user_agent, words):
    assert device_words(device_in(user_agent)) == words
