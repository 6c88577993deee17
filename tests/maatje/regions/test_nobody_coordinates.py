"""What waits in a region without coordinator is not left lying: the administrators hear of it."""

from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.models import Letter
from maatje.regions.emails import tell_if_nobody_coordinates
from tests.factories import make_administrator, make_coordinator, make_region


def tell(region):
    with transaction():
        tell_if_nobody_coordinates(region.id)
    return list(db.session.scalars(db.select(Letter.to_address)))


def test_those_who_can_sign_in_are_told_once_a_day(app):
    region, administrator = make_region(), make_administrator()
    make_administrator(deactivated_at=now())

    assert tell(region) == [administrator.email]
    assert tell(region) == [administrator.email]


def test_where_somebody_coordinates_nobody_else_is_told(app):
    region = make_region()
    make_administrator()
    make_coordinator(region)

    assert tell(region) == []
