"""Broken lists through the site's own upload page: `python -m benchmarks.fuzz_lists --csv 10000 --xlsx 2000`.

A school contact uploads each, and what is good in it is entered. It ends with an error at the first file that gets
an answer other than "checked" (302) or "this is what is wrong" (422), takes longer than ten seconds or more than
256 MB, has rows refused without a number or a sentence, or of which something is entered before it was asked for,
or other than the good rows. That file is kept, and its seed and number are said, so that it can be tried again.
"""

import argparse
import io
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import func, select

from benchmarks.broken_files import broken_csv, broken_xlsx
from benchmarks.scratch import scratch_app
from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.models import Proof, User
from maatje.clock import now
from maatje.database import db, transaction
from maatje.lists.models import Upload
from maatje.regions.models import Region
from maatje.requests.models import Pupil
from maatje.schools.models import School, SchoolContact
from maatje.spreadsheets import reading

MOST_SECONDS = 10.0
MOST_MEGABYTES = 256
A_REGION = "Haaglanden"
MAKERS: dict[str, Callable[[int, int], bytes]] = {"csv": broken_csv, "xlsx": broken_xlsx}


class Broke(AssertionError):
    """This file got through to where it should not."""


class TooSlow(Broke):
    """The answer took too long."""


@dataclass
class Told:
    """What the files came to."""

    files: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    entered: int = 0
    most_megabytes: float = 0.0  # of any of the processes that read; one that a limit ended cannot say

    def __str__(self) -> str:
        return (
            f"{self.files} files: {dict(self.answers)}; rows {dict(self.rows)}; {self.entered} pupils entered; "
            f"slowest {self.slowest:.1f} s; most memory of a reader {self.most_megabytes:.0f} MB"
        )


def contact_of_a_school(app: Flask) -> Any:
    """A visitor who is signed in as somebody who may upload lists."""
    app.config["WTF_CSRF_ENABLED"] = False
    with transaction():
        region = db.session.scalars(select(Region).order_by(Region.id)).first()
        if region is None:
            region = Region(code="VR99", name=A_REGION)
            db.session.add(region)
            db.session.flush()
        school = School(name="Duinzicht", pc4="2511", region_id=region.id)
        user = User(
            email="mentor@example.nl", first_name="Mentor", role=Role.SCHOOL_CONTACT, email_verified_at=now(),
            session_version=1,
        )  # fmt: skip
        db.session.add_all([school, user])
        db.session.flush()
        db.session.add(SchoolContact(user_id=user.id, school_id=school.id, function="mentor"))
        key = sessions.begin(user, "Firefox/Linux", Proof.PASSWORD)
    visitor = app.test_client()
    visitor.set_cookie(app.config["SESSION_COOKIE_NAME"], key)
    return visitor


def try_file(visitor: Any, content: bytes, extension: str, told: Told) -> None:
    """The file is uploaded, looked at and entered as a person would do it. Raises Broke."""
    before = _pupils()
    began = time.monotonic()
    answer = visitor.post("/lijsten/leerlingen", data={"file": (io.BytesIO(content), f"lijst.{extension}")})
    took = time.monotonic() - began
    answer.request.environ["wsgi.input"].close()  # the visitor's own copy of a large file
    told.files += 1
    _must(answer.status_code in {302, 422}, f"answered {answer.status_code}")
    if took > MOST_SECONDS:
        raise TooSlow(f"took {took:.1f} s")
    told.slowest = max(told.slowest, took)
    _must(told.most_megabytes <= MOST_MEGABYTES, f"took {told.most_megabytes:.0f} MB")
    _must(_pupils() == before, "something was entered before anybody asked for it")
    if answer.status_code == 422:
        _must("field-error" in answer.text, "refused without saying why")
        told.answers["refused whole"] += 1
        return
    told.answers["checked"] += 1
    _look_at(visitor, answer.headers["Location"], before, told)


def _look_at(visitor: Any, page: str, before: int, told: Told) -> None:
    upload = _upload(page)
    good = len(upload.good_rows)
    for row in upload.rows:
        told.rows["bad" if row["problems"] else "known" if row["is_known"] else "good"] += 1
        _must(row["number"] >= 2, "a row without its number")
        _must(all(sentence.rstrip()[-1:] in ".?!" for sentence in row["problems"].values()), "no sentence")
    shown = visitor.get(page)
    _must(shown.status_code == 200, f"its page answered {shown.status_code}")
    for row in upload.bad_rows:
        _must(f'data-label="Regel">{row["number"]}<' in shown.text, f"row {row['number']} is not told")
    for extension in ("csv", "xlsx") if told.files % 4 == 0 else ():
        _must(visitor.get(f"{page}/niet-gelukt.{extension}").status_code == 200, "the bad rows do not come back")
    answer = visitor.post(f"{page}/bewaren")
    _must(answer.status_code == 302, f"entering answered {answer.status_code}")
    entered = _upload(page).entered or 0
    _must(_pupils() - before == entered <= good, f"{good} good rows became {_pupils() - before} pupils")
    told.entered += entered
    visitor.post(f"{page}/weggooien")


def _upload(page: str) -> Upload:
    db.session.rollback()
    return db.session.get_one(Upload, int(page.rpartition("/")[2]), populate_existing=True)


def _pupils() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Pupil)) or 0


def _must(so: bool, otherwise: str) -> None:
    if not so:
        raise Broke(otherwise)


@contextmanager
def measured(told: Told) -> Iterator[None]:
    """Inside, the processes that read uploads say how much memory they took."""
    run = subprocess.run

    def run_and_listen(*command: Any, **options: Any) -> Any:
        ended = run(*command, **options)
        if found := re.search(rb"VmHWM (\d+)", ended.stderr):
            told.most_megabytes = max(told.most_megabytes, int(found[1]) / 1024)
        return ended

    child = Path(__file__).with_name("measured_child.py")
    with patch.object(reading, "CHILD", child), patch.object(reading.subprocess, "run", run_and_listen):
        yield


def fuzz(visitor: Any, counts: dict[str, int], seed: int, folder: Path, start: int = 0) -> Told:
    """So many files of each kind, all of them survived. Raises Broke, and leaves the file in the folder."""
    told = Told()
    for extension, count in counts.items():
        for number in range(start, count):
            content = MAKERS[extension](number, seed)
            try:
                with measured(told):
                    try:
                        try_file(visitor, content, extension, told)
                    except TooSlow:  # once may be the machine: this one stood still for two minutes
                        try_file(visitor, content, extension, told)
            except Exception as error:
                kept = folder / f"broke-{seed}-{number}.{extension}"
                kept.write_bytes(content)
                raise Broke(f"{extension} {number} of seed {seed}: {error!r} ({kept})") from error
            if number % 500 == 499:
                print(f"{extension} {number + 1}: {told}", flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--csv", type=int, default=10_000)
    parser.add_argument("--xlsx", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first file, to go on from there")
    parser.add_argument("--keep", type=Path, default=Path("."), help="folder for a file that broke something")
    given = parser.parse_args()
    with scratch_app() as app:
        visitor = contact_of_a_school(app)
        try:
            told = fuzz(visitor, {"csv": given.csv, "xlsx": given.xlsx}, given.seed, given.keep, given.start)
        except Broke as broke:
            sys.exit(str(broke))
    print(told)


if __name__ == "__main__":
    main()
