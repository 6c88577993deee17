"""What was erased is in no file of the database either, as soon as nobody reads the old pages."""

import random
import sqlite3
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import String, cast, select

from maatje.clock import AMSTERDAM, today
from maatje.database import db, transaction
from maatje.notifications.models import Letter, reader_mark
from maatje.privacy import erasing, jobs, wiping
from maatje.privacy.models import Erasure
from maatje.privacy.wiping import _on_sqlite
from tests.maatje.privacy.well_known import ADDRESS, WORD, by_school, by_themselves


def name_of(number):
    return f"Canary{number:05d}x"


def test_what_moved_between_pages_before_it_was_erased_is_in_no_file(tmp_path):
    """SQLite moves rows from page to page as they grow; what is left on the old page goes too."""
    chance, many = random.Random(1), 2500  # noqa: S311 - the same every time
    connection = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    connection.execute("pragma journal_mode=WAL")
    connection.execute("pragma secure_delete=ON")
    connection.execute("create table people (id integer primary key, name text, said text)")
    connection.execute("create index by_name on people (name)")
    connection.execute("begin")
    for number in chance.sample(range(many), many):
        row = (number, name_of(number), "z" * chance.randint(0, 200))
        connection.execute("insert into people values (?, ?, ?)", row)
    for _ in range(5000):
        number, length = chance.randrange(many), chance.choice([10, 100, 400, 400, 6000])
        connection.execute("update people set said = ? where id = ?", ("z" * length, number))
    connection.execute("commit")

    erased = chance.sample(range(many), 600)
    for number in erased:
        connection.execute("update people set name = '', said = '' where id = ?", (number,))
    _on_sqlite(connection)
    connection.close()

    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [number for number in erased if name_of(number).encode() in content] == []


def in_files(settings, *words):
    """Which of the words stand in a file of the database: of SQLite with its log, of PostgreSQL every relation."""
    if settings.database_url.startswith("sqlite"):
        path = settings.database_url.removeprefix("sqlite:///")
        files = [Path(path + rest) for rest in ("", "-wal", "-shm", "-journal")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
    else:
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("checkpoint")
            content = b"".join(connection.exec_driver_sql(RELATIONS).scalars())
    return [word for word in words if word.lower().encode() in content.lower()]


RELATIONS = (
    "select pg_read_binary_file(pg_relation_filepath(oid)) from pg_class"
    " where relkind in ('r', 'i', 't') and relpersistence = 'p' and oid >= 16384"
)


@pytest.fixture
def by_night():
    """PostgreSQL is wiped by night."""
    with time_machine.travel(datetime.combine(today(), clock_time(3, 30), tzinfo=AMSTERDAM)):
        yield


@pytest.mark.parametrize("kind", ["pupil", "volunteer"])
def test_the_bytes_are_in_no_file_of_the_database(request, settings, by_night, kind):
    world, person = request.getfixturevalue(f"well_known_{kind}")
    sealed = db.session.scalar(
        select(cast(Letter.to_address, String)).where(Letter.reader_mark == reader_mark(ADDRESS))
    )
    words = [WORD, sealed] if kind == "pupil" else [WORD, ADDRESS]
    assert in_files(settings, *words) == words

    with transaction():
        if kind == "pupil":
            erasing.erase_pupil(person, by_school(world.school))
        else:
            erasing.erase_volunteer(person, by_themselves(person))
    wiping.wipe_traces(db.session.scalar(select(Erasure.id)))
    while None in db.session.scalars(select(Erasure.wiped_at)).all():  # autovacuum came by
        jobs.sweep_erasures()

    assert in_files(settings, *words) == []
    assert db.session.scalars(select(Erasure.wiped_at)).all().count(None) == 0


def test_as_long_as_somebody_reads_old_pages_the_wiping_is_not_done(well_known_pupil, settings):
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL does not wait for readers")
    world, pupil = well_known_pupil
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))
    reader = db.engine.connect()
    reader.exec_driver_sql("select 1 from pupils").all()
    db.session.remove()

    with pytest.raises(wiping.StillRead):
        wiping.wipe()
    jobs.sweep_erasures()
    assert db.session.scalar(select(Erasure.wiped_at)) is None

    reader.close()
    jobs.sweep_erasures()
    assert in_files(settings, WORD) == []


class Watched:
    """SQLite's connection; what was done in it, and how many milliseconds it would have waited for others."""

    def __init__(self, connection):
        self.connection = connection
        self.waited = {}

    def execute(self, statement):
        (patience,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        self.waited[statement.split("=")[0]] = patience
        return self.connection.execute(statement)


def test_wiping_waits_for_nobody_while_others_cannot_write(well_known_pupil, settings, monkeypatch):
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has a lock timeout")
    world, pupil = well_known_pupil
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))
    really, watched = wiping._on_sqlite, []
    monkeypatch.setattr(wiping, "_on_sqlite", lambda one: (watched.append(Watched(one)), really(watched[0])))

    wiping.wipe()

    waited = watched[0].waited
    assert waited["VACUUM"] <= 100
    assert waited["PRAGMA wal_checkpoint(TRUNCATE)"] <= 100
    (patience,) = watched[0].connection.execute("PRAGMA busy_timeout").fetchone()
    assert patience > 1000  # afterwards it waits as before


def test_wiping_is_done_once(well_known_pupil, by_night, monkeypatch):
    world, pupil = well_known_pupil
    times = []
    for name in ("_on_sqlite", "_on_postgresql"):
        really = getattr(wiping, name)
        monkeypatch.setattr(wiping, name, lambda one, really=really: (times.append(1), really(one)))
    jobs.sweep_erasures()
    assert times == []  # nobody was erased
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    while db.session.scalar(select(Erasure.wiped_at)) is None:  # others write beside us
        jobs.sweep_erasures()
        db.session.expire_all()
    before = len(times)
    assert before >= 1
    jobs.sweep_erasures()

    assert len(times) == before


def test_postgresql_is_not_wiped_by_day(well_known_pupil, settings):
    """Nobody can read a table while it is written anew."""
    if settings.database_url.startswith("sqlite"):
        pytest.skip("SQLite is wiped at once")
    world, pupil = well_known_pupil
    with time_machine.travel(datetime.combine(today(), clock_time(14, 30), tzinfo=AMSTERDAM)):
        with transaction():
            erasing.erase_pupil(pupil, by_school(world.school))
        jobs.sweep_erasures()

    assert db.session.scalar(select(Erasure.wiped_at)) is None


def test_only_a_number_goes_into_the_queue(well_known_pupil, monkeypatch):
    rung = []
    monkeypatch.setattr("maatje.privacy.erasing.enqueue", lambda job, row_id: rung.append((job, row_id)))
    world, pupil = well_known_pupil

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert rung == [(wiping.wipe_traces, db.session.scalar(select(Erasure.id)))]
