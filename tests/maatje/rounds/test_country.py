"""Rounds of the whole country, for programmes that take help from anywhere."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.requests.life import RequestState
from maatje.rounds import decisions, engine, jobs, services
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.times import moment_of
from tests.factories import (
    TUESDAY_FOUR,
    make_administrator,
    make_coordinator,
    make_country_round,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_volunteer,
)

LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def anywhere(app):
    """The programme that dull requests and volunteers are in."""
    return make_programme(allows_anywhere=True)


def request_in(region_name, programme=None, **pupil):
    return make_request(make_pupil(make_school(make_region(region_name)), **pupil), programme)


def volunteer_in(region_name, **values):
    return make_volunteer(make_region(region_name), **values)


def run(region_name=None):
    """A round of this region, or of the country."""
    region = make_region(region_name) if region_name else None
    with transaction():
        round_id = services.start_round(region, services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get_one(MatchingRound, round_id)


def pairs(round):
    return {(proposal.request_id, proposal.volunteer_id) for proposal in round.proposals}


def begun(region_name=None):
    """A round that has solved and has yet to store: its id, attempt and solution."""
    region = make_region(region_name) if region_name else None
    with transaction():
        round_id = services.start_round(region, services.THE_ROUND).id
        attempt = services.claim_round(round_id, LEASE)
    solution = engine.solve(engine.problem_of(region.id if region else None)[0])
    return round_id, attempt, solution


def store(round_id, attempt, solution):
    with transaction():
        services.store_solution(round_id, attempt, solution, engine.Unreadable())
    return db.session.get_one(MatchingRound, round_id)


def waiting():
    return [p for p in db.session.query(Proposal) if p.state in (ProposalState.PENDING, ProposalState.KEPT)]


def test_a_country_round_finds_help_in_another_region(app):
    request, volunteer = request_in("Haaglanden"), volunteer_in("Drenthe")

    nearby = run("Haaglanden")
    round = run()

    assert pairs(nearby) == set()
    assert pairs(round) == {(request.id, volunteer.id)}
    assert request.state is RequestState.PROPOSED


def test_a_programme_that_keeps_to_its_region_takes_no_part(app):
    nearby = make_programme("thuisschoolmaatje")
    request_in("Haaglanden", nearby)
    volunteer_in("Drenthe", programmes=[nearby])

    assert run().summary["requests"] == 0


def test_a_closed_region_takes_no_part(app):
    request_in("Haaglanden")
    volunteer_in("Drenthe")
    with transaction():
        make_region("Drenthe").is_active = False

    assert run().proposals == []


def test_what_a_region_proposed_for_its_own_pupil_stays_and_holds(app):
    ours, theirs = request_in("Drenthe"), request_in("Haaglanden")
    volunteer = volunteer_in("Drenthe")
    first = run("Drenthe")

    round = run()

    assert pairs(first) == {(ours.id, volunteer.id)}
    assert first.proposals[0].state is ProposalState.PENDING
    assert round.proposals == []
    assert theirs.state is RequestState.OPEN


def test_moments_of_another_wish_of_the_same_pupil_are_held(app):
    nearby = make_programme("thuisschoolmaatje")
    pupil = make_pupil(make_school(make_region("Haaglanden")))
    make_request(pupil, nearby)
    make_request(pupil)
    volunteer_in("Haaglanden", programmes=[nearby])
    volunteer_in("Drenthe")
    run("Haaglanden")

    assert run().proposals == []


def test_untouched_proposals_of_an_earlier_country_round_are_looked_at_again(app):
    request, volunteer = request_in("Haaglanden"), volunteer_in("Drenthe")
    first = run()

    second = run()

    assert [p.state for p in first.proposals] == [ProposalState.REPLACED]
    assert pairs(second) == {(request.id, volunteer.id)}


def test_a_round_of_the_region_leaves_a_proposal_across_two_regions_if_nobody_is_nearer(app):
    request_in("Haaglanden")
    volunteer_in("Drenthe")
    [proposal] = run().proposals

    nearby = run("Haaglanden")

    assert nearby.proposals == []
    assert nearby.left_over == []  # it has a proposal
    assert proposal.state is ProposalState.PENDING


def test_somebody_nearer_goes_before_a_proposal_across_two_regions(app):
    request = request_in("Haaglanden")
    volunteer_in("Drenthe")
    [proposal] = run().proposals
    near = volunteer_in("Haaglanden")

    nearby = run("Haaglanden")

    assert pairs(nearby) == {(request.id, near.id)}
    assert proposal.state is ProposalState.REPLACED


def test_a_volunteers_own_region_goes_before_an_untouched_proposal_elsewhere(app):
    far = request_in("Haaglanden")
    volunteer = volunteer_in("Drenthe")
    [proposal] = run().proposals
    near = request_in("Drenthe")

    nearby = run("Drenthe")

    assert pairs(nearby) == {(near.id, volunteer.id)}
    assert (proposal.state, far.state) == (ProposalState.REPLACED, RequestState.OPEN)
    replaced = db.session.query(AuditEvent).filter_by(action="proposal.replaced").one()
    assert replaced.region_id == make_region("Haaglanden").id  # where the pupil is


def test_with_places_and_hours_enough_both_stay(app):
    request_in("Haaglanden", weekly_times=frozenset({moment_of(3, 16)}))
    volunteer_in("Drenthe", places=2, weekly_times=frozenset({TUESDAY_FOUR, moment_of(3, 16)}))
    [proposal] = run().proposals
    request_in("Drenthe")

    nearby = run("Drenthe")

    assert len(nearby.proposals) == 1
    assert proposal.state is ProposalState.PENDING


def test_one_that_was_kept_holds_in_both_regions(app):
    coordinator = By(Actor.COORDINATOR, make_coordinator(make_region("Drenthe")).id)
    request_in("Haaglanden")
    volunteer_in("Drenthe")
    [proposal] = run().proposals
    with transaction():
        decisions.keep_proposal(proposal, coordinator)
    request_in("Drenthe")
    volunteer_in("Haaglanden")

    rounds = [run("Drenthe"), run("Haaglanden")]

    assert [round.proposals for round in rounds] == [[], []]
    assert proposal.state is ProposalState.KEPT


@pytest.mark.parametrize("first_to_store", ["country", "region"])
def test_two_rounds_at_once_give_no_request_away_twice(app, first_to_store):
    request = request_in("Haaglanden", weekly_times=frozenset({TUESDAY_FOUR}))
    volunteer_in("Drenthe")
    volunteer_in("Haaglanden")
    rounds = {"country": begun(), "region": begun("Haaglanden")}

    for name in sorted(rounds, key=lambda name: name != first_to_store):
        store(*rounds[name])

    assert [proposal.request_id for proposal in waiting()] == [request.id]


@pytest.mark.parametrize("first_to_store", ["country", "region"])
def test_two_rounds_at_once_give_no_place_away_twice(app, first_to_store):
    far, near = request_in("Haaglanden"), request_in("Drenthe", make_programme("thuisschoolmaatje"))
    volunteer_in("Drenthe", programmes=[make_programme(), make_programme("thuisschoolmaatje")])
    rounds = {"country": begun(), "region": begun("Drenthe")}

    for name in sorted(rounds, key=lambda name: name != first_to_store):
        store(*rounds[name])

    assert [proposal.request_id for proposal in waiting()] == [near.id]
    assert (far.state, near.state) == (RequestState.OPEN, RequestState.PROPOSED)


def test_a_second_start_finds_the_country_round_under_way(app):
    with transaction():
        under_way = services.start_round(None, services.THE_ROUND)

    with pytest.raises(services.RoundAlreadyStarted) as caught, transaction():
        services.start_round(None, services.THE_ROUND)
    with transaction():
        services.start_round(make_region(), services.THE_ROUND)

    assert caught.value.round.id == under_way.id


@pytest.mark.parametrize("same", [{"state": RoundState.RUNNING}, {"night": date(2026, 11, 23)}])
def test_the_database_holds_one_country_round_under_way_and_one_a_night(app, same):
    make_country_round(**same)

    with pytest.raises(IntegrityError):
        make_country_round(**same)
    db.session.rollback()


def test_by_night_the_country_waits_for_the_regions(app):
    request_in("Haaglanden")
    volunteer_in("Drenthe")

    with time_machine.travel("2026-11-23 02:30:00+00:00", tick=False):
        jobs.sweep_night()
        jobs.sweep_night()
        regional = [round.region_id for round in db.session.query(MatchingRound)]
        jobs.run_round(db.session.query(MatchingRound).one().id)
        jobs.sweep_night()
        jobs.sweep_night()

    assert regional == [make_region("Haaglanden").id]
    assert [round.region_id for round in db.session.query(MatchingRound).order_by(MatchingRound.id)] == [
        make_region("Haaglanden").id,
        None,
    ]


def test_by_night_nothing_starts_for_the_country_when_nobody_waits(app):
    volunteer_in("Drenthe")

    with time_machine.travel("2026-11-23 02:30:00+00:00", tick=False):
        jobs.sweep_night()

    assert db.session.query(MatchingRound).count() == 0


def test_both_regions_and_the_one_who_started_it_are_told(app):
    administrator = make_administrator()
    coordinators = [make_coordinator(make_region(name)) for name in ("Haaglanden", "Drenthe")]
    make_coordinator(make_region("Zeeland"))
    request_in("Haaglanden")
    volunteer_in("Drenthe")
    with transaction():
        round_id = services.start_round(None, By(Actor.ADMINISTRATOR, administrator.id)).id

    jobs.run_round(round_id)

    told = {(letter.kind, letter.user_id) for letter in db.session.query(Letter)}
    assert told == {("country_round_ready", administrator.id)} | {("round_ready", c.id) for c in coordinators}


def test_a_country_round_that_fails_is_told_to_the_administrators(app, monkeypatch):
    administrator = make_administrator()
    monkeypatch.setattr(engine, "solve", lambda *_: 1 / 0)
    with transaction():
        round_id = services.start_round(None, services.THE_ROUND).id

    for _ in range(3):
        jobs.run_round(round_id)

    [letter] = db.session.query(Letter)
    assert (letter.kind, letter.user_id) == ("country_round_failed", administrator.id)
