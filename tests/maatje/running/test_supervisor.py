import os
import time

import pytest

from maatje.running import supervisor
from maatje.running.supervisor import Part, Supervisor


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setattr(supervisor, "STEADY", 0.0)
    house = Supervisor()
    yield house
    house.is_hurried = True
    house.stop()


def test_a_part_whose_socket_was_deleted_begins_again(house, tmp_path):
    door = tmp_path / "queue.sock"
    door.touch()
    part = Part("queue", ["sleep", "60"], os.environ, tmp_path, door=door)
    house.start(part)
    first = part.process.pid

    house.look_after()
    assert part.process.pid == first

    door.unlink()
    deadline = time.monotonic() + 10
    while part.process is None or part.process.pid == first:
        assert time.monotonic() < deadline, "nobody started it again"
        house.look_after()
        time.sleep(0.05)
