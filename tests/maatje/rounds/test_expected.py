"""What was asked lately is expected to be asked again, so that scarce skills are kept for it."""

from collections import Counter
from datetime import timedelta

import pytest

import matching
from maatje.clock import now
from maatje.database import db, transaction
from maatje.requests.life import RequestState
from maatje.rounds import engine
from maatje.rounds.life import ProposalState
from tests.factories import (
    make_language,
    make_level,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_subject,
    make_volunteer,
)

MATHS = ("subject", "wis", "HAVO")


def expected(region=None):
    problem, _ = engine.problem_of((region or make_region()).id)
    return dict(problem.expected)


def test_a_request_is_expected_for_what_the_engine_says_it_needs(app):
    make_language("ti", name="Tigrinya")
    pupil = make_pupil(needs_nt2=True, interpreter_language_code="ti")
    request = make_request(pupil, subjects=[make_subject("wis"), make_subject("en")])
    [record] = engine.problem_of(make_region().id)[0].requests
    assert expected() == {}

    with transaction():
        request.state = RequestState.PAIRED

    assert expected() == dict.fromkeys(matching.skills_needed(record), 1)
    assert len(expected()) == 4


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (RequestState.PAIRED, True),
        (RequestState.CLOSED, True),
        (RequestState.OPEN, False),  # it stands in the problem itself
        (RequestState.SUBMITTED, False),
        (RequestState.ON_HOLD, False),
        (RequestState.REFERRED, False),
        (RequestState.WITHDRAWN, False),
    ],
)
def test_what_came_to_a_volunteer_counts_and_nothing_else(app, state, counts):
    make_request(state=state)

    assert expected() == ({MATHS: 1} if counts else {})


def test_a_proposal_that_is_kept_counts_and_one_that_is_looked_at_again_does_not(app):
    make_proposal(request=make_request(make_pupil(make_school())))
    make_proposal(request=make_request(make_pupil(make_school())), state=ProposalState.KEPT)

    assert expected() == {MATHS: 1}


def test_what_was_asked_longer_than_twenty_weeks_ago_is_forgotten(app):
    for weeks in (19, 21):
        asked = now() - timedelta(weeks=weeks)
        make_request(state=RequestState.CLOSED, submitted_at=asked)

    assert expected() == {MATHS: 1}


def test_a_region_expects_what_its_own_pupils_asked(app):
    make_request(make_pupil(make_school(make_region("Drenthe"))), state=RequestState.PAIRED)

    assert expected() == {}
    assert expected(make_region("Drenthe")) == {MATHS: 1}


def test_the_country_expects_what_was_asked_where_help_may_come_from_anywhere(app):
    for programme in (make_programme("ver", allows_anywhere=True), make_programme("dichtbij")):
        for name in ("Haaglanden", "Drenthe"):
            make_request(make_pupil(make_school(make_region(name))), programme, state=RequestState.PAIRED)

    problem, _ = engine.problem_of(None)

    assert problem.expected == {MATHS: 2}


def test_who_teaches_what_was_asked_lately_is_kept_for_it(app):
    """Both can help with mathematics; one also teaches Latin, which nobody asks today."""
    latin, maths, level = make_subject("lat"), make_subject("wis"), make_level()
    rare = make_volunteer(subjects=[(maths, level), (latin, level)])
    plain = make_volunteer(subjects=[(maths, level)])
    make_request()
    for _ in range(3):
        make_request(subjects=[latin], state=RequestState.PAIRED)

    problem, _ = engine.problem_of(make_region().id)
    [proposal] = matching.solve(problem).proposals
    assert proposal.volunteer_id == plain.id

    for request in db.session.query(engine.HelpRequest).filter_by(state=RequestState.PAIRED):
        request.state = RequestState.WITHDRAWN
    db.session.commit()
    problem, _ = engine.problem_of(make_region().id)
    assert Counter(problem.expected) == {}
    [proposal] = matching.solve(problem).proposals
    assert proposal.volunteer_id == rare.id  # then nothing tells them apart but who came first
