import sqlite3
from contextlib import closing

import pytest

from maatje.config import Mode, Settings
from maatje.running import house
from maatje.running.house import make_ready


@pytest.fixture
def here(tmp_path):
    return Settings(mode=Mode.TEST, var=tmp_path, _env_file=None)


def ask(here, question):
    with closing(sqlite3.connect(here.var / "maatje.db")) as connection:
        rows = connection.execute(question).fetchall()
        connection.commit()
    return rows


def test_a_new_house_has_its_regions_and_stands_in_one_file(here):
    make_ready(here, demo=False)

    assert ask(here, "select count(*) from regions") == [(25,)]
    assert ask(here, "select count(*) from users") == [(0,)]
    assert [path.name for path in here.var.glob("maatje.db*")] == ["maatje.db"]


@pytest.mark.services
def test_a_house_for_looking_at_is_full_of_people(here):
    make_ready(here, demo=True)

    assert ask(here, "select count(*) > 50 from volunteers") == [(1,)]


def test_a_second_start_keeps_what_was_entered_and_believes_no_old_heartbeat(here):
    make_ready(here, demo=False)
    ask(here, "update regions set name = 'Hier' where id = 1")
    ask(here, "insert into heartbeats values ('worker', '2026-11-22 12:00:00')")

    make_ready(here, demo=False)

    assert ask(here, "select name from regions where id = 1") == [("Hier",)]
    assert ask(here, "select * from heartbeats") == []


def test_a_start_that_fails_halfway_leaves_nothing_in_the_way_of_the_next(here, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(house, "_call", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_ready(here, demo=False)

    assert not (here.var / "maatje.db").exists()
    make_ready(here, demo=False)
    assert ask(here, "select count(*) from regions") == [(25,)]
