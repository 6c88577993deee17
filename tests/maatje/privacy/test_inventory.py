"""Whoever adds a column has to say what becomes of it when the person it tells of is erased."""

import re

import pytest

from maatje.config import ROOT
from maatje.database import Base, db
from maatje.privacy.inventory import FATES, Becomes, RowGoes, Stays, is_personal, values_after


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


def test_free_text_of_a_row_about_a_person_never_stays(app):
    """A column of words stays only if they are ours: a state, a code, a version."""
    ours = {"object_type", "action", "steps", "text_version", "processing", "language"}
    ours |= {"reason", "kind", "rules_version"}
    about_people = [name for name, fate in FATES.items() if not isinstance(fate, RowGoes) and "erased_at" in fate]
    for name in [*about_people, "help_requests", "pairings", "proposals", "left_over", "consents", "audit_events"]:
        for column in Base.metadata.tables[name].columns:
            is_text = column.type.python_type is str and not hasattr(column.type, "enums")
            if is_text and isinstance(FATES[name][column.name], Stays):
                assert column.name in ours, (name, column.name)


@pytest.mark.parametrize("name", [name for name, fate in FATES.items() if not isinstance(fate, RowGoes)])
def test_what_a_column_becomes_fits_into_it(app, name):
    table = Base.metadata.tables[name]
    if values := values_after(table):
        db.session.execute(table.update().values(values))


def test_the_register_of_processing_names_every_table_with_something_about_a_person(app):
    """docs/papers/verwerkingsregister.md is what a supervisor asks for."""
    register = (ROOT / "docs" / "papers" / "verwerkingsregister.md").read_text()
    named = set(re.findall(r"`(\w+)`", register))
    personal = {name for name, fate in FATES.items() if is_personal(fate)}

    assert personal - named == set()
    assert named - set(FATES) == set()
