"""The limits as they run: four gunicorn processes on one database, no Redis anywhere. `.ci/run` runs these."""

import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from maatje.config import ROOT
from tests.house import eventually, free_port

pytestmark = pytest.mark.services


@pytest.fixture
def port(tmp_path):
    """Where gunicorn listens."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAATJE")}
    environment |= {"MAATJE_VAR": str(tmp_path), "MAATJE_PROXIES": "1"}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(flask, cwd=ROOT, env=environment, check=True, capture_output=True)
    options = ["--workers", "4", "--threads", "2", "--no-control-socket", "--log-level", "error"]
    gunicorn = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", *options]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)
    try:
        eventually(lambda: answers(port))
        yield port
    finally:
        server.terminate()
        server.wait(30)


def answers(port):
    try:
        return ask(port, "GET")[0].status == 200
    except OSError:
        return False


def ask(port, method, body="", **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, "/inloggen", body, headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


@pytest.fixture
def try_to_sign_in(port):
    answer, page = ask(port, "GET")
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def _try(address, forwarded_for):
        form = {"email": address, "password": "fout", "csrf_token": token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        return ask(port, "POST", urlencode(form), **headers, **{"X-Forwarded-For": forwarded_for})[0].status

    return _try


def all_at_once(count, act):
    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(act, range(count)))


def test_an_account_gets_five_tries_from_wherever(try_to_sign_in):
    came_out = all_at_once(24, lambda n: try_to_sign_in("noor@example.nl", f"10.0.0.{n}"))

    assert came_out == Counter({422: 5, 429: 19})


def test_a_place_gets_twenty_tries_whatever_it_says_of_itself(try_to_sign_in):
    came_out = all_at_once(40, lambda n: try_to_sign_in(f"p{n}@example.nl", f"10.0.0.{n}, 192.0.2.7"))

    assert came_out == Counter({422: 20, 429: 20})
