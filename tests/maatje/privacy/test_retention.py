"""What was kept long enough goes by night: the day before nothing, the day itself gone; who has to know, knew."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select, update

from maatje.access import Role
from maatje.accounts.models import UserSession
from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile, acting, record
from maatje.clock import AMSTERDAM, now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter, LetterState
from maatje.pairings.life import LIVE, PairingState
from maatje.pairings.models import DeclineReason
from maatje.privacy import jobs, retention, terms
from maatje.privacy.kinds import KINDS, LINES
from maatje.privacy.models import RetentionNotice, RetentionRun
from maatje.privacy.words import KINDS as IN_WORDS
from maatje.queue import is_stopping
from maatje.reference.queries import retention_terms
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, OpenReason, PupilOpening
from maatje.safety.life import ConcernState, ReportState
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer
from maatje.volunteers.services import resume_volunteer
from tests.factories import (
    make_administrator,
    make_concern,
    make_letter,
    make_pairing,
    make_pupil,
    make_report,
    make_request,
    make_school,
    make_school_contact,
    make_session,
    make_user,
    make_volunteer,
)

DAY = date(2024, 11, 4)  # so long ago that the audit trail's triggers, which know no moved clock, let go of it
DAYS = {term.kind: term.days for term in retention_terms()}


def at_night(days):
    """Half past three, so many days after the day on which all begins."""
    return datetime.combine(DAY + timedelta(days=days), time(3, 30), tzinfo=AMSTERDAM)


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


def unfinished_sign_up():
    return make_volunteer(
        user=make_user(password_hash=None, email_verified_at=None), state=VolunteerState.UNVERIFIED
    )


def unfinished_nomination():
    school = make_school_contact_of_new_school()
    pupil = make_pupil(school, consents=[])
    make_request(pupil, state=RequestState.AWAITING_CONSENT)
    return pupil


def make_school_contact_of_new_school():
    school = make_school()
    make_school_contact(school)
    return school


def rejected_volunteer():
    return make_volunteer(state=VolunteerState.REJECTED)


def withdrawn_volunteer():
    return make_volunteer(state=VolunteerState.STOPPED)


def silent_volunteer():
    return make_volunteer()


def stopped_volunteer():
    return make_volunteer(state=VolunteerState.STOPPED, first_active_at=now() - timedelta(days=900))


def pupil_never_helped(state=RequestState.WITHDRAWN):
    pupil = make_pupil(make_school_contact_of_new_school())
    make_request(pupil, state=state)
    return pupil


def pupil_helped():
    pupil = make_pupil(make_school_contact_of_new_school())
    pairing = make_pairing(make_request(pupil))
    pairing.state, pairing.started_at, pairing.ended_at = PairingState.ENDED, now(), now()
    pairing.request.state = RequestState.CLOSED
    pairing.volunteer.places_taken = 0
    db.session.commit()
    return pupil


def ended_account():
    return make_user(Role.COORDINATOR, deactivated_at=now())


# name of the kind: who or what begins today, and the days it is kept
PEOPLE = [
    ("unfinished_sign_ups", unfinished_sign_up, DAYS["unfinished"]),
    ("unfinished_nominations", unfinished_nomination, DAYS["unfinished"]),
    ("rejected_volunteers", rejected_volunteer, DAYS["rejected"]),
    ("rejected_volunteers", withdrawn_volunteer, DAYS["rejected"]),
    ("silent_volunteers", silent_volunteer, DAYS["inactive"]),
    ("stopped_volunteers", stopped_volunteer, DAYS["stopped"]),
    ("pupils_never_helped", pupil_never_helped, DAYS["requests"]),
    ("pupils_helped", pupil_helped, DAYS["pairings"]),
    ("ended_accounts", ended_account, DAYS["accounts"]),
]
every_kind_of_person = pytest.mark.parametrize(
    ("kind", "make", "days"), PEOPLE, ids=lambda one: getattr(one, "__name__", str(one))
)


def letters_about(name):
    kind = next(one for one in KINDS if one.name == name)
    return list(
        db.session.scalars(select(Letter).where(Letter.kind == kind.letter, Letter.matter.startswith(name)))
    )


def run_of(name):
    return db.session.scalars(
        select(RetentionRun).where(RetentionRun.kind == name).order_by(RetentionRun.night.desc())
    ).first()


@every_kind_of_person
def test_a_person_is_told_two_weeks_ahead_and_erased_on_the_day(night, kind, make, days):
    person = make()
    # A letter goes after a year as well: what was told is asked before.
    night(days - DAYS["notice"] - 1)
    assert letters_about(kind) == []

    night(days - DAYS["notice"])
    assert [letter.context["day"] for letter in letters_about(kind)] == [(DAY + timedelta(days=days)).isoformat()]
    assert run_of(kind).announced == 1

    night(days - 1)
    assert person.erased_at is None

    night(days)
    assert person.erased_at is not None
    assert (run_of(kind).erased, run_of(kind).failed) == (1, 0)
    assert (
        db.session.scalar(select(func.count()).select_from(RetentionNotice).where(RetentionNotice.kind == kind))
        == 0
    )


@every_kind_of_person
def test_whoever_could_not_be_told_in_time_is_told_first(night, kind, make, days):
    """The house was off for a while, or somebody chose a shorter term."""
    person = make()

    night(days + 100)
    assert person.erased_at is None
    told = letters_about(kind)[0].context["day"]
    assert told == (DAY + timedelta(days=days + 100 + DAYS["notice"])).isoformat()

    night(days + 100 + DAYS["notice"] - 1)
    assert person.erased_at is None

    night(days + 100 + DAYS["notice"])
    assert person.erased_at is not None


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


@every_kind_of_person
def test_one_bad_row_stops_nobody(night, before_erasing, kind, make, days):
    bad, good = make(), make()
    night(days - DAYS["notice"])

    def refuse(row_id):
        if row_id == bad.id:
            raise RuntimeError("a bad row")

    before_erasing(kind, refuse)
    night(days)

    assert bad.erased_at is None
    assert good.erased_at is not None
    assert (run_of(kind).erased, run_of(kind).failed) == (1, 1)


def test_a_row_that_somebody_else_changes_in_that_second_is_done_the_next_night(night, before_erasing):
    person = rejected_volunteer()
    night(DAYS["rejected"] - DAYS["notice"])
    meets = [ChangedMeanwhile]

    def collide(_row_id):
        if meets:
            raise meets.pop()

    before_erasing("rejected_volunteers", collide)
    night(DAYS["rejected"])
    assert person.erased_at is None
    assert (run_of("rejected_volunteers").erased, run_of("rejected_volunteers").failed) == (0, 0)

    night(DAYS["rejected"] + 1)
    assert person.erased_at is not None
    assert run_of("rejected_volunteers").erased == 1


def test_who_comes_back_between_the_list_and_their_turn_stays(night, before_erasing):
    first, second = rejected_volunteer(), rejected_volunteer()
    night(DAYS["rejected"] - DAYS["notice"])

    def comes_back(_row_id):
        db.session.execute(
            update(Volunteer)
            .where(Volunteer.id == second.id)
            .values(state=VolunteerState.INTAKE, state_since=now())
        )

    before_erasing("rejected_volunteers", comes_back)
    night(DAYS["rejected"])

    assert first.erased_at is not None
    assert second.erased_at is None
    assert second.state is VolunteerState.INTAKE
    assert (run_of("rejected_volunteers").erased, run_of("rejected_volunteers").failed) == (1, 0)


def test_a_night_that_was_stopped_halfway_goes_on_later(night, clock, before_erasing):
    first, second = rejected_volunteer(), rejected_volunteer()
    night(DAYS["rejected"] - DAYS["notice"])

    before_erasing("rejected_volunteers", lambda _row_id: is_stopping.set())
    try:
        night(DAYS["rejected"])
    finally:
        is_stopping.clear()
    assert first.erased_at is not None
    assert second.erased_at is None
    assert run_of("rejected_volunteers").finished_at is None
    assert run_of("rejected_volunteers").failed == 0
    assert retention.is_due()

    before_erasing("rejected_volunteers", lambda _row_id: None)
    clock.move_to(at_night(DAYS["rejected"]) + timedelta(minutes=61))
    retention.keep_terms()
    db.session.expire_all()

    assert second.erased_at is not None
    assert run_of("rejected_volunteers").erased == 2
    assert not retention.is_due()


def test_a_volunteer_is_asked_after_half_a_year_whether_they_still_want(night):
    volunteer = silent_volunteer()

    night(DAYS["asked"] - 1)
    assert letters_about("silent_volunteers_asked") == []

    night(DAYS["asked"])
    night(DAYS["asked"] + 1)
    assert [letter.to_address for letter in letters_about("silent_volunteers_asked")] == [volunteer.user.email]
    assert volunteer.erased_at is None


def test_a_volunteer_who_signs_in_stays(night, clock):
    volunteer = silent_volunteer()
    night(DAYS["inactive"] - DAYS["notice"])
    assert len(letters_about("silent_volunteers")) == 1

    clock.move_to(at_night(DAYS["inactive"] - 3))
    make_session(volunteer.user)

    night(DAYS["inactive"])
    night(DAYS["inactive"] + 30)
    assert volunteer.erased_at is None
    assert volunteer.state is VolunteerState.ACTIVE


def test_a_volunteer_who_helps_somebody_is_not_silent(night):
    volunteer = silent_volunteer()
    make_pairing(volunteer=volunteer, state=PairingState.ACTIVE)

    night(DAYS["inactive"] - DAYS["notice"])
    night(DAYS["inactive"])

    assert volunteer.erased_at is None
    assert letters_about("silent_volunteers") == []


def test_a_step_in_their_life_counts_as_news(night, clock):
    volunteer = make_volunteer(state=VolunteerState.PAUSED)
    clock.move_to(at_night(300))
    with transaction():
        resume_volunteer(volunteer, acting(volunteer.user))

    night(DAYS["inactive"])
    night(DAYS["inactive"] + DAYS["notice"])

    assert volunteer.erased_at is None


@pytest.mark.parametrize("state", [RequestState.WITHDRAWN, RequestState.ON_HOLD])
def test_consent_that_was_refused_or_never_came_is_unfinished_too(night, state):
    pupil = make_pupil()
    make_request(pupil, state=state)
    db.session.execute(delete(Consent))
    db.session.commit()

    night(DAYS["unfinished"] - DAYS["notice"])
    night(DAYS["unfinished"])

    assert pupil.erased_at is not None


def test_a_mended_address_gives_the_family_its_time_again(night, clock):
    pupil = make_pupil()
    make_request(pupil, state=RequestState.AWAITING_CONSENT)
    clock.move_to(at_night(20))
    pupil.consent_asked_at = now()
    db.session.commit()

    night(DAYS["unfinished"])
    assert letters_about("unfinished_nominations") == []
    night(20 + DAYS["unfinished"] - DAYS["notice"])
    night(20 + DAYS["unfinished"] - 1)
    assert pupil.erased_at is None
    night(20 + DAYS["unfinished"])
    assert pupil.erased_at is not None


def test_a_pupil_who_asks_again_stays(night):
    pupil = pupil_never_helped()
    night(DAYS["requests"] - DAYS["notice"])
    make_request(pupil)

    night(DAYS["requests"])

    assert pupil.erased_at is None


def test_what_is_changed_after_the_letter_begins_anew(night, clock):
    """Referred is an end; taken up and ended again, the days are counted from there, and told again."""
    pupil = pupil_never_helped(RequestState.REFERRED)
    night(DAYS["requests"] - DAYS["notice"])
    clock.move_to(at_night(DAYS["requests"] - 5))
    pupil.requests[0].state_since = now()
    db.session.commit()

    night(DAYS["requests"])
    assert pupil.erased_at is None
    night(2 * DAYS["requests"] - 5 - DAYS["notice"])
    assert len(letters_about("pupils_never_helped")) == 2
    night(2 * DAYS["requests"] - 5)
    assert pupil.erased_at is not None


def test_where_nobody_can_be_told_nobody_is_waited_for(night):
    pupil = make_pupil()  # a school without contacts, in a region without coordinators
    make_request(pupil, state=RequestState.WITHDRAWN)

    night(DAYS["requests"] - 1)
    assert pupil.erased_at is None
    night(DAYS["requests"])
    assert pupil.erased_at is not None


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


def closed_worry():
    pairing = make_pairing(state=PairingState.ACTIVE, started_at=now())
    make_concern(pairing, state=ConcernState.CLOSED, closed_at=now())


def decided_report():
    pairing = make_pairing(state=PairingState.ACTIVE, started_at=now())
    make_report(pairing, state=ReportState.SPOKEN, decided_at=now())


@pytest.mark.parametrize(
    ("model", "make", "days"),
    [
        (Concern, closed_worry, DAYS["concerns"]),
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


def test_a_worry_that_nobody_closed_and_a_report_that_nobody_decided_on_stay(night):
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


def test_done_twice_in_a_night_it_is_done_once(night):
    silent_volunteer()

    night(DAYS["asked"])
    night(DAYS["asked"])

    runs = db.session.scalar(select(func.count()).select_from(RetentionRun))
    assert runs == len(KINDS) + len(LINES)
    assert len(letters_about("silent_volunteers_asked")) == 1
    assert run_of("silent_volunteers_asked").announced == 1


def test_what_a_dead_process_began_is_taken_up_after_an_hour(night, clock):
    volunteer = silent_volunteer()
    clock.move_to(at_night(DAYS["asked"]))
    db.session.add(RetentionRun(night=DAY + timedelta(days=DAYS["asked"]), kind="silent_volunteers_asked"))
    db.session.commit()

    retention.keep_terms()
    assert letters_about("silent_volunteers_asked") == []
    clock.move_to(at_night(DAYS["asked"]) + timedelta(minutes=61))
    retention.keep_terms()

    assert [letter.to_address for letter in letters_about("silent_volunteers_asked")] == [volunteer.user.email]


@pytest.mark.parametrize(("hour", "is_night"), [(2, False), (3, True), (6, True), (7, False), (14, False)])
def test_it_is_nights_work(app, hour, is_night):
    with time_machine.travel(datetime.combine(DAY, time(hour, 30), tzinfo=AMSTERDAM), tick=False):
        jobs.sweep_retention()
        assert bool(db.session.scalar(select(func.count()).select_from(RetentionRun))) is is_night
        assert not retention.is_due()


def test_after_nights_that_were_missed_it_is_done_by_day(night, clock):
    night(0)

    clock.move_to(at_night(1) + timedelta(hours=8))
    assert not retention.is_due()
    clock.move_to(at_night(2) + timedelta(hours=8))
    assert retention.is_due()


def test_every_kind_has_words_and_a_term_and_every_term_is_used():
    every = [*KINDS, *LINES]

    assert {one.name for one in every} == set(IN_WORDS)
    assert {one.term for one in every} | {"notice"} == set(DAYS)
    for term in retention_terms():
        assert term.lowest <= term.days <= term.highest


def test_another_term_holds_from_the_next_night_on(night):
    administrator = make_administrator()
    person = rejected_volunteer()
    with transaction():
        terms.choose_days({**DAYS, "rejected": 60}, administrator, acting(administrator))

    night(60 - DAYS["notice"])
    night(59)
    assert person.erased_at is None
    night(60)
    assert person.erased_at is not None


def test_an_administrator_chooses_the_terms(sign_in):
    visitor = sign_in(make_administrator())
    page = visitor.get("/beheer/bewaartermijnen").text
    assert "Van 14 tot en met 365." in page

    visitor.post("/beheer/bewaartermijnen", data={**DAYS, "rejected": 100})

    assert terms.days_kept() == {**DAYS, "rejected": 100}
    assert db.session.scalars(select(AuditEvent.action)).all()[-1] == "retention.edited"


@pytest.mark.parametrize(("kind", "days"), [("rejected", 13), ("rejected", 366), ("audit", 365), ("notice", 0)])
def test_no_term_is_outside_its_bounds(sign_in, kind, days):
    answer = sign_in(make_administrator()).post("/beheer/bewaartermijnen", data={**DAYS, kind: days})

    assert answer.status_code == 422
    assert terms.days_kept() == DAYS
    with pytest.raises(terms.OutOfBounds), transaction():
        terms.choose_days({**DAYS, kind: days}, make_administrator(), By(Actor.ADMINISTRATOR))


def test_an_administrator_reads_what_was_done(night, sign_in):
    silent_volunteer()
    night(DAYS["asked"])

    page = sign_in(make_administrator()).get("/beheer/bewaartermijnen/nachten").text

    assert "Vrijwilligers van wie we lang niets hoorden: vraag" in page
    assert "Halve aanmeldingen" not in page  # nothing was done about those


HOPEFUL = [
    *(RequestState.SUBMITTED, RequestState.OPEN, RequestState.PROPOSED, RequestState.PAIRED),
    RequestState.ON_HOLD,  # to which somebody agreed
]


@pytest.mark.parametrize("state", HOPEFUL)
def test_a_pupil_who_still_hopes_stays_however_long_it_takes(night, state):
    """The clock has no step for a running request: it may not get as far as trying."""
    pupil = make_pupil(make_school_contact_of_new_school())
    request = make_request(pupil, state=state)

    night(5000)
    night(5000 + DAYS["notice"])

    assert (pupil.erased_at, request.state) == (None, state)
    assert [run.failed for run in db.session.scalars(select(RetentionRun)) if run.failed] == []
    assert letters_about("pupils_never_helped") + letters_about("unfinished_nominations") == []


@pytest.mark.parametrize("state", sorted(LIVE))
def test_who_helps_or_is_helped_now_stays_however_long_it_takes(night, state):
    pupil = make_pupil(make_school_contact_of_new_school())
    pairing = make_pairing(make_request(pupil), state=state, started_at=now(), meeting_link="https://x.nl/1")

    night(5000)
    night(5000 + DAYS["notice"])

    assert (pupil.erased_at, pairing.volunteer.erased_at) == (None, None)
    assert (pairing.state, pairing.meeting_link) == (state, "https://x.nl/1")
    assert [run.failed for run in db.session.scalars(select(RetentionRun)) if run.failed] == []
