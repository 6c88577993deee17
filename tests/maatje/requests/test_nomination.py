import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.programmes.models import Place
from maatje.requests import services
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, HelpRequest, HoldReason, Pupil
from maatje.requests.nomination import AgreedBy, NominationRefused
from tests.factories import make_grade, make_level, make_programme, make_school, make_school_contact, make_subject

SCHOOL = By(Actor.SCHOOL, None)
PUPIL_BY_PHONE = AgreedBy(ConsentGiver.PUPIL, Channel.PHONE)


def nominate(nomination, by=SCHOOL):
    with transaction():
        return services.nominate_pupil(nomination, by)


def refusal_of(nomination):
    with pytest.raises(NominationRefused) as refused, transaction():
        services.nominate_pupil(nomination, SCHOOL)
    assert db.session.query(Pupil).count() == 0
    return refused.value.messages


def test_a_nominated_pupil_waits_for_the_coordinator(nomination):
    contact = make_school_contact()

    request = nominate(nomination(), By(Actor.SCHOOL, contact.id))

    assert request.state is RequestState.SUBMITTED
    assert (request.pupil.first_name, request.pupil.nominated_by_id) == ("Noor", contact.id)
    assert request.pupil.pc4 == "2511"
    consent = db.session.query(Consent).one()
    assert (consent.giver, consent.channel, consent.recorded_by_id) == ("guardian", "paper", contact.id)
    assert {event.action for event in db.session.query(AuditEvent)} == {
        "pupil.nominated",
        "consent.recorded",
        "request.submitted",
    }


def test_without_consent_the_request_waits_for_it(nomination):
    request = nominate(nomination(consent=None))
    assert request.state is RequestState.AWAITING_CONSENT

    with transaction():
        services.record_consent(request.pupil, ConsentGiver.GUARDIAN, Channel.PHONE, SCHOOL)

    assert request.state is RequestState.SUBMITTED
    assert request.pupil.has_consent


def test_a_pupil_under_16_cannot_agree_alone(nomination):
    assert set(refusal_of(nomination(consent=PUPIL_BY_PHONE))) == {"consent"}


def test_from_16_the_pupil_agrees_and_not_the_guardian(nomination):
    assert set(refusal_of(nomination(is_under_16=False))) == {"consent"}

    assert nominate(nomination(is_under_16=False, consent=PUPIL_BY_PHONE)).state is RequestState.SUBMITTED


def test_consent_written_down_later_is_refused_from_the_wrong_person(nomination):
    request = nominate(nomination(consent=None))

    with pytest.raises(NominationRefused), transaction():
        services.record_consent(request.pupil, ConsentGiver.PUPIL, Channel.PAPER, SCHOOL)

    assert db.session.query(Consent).count() == 0


def test_where_the_school_looks_first_the_request_is_on_hold_at_once(nomination):
    request = nominate(nomination(school_first=True))

    assert (request.state, request.hold_reason) == (RequestState.ON_HOLD, HoldReason.SCHOOL_FIRST)


def test_where_the_school_looks_first_consent_comes_before_the_hold(nomination):
    request = nominate(nomination(school_first=True, consent=None))
    assert request.state is RequestState.AWAITING_CONSENT

    with transaction():
        services.record_consent(request.pupil, ConsentGiver.GUARDIAN, Channel.PAPER, SCHOOL)

    assert request.state is RequestState.ON_HOLD


def test_a_pupil_without_a_device_is_nominated_all_the_same(nomination):
    request = nominate(nomination(has_device=False))

    assert (request.state, request.pupil.has_device) == (RequestState.SUBMITTED, False)


def test_every_broken_rule_is_told_at_its_field(nomination):
    messages = refusal_of(
        nomination(
            first_name=" ",
            subject_ids=frozenset(),
            weekly_times=frozenset(),
            contact_email="geen adres",
            language_code="xx",
            pc4="0123",
            online=False,
            in_person=False,
        )
    )

    assert set(messages) == {
        "first_name",
        "subject_ids",
        "weekly_times",
        "contact_email",
        "language_code",
        "pc4",
        "place",
    }


def test_a_closed_programme_takes_no_nominations(nomination):
    closed = make_programme("dicht", is_open=False)
    assert set(refusal_of(nomination(programme_id=closed.id))) == {"programme_id"}


def test_a_school_that_stopped_nominates_nobody(nomination):
    assert set(refusal_of(nomination(make_school(is_active=False)))) == {"school_id"}


def test_a_subject_of_another_programme_is_refused(nomination):
    other = make_subject("gesc")
    assert set(refusal_of(nomination(subject_ids=frozenset({other.id})))) == {"subject_ids"}


def test_a_year_belongs_to_its_kind_of_school(nomination):
    primary = make_grade("groep-7", name="Groep 7", sector="po", position=7)
    assert set(refusal_of(nomination(grade_id=primary.id))) == {"grade_id"}


def test_three_times_a_week_needs_three_days(nomination):
    often = make_programme("vaak", sessions_per_week=3, asks_subjects=False)
    wish = nomination(programme_id=often.id, subject_ids=frozenset())

    assert set(refusal_of(wish)) == {"weekly_times"}


@pytest.mark.parametrize("reference", ["111222333", "111.222.333", "111222 333"])
def test_a_bsn_is_never_a_reference(nomination, reference):
    assert set(refusal_of(nomination(school_reference=reference))) == {"school_reference"}


@pytest.mark.parametrize("reference", ["12", "139", "1247"])
def test_a_schools_own_short_number_is_a_reference(nomination, reference):
    # Each passes the elfproef once it is filled up with zeros, as one number in eleven does.
    assert nominate(nomination(school_reference=reference)).pupil.school_reference == reference


def test_what_is_marked_necessary_is_asked_too(nomination):
    subject = make_subject()
    request = nominate(nomination(subject_ids=frozenset(), necessary_subject_ids=frozenset({subject.id})))

    assert [(wish.subject_id, wish.is_necessary) for wish in request.subjects] == [(subject.id, True)]


def test_where_the_programme_says_online_it_is_online(nomination):
    request = nominate(nomination(online=False, in_person=True))

    assert (request.pupil.online, request.pupil.in_person) == (True, False)


def test_where_the_programme_leaves_a_choice_the_wish_counts(nomination):
    both = make_programme("allebei", place=Place.BOTH, asks_subjects=False)
    request = nominate(nomination(programme_id=both.id, subject_ids=frozenset(), online=False, in_person=True))

    assert (request.pupil.online, request.pupil.in_person) == (False, True)


def test_a_second_upload_with_the_same_reference_enters_nothing_twice(nomination):
    school = make_school()
    first = nominate(nomination(school, school_reference="L-17"))

    again = nominate(nomination(school, school_reference="L-17", first_name="Nora"))

    assert again.id == first.id
    assert db.session.query(HelpRequest).count() == 1
    assert first.pupil.first_name == "Noor"


def test_the_same_reference_in_another_programme_is_the_same_pupil(nomination):
    school = make_school()
    talks = make_programme("praten", asks_subjects=False)
    first = nominate(nomination(school, school_reference="L-17"))

    second = nominate(
        nomination(school, school_reference="L-17", programme_id=talks.id, subject_ids=frozenset(), consent=None)
    )

    assert second.pupil_id == first.pupil_id
    assert second.state is RequestState.SUBMITTED


def test_without_reference_name_and_class_tell_the_same_pupil(nomination):
    school = make_school()
    first = nominate(nomination(school, first_name="Élodie"))

    assert nominate(nomination(school, first_name=" élodie")).id == first.id
    assert nominate(nomination(school, first_name="Elodie")).id != first.id
    assert nominate(nomination(make_school(), first_name="Élodie")).id != first.id
    other_level = make_level("VWO", position=41)
    assert nominate(nomination(school, first_name="Élodie", level_id=other_level.id)).id != first.id


def test_a_second_pupil_of_the_same_name_can_be_meant(nomination):
    school = make_school()
    first = nominate(nomination(school))

    assert nominate(nomination(school, is_somebody_else=True)).pupil_id != first.pupil_id


def test_a_withdrawn_pupil_comes_back_only_on_purpose(nomination):
    school = make_school()
    first = nominate(nomination(school, school_reference="L-17"))
    with transaction():
        services.withdraw_request(first, SCHOOL)

    assert nominate(nomination(school, school_reference="L-17")).id == first.id
    again = nominate(nomination(school, school_reference="L-17", may_repeat=True))
    assert again.id != first.id
    assert again.pupil_id == first.pupil_id
