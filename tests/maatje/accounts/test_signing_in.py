import pytest

from maatje.access import Role
from maatje.accounts import services
from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from tests.soundness import assert_page_is_sound

PASSWORD = "vier losse woorden"
OVERVIEW = "/overzicht"


def try_sign_in(client, address, password=PASSWORD, **kwargs):
    return client.post("/inloggen", data={"email": address, "password": password}, **kwargs)


def test_signing_in_leads_to_where_the_work_begins(client, somebody):
    user = somebody()

    answer = try_sign_in(client, f" {user.email.upper()} ")

    assert answer.status_code == 302
    assert client.get("/mijn-gegevens").status_code == 200
    assert [event.action for event in db.session.query(AuditEvent)] == ["account.signed_in"]


def test_what_was_in_the_session_before_is_gone_after_signing_in(client, somebody):
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"

    try_sign_in(client, somebody().email)

    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.user


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/mijn-gegevens", "/mijn-gegevens"),
        ("/vrijwilligers/12?page=2", "/vrijwilligers/12?page=2"),
        ("/uitloggen", OVERVIEW),  # only a button does that
        ("/onzin", OVERVIEW),
        ("//evil.nl", OVERVIEW),
        ("////evil.nl", OVERVIEW),
        ("/\\evil.nl", OVERVIEW),
        ("/%09/evil.nl", OVERVIEW),
        ("/\t/evil.nl", OVERVIEW),
        ("/a/../..//evil.nl", OVERVIEW),
        ("https://evil.nl", OVERVIEW),
        ("http:evil.nl", OVERVIEW),
        ("https:///evil.nl", OVERVIEW),
        ("javascript:alert(1)", OVERVIEW),
        ("evil.nl", OVERVIEW),
        ("/@evil.nl", OVERVIEW),
        ("/ok\r\nSet-Cookie: a=b", OVERVIEW),
        ("/ok\n", OVERVIEW),
        ("", OVERVIEW),
    ],
)
def test_after_signing_in_one_goes_on_only_within_the_site(client, somebody, wanted, leads_to):
    answer = client.post(
        "/inloggen", query_string={"next": wanted}, data={"email": somebody().email, "password": PASSWORD}
    )

    assert answer.headers["Location"] == leads_to


def test_a_closed_page_asks_to_sign_in_and_comes_back(client, somebody):
    asked = client.get("/mijn-gegevens?x=1")
    assert asked.headers["Location"] == "/inloggen?next=/mijn-gegevens?x%3D1"

    answer = try_sign_in(client, somebody().email, query_string={"next": "/mijn-gegevens"})
    assert answer.headers["Location"] == "/mijn-gegevens"


def test_signing_out_is_a_button_and_not_a_link(client, somebody):
    try_sign_in(client, somebody().email)

    assert client.get("/uitloggen").status_code == 405
    client.post("/uitloggen")

    assert client.get("/mijn-gegevens").status_code == 302


@pytest.mark.parametrize("address", ["", "x" * 300, "é@ü", "' or 1=1 --"])
def test_whatever_is_typed_is_answered_kindly(client, address):
    answer = try_sign_in(client, address)

    assert answer.status_code == 422
    assert_page_is_sound(answer.text)


def test_a_deactivated_account_is_out_at_the_next_request_and_stays_out(client, somebody):
    administrator, user = somebody(Role.ADMINISTRATOR), somebody()
    try_sign_in(client, user.email)

    with transaction():
        services.deactivate(user, services.acting(administrator))
    assert client.get("/mijn-gegevens").status_code == 302

    with transaction():
        services.reactivate(user, services.acting(administrator))
    assert client.get("/mijn-gegevens").status_code == 302


def test_a_nul_is_refused_before_any_database_sees_it(client, app):
    assert try_sign_in(client, "a\0b@example.nl").status_code == 400
    assert client.get("/?q=%00").status_code == 400
