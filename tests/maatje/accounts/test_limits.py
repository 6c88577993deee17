"""The tries are counted over several processes, and go on being counted when Redis goes away."""

import pytest
from redis.exceptions import RedisError

from maatje import create_app
from maatje.database import db
from maatje.limits import limiter
from maatje.queue import connect
from maatje.running import parts
from maatje.running.supervisor import Supervisor
from tests.maatje.test_worker import eventually


@pytest.fixture
def queue(settings, tmp_path):
    house = settings.model_copy(update={"var": tmp_path})
    house = house.model_copy(update={"redis_url": house.embedded_queue})
    supervisor = Supervisor()
    supervisor.start(parts.queue(house))
    eventually(lambda: _answers(house.redis_url))
    yield house, supervisor
    supervisor.stop()


def _answers(redis_url):
    try:
        return connect(redis_url).ping()
    except RedisError:
        return False


@pytest.fixture
def client_on_queue(app, queue):
    house, _ = queue
    other = create_app(house)
    other.config["WTF_CSRF_ENABLED"] = False
    limiter._storage_dead = False  # the limiter is one for all applications of this process
    yield other.test_client()
    with other.app_context():
        db.engine.dispose()


def wrong_try(client):
    return client.post("/inloggen", data={"email": "noor@example.nl", "password": "fout"}).status_code


def test_wrong_tries_are_counted_in_redis_without_saying_whose(client_on_queue, queue):
    assert [wrong_try(client_on_queue) for _ in range(3)] == [422] * 3
    limiter._fallback_storage.reset()  # as in another process
    assert [wrong_try(client_on_queue) for _ in range(3)] == [422, 422, 429]

    keys = connect(queue[0].redis_url).keys("*")
    assert len(keys) == 2
    assert b"noor" not in b" ".join(keys)


def test_without_redis_each_process_counts_for_itself(client_on_queue, queue):
    assert wrong_try(client_on_queue) == 422
    queue[1].stop()

    answers = [wrong_try(client_on_queue) for _ in range(6)]

    assert answers == [422] * 5 + [429]
