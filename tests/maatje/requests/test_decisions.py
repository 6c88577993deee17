import pytest

from maatje.audit.models import AuditEvent
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.models import Letter
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import services
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, HoldReason, Route, Urgency
from maatje.requests.nomination import NominationRefused
from tests.factories import (
    make_coordinator,
    make_programme,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
    make_subject,
)

SCHOOL = By(Actor.SCHOOL, None)
COORDINATOR = By(Actor.COORDINATOR, None)


def letters():
    return [(letter.kind, letter.user_id) for letter in db.session.query(Letter).order_by(Letter.id)]


def submitted(**values):
    return make_request(state=RequestState.SUBMITTED, **values)


def nominated_by(contact, school, first_name="Noor"):
    return make_pupil(school, nominated_by_id=contact.id, first_name=first_name)


def test_an_accepted_request_is_open_and_the_nominator_hears(app):
    school = make_school()
    mentor = make_school_contact(school)
    make_school_contact(school)
    request = submitted(pupil=nominated_by(mentor, school))

    with transaction():
        services.accept_request(request, COORDINATOR)

    assert request.state is RequestState.OPEN
    assert letters() == [("request_accepted", mentor.id)]


def test_when_the_nominator_left_the_other_contacts_hear(app):
    school = make_school()
    left = make_school_contact(school, deactivated_at=db.func.now())
    colleague = make_school_contact(school)
    request = submitted(pupil=nominated_by(left, school))

    with transaction():
        services.accept_request(request, COORDINATOR)

    assert letters() == [("request_accepted", colleague.id)]


def test_ten_accepted_at_once_are_one_letter_each_reader(app):
    school = make_school()
    mentor = make_school_contact(school)
    requests = [submitted(pupil=nominated_by(mentor, school, name)) for name in ("Noor", "Sem", "Ava")]

    with transaction():
        services.accept_requests(requests, COORDINATOR)

    letter = db.session.query(Letter).one()
    assert letter.context["count"] == 3


def test_a_school_may_not_accept(app):
    request = submitted()

    with pytest.raises(MoveNotAllowed), transaction():
        services.accept_request(request, SCHOOL)


def test_a_request_without_consent_cannot_be_accepted(app):
    request = make_request(state=RequestState.AWAITING_CONSENT)

    with pytest.raises(MoveNotAllowed), transaction():
        services.accept_request(request, COORDINATOR)


def test_held_and_referred_requests_say_only_one_word_of_why(app):
    school = make_school()
    mentor = make_school_contact(school)
    request = submitted(pupil=nominated_by(mentor, school))

    with transaction():
        services.hold_request(request, HoldReason.SCHOOL_FIRST, COORDINATOR)
    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.SCHOOL_FIRST)

    with transaction():
        services.refer_request(request, Route.DEVICE, COORDINATOR)
    assert (request.state, request.route, request.hold_reason) == (RequestState.REFERRED, Route.DEVICE, None)
    assert letters() == [("request_on_hold", mentor.id), ("request_referred", mentor.id)]


def test_a_school_that_holds_a_request_itself_gets_no_letter_about_it(app):
    make_school_contact(school := make_school())
    request = make_request(pupil=make_pupil(school))

    with transaction():
        services.hold_request(request, HoldReason.UNSAFE_HOME, SCHOOL)

    assert request.state is RequestState.ON_HOLD
    assert letters() == []


def test_a_proposal_under_way_does_not_stop_a_hold(app):
    request = make_request(state=RequestState.PROPOSED)
    held = []
    services.request_held.connect(held_by := lambda sender, by: held.append(sender))

    with transaction():
        services.hold_request(request, HoldReason.UNSAFE_HOME, SCHOOL)
    services.request_held.disconnect(held_by)

    assert held == [request]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (RequestState.AWAITING_CONSENT, RequestState.WITHDRAWN),
        (RequestState.SUBMITTED, RequestState.WITHDRAWN),
        (RequestState.OPEN, RequestState.WITHDRAWN),
        (RequestState.ON_HOLD, RequestState.WITHDRAWN),
        (RequestState.PROPOSED, RequestState.WITHDRAWN),
        (RequestState.PAIRED, RequestState.CLOSED),
    ],
)
def test_a_school_withdraws_at_any_time_and_higher_rooms_hear(app, here, there):
    request = make_request(state=here)
    heard = []
    services.request_withdrawn.connect(listener := lambda sender, by: heard.append((sender.id, by.actor)))

    with transaction():
        services.withdraw_request(request, SCHOOL)
    services.request_withdrawn.disconnect(listener)

    assert request.state is there
    assert heard == [(request.id, Actor.SCHOOL)]


def test_what_has_ended_is_not_withdrawn_again(app):
    request = make_request(state=RequestState.CLOSED)

    with pytest.raises(MoveNotAllowed), transaction():
        services.withdraw_request(request, SCHOOL)


def test_taking_back_consent_stops_all_that_was_under_way(app):
    pupil = make_pupil()
    db.session.add(Consent(pupil=pupil, giver=ConsentGiver.GUARDIAN, channel=Channel.PAPER, text_version="1"))
    db.session.commit()
    waiting = make_request(pupil=pupil)
    over = make_request(pupil=pupil, programme=make_programme("praten"), state=RequestState.CLOSED)

    with transaction():
        services.withdraw_consent(pupil, SCHOOL)

    assert not pupil.has_consent
    assert (waiting.state, over.state) == (RequestState.WITHDRAWN, RequestState.CLOSED)


def test_a_reopened_request_waits_on_with_its_days_and_a_bonus(app):
    request = make_request(state=RequestState.PAIRED)
    waited = request.days_waited

    with transaction():
        services.reopen_request(request, By(Actor.CLOCK), bonus_days=14)

    assert (request.state, request.days_waited) == (RequestState.OPEN, waited + 14)


def test_urgency_changes_leave_an_audit_row_once(app):
    request = make_request()
    by = acting(make_coordinator())

    with transaction():
        services.change_urgency(request, Urgency.HIGH, by)
        services.change_urgency(request, Urgency.HIGH, by)

    assert request.urgency is Urgency.HIGH
    assert [event.action for event in db.session.query(AuditEvent)] == ["request.urgency_changed"]


def test_a_wish_is_edited_subject_by_subject(app):
    maths, physics = make_subject("wis"), make_subject("nask")
    request = make_request(subjects=[maths])
    for subject in (maths, physics):
        db.session.add(ProgrammeSubject(programme_id=request.programme_id, subject_id=subject.id))
    db.session.commit()

    with transaction():
        services.edit_wish(request, frozenset({maths.id}), frozenset({physics.id}), Urgency.SOON, SCHOOL)
    assert request.urgency is Urgency.SOON
    assert {(wish.subject_id, wish.is_necessary) for wish in request.subjects} == {
        (maths.id, False),
        (physics.id, True),
    }

    with transaction():
        services.edit_wish(request, frozenset(), frozenset({maths.id}), Urgency.SOON, SCHOOL)
    assert [(wish.subject_id, wish.is_necessary) for wish in request.subjects] == [(maths.id, True)]

    with pytest.raises(NominationRefused), transaction():
        services.edit_wish(request, frozenset(), frozenset(), Urgency.SOON, SCHOOL)


@pytest.mark.parametrize("state", [RequestState.PROPOSED, RequestState.PAIRED, RequestState.OPEN])
def test_accepting_is_not_a_way_out_of_a_proposal_or_pairing(app, state):
    request = make_request(state=state)

    with pytest.raises(MoveNotAllowed), transaction():
        services.accept_request(request, COORDINATOR)


def test_an_edited_pupil_keeps_to_the_rules_of_a_nomination(app):
    request = make_request(pupil=make_pupil())
    pupil = request.pupil

    with transaction():
        services.edit_pupil(pupil, {"first_name": "Nora", "needs_nt2": True}, SCHOOL)
    assert (pupil.first_name, pupil.needs_nt2) == ("Nora", True)

    with pytest.raises(NominationRefused) as refused, transaction():
        services.edit_pupil(pupil, {"weekly_times": frozenset(), "pc4": "12"}, SCHOOL)
    assert set(refused.value.messages) == {"weekly_times", "pc4"}


def test_two_pupils_of_a_school_never_share_a_reference(app):
    school = make_school()
    make_pupil(school, school_reference="L-17")
    pupil = make_pupil(school)

    with pytest.raises(NominationRefused), transaction():
        services.edit_pupil(pupil, {"school_reference": "L-17"}, SCHOOL)


def test_who_agreed_alone_cannot_become_younger_than_16(app):
    pupil = make_pupil(is_under_16=False)
    db.session.add(Consent(pupil=pupil, giver=ConsentGiver.PUPIL, channel=Channel.PAPER, text_version="1"))
    db.session.commit()

    with pytest.raises(NominationRefused), transaction():
        services.edit_pupil(pupil, {"is_under_16": True}, SCHOOL)


def test_a_referred_request_stays_off_the_waiting_list_once_consent_was_taken_back(app):
    request = submitted()
    with transaction():
        services.refer_request(request, Route.CARE_TEAM, COORDINATOR)
        services.withdraw_consent(request.pupil, SCHOOL)

    with pytest.raises(MoveNotAllowed), transaction():
        services.accept_request(request, COORDINATOR)

    assert request.state is RequestState.REFERRED
