import time

from sqlalchemy import event

from maatje.access import Role
from maatje.clock import now
from maatje.database import db
from maatje.programmes.models import Programme
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.requests.queries import count_by_state, open_requests, pupils_visible_to, requests_visible_to
from maatje.schools.queries import schools_visible_to
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_subject,
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


def test_a_thousand_open_requests_are_read_in_two_queries_and_well_under_a_second(app):
    pattern = make_request(subjects=[make_subject("wis"), make_subject("nask")])
    pupil, programme = pattern.pupil, db.session.query(Programme).one()
    region_id = pupil.school.region_id
    copied = {"school_id", "level_id", "grade_id", "pc4", "weekly_times"}
    db.session.execute(
        db.insert(Pupil),
        [{name: getattr(pupil, name) for name in copied} | {"first_name": f"P{n}"} for n in range(1000)],
    )
    ids = db.session.scalars(db.select(Pupil.id).where(Pupil.first_name.like("P%"))).all()
    db.session.execute(
        db.insert(HelpRequest),
        [
            {"pupil_id": id_, "programme_id": programme.id, "state": RequestState.OPEN, "submitted_at": now()}
            for id_ in ids
        ],
    )
    requests = db.session.scalars(db.select(HelpRequest.id).where(HelpRequest.id != pattern.id)).all()
    db.session.execute(
        db.insert(RequestSubject),
        [{"request_id": id_, "subject_id": wish.subject_id} for id_ in requests for wish in pattern.subjects],
    )
    db.session.commit()
    statements = []
    event.listen(db.engine, "before_cursor_execute", count := lambda *call: statements.append(call[2]))

    started = time.process_time()
    found = open_requests(region_id)
    facts = [
        (request.pupil.school.region_id, request.pupil.level.code, request.programme.key, len(request.subjects))
        for request in found
    ]
    took = time.process_time() - started
    event.remove(db.engine, "before_cursor_execute", count)

    assert len(facts) == 1001
    assert len([statement for statement in statements if statement.startswith("SELECT")]) <= 4
    assert took < 1  # of processor time: other tests may run beside this one
