"""Consent asked by mail: the letter, the page behind it, and what follows from yes, no, silence or regret."""

import re
from datetime import timedelta

import pytest

from maatje.accounts.links import make_token
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests import services
from maatje.requests.asked_text import asked_texts
from maatje.requests.jobs import sweep_consents
from maatje.requests.letters import consent_mark
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, Pupil
from maatje.requests.queries import pupils_to_remind
from tests.factories import (
    make_coordinator,
    make_language,
    make_pairing,
    make_programme,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
)
from tests.pages import without_token
from tests.soundness import assert_page_is_sound

SCHOOL = By(Actor.SCHOOL)
FAMILY = By(Actor.FAMILY)


@pytest.fixture
def school(app):
    school = make_school(name="Duinzicht College")
    make_school_contact(school, email="mentor@example.nl")
    return school


@pytest.fixture
def nominated(nomination, school):
    """A pupil of this school that was nominated without consent; by default with a guardian's address."""

    def _nominated(**values):
        values = {"consent": None, "contact_email": "ouder@example.nl"} | values
        make_language(values.get("contact_language_code", "nl"))
        with transaction():
            request = services.nominate_pupil(nomination(school, **values), SCHOOL)
        return request.pupil

    return _nominated


def letters(kind):
    return list(db.session.scalars(db.select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def page_of(pupil, **token):
    return f"/toestemming/{make_token('consent', pupil.id, token.get('mark', consent_mark(pupil)))}"


def asked_days_ago(pupil, days):
    pupil.consent_asked_at = now() - timedelta(days=days)
    db.session.commit()


def actions():
    return list(db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_nomination_without_consent_asks_the_guardian_in_their_language(nominated):
    pupil = nominated(contact_language_code="ti")

    [letter] = letters("consent_asked")
    assert pupil.requests[0].state is RequestState.AWAITING_CONSENT
    assert (letter.to_address, letter.to_name) == ("ouder@example.nl", "")
    assert render_letter(letter).subject == asked_texts()["ti"].letter_subject
    assert pupil.first_name not in render_letter(letter).text
    assert "Duinzicht" not in render_letter(letter).text
    assert "consent.asked" in actions()


def test_nobody_is_asked_whose_consent_the_school_recorded_or_whose_address_it_does_not_know(
    nominated, nomination, school
):
    nominated(contact_email="")
    with transaction():
        services.nominate_pupil(nomination(school, first_name="Bo", contact_email="bo@example.nl"), SCHOOL)

    assert letters("consent_asked") == []


def test_an_address_that_comes_later_is_asked_then_and_a_better_one_anew(nominated):
    pupil = nominated(contact_email="fout@example.nl")
    old_page = page_of(pupil)

    with transaction():
        services.edit_pupil(pupil, {"contact_email": "goed@example.nl"}, SCHOOL)
    with transaction():
        services.edit_pupil(pupil, {"contact_email": "goed@example.nl", "needs_nt2": True}, SCHOOL)

    assert [letter.to_address for letter in letters("consent_asked")] == ["fout@example.nl", "goed@example.nl"]
    assert page_of(pupil) != old_page


def test_a_second_wish_of_the_same_pupil_does_not_ask_twice(nominated, nomination, school):
    pupil = nominated(school_reference="3B-07")
    second = make_programme("thuisschoolmaatje", asks_subjects=False)
    with transaction():
        again = services.nominate_pupil(
            nomination(
                school, programme_id=second.id, subject_ids=frozenset(), school_reference="3B-07",
                consent=None, contact_email="ouder@example.nl",
            ),
            SCHOOL,
        )  # fmt: skip

    assert again.pupil_id == pupil.id
    assert len(letters("consent_asked")) == 1


def test_the_link_in_the_letter_opens_the_page_in_that_language(nominated, client):
    pupil = nominated(contact_language_code="ar")
    [address] = set(
        re.findall(r"https://maatje.example.nl(/toestemming/\S+)", render_letter(letters("consent_asked")[0]).text)
    )

    page = client.get(address).text

    arabic = asked_texts()["ar"]
    assert '<html lang="ar" dir="rtl">' in page
    assert arabic.agree_guardian in page
    assert pupil.first_name in page
    assert "Duinzicht College" in page
    assert "Inloggen" not in page


@pytest.mark.parametrize("code", sorted(asked_texts()))
def test_the_page_is_sound_in_every_language_and_state(nominated, client, code):
    pupil = nominated(contact_language_code="so")
    for answer in ("yes", "stop"):
        page = client.get(f"{page_of(pupil)}?taal={code}")
        assert_page_is_sound(page.text)
        assert f'<html lang="{code}"' in page.text
        assert "{" not in re.sub(r"<[^>]*>", "", page.text)
        client.post(f"{page_of(pupil)}?taal={code}", data={"answer": answer})
    page = client.get(f"{page_of(pupil)}?taal={code}").text
    assert_page_is_sound(page)
    assert asked_texts()[code].ended_title in page


@pytest.mark.parametrize("code", sorted(asked_texts()))
def test_the_page_says_in_every_language_who_answers_for_the_data_and_whom_to_call(app, nominated, client, code):
    page = client.get(f"{page_of(nominated())}?taal={code}").text

    assert app.config["SETTINGS"].organisation in page
    assert f'href="mailto:{app.config["SETTINGS"].privacy_contact}"' in page
    for address in ("/privacy", "/toegankelijkheid", "tel:112", "tel:08002000"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(("under_16", "giver"), [(True, ConsentGiver.GUARDIAN), (False, ConsentGiver.PUPIL)])
def test_yes_is_written_down_with_who_what_when_text_channel_and_language(nominated, client, under_16, giver):
    pupil = nominated(is_under_16=under_16)

    answer = client.post(f"{page_of(pupil)}?taal=uk", data={"answer": "yes"})

    consent = db.session.scalars(db.select(Consent)).one()
    assert answer.status_code == 303
    assert (consent.giver, consent.channel, consent.processing) == (giver, Channel.ONLINE, "help_through_school")
    assert (consent.language, consent.text_version) == ("uk", asked_texts()["uk"].version)
    assert consent.recorded_by_id is None
    assert pupil.requests[0].state is RequestState.SUBMITTED
    assert [letter.to_address for letter in letters("consent_given")] == ["mentor@example.nl"]
    assert actions()[-2:] == ["consent.recorded", "request.submitted"]


def test_a_request_of_which_the_school_looks_first_waits_for_the_school_after_a_yes(nominated, client):
    pupil = nominated(school_first=True)

    client.post(page_of(pupil), data={"answer": "yes"})

    assert pupil.requests[0].state is RequestState.ON_HOLD


def test_no_withdraws_the_request_and_tells_the_school_without_a_reason(nominated, client):
    pupil = nominated()

    client.post(page_of(pupil), data={"answer": "no"})

    assert pupil.requests[0].state is RequestState.WITHDRAWN
    assert db.session.scalars(db.select(Consent)).all() == []
    assert [letter.to_address for letter in letters("consent_refused")] == ["mentor@example.nl"]
    assert "consent.refused" in actions()


def test_after_a_no_the_school_may_nominate_again_and_the_family_is_asked_again(nominated, client):
    pupil = nominated(school_reference="3B-07")
    asked_days_ago(pupil, 1)
    client.post(page_of(pupil), data={"answer": "no"})

    nominated(school_reference="3B-07", may_repeat=True)

    assert len(letters("consent_asked")) == 2


def test_looking_answers_nothing_however_often_a_scanner_looks(nominated, client):
    pupil = nominated()
    for _ in range(20):
        client.get(page_of(pupil))
        client.head(page_of(pupil))

    assert pupil.requests[0].state is RequestState.AWAITING_CONSENT
    assert set(actions()[3:]) <= {"pupil.viewed", "consent.asked"}


def test_withdrawing_is_one_button_on_the_same_page_and_stops_all(nominated, client, school):
    pupil = make_pupil(school)
    pairing = make_pairing(make_request(pupil), state=PairingState.ACTIVE)
    volunteer_mail, place = pairing.volunteer.user.email, pairing.volunteer

    assert asked_texts()["nl"].stop_button in client.get(page_of(pupil)).text
    answer = client.post(page_of(pupil), data={"answer": "stop"})

    assert answer.status_code == 303
    assert db.session.get(Pairing, pairing.id).state is PairingState.ENDED
    assert pupil.requests[0].state is RequestState.CLOSED
    assert not pupil.has_consent
    assert place.places_taken == 0
    assert [letter.to_address for letter in letters("pairing_ended_volunteer")] == [volunteer_mail]
    assert [letter.to_address for letter in letters("consent_withdrawn")] == ["mentor@example.nl"]


def test_a_button_that_comes_too_late_changes_nothing_and_shows_how_it_stands(nominated, client):
    pupil = nominated()
    with transaction():
        services.withdraw_request(pupil.requests[0], SCHOOL)

    for answer in ("yes", "no", "stop", "", "nonsense"):
        page = client.post(page_of(pupil), data={"answer": answer})
        assert page.status_code == 409
        assert asked_texts()["nl"].ended_title in page.text
    assert db.session.scalars(db.select(Consent)).all() == []


def test_nobody_agrees_to_a_text_that_came_after_the_one_they_read(nominated, client):
    pupil = nominated()
    page = page_of(pupil)
    read = asked_texts()["nl"].version
    assert f'name="version" value="{read}"' in client.get(page).text

    answer = client.post(page, data={"answer": "yes", "version": "2026-01"})

    assert answer.status_code == 409
    assert asked_texts()["nl"].too_late in answer.text
    assert not pupil.has_consent
    client.post(page, data={"answer": "yes", "version": read})
    assert db.session.scalars(db.select(Consent)).one().text_version == read


@pytest.mark.parametrize("spoilt", ["purpose", "mark", "other_pupil", "old"])
def test_a_link_for_something_or_somebody_else_or_too_old_opens_nothing(nominated, client, spoilt):
    pupil = nominated()
    other = make_pupil(first_name="Ander")
    mark = consent_mark(pupil)
    token = {
        "purpose": make_token("family_pairing", pupil.id, mark),
        "mark": make_token("consent", pupil.id, "0" * 32),
        "other_pupil": make_token("consent", other.id, mark),
        "old": make_token("consent", pupil.id, mark, at=now() - timedelta(days=401)),
    }[spoilt]

    answer = client.post(f"/toestemming/{token}", data={"answer": "yes"})

    assert answer.status_code == (410 if spoilt == "old" else 404)
    assert pupil.first_name not in answer.text
    assert pupil.requests[0].state is RequestState.AWAITING_CONSENT


def test_who_presses_twice_at_once_agrees_once(nominated, at_once):
    pupil = nominated()
    pupil_id = pupil.id

    def agree():
        services.give_consent(db.session.get(Pupil, pupil_id), asked_texts()["nl"], FAMILY)

    outcomes = at_once(*[(agree, ())] * 8)

    assert outcomes["done"] == 1, outcomes
    assert len(db.session.scalars(db.select(Consent)).all()) == 1


def test_the_question_is_sent_once_more_after_a_week(nominated):
    pupil = nominated()
    asked_days_ago(pupil, 6)
    sweep_consents()
    assert letters("consent_reminder") == []

    asked_days_ago(pupil, 8)
    sweep_consents()
    sweep_consents()

    assert [letter.to_address for letter in letters("consent_reminder")] == ["ouder@example.nl"]
    assert pupil.requests[0].state is RequestState.AWAITING_CONSENT
    assert pupils_to_remind(now()) == []


def test_of_two_who_remind_at_once_the_second_finds_it_done(nominated):
    pupil = nominated()
    for _ in range(2):
        with transaction():
            services.remind_of_consent(pupil)

    assert actions().count("consent.reminded") == 1


def test_a_better_address_is_reminded_after_a_week_of_its_own(nominated):
    pupil = nominated(contact_email="fout@example.nl")
    asked_days_ago(pupil, 8)
    sweep_consents()
    with transaction():
        services.edit_pupil(pupil, {"contact_email": "goed@example.nl"}, SCHOOL)

    sweep_consents()
    assert len(letters("consent_reminder")) == 1
    asked_days_ago(pupil, 8)
    sweep_consents()

    reminded = [letter.to_address for letter in letters("consent_reminder")]
    assert reminded == ["fout@example.nl", "goed@example.nl"]


@pytest.fixture
def held(nominated, school, sign_in):
    """A pupil for whom consent was asked by mail, and of whom the school then said that home is not safe."""
    pupil = nominated(school_reference="3B-07")
    visitor = sign_in(school.contacts[0].user)
    address = f"/hulpvragen/{pupil.requests[0].id}/niet-veilig"
    assert "Hulpvraag op wachten zetten" in visitor.get(address).text
    visitor.post(address)
    return pupil


def test_an_unsafe_home_holds_a_request_that_awaits_consent_and_nobody_at_home_is_reminded(held):
    assert (held.requests[0].state, held.requests[0].hold_reason) == (RequestState.ON_HOLD, "unsafe_home")

    for days in (8, 22):
        asked_days_ago(held, days)
        sweep_consents()

    assert held.requests[0].state is RequestState.ON_HOLD
    assert letters("consent_reminder") == []
    assert [letter.to_address for letter in letters("consent_asked")] == ["ouder@example.nl"]


def test_where_home_is_not_safe_no_other_wish_of_the_pupil_asks_at_home(held, nomination, school):
    second = make_programme("thuisschoolmaatje", asks_subjects=False)
    with transaction():
        services.nominate_pupil(
            nomination(
                school, programme_id=second.id, subject_ids=frozenset(), school_reference="3B-07",
                consent=None, contact_email="ouder@example.nl",
            ),
            SCHOOL,
        )  # fmt: skip
    with transaction():
        services.edit_pupil(held, {"contact_email": "ander@example.nl"}, SCHOOL)
    asked_days_ago(held, 8)
    sweep_consents()

    assert letters("consent_reminder") == []
    assert len(letters("consent_asked")) == 1


def test_a_yes_to_a_request_on_hold_is_written_down_once_and_it_stays_on_hold(held, client):
    page = page_of(held)
    assert asked_texts()["nl"].agree_guardian.format(name=held.first_name) in client.get(page).text

    assert client.post(page, data={"answer": "yes"}).status_code == 303
    assert client.post(page, data={"answer": "yes"}).status_code == 409

    assert len(db.session.scalars(db.select(Consent)).all()) == 1
    assert held.has_consent
    assert held.requests[0].state is RequestState.ON_HOLD


def test_two_that_say_yes_to_a_request_on_hold_at_once_agree_once(held, at_once):
    pupil_id = held.id

    def agree():
        services.give_consent(db.session.get(Pupil, pupil_id), asked_texts()["nl"], FAMILY)

    assert at_once(*[(agree, ())] * 8)["done"] == 1
    assert len(db.session.scalars(db.select(Consent)).all()) == 1


def test_a_no_to_a_request_on_hold_withdraws_it(held, client):
    assert client.post(page_of(held), data={"answer": "no"}).status_code == 303

    assert held.requests[0].state is RequestState.WITHDRAWN
    assert len(letters("consent_refused")) == 1


def test_the_school_may_write_down_a_yes_to_a_request_on_hold(held, school, sign_in):
    visitor = sign_in(school.contacts[0].user)
    assert "Toestemming vastleggen" in visitor.get(f"/leerlingen/{held.id}").text

    visitor.post(f"/leerlingen/{held.id}/toestemming", data={"consent": "guardian", "channel": "phone"})

    assert held.has_consent
    assert held.requests[0].state is RequestState.ON_HOLD
    assert "Toestemming vastleggen" not in visitor.get(f"/leerlingen/{held.id}").text


def test_without_an_answer_the_request_is_withdrawn_after_three_weeks_and_the_school_told(nominated):
    pupil = nominated()
    asked_days_ago(pupil, 22)

    sweep_consents()
    sweep_consents()

    assert pupil.requests[0].state is RequestState.WITHDRAWN
    assert len(letters("consent_lapsed")) == 1
    assert letters("consent_reminder") == []
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.action == "request.withdrawn")).one()
    assert event.actor is Actor.CLOCK


def test_the_coordinator_is_told_where_nobody_speaks_for_the_school(nominated, school):
    pupil = nominated()
    make_coordinator(school.region, email="coordinator@example.nl")
    contact = school.contacts[0].user
    contact.deactivated_at = now()
    asked_days_ago(pupil, 22)

    sweep_consents()

    assert [letter.to_address for letter in letters("consent_lapsed")] == ["coordinator@example.nl"]


def test_whom_the_school_asks_itself_is_neither_reminded_nor_withdrawn(nominated):
    pupil = nominated(contact_email="")
    pupil.created_at = now() - timedelta(days=60)
    db.session.commit()

    sweep_consents()

    assert pupil.requests[0].state is RequestState.AWAITING_CONSENT
    assert letters("consent_lapsed") == []


def test_the_days_are_settings(nominated, app, monkeypatch):
    settings = app.config["SETTINGS"].model_copy(update={"consent_days": 3})
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    pupil = nominated()
    asked_days_ago(pupil, 4)

    sweep_consents()

    assert pupil.requests[0].state is RequestState.WITHDRAWN
    assert "3 dagen" in render_letter(letters("consent_asked")[0]).text
    assert Settings.model_fields["consent_days"].default == 21


def test_a_consent_that_was_answered_is_not_given_again(nominated):
    pupil = nominated()
    with transaction():
        services.give_consent(pupil, asked_texts()["nl"], FAMILY)

    with pytest.raises(MoveNotAllowed), transaction():
        services.refuse_consent(pupil, FAMILY)

    db.session.expire_all()
    assert pupil.requests[0].state is RequestState.SUBMITTED


def test_the_school_sees_that_it_was_asked_by_mail_and_can_record_it_itself(nominated, client, sign_in, school):
    pupil = nominated()
    sign_in(school.contacts[0].user)

    page = without_token(client.get(f"/leerlingen/{pupil.id}").text)

    assert "Wij vroegen het per e-mail" in page
    assert f"/leerlingen/{pupil.id}/toestemming" in page


def test_who_answered_meanwhile_is_not_reminded(nominated):
    pupil = nominated()
    with transaction():
        services.give_consent(pupil, asked_texts()["nl"], FAMILY)

    with transaction():
        services.remind_of_consent(pupil)

    assert letters("consent_reminder") == []
