"""Every route, asked with every method by every role, answers as tests/access_table.py says."""

import hashlib
from functools import partial

import pytest
from sqlalchemy import delete, select

from maatje.access import Role
from maatje.accounts.models import Proof
from maatje.clock import now
from maatje.database import Base, db
from maatje.regions.models import CoordinatorRegion
from tests.access_table import OWNED, TABLE, World, address_in
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_region,
    make_school,
    make_school_contact,
    make_user,
    make_volunteer,
)
from tests.visitors import visitor_of

SIGNED_IN = ("volunteer", "school", "coordinator", "administrator")
WORDS = {"everybody": {"anonymous", *SIGNED_IN}, "signed-in": set(SIGNED_IN)}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# A view may leave this behind on a GET: that a pupil's data was seen.
MAY_GROW_ON_GET = {"audit_events"}


def rows():
    for line in filter(None, TABLE.splitlines()):
        endpoint, *words = line.split()
        methods = [word for word in words if word in METHODS]
        roles = {role for word in words if word not in METHODS for role in WORDS.get(word, {word})}
        for method in methods:
            yield endpoint, method, roles


ROWS = list(rows())
ALLOWED = {(endpoint, method): roles for endpoint, method, roles in ROWS}


def routes(app):
    """(endpoint, method) of everything that is not a file."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        for method in rule.methods & METHODS
    }


@pytest.fixture
def client_of(app, client):
    return partial(visitor_of, app)


def rule_of(app, endpoint, method):
    """The rule with the most arguments."""
    rules = [rule for rule in app.url_map.iter_rules(endpoint) if method in rule.methods]
    return max(rules, key=lambda rule: len(rule.arguments))


def in_short(rows):
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def stored(without=()):
    """What stands in each table, in short."""
    with db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, connection.execute(select(table))))).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


# Who has an account, and is nobody all the same.
NOBODY_YET = ("deactivated", "unverified", "half-way")


def is_refused(answer, role):
    if role in {"anonymous", *NOBODY_YET}:
        return answer.status_code == 302 and answer.headers["Location"].startswith("/inloggen")
    return answer.status_code == 403


def test_every_route_stands_in_the_table_once_and_every_line_has_a_route(app):
    in_table = [(endpoint, method) for endpoint, method, _ in ROWS]

    assert len(in_table) == len(set(in_table))
    assert set(in_table) == routes(app)


def test_every_view_declares_who_may_open_it(app):
    silent = {endpoint for endpoint, _ in routes(app) if not getattr(app.view_functions[endpoint], "access", None)}

    assert silent == set()


every_route = pytest.mark.parametrize(("endpoint", "method"), sorted(ALLOWED), ids=lambda word: word)


@every_route
def test_the_door_opens_to_those_in_the_table_and_to_nobody_else(app, client_of, endpoint, method):
    world = World()
    people = world.people | {
        "anonymous": None,
        "deactivated": make_administrator(deactivated_at=now()),
        "unverified": make_user(email_verified_at=None),
        "half-way": make_administrator(),
    }
    allowed = set(ALLOWED[endpoint, method])
    if "anonymous" in allowed:
        allowed.update(NOBODY_YET)
    address = address_in(world, rule_of(app, endpoint, method))
    session = {"half-way": {"proof": Proof.AWAITS_CODE}}

    for role in sorted(people.keys() - allowed):
        visitor = client_of(people[role], **session.get(role, {}))
        before = stored()
        answer = visitor.open(address, method=method)
        assert is_refused(answer, role), f"{role} got {answer.status_code}"
        assert stored() == before

    for role in sorted(allowed):
        visitor = client_of(people[role], **session.get(role, {}))
        before = stored(MAY_GROW_ON_GET)
        answer = visitor.open(address, method=method)
        assert answer.status_code not in {401, 403, 405, 500}, f"{role} got {answer.status_code}"
        if method == "GET":
            assert visitor.head(address).status_code == answer.status_code
            assert stored(MAY_GROW_ON_GET) == before, "a GET or HEAD changed something"


@every_route
def test_what_is_another_regions_schools_or_volunteers_is_not_there(app, client_of, endpoint, method):
    rule = rule_of(app, endpoint, method)
    if not rule.arguments & OWNED.keys():
        return
    address = address_in(World(), rule)
    elsewhere = make_region("Zeeland")
    strangers = {
        "volunteer": make_volunteer(elsewhere).user,
        "school": make_school_contact(make_school(elsewhere)),
        "coordinator": make_coordinator(elsewhere),
    }
    visitors = {role: client_of(strangers[role]) for role in sorted(strangers.keys() & ALLOWED[endpoint, method])}
    before = stored()

    answers = {role: visitor.open(address, method=method).status_code for role, visitor in visitors.items()}

    assert set(answers.values()) <= {404}, answers
    assert stored() == before


@pytest.mark.parametrize("changed", ["region", "role", "account", "school"])
def test_what_changes_in_the_database_holds_at_the_next_page(client_of, changed):
    world = World()
    coordinator, pupil = world.people["coordinator"], world.pupil()
    visitor = client_of(coordinator)
    address = f"/leerlingen/{pupil.id}"
    assert visitor.get(address).status_code == 200

    if changed == "region":
        db.session.execute(delete(CoordinatorRegion))
    elif changed == "role":
        coordinator.role = Role.VOLUNTEER
    elif changed == "account":
        coordinator.deactivated_at = now()
    else:
        world.school.region_id = make_region("Zeeland").id
    db.session.commit()

    assert visitor.get(address).status_code == (404 if changed in {"region", "school"} else 302)


def test_every_form_without_its_token_is_refused(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    world = World()

    for endpoint, method, _ in ROWS:
        if method != "GET":
            address = address_in(world, rule_of(app, endpoint, method))
            assert client.open(address, method=method).status_code == 400, endpoint
