"""The benchmarks run on a database of their own; here with the least there can be."""

import json

import pytest
from argon2 import PasswordHasher

from benchmarks import history
from benchmarks.scratch import scratch_app
from maatje.accounts import services as accounts
from maatje.database import db
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer


@pytest.fixture
def folder(tmp_path):
    """One request, and one offer that suits it."""
    german = {"name": "Deutsch"}
    (tmp_path / "pupils.json").write_text(json.dumps([{"grade": "10. Klasse", "subjects": [german]}]))
    (tmp_path / "tutors.json").write_text(json.dumps([{"subjects": [german | {"minGrade": 5, "maxGrade": 13}]}]))
    return tmp_path


def test_entering_people_pays_the_price_of_no_password_and_says_how_far_it_is(folder, monkeypatch, capsys):
    as_shipped = PasswordHasher()
    monkeypatch.setattr(accounts, "_hasher", as_shipped)

    with scratch_app():
        refused = history.enter_all(folder)
        [volunteer], [request] = db.session.query(Volunteer), db.session.query(HelpRequest)

        assert (volunteer.state, request.state) == (VolunteerState.ACTIVE, RequestState.OPEN)
        assert as_shipped.check_needs_rehash(volunteer.user.password_hash)

    assert refused == {}
    assert accounts._hasher is as_shipped
    assert capsys.readouterr().out == "0 of 1 offers\n0 of 1 requests\n"
