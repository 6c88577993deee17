from sqlalchemy import select

from maatje.database import among, as_text, db, times_in
from maatje.volunteers.models import Volunteer
from tests.factories import make_volunteer

MORE_THAN_ONE_STATEMENT_HOLDS = 70_000  # values, in PostgreSQL; in SQLite half of that


def test_those_among_very_many_are_found_in_one_statement(app):
    volunteers = [make_volunteer() for _ in range(3)]
    wanted = {volunteers[0].id, volunteers[2].id} | set(range(1000, MORE_THAN_ONE_STATEMENT_HOLDS))

    found = db.session.scalars(select(Volunteer.id).where(among(Volunteer.id, wanted)).order_by(Volunteer.id))

    assert list(found) == [volunteers[0].id, volunteers[2].id]


def test_nobody_is_among_none(app):
    make_volunteer()

    assert db.session.scalars(select(Volunteer.id).where(among(Volunteer.id, []))).all() == []


def test_weekly_times_read_as_text_are_the_same(app):
    volunteer = make_volunteer(weekly_times=frozenset({3, 40}))
    unsure = make_volunteer(weekly_times=frozenset())

    texts = dict(db.session.execute(select(Volunteer.id, as_text(Volunteer.weekly_times))).all())

    assert times_in(texts[volunteer.id]) == {3, 40}
    assert times_in(texts[unsure.id]) == frozenset()
