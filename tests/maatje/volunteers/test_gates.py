from datetime import date, timedelta

import pytest

from maatje.clock import now, today
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus
from maatje.volunteers.queries import Gate, missing_gates
from tests.factories import make_programme, make_user, make_volunteer

DAY = date(2026, 11, 22)


def test_a_dull_volunteer_may_start(app):
    programme = make_programme()

    assert missing_gates(make_volunteer(programmes=[programme]), programme, DAY) == []


@pytest.mark.parametrize(
    ("lacking", "gate"),
    [
        ({"state": VolunteerState.PAUSED}, Gate.ACTIVE),
        ({"is_adult": False}, Gate.ADULT),
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


def test_a_programme_that_was_not_chosen_stays_closed(app):
    other = make_programme("maatje")

    assert Gate.PROGRAMME in missing_gates(make_volunteer(programmes=[make_programme()]), other, today())
