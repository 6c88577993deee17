"""The nights: once each, goes on after a stop or a fall, and never more than the terms that were chosen."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from maatje.audit.models import AuditEvent
from maatje.audit.services import acting
from maatje.clock import AMSTERDAM
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.privacy import jobs, retention, terms
from maatje.privacy.kinds import KINDS, LINES
from maatje.privacy.models import RetentionRun
from maatje.privacy.words import KINDS as IN_WORDS
from maatje.queue import is_stopping
from maatje.reference.queries import retention_terms
from tests.factories import make_administrator
from tests.maatje.privacy.kept import (
    DAY,
    DAYS,
    at_night,
    letters_about,
    rejected_volunteer,
    run_of,
    silent_volunteer,
)


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
