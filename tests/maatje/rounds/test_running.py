from datetime import timedelta

import pytest
import time_machine

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.pairings.models import BarReason
from maatje.pairings.services import bar_pair
from maatje.requests.life import RequestState
from maatje.rounds import decisions, engine, jobs, queries, services
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.times import moment_of
from tests.factories import (
    TUESDAY_FOUR,
    make_coordinator,
    make_level,
    make_pairing,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_subject,
    make_volunteer,
)

LEASE = timedelta(seconds=60)


def _coordinator_of(region):
    return By(Actor.COORDINATOR, make_coordinator(region).id)


def _queued(region=None, started_by=None, night=None):
    with transaction():
        return services.start_round(region or make_region(), started_by or services.THE_ROUND, night=night).id


def _run(region=None):
    round_id = _queued(region)
    jobs.run_round(round_id)
    return db.session.get(MatchingRound, round_id)


def test_a_round_proposes_a_fitting_volunteer_with_a_moment(app):
    request, volunteer = make_request(), make_volunteer()

    round = _run()

    [proposal] = round.proposals
    assert (proposal.request_id, proposal.volunteer_id) == (request.id, volunteer.id)
    assert proposal.weekly_moments == {TUESDAY_FOUR}
    assert proposal.fit == sum(proposal.parts.values()) > 0
    assert request.state is RequestState.PROPOSED
    assert (round.state, round.progress, round.summary["proposed"]) == (RoundState.READY, 100, 1)


def test_running_a_round_twice_proposes_each_request_once(app):
    make_request()
    make_volunteer()
    round = _run()

    jobs.run_round(round.id)

    assert db.session.query(Proposal).count() == 1
    assert round.attempt == 1


def test_a_second_round_of_a_region_waits_for_the_first(app):
    round_id = _queued()

    with pytest.raises(services.RoundAlreadyStarted) as caught, transaction():
        services.start_round(make_region(), services.THE_ROUND)

    assert caught.value.round.id == round_id


def test_of_two_clicks_in_the_same_second_one_starts_a_round(app, monkeypatch):
    round_id = _queued()
    look, looks = queries.round_under_way, iter([True, False])
    monkeypatch.setattr(queries, "round_under_way", lambda region_id: None if next(looks) else look(region_id))

    with pytest.raises(services.RoundAlreadyStarted) as caught, transaction():
        services.start_round(make_region(), services.THE_ROUND)

    assert caught.value.round.id == round_id


def test_untouched_proposals_make_way_and_kept_ones_stay(app):
    region = make_region()
    coordinator = _coordinator_of(region)
    subject = make_subject()
    requests = [make_request() for _ in range(2)]
    volunteers = [make_volunteer(), make_volunteer()]
    first = _run(region)
    kept, untouched = first.proposals
    with transaction():
        decisions.keep_proposal(kept, coordinator)

    second = _run(region)

    assert (kept.state, untouched.state) == (ProposalState.KEPT, ProposalState.REPLACED)
    [renewed] = second.proposals
    assert renewed.request_id == untouched.request_id
    assert renewed.volunteer_id == untouched.volunteer_id  # what was proposed before goes first among equals
    assert {r.state for r in requests} == {RequestState.PROPOSED}
    assert len(volunteers) == 2
    assert subject.is_active


def test_a_rejected_pair_never_comes_back(app):
    region = make_region()
    coordinator = _coordinator_of(region)
    request = make_request()
    make_volunteer()
    [proposal] = _run(region).proposals
    with transaction():
        decisions.reject_proposal(proposal, "other", coordinator)

    again = _run(region)

    assert again.proposals == []
    assert [left.reason for left in again.left_over] == ["forbidden"]
    assert request.state is RequestState.OPEN


def test_a_left_over_request_says_how_many_remained_after_each_rule(app):
    make_request(subjects=[make_subject("wis")])
    make_volunteer(subjects=[(make_subject("netl"), make_level())])

    round = _run()

    [left] = round.left_over
    assert left.reason == "subjects"
    assert left.remaining[0] == ["programme", 1]
    assert left.remaining[1] == ["subjects", 0]


def test_a_pair_barred_while_the_engine_was_solving_is_dropped(app):
    request, volunteer = make_request(), make_volunteer()
    round_id = _queued()
    with transaction():
        attempt = services.claim_round(round_id, LEASE)
    problem, unreadable = engine.problem_of(make_region().id)
    solution = engine.solve(problem)
    with transaction():
        bar_pair(request.pupil_id, volunteer.id, BarReason.FORBIDDEN)

    with transaction():
        services.store_solution(round_id, attempt, solution, unreadable)

    round = db.session.get(MatchingRound, round_id)
    assert round.proposals == []
    assert round.summary["dropped"] == 1
    assert request.state is RequestState.OPEN


def test_a_pupil_withdrawn_in_the_very_second_of_storing_gets_no_proposal(app, monkeypatch):
    request = make_request()
    make_volunteer()
    round_id = _queued()
    with transaction():
        attempt = services.claim_round(round_id, LEASE)
    solution = engine.solve(engine.problem_of(make_region().id)[0])
    with transaction():
        request.state = RequestState.WITHDRAWN
    monkeypatch.setattr(services.Fresh, "takes", lambda self, found: True)  # it looked just before

    with transaction():
        services.store_solution(round_id, attempt, solution, engine.Unreadable())

    assert db.session.query(Proposal).count() == 0
    assert db.session.get(MatchingRound, round_id).summary["dropped"] == 1


def test_only_the_latest_attempt_may_store(app):
    make_request()
    make_volunteer()
    round_id = _queued()
    with transaction():
        first = services.claim_round(round_id, timedelta(seconds=-1))
    solution = engine.solve(engine.problem_of(make_region().id)[0])
    db.session.rollback()
    with transaction():
        second = services.claim_round(round_id, LEASE)

    with transaction():
        zombie_stored = services.store_solution(round_id, first, solution, engine.Unreadable())
    with transaction():
        owner_stored = services.store_solution(round_id, second, solution, engine.Unreadable())

    assert (first, second, zombie_stored, owner_stored) == (1, 2, False, True)
    assert db.session.query(Proposal).count() == 1


def test_a_round_under_way_is_left_alone_until_its_lease_is_over(app):
    round_id = _queued()
    with transaction():
        services.claim_round(round_id, LEASE)

    with transaction():
        assert services.claim_round(round_id, LEASE) is None
    with time_machine.travel(now() + LEASE * 2, tick=False), transaction():
        assert services.claim_round(round_id, LEASE) == 2


def test_the_sweep_takes_up_a_round_whose_worker_died(app):
    make_request()
    make_volunteer()
    round_id = _queued()
    with transaction():
        services.claim_round(round_id, LEASE)

    with time_machine.travel(now() + timedelta(seconds=110), tick=True):
        jobs.sweep_rounds()

    round = db.session.get(MatchingRound, round_id)
    assert (round.state, round.attempt) == (RoundState.READY, 2)


def test_a_round_that_fails_three_times_says_so_to_who_started_it(app, monkeypatch):
    coordinator = _coordinator_of(make_region())
    round_id = _queued(started_by=coordinator)

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "problem_of", broken)
    for _ in range(3):
        jobs.run_round(round_id)
        with transaction():
            db.session.execute(
                db.update(MatchingRound).values(lease_until=now() - LEASE),
                execution_options={"synchronize_session": False},
            )

    round = db.session.get(MatchingRound, round_id)
    assert (round.state, round.attempt) == (RoundState.FAILED, 3)
    assert db.session.query(Letter).filter_by(kind="round_failed", user_id=coordinator.user_id).count() == 1


def test_a_round_that_killed_three_processes_is_not_tried_again_and_its_coordinator_hears(app):
    coordinator = _coordinator_of(make_region())
    round_id = _queued(started_by=coordinator)
    for _ in range(services.MOST_ATTEMPTS):
        with transaction():
            services.claim_round(round_id, -LEASE)  # and the process died

    jobs.run_round(round_id)
    jobs.sweep_rounds()
    jobs.sweep_rounds()

    round = db.session.get(MatchingRound, round_id)
    assert (round.state, round.attempt) == (RoundState.FAILED, services.MOST_ATTEMPTS)
    assert db.session.query(Letter).filter_by(kind="round_failed", user_id=coordinator.user_id).count() == 1
    assert db.session.query(AuditEvent).filter_by(action="round.failed").count() == 1


def test_the_sweep_leaves_a_last_attempt_in_peace_while_its_lease_runs(app):
    round_id = _queued()
    for lease in (-LEASE, -LEASE, LEASE):
        with transaction():
            services.claim_round(round_id, lease)

    with transaction():
        services.give_up_lost_round(round_id)

    assert db.session.get(MatchingRound, round_id).state is RoundState.RUNNING


def test_the_coordinator_who_started_it_is_told_once(app):
    coordinator = _coordinator_of(make_region())
    make_coordinator(make_region())
    round_id = _queued(started_by=coordinator)

    jobs.run_round(round_id)
    jobs.run_round(round_id)

    [letter] = db.session.query(Letter).filter_by(kind="round_ready")
    assert letter.user_id == coordinator.user_id


def test_every_night_each_region_with_open_requests_gets_one_round(app):
    haaglanden, _quiet = make_region("Haaglanden"), make_region("Drenthe")
    make_request()

    with time_machine.travel("2026-11-23 02:30:00+00:00", tick=False):
        jobs.sweep_night()
        jobs.sweep_night()

    assert [(r.region_id, str(r.night)) for r in db.session.query(MatchingRound)] == [
        (haaglanden.id, "2026-11-23")
    ]


@pytest.mark.parametrize("by_day", ["2026-11-23 01:30:00+00:00", "2026-11-23 06:30:00+00:00"])
def test_by_day_no_round_starts_and_takes_proposals_from_under_anybodys_hands(app, by_day):
    make_request()

    with time_machine.travel(by_day, tick=False):
        jobs.sweep_night()

    assert db.session.query(MatchingRound).count() == 0


def test_a_region_that_had_a_round_this_night_gets_no_other(app):
    make_request(state=RequestState.OPEN)

    with time_machine.travel("2026-11-23 02:30:00+00:00", tick=False):
        _run()
        jobs.sweep_night()

    assert db.session.query(MatchingRound).count() == 1


def test_one_unreadable_record_is_set_aside_and_stops_nobody(app):
    make_volunteer()
    good = make_request()
    bad = make_request(pupil=make_pupil(weekly_times=frozenset({TUESDAY_FOUR, 999})))

    round = _run()

    assert [proposal.request_id for proposal in round.proposals] == [good.id]
    assert [(a.kind, a.object_id, a.reason) for a in round.set_aside] == [
        ("request", bad.id, "moment_outside_week")
    ]


def test_moments_of_existing_pairings_are_not_given_away_again(app):
    coordinator = _coordinator_of(make_region())
    volunteer = make_volunteer(places=2, weekly_times=frozenset({TUESDAY_FOUR, moment_of(2, 16)}))
    make_request()
    [proposal] = _run().proposals
    with transaction():
        decisions.approve_proposal(proposal, coordinator)
    make_request(pupil=make_pupil(weekly_times=volunteer.weekly_times))

    [second] = _run().proposals

    assert second.volunteer_id == volunteer.id
    assert second.weekly_moments == {moment_of(2, 16)}


@pytest.mark.parametrize("state", ["live", "kept"])
def test_a_programmes_most_pupils_hold_for_who_has_places_left_from_another(app, state):
    one_pupil, roomy = make_programme("thuisschool", max_pupils=1), make_programme("bijles", max_pupils=3)
    times = frozenset({TUESDAY_FOUR, moment_of(2, 16), moment_of(3, 16)})
    volunteer = make_volunteer(programmes=[one_pupil, roomy], places=3, weekly_times=times)
    first = make_request(programme=one_pupil, pupil=make_pupil(weekly_times=times))
    if state == "live":
        make_pairing(request=first, volunteer=volunteer)
    else:
        make_proposal(request=first, volunteer=volunteer, state=ProposalState.KEPT)
    second = make_request(programme=one_pupil, pupil=make_pupil(weekly_times=times))
    another = make_request(programme=roomy, pupil=make_pupil(weekly_times=times))

    proposals = _run().proposals

    assert [proposal.request_id for proposal in proposals] == [another.id]
    assert second.state is RequestState.OPEN


def test_pupils_of_another_region_take_no_part(app):
    make_volunteer(region=make_region("Drenthe"))
    make_request(pupil=make_pupil(school=make_school(make_region("Haaglanden"))))

    round = _run(make_region("Haaglanden"))

    assert round.proposals == []


def test_a_place_held_for_a_pupil_of_another_region_is_not_given_away(app):
    volunteer = make_volunteer(make_region("Haaglanden"))
    elsewhere = make_request(pupil=make_pupil(school=make_school(make_region("Drenthe"))))
    make_proposal(request=elsewhere, volunteer=volunteer, state=ProposalState.KEPT)
    make_request(pupil=make_pupil(school=make_school(make_region("Haaglanden"))))

    assert _run(make_region("Haaglanden")).proposals == []


def test_a_volunteer_who_moved_while_the_engine_was_solving_is_not_proposed(app):
    request, volunteer = make_request(), make_volunteer()
    round_id = _queued()
    with transaction():
        attempt = services.claim_round(round_id, LEASE)
    solution = engine.solve(engine.problem_of(make_region().id)[0])
    elsewhere = make_region("Drenthe")
    with transaction():
        volunteer.region_id = elsewhere.id

    with transaction():
        services.store_solution(round_id, attempt, solution, engine.Unreadable())

    assert db.session.query(Proposal).count() == 0
    assert request.state is RequestState.OPEN


def test_every_step_of_a_round_leaves_an_audit_row(app):
    make_request()
    make_volunteer()

    _run()

    events = list(db.session.query(AuditEvent))
    actions = {event.action for event in events}
    assert {"round.queued", "round.running", "round.ready", "request.proposed"} <= actions
    assert {event.region_id for event in events} == {make_region().id}
