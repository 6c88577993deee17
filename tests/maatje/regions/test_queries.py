from maatje.access import Role
from maatje.clock import now
from maatje.database import db
from maatje.regions import queries
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_postcode,
    make_region,
    make_school_contact,
    make_user,
)


def test_a_coordinator_decides_in_own_regions_only(app):
    haaglanden, _ = make_region("Haaglanden"), make_region("Utrecht")

    assert queries.regions_of(make_coordinator(haaglanden)) == [haaglanden]


def test_an_administrator_sees_all_regions_by_name(app):
    utrecht, drenthe = make_region("Utrecht"), make_region("Drenthe")

    assert queries.regions_of(make_administrator()) == [drenthe, utrecht]


def test_others_decide_nowhere(app):
    make_region()

    assert queries.regions_of(make_user(Role.VOLUNTEER)) == []
    assert queries.regions_of(make_school_contact()) == []


def test_region_ids_serve_as_a_condition(app):
    haaglanden = make_region("Haaglanden")
    viewer = make_coordinator(haaglanden)

    assert list(db.session.scalars(queries.region_ids_of(viewer))) == [haaglanden.id]


def test_an_unknown_postcode_suggests_nothing(app):
    make_postcode("2511", make_region("Haaglanden"))

    assert queries.suggested_region("2511").name == "Haaglanden"
    assert queries.suggested_region("9999") is None
    assert queries.area_of("") is None


def test_a_region_that_is_closed_is_neither_suggested_nor_offered(app):
    make_postcode("2511", make_region("Haaglanden", is_active=False))

    assert queries.suggested_region("2511") is None
    assert queries.active_regions() == []


def test_coordinators_who_left_are_not_addressed(app):
    region = make_region()
    present = make_coordinator(region)
    make_coordinator(region, deactivated_at=now())

    assert queries.coordinators_of(region.id) == [present]
