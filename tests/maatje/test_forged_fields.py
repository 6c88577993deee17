"""Whatever else is sent with a form, only what the form asks for is changed (S4; ASVS 15.3.3).

Each form that anybody finds on any page is sent twice, in two worlds that are the same: as it is, and with every
column of every table beside it. Both must change the same columns, to the same states, roles and marks.
"""

import enum

import pytest
from sqlalchemy import Boolean, DateTime, Enum, Integer, select

from maatje.database import Base, db
from tests.access_table import World, address_in
from tests.forms_on_pages import posts_on
from tests.visitors import visitor_of

pytestmark = pytest.mark.usefixtures("without_limits")

A_NUMBER, A_WORD = 987_654_321, "Vervalst"
FORGED = {
    "state": ["active", "approved", "open"],
    "role": ["administrator"],
    "vog_status": ["seen"],
    "urgency": ["high"],
}


def columns():
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def forged_beside(asked):
    """Every column that the form does not ask for, with a value that would be seen if it got in."""
    sent = asked.copy()
    names = {name.split("-")[0] for name in asked}
    for column in columns():
        for name in {
            column.name,
            f"{column.table.name}-{column.name}",
            f"{column.table.name}.{column.name}",
        } - names:
            for value in FORGED.get(column.name) or [_forged(column)]:
                sent.add(name, value)
    return sent


def _forged(column):
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[-1]
    if isinstance(kind, Boolean):
        return "y"
    if isinstance(kind, DateTime):
        return "2031-01-01 12:00"
    return str(A_NUMBER) if isinstance(kind, Integer) else A_WORD


def stored():
    """Every row by table and key."""
    with db.engine.connect() as connection:
        return {
            (table.name, *(row[key.name] for key in table.primary_key.columns)): dict(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table)).mappings()
        }


def changes(before, after):
    """(table, column, new value where it is a state, a role or a mark), sorted; a row that went is one too."""
    found = []
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key)
        if new is None:
            found.append((key[0], "(gone)", ""))
            continue
        for name, value in new.items():
            if name not in old or old[name] != value:
                telling = value if isinstance(value, enum.Enum | bool) else ""
                found.append((key[0], name, repr(telling)))
    return sorted(found)


def everything_in(rows):
    return " ".join(str(value) for row in rows.values() for value in row.values())


def forms_of(world, app, visitor):
    """By (method's) endpoint: where it is sent and what a person would send, from whatever page has the form."""
    adapter = app.url_map.bind("localhost")
    found = {}
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in rule.methods or rule.endpoint.endswith("static"):
            continue
        page = address_in(world, rule)
        for action, asked in posts_on(visitor.get(page).text):
            address = action or page
            endpoint, _ = adapter.match(address.partition("?")[0], method="POST")
            if endpoint not in LEFT_OUT:
                found.setdefault(endpoint, (address, asked))
    return found


LEFT_OUT = {"accounts.sign_out", "privacy.erase_myself"}  # it would end the walk


def sent_forms(app, role, add):
    """What each form changed in a world of its own."""
    world = World()
    visitor = visitor_of(app, world.people.get(role))
    results = {}
    for endpoint, (address, asked) in forms_of(world, app, visitor).items():
        before = stored()
        answer = visitor.post(address, data=add(asked))
        after = stored()
        results[endpoint] = answer.status_code, changes(before, after), everything_in(after)
    return results


# How many of the forms change something as they are filled in here; a form that is refused shows nothing.
AT_LEAST = {"anonymous": 1, "volunteer": 4, "school": 7, "coordinator": 16, "administrator": 12}


@pytest.mark.parametrize("role", AT_LEAST)
def test_what_is_sent_beside_a_form_changes_nothing(client, start_anew, role):
    plain = sent_forms(client.application, role, lambda asked: asked)
    start_anew()
    forged = sent_forms(client.application, role, forged_beside)

    assert plain.keys() == forged.keys()
    for endpoint, (status, changed, _) in plain.items():
        assert (status, changed) == forged[endpoint][:2], endpoint
        assert str(A_NUMBER) not in forged[endpoint][2], endpoint
        assert A_WORD not in forged[endpoint][2], endpoint
    took_hold = {endpoint for endpoint, (_, changed, _) in plain.items() if changed}
    assert len(took_hold) >= AT_LEAST[role], sorted(took_hold)
