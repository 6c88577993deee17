"""Does a stopwatch hear who has an account? `python -m benchmarks.timing`, or with fewer asked: `--count 100`.

A house with 500 accounts is served by gunicorn on SQLite, as shipped, passwords at full price. Somebody with a
stopwatch asks about 500 of those addresses and 500 others, in random order, each from a network address of its own
(or the limits would end it). Printed for each form: medians, and the AUC, the chance that a known address took
longer than an unknown one. 0.5 is a coin; outside 0.45 to 0.55 the command fails (S7). `--step 0` shows it without
the even steps. With 500 and 500 it takes about half an hour.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
from argon2 import PasswordHasher
from scipy.stats import mannwhitneyu
from werkzeug.datastructures import MultiDict

from maatje import create_app
from maatje.access import Role
from maatje.accounts import pacing
from maatje.accounts.models import User
from maatje.clock import now
from maatje.config import ROOT, Settings
from maatje.database import db, transaction
from maatje.programmes.queries import open_programmes
from maatje.reference.services import load_reference
from maatje.regions.models import Region
from maatje.volunteers import conduct, drafts

FAIR = (0.45, 0.55)
PORT = 8137


def make_house(folder: Path, count: int) -> dict[str, str]:
    """A database with so many accounts; the answer is a finished sign-up form (its key) for each address asked."""
    settings = Settings(var=folder, _env_file=None)  # type: ignore[call-arg]
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        password = PasswordHasher().hash("vier losse woorden")
        with transaction():
            load_reference()
        with transaction():
            for number in range(count):
                db.session.add(_account(number, password))
            answers = _answers()
            keys = {}
            for address in [address for known in (True, False) for address in _addresses(count, known)]:
                key = drafts.keep_answers(None, "wie", MultiDict(answers["wie"] | {"email": address}))
                for step in answers.keys() - {"wie"}:
                    drafts.keep_answers(key, step, MultiDict(answers[step]))
                keys[address] = key
        db.session.remove()
        db.engine.dispose()
    return keys


def _addresses(count: int, known: bool) -> list[str]:
    return [f"{'persoon' if known else 'iemand0'}{number:04d}@example.nl" for number in range(count)]


def _account(number: int, password: str) -> User:
    return User(
        email=_addresses(number + 1, True)[-1],
        password_hash=password,
        first_name="Sanne",
        last_name="Jansen",
        role=Role.VOLUNTEER,
        email_verified_at=now(),
    )


def _answers() -> dict[str, dict[str, list[str] | str]]:
    programme = next(one for one in open_programmes() if not one.asks_subjects)
    region_id = db.session.scalars(db.select(Region.id).where(Region.name == "Haaglanden")).one()
    return {
        "wie": {"first_name": "Anna", "last_name": "Berg", "is_adult": "y"},
        "hulp": {"programme_ids": str(programme.id)},
        "talen": {"dutch": "7"},
        "waar": {"pc4": "2511", "region_id": str(region_id), "suggested_for": "2511", "online": "y"},
        "wanneer": {"weekly_times": ["40", "64"], "places": "1"},
        "afspraken": {
            "code_of_conduct_version": conduct.CODE_OF_CONDUCT,
            "privacy_version": conduct.PRIVACY,
            "agrees_to_conduct": "y",
            "agrees_to_privacy": "y",
        },
    }


@contextmanager
def served(folder: Path, step: float) -> Iterator[None]:
    """The house on a port, behind one proxy that is believed."""
    code = f"from maatje.accounts import pacing; pacing.STEP = {step}; from wsgi import app"
    (folder / "paced.py").write_text(code + "\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAATJE")}
    environment |= {"MAATJE_VAR": str(folder), "MAATJE_PROXIES": "1", "PYTHONPATH": f"{folder}:{ROOT}"}
    server = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "gunicorn", "paced:app", "--bind", f"127.0.0.1:{PORT}", "--threads", "4",
         "--no-control-socket", "--log-level", "warning"],
        cwd=ROOT,
        env=environment,
    )  # fmt: skip
    try:
        for _try in range(300):
            try:
                _ask("GET", "/inloggen")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


def _ask(method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, bytes, float]:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        connection.connect()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer, text, time.perf_counter() - began
    finally:
        connection.close()


class Asker:
    """Somebody with a form's token and a stopwatch."""

    def __init__(self, page: str) -> None:
        answer, text, _ = _ask("GET", page)
        self.cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', text)
        assert found, f"no form on {page}"
        self.token = found[1].decode()

    def asks(self, page: str, number: int, cookie: str = "", **typed: str) -> tuple[float, int, int]:
        """Seconds, status and bytes of the answer."""
        answer, text, seconds = _ask(
            "POST",
            page,
            urlencode(typed | {"csrf_token": self.token}),
            Content_Type="application/x-www-form-urlencoded",
            Cookie="; ".join(filter(None, (self.cookie, cookie))),
            X_Forwarded_For=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
        )
        return seconds, answer.status, len(text)


def measure(name: str, count: int, ask: Callable[[str, int], tuple[float, int, int]]) -> bool:
    """Asks about every address in random order and prints what a stopwatch hears; whether that is fair."""
    order = [(address, known) for known in (True, False) for address in _addresses(count, known)]
    random.Random(name).shuffle(order)
    for number in range(4):  # warms up
        ask(f"vooraf-0000{number}@example.nl", 9_000_000 + number)
    times: dict[bool, list[float]] = {True: [], False: []}
    answers = set()
    for number, (address, known) in enumerate(order):
        seconds, status, size = ask(address, number)
        times[known].append(seconds)
        answers.add((status, size))
    above = mannwhitneyu(times[True], times[False]).statistic
    auc = float(above) / (count * count)
    known_ms, unknown_ms = (1000 * statistics.median(times[known]) for known in (True, False))
    print(
        f"{name:20} known {known_ms:6.1f} ms, unknown {unknown_ms:6.1f} ms, AUC {auc:.3f},"
        f" answers (status, bytes): {json.dumps(sorted(answers))}",
        flush=True,
    )
    return FAIR[0] <= auc <= FAIR[1] and len(answers) == 1


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=500, help="known addresses, and as many unknown ones")
    parser.add_argument("--step", type=float, default=pacing.STEP, help="seconds; 0 shows it without even steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keys = make_house(folder, options.count)
        with served(folder, options.step):
            asker = Asker("/inloggen")
            fair = [
                measure(
                    "sign in",
                    options.count,
                    lambda email, n: asker.asks("/inloggen", n, email=email, password="fout fout fout"),  # noqa: S106
                ),
                measure(
                    "forgotten password",
                    options.count,
                    lambda email, n: asker.asks("/wachtwoord-vergeten", 100_000 + n, email=email),
                ),
                measure(
                    "sign up",
                    options.count,
                    lambda email, n: asker.asks(
                        "/vrijwilliger-worden/nakijken", 200_000 + n, cookie=f"aanmelding={keys.get(email, '')}"
                    ),
                ),
            ]
    sys.exit(0 if all(fair) else 1)


if __name__ == "__main__":
    main()
