import pytest
from flask import request
from pydantic import ValidationError

from maatje import create_app
from maatje.config import ROOT, STAFF, Mode, Settings


def settings(**given):
    return Settings(_env_file=None, **given)


IN_PRODUCTION = {
    "mode": Mode.PRODUCTION,
    "field_keys": "a" * 43 + "=",
    "secret_key": "a key of our own, and long enough",
    "mail_route": "smtp",
    "mail_from": "Maatje <maatje@voorbeeldstad.nl>",
    "database_url": "postgresql://maatje@db/maatje",
    "redis_url": "rediss://:wachtwoord@queue/0",
    "base_url": "https://maatje.example.nl",
    "organisation": "Stichting Maatje Voorbeeldstad",
    "privacy_contact": "privacy@voorbeeldstad.nl",
}


def test_in_production_staff_sign_in_in_two_steps_whatever_is_set():
    assert settings().two_step_required_for == frozenset()  # `make run` stays easy to click through
    assert settings(**IN_PRODUCTION).two_step_required_for == {"coordinator", "administrator"}
    assert settings(**IN_PRODUCTION, two_step_required_for="").two_step_required_for >= STAFF
    more = settings(**IN_PRODUCTION, two_step_required_for="school_contact")
    assert more.two_step_required_for == {"school_contact", *STAFF}


def test_who_must_sign_in_in_two_steps_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("MAATJE_TWO_STEP_REQUIRED_FOR", "coordinator, administrator")
    assert settings().two_step_required_for == STAFF

    monkeypatch.setenv("MAATJE_TWO_STEP_REQUIRED_FOR", "co-ordinator")
    with pytest.raises(ValidationError, match="two_step_required_for"):
        settings()


def test_the_days_of_a_reminder_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("MAATJE_VOG_REMINDER_DAYS", "60, 14, 1")

    assert settings().vog_reminder_days == (60, 14, 1)


def test_a_refused_setting_is_not_repeated_in_the_error():
    with pytest.raises(ValidationError) as refused:
        settings(mode=Mode.PRODUCTION, smtp_password="hush", smtp_port="twenty")

    assert "hush" not in str(refused.value)
    assert "twenty" not in str(refused.value)


def test_everything_a_machine_of_its_own_makes_stands_in_one_folder(tmp_path):
    given = settings(var=tmp_path)

    assert given.database_url == f"sqlite:///{tmp_path}/maatje.db"
    assert given.redis_url == f"unix://{tmp_path}/queue.sock"


def test_the_sockets_name_stays_short_however_deep_the_folder_and_differs_per_folder(tmp_path):
    one, other = (settings(var=tmp_path / name / ("deep" * 30)) for name in ("one", "other"))

    assert len(str(one.socket)) < 100
    assert one.socket != other.socket
    assert one.socket == settings(var=one.var).socket


def test_the_caller_behind_our_own_proxy_is_known_and_its_word_about_our_name_is_not():
    app = create_app(settings(mode=Mode.TEST, proxies=1, database_url="sqlite://"))
    seen = {}
    app.add_url_rule("/seen", "seen", lambda: "")
    app.before_request_funcs = {None: [lambda: _note(seen)]}

    app.test_client().get(
        "/seen",
        headers={
            "X-Forwarded-For": "6.6.6.6, 192.0.2.7",
            "X-Forwarded-Host": "evil.nl",
            "X-Forwarded-Proto": "https",
        },
    )

    assert seen == {"caller": "192.0.2.7", "host": "localhost", "scheme": "https"}


def _note(seen):
    seen |= {"caller": request.remote_addr, "host": request.host, "scheme": request.scheme}
    return ""


def test_every_setting_is_explained_to_those_who_run_it():
    explained = (ROOT / "docs" / "operations.md").read_text()

    assert [name for name in Settings.model_fields if f"`MAATJE_{name.upper()}`" not in explained] == []
