"""What waits in a region without coordinator is not left lying: the administrators hear of it."""

import pytest

from maatje.access import Role
from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.models import Letter
from maatje.regions.emails import tell_if_nobody_coordinates
from maatje.safety import services as safety
from tests.factories import make_administrator, make_coordinator, make_region
from tests.maatje.pairings.conftest import at, nothing_is_given_twice, pair, people  # noqa: F401 - fixtures
from tests.maatje.requests.test_family_requests import asked, programme  # noqa: F401 - fixtures


def told():
    letters = db.select(Letter.to_address).where(Letter.kind == "region_without_coordinator")
    return list(db.session.scalars(letters.order_by(Letter.id)))


@pytest.fixture
def administrator(app):
    make_administrator(deactivated_at=now())
    return make_administrator()


def test_those_who_can_sign_in_are_told_once_a_day(administrator):
    region = make_region()

    for _ in range(2):
        with transaction():
            tell_if_nobody_coordinates(region.id)

    assert told() == [administrator.email]


def test_where_somebody_coordinates_nobody_else_is_told(administrator):
    region = make_region()
    make_coordinator(region)

    with transaction():
        tell_if_nobody_coordinates(region.id)

    assert told() == []


def test_a_family_that_asks_there_is_seen(administrator, asked, client):  # noqa: F811
    with transaction():
        db.session.execute(db.update(User).where(User.role == Role.COORDINATOR).values(deactivated_at=now()))

    client.post(asked(), data={"answer": "yes"})

    assert told() == [administrator.email]


@pytest.mark.parametrize("matter", ["report", "concern"])
def test_a_report_and_a_concern_there_are_seen(administrator, people, at, matter):  # noqa: F811
    pairing = at("active")
    with transaction():
        people.coordinator.deactivated_at = now()

    with transaction():
        if matter == "report":
            safety.report_volunteer(pairing, people.by_school)
        else:
            safety.raise_concern(pairing, people.by_volunteer)

    assert told() == [administrator.email]
