"""A backup that is put back brings back whom it knew; the list of numbers sends them away again."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from maatje.accounts.services import acting
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.privacy import erasing
from maatje.privacy.models import Erasure
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pairing,
    make_pupil,
    make_request,
    make_volunteer,
)


@pytest.fixture
def run(app):
    return app.test_cli_runner().invoke


@pytest.fixture
def list_of_erased(run, tmp_path):
    def _list():
        path = tmp_path / "erased.txt"
        path.write_text(run(args=["privacy", "erased"]).output)
        return path

    return _list


def line_about(person, tmp_path, erased_at=None):
    path = tmp_path / "erased.txt"
    path.write_text(f"{person.__tablename__} {person.id} {(erased_at or now()).isoformat()}\n\n")
    return str(path)


def test_the_list_has_numbers_and_moments_only(app, list_of_erased):
    pupil = make_pupil(first_name="Quirijntje")
    with transaction():
        erasing.erase_pupil(pupil, By(Actor.SCHOOL))

    erased_at = db.session.scalar(select(Erasure.erased_at))
    assert list_of_erased().read_text() == f"pupils {pupil.id} {erased_at.isoformat()}\n"


@pytest.mark.parametrize("make", [make_pupil, make_volunteer, make_coordinator])
def test_whom_the_list_names_is_erased_again(run, tmp_path, make):
    person = make()

    said = run(args=["privacy", "erase-again", line_about(person, tmp_path)])

    assert said.output.splitlines()[-1] == "1 erased again.", said.exception
    assert person.erased_at


def test_also_a_pupil_for_whom_something_ran(run, tmp_path):
    pairing = make_pairing()

    run(args=["privacy", "erase-again", line_about(pairing.request.pupil, tmp_path)])

    assert pairing.request.pupil.erased_at
    assert not pairing.is_live


def test_the_whole_list_can_be_done_twice(run, list_of_erased):
    volunteer, pupil = make_volunteer(), make_pupil()
    make_request(pupil)
    with transaction():
        erasing.erase_volunteer(volunteer, acting(volunteer.user))
        erasing.erase_pupil(pupil, By(Actor.SCHOOL))

    assert run(args=["privacy", "erase-again", str(list_of_erased())]).output == "0 erased again.\n"


def test_whoever_has_the_number_since_is_left_alone(run, tmp_path):
    """The backup did not know the pupil, and the number was given out anew."""
    pupil = make_pupil()

    line = line_about(pupil, tmp_path, erased_at=now() - timedelta(days=1))
    assert run(args=["privacy", "erase-again", line]).output == "0 erased again.\n"
    assert pupil.erased_at is None

    number = pupil.id
    db.session.execute(delete(Erasure))
    (tmp_path / "none.txt").write_text(f"pupils {number + 1} {now().isoformat()}\n")
    assert run(args=["privacy", "erase-again", str(tmp_path / "none.txt")]).output == "0 erased again.\n"


def test_the_last_administrator_stays_then_too(run, tmp_path):
    only = make_administrator()

    said = run(args=["privacy", "erase-again", line_about(only, tmp_path)])

    assert "is the last administrator and stays" in said.stderr
    assert only.erased_at is None
