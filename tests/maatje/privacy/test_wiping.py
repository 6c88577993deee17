"""SQLite moves rows from page to page as they grow; what is left on the old page goes too."""

import random
import sqlite3

from maatje.privacy.wiping import _on_sqlite


def name_of(number):
    return f"Canary{number:05d}x"


def test_what_moved_between_pages_before_it_was_erased_is_in_no_file(tmp_path):
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
