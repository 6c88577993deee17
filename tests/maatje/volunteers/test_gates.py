from datetime import date, timedelta

import pytest
from sqlalchemy import update

from maatje.clock import now, today
from maatje.database import db, transaction
from maatje.rounds import reading
from maatje.volunteers import conduct
from maatje.volunteers.gates import GATES, Gate, gates_missing_today, in_words, missing_gates
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer
from tests.factories import make_programme, make_user, make_volunteer

DAY = date(2026, 11, 22)


def test_a_dull_volunteer_may_start(app):
    programme = make_programme()

    assert missing_gates(make_volunteer(programmes=[programme]), programme, DAY) == []


@pytest.mark.parametrize(
    ("lacking", "gate"),
    [
        ({"state": VolunteerState.PAUSED}, Gate.ACTIVE),
        ({"is_adult": False}, Gate.AGE),
        ({"code_of_conduct_version": "2019-01"}, Gate.CODE_OF_CONDUCT),
        ({"vog_status": VogStatus.REQUESTED}, Gate.VOG),
        ({"vog_recheck_on": DAY}, Gate.VOG),
    ],
)
def test_each_gate_is_named_when_it_is_missing(app, lacking, gate):
    programme = make_programme()

    assert missing_gates(make_volunteer(programmes=[programme], **lacking), programme, DAY) == [gate]


def test_whose_access_was_ended_may_not_start(app):
    volunteer = make_volunteer(user=make_user(deactivated_at=now()))

    assert missing_gates(volunteer, volunteer.programmes[0], DAY) == [Gate.SIGN_IN]


def test_a_vog_counts_until_the_day_it_must_be_asked_again(app):
    programme = make_programme()
    volunteer = make_volunteer(programmes=[programme], vog_recheck_on=DAY)

    assert missing_gates(volunteer, programme, DAY - timedelta(days=1)) == []


def test_a_programme_that_asks_no_vog_does_not_mind(app):
    programme = make_programme(requires_vog=False)

    volunteer = make_volunteer(programmes=[programme], vog_status=VogStatus.NEEDED)

    assert missing_gates(volunteer, programme, DAY) == []


def test_a_programme_that_asks_training_wants_it_done_by_then(app):
    programme = make_programme(requires_training=True)
    volunteer = make_volunteer(programmes=[programme])

    assert missing_gates(volunteer, programme, DAY) == [Gate.TRAINING]
    volunteer.trained_on = DAY
    assert missing_gates(volunteer, programme, DAY) == []


def test_a_programme_for_older_volunteers_wants_their_age_noted_by_a_coordinator(app):
    programme = make_programme(minimum_age=21)
    volunteer = make_volunteer(programmes=[programme])

    assert missing_gates(volunteer, programme, DAY) == [Gate.AGE]
    volunteer.least_age = 21
    assert missing_gates(volunteer, programme, DAY) == []


def test_a_programme_that_asks_references_counts_those_that_were_checked(app):
    programme = make_programme(references_asked=2)
    volunteer = make_volunteer(programmes=[programme], references_checked=1)

    assert missing_gates(volunteer, programme, DAY) == [Gate.REFERENCES]
    volunteer.references_checked = 2
    assert missing_gates(volunteer, programme, DAY) == []


def test_no_vog_needed_is_no_vog_seen(app):
    programme = make_programme()
    volunteer = make_volunteer(programmes=[programme], vog_status=VogStatus.NOT_NEEDED)

    assert missing_gates(volunteer, programme, DAY) == [Gate.VOG]


@pytest.mark.parametrize(("days", "missing"), [(13, []), (14, [Gate.CODE_OF_CONDUCT])])
def test_the_former_code_of_conduct_counts_for_some_days_more(app, monkeypatch, days, missing):
    monkeypatch.setattr(conduct, "FORMER_CODE_OF_CONDUCT", "2019-01")
    monkeypatch.setattr(conduct, "ASKED_SINCE", DAY)
    programme = make_programme()
    volunteer = make_volunteer(programmes=[programme], code_of_conduct_version="2019-01")

    assert missing_gates(volunteer, programme, DAY + timedelta(days=days)) == missing


LACKING = [
    {"state": VolunteerState.PAUSED},
    {"is_adult": False},
    {"code_of_conduct_version": "2019-01"},
    {"vog_status": VogStatus.REQUESTED},
    {"vog_recheck_on": DAY},
    {},
]


@pytest.mark.parametrize("lacking", LACKING)
def test_a_round_reads_the_same_gates_from_a_plain_row(app, lacking):
    programme = make_programme(requires_training=True, references_asked=1, minimum_age=25)
    volunteer = make_volunteer(programmes=[programme], **lacking)

    (row,) = reading.volunteers(Volunteer.id == volunteer.id)

    assert missing_gates(row, programme, DAY) == missing_gates(volunteer, programme, DAY)


def test_what_is_missing_today_is_read_afresh_and_not_as_a_page_once_saw_it(app):
    programme = make_programme()
    volunteer = make_volunteer(programmes=[programme])
    with transaction():
        assert volunteer.vog_status is VogStatus.SEEN
        taken_back = update(Volunteer).values(vog_status=VogStatus.NEEDED)
        db.session.execute(taken_back.execution_options(synchronize_session=False))

        assert gates_missing_today(volunteer, programme) == [Gate.VOG]


def test_every_gate_has_its_rule_and_words(app):
    assert list(GATES) == list(Gate)
    assert in_words(["vog", "training"]) == "geldige VOG gezien, training gedaan"


def test_a_programme_that_was_not_chosen_stays_closed(app):
    other = make_programme("maatje")

    assert Gate.PROGRAMME in missing_gates(make_volunteer(programmes=[make_programme()]), other, today())
