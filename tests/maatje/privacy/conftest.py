"""Fixtures of this room: who is to be erased, and the nights in which that is done."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from maatje.database import db
from maatje.pairings.models import BarReason, BarredPair, Pairing
from maatje.privacy import retention
from maatje.privacy.kinds import KINDS
from maatje.requests.life import RequestState
from maatje.rounds.life import ProposalState
from maatje.rounds.models import LeftOver
from maatje.volunteers.models import SignUpDraft
from tests.access_table import World
from tests.factories import (
    make_letter,
    make_programme,
    make_proposal,
    make_pupil,
    make_request,
    make_round,
    make_session,
    make_upload,
    make_volunteer,
)
from tests.maatje.privacy.kept import at_night
from tests.maatje.privacy.well_known import ADDRESS, WORD, notice_for, pair, write_word_into


@pytest.fixture
def well_known_pupil(app):
    """A pupil whose name stands wherever it can: a running pairing, old proposals, letters, lists, notices."""
    world = World()
    pupil = make_pupil(world.school, contact_email=ADDRESS)
    write_word_into(pupil, but={"contact_email", "pc4"})
    pairing_id = pair(make_request(pupil), world.volunteer, world.people["coordinator"])
    pairing = db.session.get(Pairing, pairing_id)
    pairing.meeting_link = f"https://meet.example.nl/{WORD}"
    other = make_volunteer(world.region)
    old = make_proposal(make_round(world.region), make_request(pupil, make_programme("maatje")), other)
    old.state, old.decision_reason, old.facts = ProposalState.REJECTED, f"{WORD} wil niet", {"said": WORD}
    old.request.state = RequestState.CLOSED
    db.session.add(LeftOver(round_id=old.round_id, request_id=old.request_id, reason="x", advice={"said": WORD}))
    db.session.add(BarredPair(pupil_id=pupil.id, volunteer_id=other.id, reason=BarReason.FORBIDDEN, note=WORD))
    db.session.commit()
    make_upload(
        world.people["school"],
        headings=["Voornaam", "Kenmerk"],
        rows=[
            {"number": 2, "cells": [WORD, ""], "problems": {"Kenmerk": "?"}, "is_known": False},
            {"number": 3, "cells": ["Noor", "12"], "problems": {}, "is_known": False},
        ],
    )
    notice_for(world.people["administrator"], f"{WORD} is bewaard.")
    return world, pupil


@pytest.fixture
def well_known_volunteer(app):
    world = World()
    volunteer = world.volunteer
    volunteer.user.email = ADDRESS
    write_word_into(volunteer, but={"pc4", "code_of_conduct_version"})
    write_word_into(volunteer.user, but={"email"})
    pair(make_request(world.pupil()), volunteer, world.people["coordinator"])
    make_session(volunteer.user, device=WORD)
    make_letter(volunteer.user, to_name=WORD)
    make_upload(
        world.people["coordinator"],
        kind="vrijwilligers",
        rows=[{"number": 2, "cells": [WORD, ADDRESS], "problems": {"": "?"}, "is_known": False}],
    )
    make_letter(user_id=None, to_address=ADDRESS, kind="family_link")  # from before they had an account
    make_letter(user_id=None, to_address="iemand@example.nl", kind="family_link")
    for said in (volunteer.user.full_name, ADDRESS):
        notice_for(world.people["administrator"], f"{said} is bewaard.")
    db.session.add(SignUpDraft(key_hash="1", answers={"gegevens": {"email": [ADDRESS], "first_name": [WORD]}}))
    db.session.add(SignUpDraft(key_hash="2", answers={"gegevens": {"email": ["iemand@example.nl"]}}))
    db.session.commit()
    return world, volunteer


@pytest.fixture
def clock(app):
    with time_machine.travel(at_night(0) + timedelta(hours=9), tick=False) as clock:
        yield clock


@pytest.fixture
def night(clock):
    """The work of the night so many days later."""

    def _night(days):
        db.session.rollback()
        clock.move_to(at_night(days))
        retention.keep_terms()
        db.session.expire_all()

    return _night


@pytest.fixture
def before_erasing(monkeypatch):
    """`before_erasing(kind, happens)`: that happens, with its number, before a row of this kind is erased."""

    def _before_erasing(kind, happens):
        def with_it(one):
            def erase(row_id):
                happens(row_id)
                one.erase(row_id)

            return replace(one, erase=erase)

        changed = [with_it(one) if one.name == kind else one for one in KINDS]
        monkeypatch.setattr(retention, "KINDS", tuple(changed))

    return _before_erasing
