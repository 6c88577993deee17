"""Whoever types a number that no row can have gets a page, and never an error."""

import pytest

from maatje.access import Role
from maatje.numbers import row_number
from tests.factories import make_administrator, make_coordinator, make_proposal, make_school_contact

TOO_LONG = "9" * 25


@pytest.mark.parametrize("typed", [None, "", "-1", "1.5", "²", "٣", "een", TOO_LONG])
def test_what_is_no_number_of_a_row_is_nobodys(typed):
    assert row_number(typed) == 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SCHOOL_CONTACT, Role.ADMINISTRATOR])
def test_no_address_breaks_on_a_number_that_is_too_long(app, sign_in, role):
    make = {Role.COORDINATOR: make_coordinator, Role.SCHOOL_CONTACT: make_school_contact}
    visitor = sign_in(make.get(role, make_administrator)())
    names = {
        "pc4": "2511",
        "name": "waar",
        "kind_key": "leerlingen",
        "extension": "csv",
        "filename": "x",
        "token": "x",
    }

    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            numbers = {one: 1 for one in rule.arguments if one not in names}
            with app.test_request_context():
                address = rule.build(numbers | {one: names[one] for one in rule.arguments & set(names)})[1]
            for tried in (address.replace("/1", f"/{TOO_LONG}"), f"{address}?page={TOO_LONG}&school={TOO_LONG}"):
                assert visitor.get(tried).status_code != 500, tried


def test_a_posted_number_that_is_too_long_is_nobodys(app, sign_in):
    proposal = make_proposal()
    visitor = sign_in(make_coordinator(proposal.request.pupil.school.region))

    assert visitor.post("/voorstellen/goedkeuren", data={"proposal_id": TOO_LONG}).status_code == 404
    assert visitor.post("/hulpvragen/accepteren", data={"request_id": TOO_LONG}).status_code == 302
    answer = visitor.post(f"/voorstellen/{proposal.id}/kiezen", data={"volunteer_id": TOO_LONG})
    assert answer.status_code == 404
