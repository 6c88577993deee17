from maatje.access import Role
from maatje.database import db
from maatje.requests.life import RequestState
from maatje.requests.queries import count_by_state, pupils_visible_to, requests_visible_to
from maatje.schools.queries import schools_visible_to
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_user,
)


def seen(viewer):
    return [
        len(db.session.scalars(visible(viewer)).all())
        for visible in (schools_visible_to, pupils_visible_to, requests_visible_to)
    ]


def test_each_role_sees_its_own_schools_pupils_and_requests(app):
    here, there = make_region("Haaglanden"), make_region("Zeeland")
    school, neighbour, far = make_school(here), make_school(here), make_school(there)
    for place in (school, neighbour, far):
        make_request(pupil=make_pupil(place))

    assert seen(make_school_contact(school)) == [1, 1, 1]
    assert seen(make_coordinator(here)) == [2, 2, 2]
    assert seen(make_administrator()) == [3, 0, 0]
    assert seen(make_user(Role.VOLUNTEER)) == [0, 0, 0]
    assert seen(make_user(Role.COORDINATOR)) == [0, 0, 0]
    assert seen(make_user(Role.SCHOOL_CONTACT)) == [0, 0, 0]


def test_requests_are_counted_by_state(app):
    make_request(state=RequestState.SUBMITTED)
    make_request()
    make_request()

    counted = count_by_state(requests_visible_to(make_coordinator()))

    assert counted == {RequestState.SUBMITTED: 1, RequestState.OPEN: 2}
