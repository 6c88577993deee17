"""Whoever adds a column has to say what becomes of it when the person it tells of is erased."""

import re

import pytest

from maatje.config import ROOT
from maatje.database import Base, db
from maatje.privacy.inventory import FATES, Becomes, RowGoes, Stays, is_personal, values_after
from maatje.rounds.models import LeftOver
from tests.access_table import World
from tests.factories import make_proposal, make_request


def test_every_column_of_every_table_has_its_fate_and_every_fate_a_column(app):
    tables = Base.metadata.tables

    assert set(FATES) == set(tables)
    for name, fate in FATES.items():
        if not isinstance(fate, RowGoes):
            assert set(fate) == set(tables[name].columns.keys()), name


def test_what_stays_says_why(app):
    for name, fate in FATES.items():
        if not isinstance(fate, RowGoes):
            for column, one in fate.items():
                assert isinstance(one, Becomes) or (isinstance(one, Stays) and one.why), (name, column)


def tables_about_people():
    """Those whose rows point at a person, or are one, and are left when that person is erased."""
    of_a_person = {"users", "volunteers", "pupils"}
    while of_a_person != (more := of_a_person | {
        table.name
        for table in Base.metadata.sorted_tables
        if {key.column.table.name for key in table.foreign_keys} & of_a_person
    }):  # fmt: skip
        of_a_person = more
    by_number = {"audit_events", "erasures", "retention_notices", "set_aside"}  # and without a key
    return sorted(name for name in of_a_person | by_number if not isinstance(FATES[name], RowGoes))


def test_free_text_of_a_row_about_a_person_never_stays(app):
    """A column of words stays only if they are ours: a state, a code, a version."""
    ours = {"object_type", "action", "steps", "text_version", "processing", "language"}
    ours |= {"reason", "kind", "rules_version", "stage"}
    ours |= {"ticket"}  # of `pupil_openings`: the form takes nothing but the number of a question
    for name in tables_about_people():
        for column in Base.metadata.tables[name].columns:
            is_text = column.type.python_type is str and not hasattr(column.type, "enums")
            if is_text and isinstance(FATES[name][column.name], Stays):
                assert column.name in ours, (name, column.name)


def test_the_tables_about_people_are_found():
    assert {"pupils", "pupil_openings", "consents", "left_over", "pairings", "users"} <= set(tables_about_people())


@pytest.fixture
def one_of_each(app):
    """A row in every table of which erasing somebody empties columns."""
    world = World()
    proposal = make_proposal(None, make_request(world.pupil()), world.volunteer)
    world.pairing()
    left = {"round_id": proposal.round_id, "request_id": proposal.request_id, "reason": "x"}
    db.session.add(LeftOver(**left, remaining=["x"], advice={"said": "x"}))
    db.session.commit()


EMPTIED = [name for name, fate in FATES.items() if isinstance(fate, dict) and is_personal(fate)]


@pytest.mark.parametrize("name", EMPTIED)
def test_what_a_column_becomes_fits_into_it(one_of_each, name):
    table = Base.metadata.tables[name]

    changed = db.session.execute(table.update().values(values_after(table)))

    assert changed.rowcount > 0
    db.session.execute(table.select()).all()  # and can be read


def test_the_register_of_processing_names_every_table_with_something_about_a_person(app):
    """docs/papers/verwerkingsregister.md is what a supervisor asks for."""
    register = (ROOT / "docs" / "papers" / "verwerkingsregister.md").read_text()
    named = set(re.findall(r"`(\w+)`", register))
    personal = {name for name, fate in FATES.items() if is_personal(fate)}

    assert personal - named == set()
    assert named - set(FATES) == set()
