"""What nobody has to be told of goes on its day: consents, letters, sessions, what an old pairing says."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from maatje.accounts.models import UserSession
from maatje.audit.models import AuditEvent
from maatje.audit.services import record
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter, LetterState
from maatje.pairings.life import PairingState
from maatje.pairings.models import DeclineReason
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, OpenReason, PupilOpening
from maatje.safety.life import ConcernState, ReportState
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.models import SignUpDraft
from tests.factories import (
    make_administrator,
    make_concern,
    make_letter,
    make_pairing,
    make_pupil,
    make_report,
    make_request,
    make_session,
    make_user,
)
from tests.maatje.privacy.kept import DAYS, at_night, pupil_never_helped, run_of


def test_a_pairing_that_is_over_is_emptied_when_the_pupil_goes_on(night):
    pupil = make_pupil()
    pairing = make_pairing(
        make_request(pupil), meeting_link="https://meet.example.nl/x", declined_because=DeclineReason.NO_TIME
    )
    pairing.state, pairing.ended_at = PairingState.DECLINED, now()
    pairing.request.state = RequestState.OPEN
    db.session.commit()

    night(DAYS["pairings"] - 1)
    assert pairing.meeting_link
    night(DAYS["pairings"])

    assert (pairing.meeting_link, pairing.declined_because, pairing.weekly_moments) == ("", None, frozenset())
    assert pairing.state is PairingState.DECLINED
    assert run_of("old_pairings").erased == 1
    night(DAYS["pairings"] + 1)
    assert run_of("old_pairings").erased == 0


def test_a_consent_outlives_the_pupil_by_a_year(night):
    pupil_never_helped()
    night(DAYS["requests"] - DAYS["notice"])
    night(DAYS["requests"])

    night(DAYS["requests"] + DAYS["consents"] - 1)
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 1
    night(DAYS["requests"] + DAYS["consents"])
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_a_consent_that_was_withdrawn_goes_a_year_later_and_the_one_that_holds_stays(night):
    pupil = make_pupil()
    make_request(pupil)
    pupil.consents[0].withdrawn_at = now()
    pupil.consents.append(Consent(giver=ConsentGiver.GUARDIAN, channel=Channel.PHONE, text_version="2026-11"))
    db.session.commit()
    holds = pupil.consents[1].id

    night(DAYS["consents"] - 1)
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 2
    night(DAYS["consents"])

    assert db.session.scalars(select(Consent.id)).all() == [holds]
    assert pupil.erased_at is None


def draft():
    db.session.add(SignUpDraft(key_hash="1", answers={}, changed_at=now()))
    db.session.commit()


def seen_event():
    with transaction():
        record("account.signed_in", make_user(), By(Actor.VOLUNTEER))


def sent_letter():
    make_letter(state=LetterState.SENT, created_at=now())


def failed_letter():
    make_letter(state=LetterState.FAILED, created_at=now())


def opening():
    opened = {"reason": OpenReason.SAFETY, "ticket": "T-1", "session_id": 1, "opened_at": now()}
    db.session.add(PupilOpening(pupil_id=make_pupil().id, user_id=make_administrator().id, **opened))
    db.session.commit()


def ended_session():
    """Over, however lately it was seen."""
    make_session(make_user(), ended_at=now(), last_seen_at=now() + timedelta(days=9999))


def session_unseen_since():
    make_session(make_user(), last_seen_at=now())


def closed_concern():
    pairing = make_pairing(state=PairingState.ACTIVE, started_at=now())
    make_concern(pairing, state=ConcernState.CLOSED, closed_at=now())


def decided_report():
    pairing = make_pairing(state=PairingState.ACTIVE, started_at=now())
    make_report(pairing, state=ReportState.SPOKEN, decided_at=now())


@pytest.mark.parametrize(
    ("model", "make", "days"),
    [
        (Concern, closed_concern, DAYS["concerns"]),
        (VolunteerReport, decided_report, DAYS["reports"]),
        (SignUpDraft, draft, DAYS["unfinished"]),
        (AuditEvent, seen_event, DAYS["audit"]),
        (PupilOpening, opening, DAYS["audit"]),
        (Letter, sent_letter, DAYS["letters"]),
        (Letter, failed_letter, DAYS["letters"]),
        (UserSession, ended_session, DAYS["sessions"]),
        (UserSession, session_unseen_since, DAYS["sessions"]),
    ],
)
def test_lines_go_when_their_days_are_over(night, clock, model, make, days):
    clock.move_to(at_night(0) - timedelta(minutes=1))
    make()
    table = model.__tablename__

    night(days - 1)
    assert db.session.scalar(select(func.count()).select_from(model)) == 1
    night(days)

    assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert run_of(table).erased == 1


def test_a_concern_that_nobody_closed_and_a_report_that_nobody_decided_on_stay(night):
    pairing = make_pairing(state=PairingState.ACTIVE, started_at=now())
    make_concern(pairing)
    make_report(pairing)

    night(DAYS["reports"] + 10)

    assert db.session.scalar(select(func.count()).select_from(Concern)) == 1
    assert db.session.scalar(select(func.count()).select_from(VolunteerReport)) == 1


def test_a_letter_that_was_not_sent_yet_stays(night):
    make_letter(state=LetterState.PENDING, created_at=now())

    night(DAYS["letters"] + 10)

    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1
