"""Settings that would betray people: production refuses to start on them, and says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from maatje.config import Settings

DEMO_KEY = "only-for-a-demo-on-your-own-machine"
DEMO_FIELD_KEY = "field.key"  # a file in `var`
DEMO_SENDER = "Maatje <geen-antwoord@maatje.example.nl>"
DEMO_ORGANISATION = "Stichting Voorbeeld"
DEMO_CONTACT = "privacy@maatje.example.nl"
SHORTEST_KEY = 32
MOUNTS = Path("/proc/self/mounts")
NETWORK_DISKS = {
    "afs",
    "ceph",
    "cifs",
    "davfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
} | {f"fuse.{kind}" for kind in ("cephfs", "gcsfuse", "glusterfs", "rclone", "s3fs", "smbnetfs", "sshfs")}


def refusals(settings: Settings) -> Iterator[str]:
    """Everything that must be mended first, one sentence each; none when production may start."""
    if settings.secret_key == DEMO_KEY:
        yield "set MAATJE_SECRET_KEY: in production the demo's key would let anybody sign in"
    elif len(settings.secret_key) < SHORTEST_KEY:
        yield f"set a longer MAATJE_SECRET_KEY: fewer than {SHORTEST_KEY} characters can be guessed"
    yield from _about_the_field_keys(settings.field_keys, settings.var)
    if os.environ.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false", "no"}:
        yield "unset FLASK_DEBUG: the debugger would let anybody run code"
    if settings.mail_route.value == "screen":
        yield "set MAATJE_MAIL_ROUTE=smtp: in production no letter would reach anybody"
    if settings.mail_from == DEMO_SENDER:
        yield "set MAATJE_MAIL_FROM: letters from an invented address are refused or not believed"
    if settings.organisation == DEMO_ORGANISATION or settings.privacy_contact == DEMO_CONTACT:
        yield "set MAATJE_ORGANISATION and MAATJE_PRIVACY_CONTACT: people must know who has their data (AVG 13)"
    yield from _about_the_address(settings.base_url)
    yield from _about_the_database(settings.database_url)
    yield from _about_the_queue(settings.redis_url)


def _about_the_field_keys(keys: tuple[str, ...], var: Path) -> Iterator[str]:
    if not keys:
        yield "set MAATJE_FIELD_KEYS: without a key of its own nothing sensitive is sealed (docs/operations.md)"
    elif not all(_is_field_key(key) for key in keys):
        yield "mend MAATJE_FIELD_KEYS: each key is 32 bytes in base64, as `Fernet.generate_key()` makes them"
    elif _demo_field_key(var) in keys:
        yield "set another MAATJE_FIELD_KEYS: this one lies in a file beside the data that it should protect"


def _is_field_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _demo_field_key(var: Path) -> str | None:
    file = var / DEMO_FIELD_KEY
    return file.read_text().strip() if file.exists() else None


def _about_the_address(base_url: str) -> Iterator[str]:
    address = urlsplit(base_url)
    if address.scheme != "https" or not address.hostname:
        yield "set MAATJE_BASE_URL=https://…: links in letters and safe cookies need it"


def _about_the_database(database_url: str) -> Iterator[str]:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return
    if not url.database or url.database == ":memory:":
        yield "set MAATJE_DATABASE_URL: a database in memory forgets everybody, and no two processes share it"
    elif kind := network_disk_under(Path(url.database)):
        yield f"move the database off this network disk ({kind}), or use PostgreSQL: SQLite loses rows there"


def _about_the_queue(redis_url: str) -> Iterator[str]:
    address = urlsplit(redis_url)
    is_here = address.scheme == "unix" or address.hostname in {"localhost", "127.0.0.1", "::1"}
    if address.scheme not in {"redis", "rediss", "unix"}:
        yield "set MAATJE_REDIS_URL to a Redis server: limits kept in memory are counted per process"
    elif not is_here and not address.password:
        yield "set a password in MAATJE_REDIS_URL: whoever can write to that queue can ring for work"


def network_disk_under(file: Path) -> str | None:
    """The kind of network disk this file would stand on, if it would; None where the system does not tell."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text().splitlines()]
    except OSError:
        return None
    place = file.expanduser().resolve()
    under = [
        (len(point), kind)
        for _, point, kind, *_ in ((fields[0], _unescaped(fields[1]), *fields[2:]) for fields in mounts)
        if place.is_relative_to(point)
    ]
    kind = max(under, default=(0, ""))[1]
    return kind if kind in NETWORK_DISKS else None


def _unescaped(point: str) -> str:
    """The kernel writes a space in a mount point as \\040."""
    return point.replace("\\040", " ")
