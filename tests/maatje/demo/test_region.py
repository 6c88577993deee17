import pytest
from rq import Queue
from sqlalchemy import func, select

from maatje.accounts.models import User
from maatje.accounts.services import check_password
from maatje.database import db, transaction
from maatje.demo.people import SIGN_INS
from maatje.demo.region import make_region
from maatje.notifications.models import Letter, LetterState
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.reference.services import load_reference
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest
from maatje.rounds.life import ProposalState
from maatje.rounds.models import Proposal
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer


@pytest.mark.timeout(300)
def test_the_demo_has_somebody_in_every_state_and_a_way_in_for_each_role(app, monkeypatch):
    rung = []
    monkeypatch.setattr(Queue, "enqueue", lambda *job, **_: rung.append(job))
    with transaction():
        load_reference()

    make_region()

    assert rung == []  # the worker has better things to do at a first start

    for _role, email, password in SIGN_INS:
        user = db.session.scalars(select(User).where(User.email == email)).one()
        assert user.is_active
        assert check_password(user, password)
    assert set(db.session.scalars(select(Volunteer.state))) == set(VolunteerState)
    assert set(db.session.scalars(select(HelpRequest.state))) == set(RequestState)
    assert {ProposalState.PENDING, ProposalState.KEPT} <= set(db.session.scalars(select(Proposal.state)))
    assert set(db.session.scalars(select(Pairing.state))) >= set(PairingState) - {PairingState.LAPSED}
    unsent = select(func.count()).select_from(Letter).where(Letter.state != LetterState.SENT)
    assert db.session.scalar(unsent) == 0
