"""A pair across two regions: both regions' coordinators decide."""

import pytest

from maatje.accounts.models import User
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.models import Letter
from maatje.pairings.models import BarredPair, Pairing
from maatje.regions.models import CoordinatorRegion
from maatje.requests.life import RequestState
from maatje.rounds import decisions, jobs, services
from maatje.rounds.life import ProposalState
from maatje.rounds.models import RegionApproval
from maatje.times import moment_of
from maatje.volunteers.services import edit_volunteer
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

FELL_THROUGH = "proposal_fell_through"


@pytest.fixture
def proposal(app):
    """For a pupil of Haaglanden and a volunteer of Drenthe."""
    programme = make_programme(allows_anywhere=True)
    request = make_request(make_pupil(make_school(make_region("Haaglanden"))), programme)
    return make_proposal(make_country_round(), request, make_volunteer(make_region("Drenthe")))


def coordinator_of(*region_names):
    user = make_coordinator(make_region(region_names[0]))
    for name in region_names[1:]:
        db.session.add(CoordinatorRegion(user_id=user.id, region_id=make_region(name).id))
        db.session.commit()
    return By(Actor.COORDINATOR, user.id)


def approve(proposal, by):
    with transaction():
        return decisions.approve_proposal(proposal, by)


def actions():
    """What happened to proposals, with the name of the region whose log tells it."""
    names = {make_region(name).id: name for name in ("Haaglanden", "Drenthe")}
    events = db.session.query(AuditEvent).filter(AuditEvent.action.startswith("proposal."))
    return [(event.action, names[event.region_id]) for event in events.order_by(AuditEvent.id)]


@pytest.mark.parametrize("order", [("Haaglanden", "Drenthe"), ("Drenthe", "Haaglanden")])
def test_the_first_yes_is_remembered_and_the_second_makes_the_pairing(proposal, order):
    first, second = coordinator_of(order[0]), coordinator_of(order[1])

    assert approve(proposal, first) is None
    assert (proposal.state, [region.name for region in proposal.regions_awaited]) == (
        ProposalState.KEPT,
        [order[1]],
    )
    assert db.session.query(Pairing).count() == 0

    pairing = approve(proposal, second)
    assert pairing.weekly_moments == proposal.weekly_moments
    assert (proposal.state, proposal.decided_by_id) == (ProposalState.APPROVED, second.user_id)
    assert proposal.request.state is RequestState.PAIRED
    assert actions() == [
        ("proposal.region_approved", order[0]),
        ("proposal.kept", "Haaglanden"),
        ("proposal.region_approved", order[1]),
        ("proposal.approved", "Haaglanden"),
    ]


def test_the_other_region_is_told_of_the_first_yes_without_names(proposal):
    coordinator_of("Haaglanden")
    told = [coordinator_of("Drenthe").user_id, coordinator_of("Drenthe").user_id]

    approve(proposal, coordinator_of("Haaglanden"))

    letters = db.session.query(Letter).filter_by(kind="proposal_awaits_region")
    assert sorted(letter.user_id for letter in letters) == told
    assert {tuple(letter.context) for letter in letters} == {("proposal_id",)}


def test_a_second_yes_of_the_same_region_changes_nothing(proposal):
    approve(proposal, coordinator_of("Haaglanden"))

    assert approve(proposal, coordinator_of("Haaglanden")) is None

    assert db.session.query(RegionApproval).count() == 1
    assert db.session.query(Pairing).count() == 0


def test_who_decides_in_both_regions_says_yes_for_both(proposal):
    assert approve(proposal, coordinator_of("Haaglanden", "Drenthe"))

    assert {approval.region.name for approval in proposal.region_approvals} == {"Haaglanden", "Drenthe"}


def test_a_coordinator_of_a_third_region_says_nothing(proposal):
    with pytest.raises(MoveNotAllowed):
        approve(proposal, coordinator_of("Zeeland"))


@pytest.mark.parametrize("region_name", ["Haaglanden", "Drenthe"])
def test_either_region_rejects_for_both(proposal, region_name):
    approve(proposal, coordinator_of("Haaglanden"))

    with transaction():
        decisions.reject_proposal(proposal, "other", coordinator_of(region_name))

    assert (proposal.state, proposal.request.state) == (ProposalState.REJECTED, RequestState.OPEN)
    assert db.session.query(BarredPair).count() == 1


def told_it_fell_through():
    return [(letter.user_id, letter.region_id) for letter in db.session.query(Letter).filter_by(kind=FELL_THROUGH)]


@pytest.mark.parametrize(("first", "second"), [("Haaglanden", "Drenthe"), ("Drenthe", "Haaglanden")])
def test_who_said_yes_is_told_when_the_other_region_rejects(proposal, first, second):
    said_yes, _colleague = coordinator_of(first), coordinator_of(first)
    approve(proposal, said_yes)

    with transaction():
        decisions.reject_proposal(proposal, "other", coordinator_of(second))

    assert told_it_fell_through() == [(said_yes.user_id, make_region(first).id)]


def test_who_said_yes_is_told_when_the_pupils_region_chooses_somebody_else(proposal):
    said_yes, nearer = coordinator_of("Drenthe"), make_volunteer(make_region("Haaglanden"))
    approve(proposal, said_yes)

    with transaction():
        decisions.choose_volunteer(proposal, nearer.id, coordinator_of("Haaglanden"))

    assert told_it_fell_through() == [(said_yes.user_id, make_region("Drenthe").id)]


def test_nobody_is_told_what_their_own_region_decided(proposal):
    approve(proposal, coordinator_of("Haaglanden"))

    with transaction():
        decisions.reject_proposal(proposal, "other", coordinator_of("Haaglanden"))

    assert told_it_fell_through() == []


def test_who_stopped_since_is_not_told(proposal):
    said_yes = coordinator_of("Drenthe")
    approve(proposal, said_yes)
    with transaction():
        db.session.get(User, said_yes.user_id).deactivated_at = now()

    with transaction():
        decisions.reject_proposal(proposal, "other", coordinator_of("Haaglanden"))

    assert told_it_fell_through() == []


def test_ones_own_yes_can_be_taken_back(proposal):
    by = coordinator_of("Drenthe")
    approve(proposal, by)

    with transaction():
        decisions.let_go_of_proposal(proposal, by)

    assert (proposal.state, proposal.region_approvals) == (ProposalState.PENDING, [])
    assert ("proposal.region_approval_taken_back", "Drenthe") in actions()


def test_the_yes_of_the_other_region_cannot(proposal):
    approve(proposal, coordinator_of("Drenthe"))

    with pytest.raises(MoveNotAllowed), transaction():
        decisions.let_go_of_proposal(proposal, coordinator_of("Haaglanden"))

    assert proposal.state is ProposalState.KEPT
    assert len(proposal.region_approvals) == 1


@pytest.mark.parametrize("region_name", ["Haaglanden", "Drenthe", None])
def test_no_round_replaces_what_one_region_has_approved(proposal, region_name):
    make_request(make_pupil(make_school(make_region("Drenthe"))))
    make_volunteer(make_region("Haaglanden"))
    approve(proposal, coordinator_of("Haaglanden"))
    with transaction():
        region = make_region(region_name) if region_name else None
        round_id = services.start_round(region, services.THE_ROUND).id

    jobs.run_round(round_id)

    assert proposal.state is ProposalState.KEPT
    assert len(proposal.region_approvals) == 1


def test_a_pair_that_stopped_fitting_gets_no_first_yes(proposal):
    with transaction():
        proposal.volunteer.weekly_times = frozenset({moment_of(4, 10)})

    with pytest.raises(decisions.NoLongerFits):
        approve(proposal, coordinator_of("Drenthe"))

    assert db.session.query(RegionApproval).count() == 0


def test_a_programme_that_keeps_to_its_region_again_lets_no_such_pair_through(proposal):
    with transaction():
        make_programme().allows_anywhere = False

    with pytest.raises(decisions.NoLongerFits):
        approve(proposal, coordinator_of("Haaglanden", "Drenthe"))


def test_a_volunteer_who_moves_on_stays_proposed_and_the_new_region_decides(proposal):
    approve(proposal, coordinator_of("Drenthe"))

    with transaction():
        edit_volunteer(proposal.volunteer, {"region_id": make_region("Zeeland").id}, By(Actor.VOLUNTEER))
    assert approve(proposal, coordinator_of("Haaglanden")) is None

    assert [region.name for region in proposal.regions_awaited] == ["Zeeland"]
    assert approve(proposal, coordinator_of("Zeeland"))


def test_a_volunteer_who_moves_to_the_pupils_region_needs_that_one_only(proposal):
    by = coordinator_of("Haaglanden")
    approve(proposal, by)

    with transaction():
        edit_volunteer(proposal.volunteer, {"region_id": make_region("Haaglanden").id}, By(Actor.VOLUNTEER))

    assert approve(proposal, by)
