from datetime import UTC, datetime

from sqlalchemy import select

from maatje.database import among, as_text, db, insert_rows, times_in, transaction
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal, SetAside
from maatje.volunteers.models import Volunteer
from tests.factories import make_request, make_round, make_volunteer

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
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


def test_rows_that_are_inserted_are_as_if_they_had_been_objects(app):
    round, volunteer, requests = make_round(), make_volunteer(), [make_request(), make_request()]
    of_all = {
        "round_id": round.id,
        "volunteer_id": volunteer.id,
        "fit": 300,
        "is_online": False,
        "decided_at": NOON,
    }
    moments = (frozenset({40, 3}), frozenset())
    facts = ({"distance_km": 1.5, "days_waited": 3}, {"distance_km": None, "common_moments": ["é", "'"]})

    with transaction():
        insert_rows(
            Proposal,
            [
                of_all | {"request_id": request.id, "weekly_moments": weekly, "facts": known}
                for request, weekly, known in zip(requests, moments, facts, strict=True)
            ],
        )

    stored = db.session.query(Proposal).order_by(Proposal.request_id).all()
    assert [proposal.request_id for proposal in stored] == [request.id for request in requests]
    assert [(proposal.weekly_moments, proposal.facts) for proposal in stored] == list(
        zip(moments, facts, strict=True)
    )
    for proposal in stored:
        assert (proposal.round_id, proposal.fit, proposal.is_online) == (round.id, 300, False)
        assert (proposal.state, proposal.parts, proposal.decided_at) == (ProposalState.PENDING, {}, NOON)


def test_inserting_no_rows_changes_nothing(app):
    with transaction():
        insert_rows(SetAside, [])

    assert db.session.query(SetAside).count() == 0
