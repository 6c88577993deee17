"""A few broken lists at every run; `python -m benchmarks.fuzz_lists` does ten thousand (reliability.md S13)."""

import io
import re
from itertools import count

import pytest

from benchmarks import broken_files, fuzz_lists
from benchmarks.fuzz_lists import Broke, Told, contact_of_a_school, fuzz, try_file
from maatje.database import db
from maatje.lists import services as lists
from maatje.reference.services import load_reference

GOOD = (";".join(broken_files.HEADINGS) + "\n" + broken_files.GOOD.format(1, 1)).encode()


@pytest.fixture
def visitor(client):
    load_reference()
    db.session.commit()
    return contact_of_a_school(client.application)


def test_broken_lists_are_refused_or_checked_and_never_half_entered(visitor, tmp_path):
    told = fuzz(visitor, {"csv": 40, "xlsx": 12}, seed=2026, folder=tmp_path)

    assert told.answers["checked"] > 5
    assert told.answers["refused whole"] > 5
    assert told.rows["bad"] > 5
    assert told.entered > 5


def test_the_rows_that_are_wrong_are_told_by_number_in_dutch(visitor):
    heading, one = GOOD.splitlines()
    lines = [heading, one, one.replace(b";havo;", b";gymnastiek;"), one.replace(b";ja;", b";soms;", 1)]
    upload = {"file": (io.BytesIO(b"\n".join(lines)), "lijst.csv")}

    page = visitor.post("/lijsten/leerlingen", data=upload, follow_redirects=True).text

    rows = dict(re.findall(r'data-label="Regel">(\d+)</td>.*?<li>(.*?)</li>', page, re.DOTALL))
    assert rows.keys() == {"3", "4"}
    assert "Niveau" in rows["3"]
    assert "Vul ja of nee in." in rows["4"]


def test_the_check_itself_sees_a_list_that_is_entered_too_soon(visitor, monkeypatch):
    counted = count(1)
    monkeypatch.setattr(fuzz_lists, "_pupils", lambda: next(counted))

    with pytest.raises(Broke, match="before anybody asked"):
        try_file(visitor, GOOD, "csv", Told())


def test_the_check_itself_sees_a_page_that_breaks(visitor, monkeypatch):
    monkeypatch.setitem(visitor.application.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(lists, "check_list", None)

    with pytest.raises(Broke, match="answered 500"):
        try_file(visitor, GOOD, "csv", Told())
