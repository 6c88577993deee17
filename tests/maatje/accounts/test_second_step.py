import re
from collections import Counter
from datetime import timedelta

import pyotp
import pytest
import time_machine

from maatje.access import Role
from maatje.accounts import second_step, services
from maatje.accounts.models import RecoveryCode, SecondStep
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.config import STAFF
from maatje.database import db, transaction
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from tests.factories import make_administrator, make_session
from tests.maatje.accounts.conftest import PASSWORD
from tests.maatje.accounts.test_sessions import COOKIE, everything_stored, is_inside
from tests.soundness import assert_page_is_sound
from tests.visitors import visitor_of

PAGE = "/mijn-gegevens/tweede-stap"
CODE_PAGE = "/inloggen/code"
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def clock():
    """A clock that stands still, in the middle of a code's half-minute, until a test moves it."""
    with time_machine.travel("2026-11-26 12:00:15 +0000", tick=False) as clock:
        yield clock


@pytest.fixture
def required(app, monkeypatch):
    """As in production."""
    there = app.config["SETTINGS"].model_copy(update={"two_step_required_for": STAFF})
    monkeypatch.setitem(app.config, "SETTINGS", there)


class Phone:
    """An app with codes, set up by what stands on the page."""

    def __init__(self, client):
        assert client.post(f"{PAGE}/begin").headers["Location"] == f"{PAGE}/instellen"
        page = client.get(f"{PAGE}/instellen")
        assert_page_is_sound(page.text)
        self.key = re.search(r'setup-key">([^<]+)<', page.text)[1].replace(" ", "")
        answer = client.post(f"{PAGE}/instellen", data={"code": self.code()})
        assert_page_is_sound(answer.text)
        assert answer.headers["Cache-Control"] == "no-store"
        self.recovery_codes = re.findall(r"<li><code>([^<]+)</code>", answer.text)

    def code(self):
        return pyotp.TOTP(self.key).at(now())


def gives_password(client, user):
    return client.post("/inloggen", data={"email": user.email, "password": PASSWORD})


@pytest.fixture
def user(somebody):
    return somebody(Role.COORDINATOR)


@pytest.fixture
def phone(client, clock, user):
    """The person's phone; they are signed out again, and the code of the set-up is over."""
    client.set_cookie(COOKIE, make_session(user).key)
    phone = Phone(client)
    client.post("/uitloggen")
    clock.shift(HALF_A_MINUTE)
    return phone


@pytest.fixture
def half_way(client, user, phone):
    """The password was right; now the code is asked for."""
    gives_password(client, user)
    return client


def actions():
    return list(db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_signing_in_takes_a_password_and_a_code(client, user, phone):
    assert client.post(
        "/inloggen?next=/logboek", data={"email": user.email, "password": PASSWORD}
    ).headers["Location"] == "/logboek"  # fmt: skip
    assert client.get("/logboek").headers["Location"] == f"{CODE_PAGE}?next=/logboek"
    assert_page_is_sound(client.get(CODE_PAGE).text)

    answer = client.post(f"{CODE_PAGE}?next=/logboek", data={"code": phone.code()})

    assert answer.headers["Location"] == "/logboek"
    assert client.get("/logboek").status_code == 200
    assert actions().count("account.signed_in") == 1


def test_half_way_one_is_nobody(app, half_way):
    key = half_way.get_cookie(COOKIE).value

    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", "public")
        if access != "public" and not rule.arguments and "GET" in rule.methods:
            assert half_way.get(rule.rule).headers["Location"].startswith(CODE_PAGE), rule.rule
    assert (
        half_way.post("/mijn-gegevens/wachtwoord", data={"current": PASSWORD, "password": "x" * 12})
        .headers["Location"]
        .startswith(CODE_PAGE)
    )
    assert "Uitloggen" not in half_way.get("/").text
    assert not is_inside(app, key)


def test_with_the_code_comes_another_key(app, half_way, phone):
    before = half_way.get_cookie(COOKIE).value
    half_way.post(CODE_PAGE, data={"code": phone.code()})
    after = half_way.get_cookie(COOKIE).value

    assert (is_inside(app, before), is_inside(app, after)) == (False, True)


def test_the_code_is_awaited_for_ten_minutes(half_way, phone, clock):
    clock.shift(timedelta(minutes=11))

    assert half_way.post(CODE_PAGE, data={"code": phone.code()}).headers["Location"] == "/inloggen"
    assert half_way.get("/mijn-gegevens").status_code == 302


def test_a_code_is_good_for_a_clock_that_is_half_a_minute_off(app, user, phone, clock):
    for seconds, status in ((-60, 422), (-30, 302), (30, 302), (90, 422)):
        client = app.test_client()
        gives_password(client, user)
        with transaction():
            db.session.get(SecondStep, user.id).last_counter = 0
        code = pyotp.TOTP(phone.key).at(now() + timedelta(seconds=seconds))
        assert client.post(CODE_PAGE, data={"code": code}).status_code == status, seconds


def test_a_code_is_used_once_and_so_is_the_one_of_the_set_up(app, client, user, clock):
    client.set_cookie(COOKIE, make_session(user).key)
    phone = Phone(client)

    def gets_in():
        there = app.test_client()
        gives_password(there, user)
        answer = there.post(CODE_PAGE, data={"code": phone.code()})
        if answer.status_code == 422:
            assert "Wacht op de volgende code" in answer.text
        return answer.status_code == 302

    assert not gets_in()
    clock.shift(HALF_A_MINUTE)
    assert gets_in()
    assert not gets_in()
    clock.shift(HALF_A_MINUTE)
    assert gets_in()


def use(app, user_id, code):
    with app.app_context(), transaction():
        second_step.use_code(db.session.get(services.User, user_id), code)


def test_of_many_who_use_one_code_at_the_same_moment_one_gets_in(app, user, phone, in_processes):
    app_code, recovery_code = phone.code(), phone.recovery_codes[0]

    for code in (app_code, recovery_code):
        assert in_processes(4, 5, use, app, user.id, code) == Counter({"done": 1, "WrongCode": 19})


def test_wrong_codes_are_limited_over_all_browsers(app, user, phone):
    for _ in range(5):
        client = app.test_client()
        gives_password(client, user)
        answer = client.post(CODE_PAGE, data={"code": "000000"})
        assert answer.status_code == 422
        assert_page_is_sound(answer.text)

    assert client.post(CODE_PAGE, data={"code": phone.code()}).status_code == 429


def test_a_recovery_code_lets_in_once_however_it_is_typed(app, user, phone):
    assert len(set(phone.recovery_codes)) == 10
    code = phone.recovery_codes[3].upper().replace("-", " ").replace("0", "O").replace("1", "l")
    page = f"{CODE_PAGE}?herstel=1"

    client = app.test_client()
    gives_password(client, user)
    assert_page_is_sound(client.get(page).text)
    client.post(page, data={"code": code})
    assert client.get("/mijn-gegevens").status_code == 200
    assert "<dd>9</dd>" in client.get(PAGE).text
    assert "account.recovery_code_used" in actions()

    again = app.test_client()
    gives_password(again, user)
    assert again.post(page, data={"code": code}).status_code == 422


def test_ones_own_recovery_codes_are_counted(somebody, user, phone):
    with transaction():
        db.session.add(RecoveryCode(user_id=somebody(Role.COORDINATOR).id, code_hash="x" * 64))

    assert second_step.recovery_codes_left(user) == 10


def test_neither_the_apps_key_nor_a_recovery_code_stands_in_the_database(phone):
    stored = everything_stored()

    assert phone.key not in stored
    for code in phone.recovery_codes:
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_the_codes_can_be_kept_as_a_file_and_only_these(client, user, phone):
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})

    file = client.post(f"{PAGE}/codes.txt", data={"code": phone.recovery_codes})
    assert file.mimetype == "text/plain"
    assert "attachment" in file.headers["Content-Disposition"]
    assert all(code in file.text for code in phone.recovery_codes)

    for others in (["0000-0000-0000-0000"], [*phone.recovery_codes, "<script>"], []):
        assert client.post(f"{PAGE}/codes.txt", data={"code": others}).status_code == 400


def test_new_recovery_codes_replace_the_old(client, somebody, user, phone):
    colleague = somebody(Role.COORDINATOR)
    with transaction():
        db.session.add(RecoveryCode(user_id=colleague.id, code_hash="x" * 64))
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})

    answer = client.post(f"{PAGE}/codes")

    assert_page_is_sound(answer.text)
    assert len(re.findall(r"<li><code>", answer.text)) == 10
    assert not second_step.are_recovery_codes_of(user, phone.recovery_codes[:1])
    assert second_step.recovery_codes_left(colleague) == 1


def test_a_second_step_that_goes_leaves_that_of_others(app, somebody, user, phone):
    colleague = somebody(Role.COORDINATOR)
    with transaction():
        nonce = second_step.new_nonce()
        db.session.add(SecondStep(user_id=colleague.id, nonce=nonce, set_up_at=now()))
        db.session.add(RecoveryCode(user_id=colleague.id, code_hash="x" * 64))

    with transaction():
        second_step.remove(user, app.config["SETTINGS"])

    assert user.second_step is None
    assert db.session.get(SecondStep, colleague.id).nonce == nonce
    assert second_step.recovery_codes_left(colleague) == 1


def test_setting_up_signs_out_everywhere_else_and_the_old_phone_is_of_no_use(app, client, user, clock):
    elsewhere = make_session(user).key
    client.set_cookie(COOKIE, make_session(user).key)
    old = Phone(client)
    assert not is_inside(app, elsewhere)

    clock.shift(HALF_A_MINUTE)
    new = Phone(client)
    assert new.key != old.key
    clock.shift(HALF_A_MINUTE)
    client.post("/uitloggen")
    gives_password(client, user)
    assert client.post(CODE_PAGE, data={"code": old.code()}).status_code == 422
    assert client.post(CODE_PAGE, data={"code": new.code()}).status_code == 302


def test_a_wrong_code_does_not_set_it_up(client, user, clock):
    client.set_cookie(COOKIE, make_session(user).key)
    client.post(f"{PAGE}/begin")

    answer = client.post(f"{PAGE}/instellen", data={"code": "123456"})

    assert answer.status_code == 422
    assert_page_is_sound(answer.text)
    assert user.second_step is None


def test_looking_at_the_set_up_page_changes_nothing(client, user):
    client.set_cookie(COOKIE, make_session(user).key)
    client.post(f"{PAGE}/begin")
    before = everything_stored()

    pages = {re.search(r'setup-key">([^<]+)<', client.get(f"{PAGE}/instellen").text)[1] for _ in range(3)}

    assert len(pages) == 1
    assert everything_stored() == before


def test_choosing_a_new_password_by_mail_does_not_go_round_the_code(client, user, phone):
    client.post("/wachtwoord-vergeten", data={"email": user.email})
    letter = db.session.scalars(db.select(Letter)).one()
    link = re.search(r"https://maatje\.example\.nl(\S+)", render_letter(letter).text)[1]

    client.post(link, data={"password": "heel andere woorden"})

    assert client.get("/mijn-gegevens").headers["Location"] == f"{CODE_PAGE}?next=/mijn-gegevens"
    client.post(CODE_PAGE, data={"code": phone.code()})
    assert client.get("/mijn-gegevens").status_code == 200


def test_another_password_leaves_one_signed_in_with_two_steps(client, user, phone, required):
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})

    client.post("/mijn-gegevens/wachtwoord", data={"current": PASSWORD, "password": "heel andere woorden"})

    assert client.get("/mijn-gegevens").status_code == 200


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_whoever_must_have_a_second_step_goes_nowhere_without(app, client, somebody, required, role, clock):
    client.set_cookie(COOKIE, make_session(somebody(role)).key)
    before = {PAGE, f"{PAGE}/instellen", "/bevestigen"}

    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", "public")
        if access == "public" or rule.arguments or rule.rule in before:
            continue
        method = "GET" if "GET" in rule.methods else "POST"
        if rule.endpoint in {"accounts.sign_out", "accounts.begin_second_step"}:
            continue
        answer = client.open(rule.rule, method=method)
        assert answer.status_code == 403 or answer.headers["Location"] == PAGE, rule.rule

    page = client.get(PAGE)
    assert "Stel dat nu eerst in" in page.text
    assert_page_is_sound(page.text)
    Phone(client)
    assert client.get("/logboek").status_code == 200


def test_others_may_have_one_and_need_not(client, somebody, required, clock):
    volunteer = somebody()
    client.set_cookie(COOKIE, make_session(volunteer).key)
    assert client.get("/mijn-gegevens").status_code == 200

    Phone(client)
    client.post(f"{PAGE}/uitzetten")

    assert volunteer.second_step is None
    assert db.session.query(RecoveryCode).count() == 0
    assert "account.second_step_removed" in actions()


def test_whoever_must_have_one_cannot_switch_it_off(client, user, phone, required):
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})
    assert f"{PAGE}/uitzetten" not in client.get(PAGE).text

    client.post(f"{PAGE}/uitzetten")

    assert user.second_step


def test_what_is_weighty_asks_for_a_code_when_that_is_long_ago(client, user, phone, clock):
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})
    clock.shift(timedelta(minutes=11))

    asked = client.post(f"{PAGE}/codes", headers={"Referer": f"http://localhost{PAGE}"})
    assert asked.headers["Location"] == f"/bevestigen?next={PAGE}"
    assert_page_is_sound(client.get("/bevestigen").text)
    assert client.post("/bevestigen", data={"code": "000000"}).status_code == 422
    assert client.post(f"{PAGE}/codes").status_code == 302

    assert client.post(asked.headers["Location"], data={"code": phone.code()}).headers["Location"] == PAGE
    assert client.post(f"{PAGE}/codes").status_code == 200


def test_without_a_second_step_the_password_is_asked_for_instead(client, somebody, clock):
    client.set_cookie(COOKIE, make_session(somebody()).key)
    clock.shift(timedelta(minutes=11))
    assert client.get(f"{PAGE}/instellen").headers["Location"].startswith("/bevestigen")

    assert_page_is_sound(client.get("/bevestigen").text)
    assert client.post("/bevestigen", data={"password": "fout"}).status_code == 422
    client.post("/bevestigen", data={"password": PASSWORD})

    assert client.post(f"{PAGE}/begin").headers["Location"] == f"{PAGE}/instellen"


def test_an_administrator_helps_whoever_lost_the_phone(app, client, user, phone):
    gives_password(client, user)
    client.post(CODE_PAGE, data={"code": phone.code()})
    key = client.get_cookie(COOKIE).value
    administrator = visitor_of(app, make_administrator())
    page = f"/beheer/mensen/{user.id}/tweede-stap"

    assert_page_is_sound(administrator.get(f"/beheer/mensen/{user.id}").text)
    assert_page_is_sound(administrator.get(page).text)
    administrator.post(page)

    assert user.second_step is None
    assert not is_inside(app, key)
    assert [letter.kind for letter in db.session.query(Letter)] == ["second_step_reset"]
    assert actions()[-1] == "account.second_step_reset"
    there = app.test_client()
    gives_password(there, user)
    assert there.get("/mijn-gegevens").status_code == 200


def test_an_administrator_who_signed_in_long_ago_first_shows_who_they_are(app, user, phone, clock):
    administrator = visitor_of(app, make_administrator())
    clock.shift(timedelta(minutes=11))

    answer = administrator.post(f"/beheer/mensen/{user.id}/tweede-stap")

    assert answer.headers["Location"].startswith("/bevestigen")
    assert user.second_step


def test_the_last_administrator_is_helped_from_the_command_line(app, user, phone):
    run = app.test_cli_runner().invoke(args=["reset-second-step", user.email])
    assert run.exit_code == 0, run.output
    assert user.second_step is None

    assert app.test_cli_runner().invoke(args=["reset-second-step", user.email]).exit_code == 1
