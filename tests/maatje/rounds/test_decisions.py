import pytest

from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings.models import BarredPair, Pairing
from maatje.pairings.services import NoPlaceLeft
from maatje.requests.life import RequestState
from maatje.requests.models import HoldReason
from maatje.requests.services import hold_request, withdraw_request
from maatje.rounds import decisions, engine, jobs, services
from maatje.rounds.life import PROPOSAL_LIFE, ProposalState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.schools.admin_services import SchoolSettings, edit_school
from maatje.times import moment_of
from maatje.volunteers.services import edit_volunteer, volunteer_stopped
from tests.factories import (
    TUESDAY_FOUR,
    make_coordinator,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_volunteer,
)


@pytest.fixture
def coordinator(app):
    return By(Actor.COORDINATOR, make_coordinator(make_region()).id)


def _proposals():
    with transaction():
        round_id = services.start_round(make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get(MatchingRound, round_id).proposals


def test_approval_makes_a_pairing_of_exactly_what_was_proposed(coordinator):
    request, volunteer = make_request(), make_volunteer()
    [proposal] = _proposals()

    with transaction():
        decisions.approve_proposal(proposal, coordinator)

    [pairing] = db.session.query(Pairing)
    assert (pairing.request_id, pairing.volunteer_id) == (request.id, volunteer.id)
    assert pairing.weekly_moments == proposal.weekly_moments
    assert (proposal.state, request.state) == (ProposalState.APPROVED, RequestState.PAIRED)
    assert proposal.decided_by_id == coordinator.user_id


def test_a_pair_that_stopped_fitting_is_not_approved(coordinator):
    make_request()
    volunteer = make_volunteer()
    [proposal] = _proposals()
    with transaction():
        volunteer.weekly_times = frozenset({moment_of(4, 10)})

    with pytest.raises(decisions.NoLongerFits), transaction():
        decisions.approve_proposal(proposal, coordinator)

    assert db.session.query(Pairing).count() == 0


def test_the_second_approval_of_the_same_last_place_fails_and_leaves_nothing(coordinator):
    requests = [make_request(), make_request(pupil=make_pupil(weekly_times=frozenset({TUESDAY_FOUR})))]
    volunteer = make_volunteer(places=1)
    [proposal] = _proposals()
    waiting = next(request for request in requests if request.state is RequestState.OPEN)
    with transaction():
        waiting.state = RequestState.PROPOSED
        rival = Proposal(
            round_id=proposal.round_id,
            request_id=waiting.id,
            volunteer_id=volunteer.id,
            weekly_moments=proposal.weekly_moments,
            fit=1,
        )
        db.session.add(rival)
    with transaction():
        decisions.approve_proposal(proposal, coordinator)

    with pytest.raises((NoPlaceLeft, decisions.NoLongerFits)), transaction():
        decisions.approve_proposal(rival, coordinator)

    assert db.session.query(Pairing).count() == 1
    assert rival.state is ProposalState.PENDING


def test_choosing_another_volunteer_keeps_that_choice(coordinator):
    make_request()
    volunteers = [make_volunteer(), make_volunteer()]
    [proposal] = _proposals()
    other = next(v for v in volunteers if v.id != proposal.volunteer_id)

    with transaction():
        chosen = decisions.choose_volunteer(proposal, other.id, coordinator)

    assert (proposal.state, chosen.state) == (ProposalState.REPLACED, ProposalState.KEPT)
    assert chosen.volunteer_id == other.id
    assert chosen.request.state is RequestState.PROPOSED


def test_choosing_a_volunteer_proposed_elsewhere_lets_that_pupil_wait(coordinator):
    requests = [make_request(), make_request()]
    make_volunteer()
    make_volunteer()
    first, second = _proposals()

    with transaction():
        decisions.choose_volunteer(first, second.volunteer_id, coordinator)

    assert second.state is ProposalState.REPLACED
    assert sorted(r.state for r in requests) == [RequestState.OPEN, RequestState.PROPOSED]


def test_a_volunteer_who_does_not_fit_cannot_be_chosen(coordinator):
    make_request()
    make_volunteer()
    [proposal] = _proposals()
    unfit = make_volunteer(weekly_times=frozenset({moment_of(0, 9)}))

    with pytest.raises(decisions.NotACandidate), transaction():
        decisions.choose_volunteer(proposal, unfit.id, coordinator)


def test_a_forbidden_pair_is_no_candidate_any_more(coordinator):
    request = make_request()
    volunteers = [make_volunteer(), make_volunteer()]
    [proposal] = _proposals()
    other = next(v for v in volunteers if v.id != proposal.volunteer_id)

    with transaction():
        decisions.forbid_pair(request, other.id, coordinator)

    assert db.session.query(BarredPair).count() == 1
    assert other.id not in {found.volunteer_id for found in engine.candidates(request)}


def test_a_pupil_withdrawn_before_approval_voids_the_proposal(coordinator):
    request = make_request()
    make_volunteer()
    [proposal] = _proposals()

    with transaction():
        withdraw_request(request, By(Actor.SCHOOL))

    assert (request.state, proposal.state) == (RequestState.WITHDRAWN, ProposalState.VOID)
    with pytest.raises((MoveNotAllowed, decisions.NoLongerFits)), transaction():
        decisions.approve_proposal(proposal, coordinator)


def test_an_unsafe_home_told_before_approval_voids_the_proposal(coordinator):
    request = make_request()
    make_volunteer()
    [proposal] = _proposals()

    with transaction():
        hold_request(request, HoldReason.UNSAFE_HOME, By(Actor.SCHOOL))

    assert (request.state, proposal.state) == (RequestState.ON_HOLD, ProposalState.VOID)


def test_a_volunteer_who_stops_frees_the_pupil(coordinator):
    request, volunteer = make_request(), make_volunteer()
    [proposal] = _proposals()

    with transaction():
        volunteer_stopped.send(volunteer, by=By(Actor.VOLUNTEER, volunteer.user_id))

    assert (proposal.state, request.state) == (ProposalState.VOID, RequestState.OPEN)


@pytest.mark.parametrize("actor", [Actor.VOLUNTEER, Actor.COORDINATOR])
@pytest.mark.parametrize("state", [ProposalState.PENDING, ProposalState.KEPT])
def test_a_volunteer_who_goes_to_another_region_frees_the_pupil(app, actor, state):
    request, volunteer = make_request(), make_volunteer()
    proposal = make_proposal(request=request, volunteer=volunteer, state=state)
    elsewhere = make_region("Drenthe")

    with transaction():
        edit_volunteer(volunteer, {"region_id": elsewhere.id}, By(actor))

    assert (proposal.state, request.state) == (ProposalState.VOID, RequestState.OPEN)


def test_a_school_that_goes_to_another_region_leaves_its_proposals_behind(app):
    request, other_request = make_request(), make_request()
    proposal, other = make_proposal(request=request), make_proposal(request=other_request)
    school, elsewhere = request.pupil.school, make_region("Drenthe")
    moved = SchoolSettings(name=school.name, place="Assen", pc4="9401", brin=None, region_id=elsewhere.id)

    with transaction():
        edit_school(school, moved, By(Actor.ADMINISTRATOR))

    assert (proposal.state, request.state) == (ProposalState.VOID, RequestState.OPEN)
    assert (other.state, other_request.state) == (ProposalState.PENDING, RequestState.PROPOSED)


def test_a_pair_of_two_regions_is_not_approved(coordinator):
    proposal = make_proposal(volunteer=make_volunteer(make_region("Drenthe")))

    with pytest.raises(decisions.NoLongerFits), transaction():
        decisions.approve_proposal(proposal, coordinator)

    assert db.session.query(Pairing).count() == 0


@pytest.mark.parametrize("here", list(ProposalState))
@pytest.mark.parametrize(
    ("decide", "there"),
    [
        (decisions.keep_proposal, ProposalState.KEPT),
        (decisions.let_go_of_proposal, ProposalState.PENDING),
        (decisions.void_proposal, ProposalState.VOID),
    ],
)
def test_decisions_walk_the_table_of_the_proposals_life(coordinator, here, decide, there):
    make_request()
    make_volunteer()
    [proposal] = _proposals()
    with transaction():
        proposal.state = here

    if PROPOSAL_LIFE.allows(here, there, Actor.COORDINATOR):
        with transaction():
            decide(proposal, coordinator)
        assert proposal.state is there
    else:
        with pytest.raises((MoveNotAllowed, ChangedMeanwhile)), transaction():
            decide(proposal, coordinator)
        assert proposal.state is here
