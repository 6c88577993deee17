"""What happens when two regions, or two rounds, do something at the same moment: processes on one database."""

from datetime import timedelta

import pytest

from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from maatje.rounds import decisions, engine, services
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal, RegionApproval
from tests.factories import (
    make_coordinator,
    make_country_round,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_volunteer,
)


def approve(proposal_id, by):
    decisions.approve_proposal(db.session.get_one(Proposal, proposal_id), by)


def reject(proposal_id, by):
    decisions.reject_proposal(db.session.get_one(Proposal, proposal_id), "other", by)


def let_go(proposal_id, by):
    decisions.let_go_of_proposal(db.session.get_one(Proposal, proposal_id), by)


def store(round_id, attempt, solution):
    services.store_solution(round_id, attempt, solution, engine.Unreadable())


@pytest.fixture(autouse=True)
def anywhere(app):
    return make_programme(allows_anywhere=True)


@pytest.fixture
def proposal(anywhere):
    """For a pupil of Haaglanden and a volunteer of Drenthe."""
    request = make_request(make_pupil(make_school(make_region("Haaglanden"))))
    return make_proposal(make_country_round(), request, make_volunteer(make_region("Drenthe")))


@pytest.fixture
def both():
    return [By(Actor.COORDINATOR, make_coordinator(make_region(name)).id) for name in ("Haaglanden", "Drenthe")]


@pytest.mark.parametrize("clicks", [1, 4])
def test_two_regions_that_approve_at_once_make_exactly_one_pairing(proposal, both, at_once, clicks):
    came_out = at_once(*[(approve, (proposal.id, by)) for by in both * clicks])

    assert came_out["done"] >= 2
    assert came_out["done"] + came_out["MoveNotAllowed"] + came_out["ChangedMeanwhile"] == 2 * clicks
    assert db.session.query(Pairing).count() == 1
    assert db.session.query(RegionApproval).count() == 2
    assert (proposal.state, proposal.request.state) == (ProposalState.APPROVED, RequestState.PAIRED)


@pytest.mark.parametrize("undo", [reject, let_go])
def test_one_region_approves_while_the_other_undoes_it(proposal, both, at_once, undo):
    if undo is let_go:
        with transaction():
            approve(proposal.id, both[1])

    came_out = at_once((approve, (proposal.id, both[0])), (undo, (proposal.id, both[1])))

    assert set(came_out) <= {"done", "MoveNotAllowed", "ChangedMeanwhile"}
    pairings = db.session.query(Pairing).count()
    assert (proposal.state is ProposalState.APPROVED) == (pairings == 1)
    assert (proposal.request.state is RequestState.PAIRED) == (pairings == 1)


@pytest.mark.parametrize("time", range(3))
def test_a_country_round_and_a_regional_one_that_store_at_once_give_a_place_away_once(app, at_once, time):
    nearby = make_programme("thuisschoolmaatje")
    make_request(make_pupil(make_school(make_region("Haaglanden"))))
    near = make_request(make_pupil(make_school(make_region("Drenthe"))), nearby)
    make_volunteer(make_region("Drenthe"), programmes=[make_programme(), nearby])
    begun = []
    for region in (None, make_region("Drenthe")):
        with transaction():
            round_id = services.start_round(region, services.THE_ROUND).id
            attempt = services.claim_round(round_id, timedelta(seconds=60))
        begun.append((round_id, attempt, engine.solve(engine.problem_of(region.id if region else None)[0])))

    came_out = at_once(*[(store, arguments) for arguments in begun])

    assert came_out == {"done": 2}
    waiting = db.session.query(Proposal).filter(Proposal.state == ProposalState.PENDING)
    assert [proposal.request_id for proposal in waiting] == [near.id]
