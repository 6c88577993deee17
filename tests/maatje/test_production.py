"""Production refuses to start, one test for each reason; `services` also starts the process itself."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from maatje import production
from maatje.config import ROOT, Mode, Settings
from maatje.sealing.keys import key_beside_the_data

WELL = {
    "mode": "production",
    "secret_key": "k" * 32,
    "field_keys": Fernet.generate_key().decode(),
    "mail_route": "smtp",
    "mail_from": "Maatje <maatje@voorbeeldstad.nl>",
    "organisation": "Stichting Maatje Voorbeeldstad",
    "privacy_contact": "privacy@voorbeeldstad.nl",
    "base_url": "https://maatje.voorbeeldstad.nl",
    "database_url": "postgresql://maatje@db/maatje",
    "redis_url": "rediss://:wachtwoord@queue/0",
}
REASONS = {
    "the demo's key": ({"secret_key": None}, "MAATJE_SECRET_KEY"),
    "a short key": ({"secret_key": "k" * 31}, "longer MAATJE_SECRET_KEY"),
    "no key for fields": ({"field_keys": None}, "set MAATJE_FIELD_KEYS"),
    "a key for fields that is none": ({"field_keys": f"{WELL['field_keys']},kort"}, "mend MAATJE_FIELD_KEYS"),
    "letters kept on screen": ({"mail_route": None}, "MAATJE_MAIL_ROUTE"),
    "an invented sender": ({"mail_from": None}, "MAATJE_MAIL_FROM"),
    "nobody who answers for the data": ({"organisation": None}, "MAATJE_ORGANISATION"),
    "nowhere to write to about the data": ({"privacy_contact": None}, "MAATJE_PRIVACY_CONTACT"),
    "no address of its own": ({"base_url": None}, "MAATJE_BASE_URL"),
    "an address without https": ({"base_url": "http://maatje.voorbeeldstad.nl"}, "MAATJE_BASE_URL"),
    "an address without a name": ({"base_url": "https:///inloggen"}, "MAATJE_BASE_URL"),
    "a database in memory": ({"database_url": "sqlite://"}, "MAATJE_DATABASE_URL"),
    "limits kept in memory": ({"redis_url": "memory://"}, "MAATJE_REDIS_URL"),
    "an open queue elsewhere": ({"redis_url": "redis://queue/0"}, "password in MAATJE_REDIS_URL"),
}
ON_A_NETWORK_DISK = {"database_url": "sqlite:////mnt/school disk/maatje.db"}
MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/export /mnt/school\\040disk nfs4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n"

reasons = pytest.mark.parametrize(("changed", "said"), REASONS.values(), ids=REASONS)


def settings(**changed):
    return Settings(
        _env_file=None, **{name: value for name, value in (WELL | changed).items() if value is not None}
    )


def start(changed, before="pass", **environment):
    """What `import wsgi`, which is all that gunicorn does, ends with in a process of its own."""
    given = {f"MAATJE_{name.upper()}": value for name, value in (WELL | changed).items() if value is not None}
    without_ours = {name: value for name, value in os.environ.items() if not name.startswith(("MAATJE", "FLASK"))}
    return subprocess.run(
        [sys.executable, "-c", f"{before}; import wsgi"],
        cwd=ROOT,
        env=without_ours | given | environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_when_all_is_well():
    assert settings().mode is Mode.PRODUCTION


@reasons
def test_production_refuses(changed, said):
    with pytest.raises(ValidationError, match=said):
        settings(**changed)


def test_production_refuses_the_debugger(monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    with pytest.raises(ValidationError, match="FLASK_DEBUG"):
        settings()


def test_production_refuses_sqlite_on_a_network_disk_and_takes_it_beside_one(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(production, "MOUNTS", mounts)

    with pytest.raises(ValidationError, match="nfs4"):
        settings(**ON_A_NETWORK_DISK)
    assert settings(database_url="sqlite:////mnt/maatje.db").mode is Mode.PRODUCTION


def test_production_refuses_the_key_that_a_demo_made_beside_its_data(tmp_path):
    made = key_beside_the_data(tmp_path)

    with pytest.raises(ValidationError, match="set another MAATJE_FIELD_KEYS"):
        settings(var=tmp_path, field_keys=made)


def test_every_reason_is_told_at_once():
    with pytest.raises(ValidationError) as refused:
        settings(secret_key=None, mail_route=None, base_url=None)

    assert all(f"MAATJE_{name}" in str(refused.value) for name in ("SECRET_KEY", "MAIL_ROUTE", "BASE_URL"))


def test_a_demo_starts_on_all_of_it():
    assert Settings(_env_file=None, redis_url="memory://").mode is Mode.LOCAL


@pytest.mark.services
def test_the_process_starts_when_all_is_well():
    assert start({}).returncode == 0


@pytest.mark.services
@reasons
def test_the_process_ends_with_an_error_and_says_why(changed, said):
    ended = start(changed)

    assert ended.returncode != 0
    assert said in ended.stderr
    assert "wachtwoord@" not in ended.stderr


@pytest.mark.services
def test_the_process_ends_with_an_error_where_the_debugger_is_on():
    ended = start({}, FLASK_DEBUG="1")

    assert ended.returncode != 0
    assert "FLASK_DEBUG" in ended.stderr


@pytest.mark.services
def test_the_process_ends_with_an_error_on_a_network_disk(tmp_path):
    (tmp_path / "mounts").write_text(MOUNTS)
    mounted = f"import pathlib, maatje.production as p; p.MOUNTS = pathlib.Path('{tmp_path}/mounts')"
    ended = start(ON_A_NETWORK_DISK, before=mounted)

    assert ended.returncode != 0
    assert "network disk" in ended.stderr
