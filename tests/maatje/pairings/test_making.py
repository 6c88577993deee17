"""Making a pairing: what must hold today, and that a refusal leaves nothing behind."""

from datetime import UTC, datetime

import pytest
import time_machine

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile
from maatje.clock import AMSTERDAM
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.pairings import errors, queries, services
from maatje.pairings.models import BarReason, Pairing
from maatje.requests.life import RequestState
from maatje.times import moment_of
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus
from tests.factories import (
    TUESDAY_FOUR,
    make_programme,
    make_pupil,
    make_request,
    make_user,
    make_volunteer,
)
from tests.maatje.pairings.conftest import letters

WEDNESDAY_FIVE = moment_of(2, 17)


def change(thing, **values):
    with transaction():
        for name, value in values.items():
            setattr(thing, name, value)


def test_place_moments_and_request_are_taken(people, pair):
    pairing = pair()

    assert people.request.state is RequestState.PAIRED
    assert people.volunteer.places_taken == 1
    assert queries.booked_moments([people.volunteer.id]) == {people.volunteer.id: frozenset({TUESDAY_FOUR})}
    assert queries.booked_moments_of_pupils([people.pupil.id]) == {people.pupil.id: frozenset({TUESDAY_FOUR})}
    assert pairing.approved_by_id == people.coordinator.id
    actions = db.session.scalars(db.select(AuditEvent.action).where(AuditEvent.region_id.is_not(None))).all()
    assert actions == ["request.paired", "pairing.made"]


def test_three_short_sessions_a_week_hold_three_moments(people, pair):
    times = frozenset({TUESDAY_FOUR, WEDNESDAY_FIVE, moment_of(4, 15)})
    change(people.pupil, weekly_times=times)
    change(people.volunteer, weekly_times=times)

    pairing = pair(moments=times)

    assert {booking.moment for booking in pairing.bookings} == times


def test_nobody_has_more_pupils_in_a_programme_than_it_allows(pair):
    programme = make_programme("thuisschool", max_pupils=1)
    times = frozenset({TUESDAY_FOUR, WEDNESDAY_FIVE})
    volunteer = make_volunteer(programmes=[programme, make_programme()], places=3, weekly_times=times)
    first, second = (
        make_request(make_pupil(weekly_times=times), programme, state=RequestState.PROPOSED) for _ in range(2)
    )
    pair(request=first, volunteer=volunteer, moments=[TUESDAY_FOUR])

    with pytest.raises(errors.NoPlaceLeft):
        pair(request=second, volunteer=volunteer, moments=[WEDNESDAY_FIVE])

    assert (volunteer.places_taken, second.state) == (1, RequestState.PROPOSED)


@time_machine.travel(datetime(2026, 10, 22, 9, 0, tzinfo=UTC))
def test_the_answer_is_due_at_the_end_of_a_dutch_day_across_the_change_of_the_clocks(people, pair):
    pairing = pair()

    assert pairing.answer_by.astimezone(AMSTERDAM) == datetime(2026, 10, 27, 23, 59, 59, tzinfo=AMSTERDAM)


def test_every_pairing_has_a_meeting_room_nobody_can_guess(people, pair):
    link = pair().meeting_link

    assert link.startswith("https://meet.example.nl/")
    assert len(link.removeprefix("https://meet.example.nl/")) == 32


def test_who_meets_in_person_needs_no_meeting_link(people, pair):
    assert pair(is_online=False).meeting_link == ""


def without_vog(people):
    change(people.volunteer, vog_status=VogStatus.REQUESTED)


def paused(people):
    change(people.volunteer, state=VolunteerState.PAUSED)


def full(people):
    change(people.volunteer, places_taken=1)


def barred(people):
    with transaction():
        services.bar_pair(people.pupil.id, people.volunteer.id, BarReason.FORBIDDEN)


def pupil_busy(people):
    change(people.pupil, weekly_times=frozenset({WEDNESDAY_FIVE}))


@pytest.mark.parametrize(
    ("hindrance", "error"),
    [
        (without_vog, errors.GateNotPassed),
        (paused, errors.GateNotPassed),
        (full, errors.NoPlaceLeft),
        (barred, errors.PairIsBarred),
        (pupil_busy, errors.MomentTaken),
    ],
)
def test_what_stopped_being_true_since_the_proposal_stops_the_pairing(people, pair, hindrance, error):
    hindrance(people)

    with pytest.raises(error) as caught:
        pair()

    assert isinstance(caught.value, errors.CannotPair)
    assert people.request.state is RequestState.PROPOSED
    assert db.session.query(Pairing).count() == 0
    assert letters() == []
    change(people.volunteer, places_taken=0)


def test_a_moment_that_is_given_away_is_refused_and_the_next_one_in_the_same_transaction_goes_on(people, pair):
    change(people.volunteer, places=3, weekly_times=frozenset({TUESDAY_FOUR, WEDNESDAY_FIVE}))
    first = pair()
    both = frozenset({TUESDAY_FOUR, WEDNESDAY_FIVE})
    second = make_request(make_pupil(people.school, weekly_times=both), state=RequestState.PROPOSED)
    offer = {"is_online": True, "needs_booked_interpreter": False, "by": people.by_coordinator}

    with transaction():
        with pytest.raises(errors.MomentTaken):
            services.make_pairing(second, people.volunteer, {TUESDAY_FOUR}, **offer)
        assert second.state is RequestState.PROPOSED
        services.make_pairing(second, people.volunteer, {WEDNESDAY_FIVE}, **offer)

    assert people.volunteer.places_taken == 2
    assert queries.booked_moments([people.volunteer.id]) == {people.volunteer.id: both}
    assert first.is_live


def test_a_pupil_with_two_requests_is_not_helped_at_two_places_at_once(people, pair):
    pair()
    other = make_request(people.pupil, make_programme("anders"), state=RequestState.PROPOSED)
    volunteer = make_volunteer(user=make_user(), programmes=[other.programme])

    with pytest.raises(errors.MomentTaken):
        pair(request=other, volunteer=volunteer)


def test_only_what_was_proposed_is_paired_and_only_once(people, pair):
    pair()

    with pytest.raises((MoveNotAllowed, ChangedMeanwhile)):
        pair(volunteer=make_volunteer())


def test_only_a_coordinator_makes_a_pairing(people):
    with pytest.raises(MoveNotAllowed), transaction():
        services.make_pairing(
            people.request,
            people.volunteer,
            {TUESDAY_FOUR},
            is_online=True,
            needs_booked_interpreter=False,
            by=By(Actor.SCHOOL),
        )


def test_without_the_nominator_all_contacts_of_the_school_are_told_and_without_those_the_coordinator(people, pair):
    with transaction():
        people.mentor.deactivated_at = people.mentor.created_at

    pair()

    assert ("pairing_proposed_to_school", people.coordinator.email) in letters()


def test_a_family_without_an_address_gets_no_letter(people, pair):
    change(people.pupil, contact_email="")

    pair()

    assert [kind for kind, _ in letters()] == ["pairing_proposed_to_school", "pairing_offered"]


@pytest.mark.parametrize(("address", "is_asked"), [("", True), ("ouder@example.nl", False)])
def test_the_school_is_asked_to_tell_a_family_that_no_letter_reaches(people, pair, address, is_asked):
    change(people.pupil, contact_email=address)

    pair()

    [told] = db.session.scalars(db.select(Letter).where(Letter.kind == "pairing_proposed_to_school"))
    assert ("Vertelt u het hun zelf?" in render_letter(told).text) is is_asked
