"""Declines, silence, pauses and ends: what becomes free, who is told, and what happens to the request."""

from datetime import timedelta

import pytest
import time_machine

from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.pairings import errors, queries, services
from maatje.pairings.jobs import sweep_deadlines
from maatje.pairings.life import PairingState
from maatje.pairings.models import BarReason, BarredPair, DeclineReason, EndReason
from maatje.requests.life import RequestState
from maatje.requests.services import withdraw_request
from maatje.volunteers.services import pause_volunteer, stop_volunteer
from tests.factories import make_coordinator, make_volunteer
from tests.maatje.pairings.conftest import do, letters, new_letters

EVERYBODY = ["by_volunteer", "by_school", "by_family", "by_coordinator"]


def barred(people):
    row = db.session.get(BarredPair, (people.pupil.id, people.volunteer.id))
    return row and row.reason


def everything_is_free(people):
    db.session.expire_all()
    return people.volunteer.places_taken == 0 and queries.booked_moments([people.volunteer.id]) == {}


def test_a_decline_opens_the_request_with_days_granted_and_forbids_the_pair(people, pair):
    pairing = pair()
    before = letters()

    do(lambda: services.decline_offer(pairing, DeclineReason.NO_TIME, people.by_volunteer))

    assert everything_is_free(people)
    assert people.request.state is RequestState.OPEN
    assert people.request.bonus_days == 14
    assert barred(people) is BarReason.DECLINED
    assert queries.barred_pairs([people.pupil.id]) == {(people.pupil.id, people.volunteer.id)}
    assert queries.barred_pairs([people.pupil.id]) == {(people.pupil.id, people.volunteer.id)}
    assert new_letters(before) == {
        ("pairing_declined", people.coordinator.email),
        ("pairing_fell_through_school", people.mentor.email),
        ("pairing_fell_through_family", "ouder@example.nl"),
    }


@pytest.mark.parametrize("state", ["offered", "handover"])
def test_silence_opens_the_request_with_days_granted_and_forbids_nothing(people, at, state):
    pairing = at(state)
    before = letters()

    with time_machine.travel(pairing.answer_by + timedelta(seconds=1)):
        sweep_deadlines()
        sweep_deadlines()

    assert everything_is_free(people)
    assert pairing.state is PairingState.LAPSED
    assert people.request.state is RequestState.OPEN
    assert people.request.bonus_days == 14
    assert barred(people) is None
    to_volunteer = "offer_lapsed" if state == "offered" else "handover_lapsed"
    assert new_letters(before) == {
        ("pairing_lapsed", people.coordinator.email),
        ("pairing_fell_through_school", people.mentor.email),
        ("pairing_fell_through_family", "ouder@example.nl"),
        (to_volunteer, people.volunteer.user.email),
    }


@pytest.mark.parametrize(
    ("state", "reminder"),
    [
        ("offered", ("offer_reminder", "victor@example.nl")),
        ("handover", ("handover_reminder", "mies@school.example.nl")),
    ],
)
def test_on_the_last_day_whoever_must_act_is_reminded_once(people, at, state, reminder):
    pairing = at(state)
    before = letters()

    sweep_deadlines()
    assert new_letters(before) == set()

    with time_machine.travel(pairing.answer_by - timedelta(hours=23)):
        sweep_deadlines()
        sweep_deadlines()

    assert letters()[len(before) :] == [reminder]


def test_an_answer_after_the_deadline_is_too_late_even_before_the_sweep(people, pair):
    pairing = pair()

    with (
        time_machine.travel(pairing.answer_by + timedelta(seconds=1)),
        pytest.raises(errors.DeadlinePassed),
        transaction(),
    ):
        services.accept_offer(pairing, people.by_volunteer)


def test_the_handover_has_a_deadline_of_its_own(people, pair):
    pairing = pair()
    with time_machine.travel(now() + timedelta(days=3)):
        do(lambda: services.accept_offer(pairing, people.by_volunteer))
        assert (pairing.answer_by - now()).days == pairing.programme.response_days


def test_a_coordinator_gives_more_time_and_says_so(people, pair):
    pairing = pair()
    first = pairing.answer_by
    with time_machine.travel(now() + timedelta(days=2)):
        do(lambda: services.extend_deadline(pairing, people.by_coordinator))

    assert pairing.answer_by.date() == first.date() + timedelta(days=2)
    assert letters()[-1] == ("offer_reminder", people.volunteer.user.email)


def test_who_was_given_more_time_is_reminded_before_that_ends_too(people, pair):
    pairing = pair()
    do(lambda: services.extend_deadline(pairing, people.by_coordinator))

    do(lambda: services.remind(pairing))

    assert [kind for kind, _ in letters()].count("offer_reminder") == 2


@pytest.mark.parametrize("who", ["by_volunteer", "by_school", "by_family"])
def test_nobody_else_gives_more_time(people, pair, who):
    pairing = pair()

    with pytest.raises(MoveNotAllowed), transaction():
        services.extend_deadline(pairing, getattr(people, who))


def test_a_pause_keeps_place_and_moment_and_everybody_else_is_told(people, at):
    pairing = at("active")
    before = letters()

    do(lambda: services.pause_pairing(pairing, people.by_volunteer))

    assert people.volunteer.places_taken == 1
    assert new_letters(before) == {
        ("pairing_paused_school", people.mentor.email),
        ("pairing_paused_family", "ouder@example.nl"),
    }


def test_a_second_pause_is_told_again(people, at):
    pairing = at("paused")
    with time_machine.travel(now() + timedelta(days=7)):
        do(lambda: services.resume_pairing(pairing, people.by_school))
    with time_machine.travel(now() + timedelta(days=14)):
        do(lambda: services.pause_pairing(pairing, people.by_school))

    assert letters().count(("pairing_paused_volunteer", people.volunteer.user.email)) == 2


@pytest.mark.parametrize(
    ("who", "reason", "afterwards", "bar"),
    [
        ("by_volunteer", EndReason.VOLUNTEER_STOPS, RequestState.OPEN, None),
        ("by_volunteer", EndReason.NO_CLICK, RequestState.OPEN, BarReason.ENDED_BADLY),
        ("by_school", EndReason.PUPIL_STOPS, RequestState.CLOSED, None),
        ("by_school", EndReason.NO_CONTACT, RequestState.OPEN, BarReason.ENDED_BADLY),
        ("by_family", EndReason.PUPIL_STOPS, RequestState.CLOSED, None),
        ("by_family", EndReason.NO_CLICK, RequestState.OPEN, BarReason.ENDED_BADLY),
        ("by_coordinator", EndReason.VOLUNTEER_STOPS, RequestState.OPEN, None),
    ],
)
@pytest.mark.parametrize("state", ["offered", "paused"])
def test_an_end_frees_all_and_closes_or_opens_the_request(people, at, state, who, reason, afterwards, bar):
    pairing = at(state)

    do(lambda: services.end_pairing(pairing, reason, getattr(people, who)))

    assert everything_is_free(people)
    assert pairing.end_reason is reason
    assert people.request.state is afterwards
    assert barred(people) is bar
    told = {kind for kind, _ in letters() if kind.startswith("pairing_ended")}
    everybody = {"volunteer", "school", "family", "coordinator"}
    assert told == {f"pairing_ended_{one}" for one in everybody - {who.removeprefix("by_")}}


def test_a_reason_that_is_not_theirs_to_give_is_refused(people, at):
    pairing = at("active")

    with pytest.raises(MoveNotAllowed), transaction():
        services.end_pairing(pairing, EndReason.WITHDRAWN, people.by_family)


@pytest.mark.parametrize("who", EVERYBODY)
def test_help_that_is_done_closes_the_request(people, at, who):
    pairing = at("active")

    do(lambda: services.end_pairing(pairing, EndReason.DONE, getattr(people, who)))

    assert everything_is_free(people)
    assert people.request.state is RequestState.CLOSED
    assert barred(people) is None


@pytest.mark.parametrize("who", EVERYBODY)
def test_help_that_has_not_begun_cannot_be_done(people, at, who):
    by = getattr(people, who)
    pairing = at("handover")

    assert EndReason.DONE not in services.end_reasons(pairing, by.actor)
    with pytest.raises(MoveNotAllowed), transaction():
        services.end_pairing(pairing, EndReason.DONE, by)


def test_a_withdrawn_request_ends_its_pairing(people, at):
    pairing = at("offered")

    do(lambda: withdraw_request(people.request, people.by_school))

    assert everything_is_free(people)
    assert pairing.state is PairingState.ENDED
    assert pairing.end_reason is EndReason.WITHDRAWN
    assert people.request.state in (RequestState.CLOSED, RequestState.WITHDRAWN)
    assert ("pairing_ended_volunteer", people.volunteer.user.email) in letters()


def test_a_volunteer_who_stops_ends_their_pairings_and_the_pupils_wait_again(people, at):
    pairing = at("active")

    do(lambda: stop_volunteer(people.volunteer, people.by_volunteer))

    assert everything_is_free(people)
    assert pairing.end_reason is EndReason.VOLUNTEER_STOPS
    assert people.request.state is RequestState.OPEN
    assert people.request.bonus_days == 14
    assert ("pairing_ended_school", people.mentor.email) in letters()
    assert ("pairing_ended_coordinator", people.coordinator.email) in letters()


def test_a_volunteer_who_pauses_keeps_their_pairings(people, at):
    pairing = at("active")

    do(lambda: pause_volunteer(people.volunteer, people.by_volunteer))

    assert pairing.state is PairingState.ACTIVE


def test_after_a_decline_another_volunteer_can_be_paired(people, pair):
    pairing = pair()
    do(lambda: services.decline_offer(pairing, DeclineReason.MOMENT, people.by_volunteer))
    with transaction():
        people.request.state = RequestState.PROPOSED

    second = pair(volunteer=make_volunteer())

    assert second.is_live
    assert ("pairing_approved_family", "ouder@example.nl") in letters()
    assert letters().count(("pairing_proposed_to_school", people.mentor.email)) == 2


def test_one_row_that_fails_does_not_stop_the_sweep(people, pair, monkeypatch):
    pairing = pair()
    monkeypatch.setattr(queries, "overdue_ids", lambda moment: [999_999, pairing.id])

    with time_machine.travel(pairing.answer_by + timedelta(seconds=1)):
        sweep_deadlines()

    assert pairing.state is PairingState.LAPSED


def test_every_coordinator_of_the_region_hears_of_a_decline(people, pair):
    colleague = make_coordinator()
    pairing = pair()

    do(lambda: services.decline_offer(pairing, DeclineReason.OTHER, people.by_volunteer))

    assert ("pairing_declined", colleague.email) in letters()
