"""A list asks the database as often for twenty rows as for two."""

import pytest
from sqlalchemy import event

from maatje.database import db
from tests.factories import (
    make_coordinator,
    make_pairing,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_round,
    make_school,
    make_volunteer,
)


@pytest.fixture
def asked():
    """How often something asks the database."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)

    def _asked(act):
        statements.clear()
        answer = act()
        assert answer.status_code == 200
        return len(statements)

    yield _asked
    event.remove(db.engine, "before_cursor_execute", note)


def _fill(page, number):
    region = make_region()
    for one in range(number):
        request = make_request(pupil=make_pupil(make_school(region), first_name=f"Noor {one}"))
        if page == "/voorstellen":
            make_proposal(make_round(region), request, make_volunteer(region, languages=["ar"]))
        elif page == "/koppelingen":
            make_pairing(request)
        elif page.startswith("/vrijwilligers"):
            make_volunteer(region)


@pytest.mark.parametrize(
    "page",
    [
        "/leerlingen",
        "/leerlingen/alle-gegevens.json",
        "/hulpvragen?tab=wachtlijst",
        "/voorstellen",
        "/koppelingen",
        "/vrijwilligers?status=alle",
    ],
)
def test_a_long_list_asks_no_more_than_a_short_one(app, sign_in, asked, page):
    coordinator = sign_in(make_coordinator())
    _fill(page, 2)
    coordinator.get(page)  # what is asked once in the life of a process
    short = asked(lambda: coordinator.get(page))

    _fill(page, 18)

    assert asked(lambda: coordinator.get(page)) == short
