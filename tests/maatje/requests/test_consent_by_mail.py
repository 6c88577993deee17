"""Consent asked by mail: who is asked and how, once more after a week, and what follows from silence."""

from datetime import timedelta

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.life import Actor
from maatje.notifications.emails import render_letter
from maatje.requests import services
from maatje.requests.asked_text import asked_texts
from maatje.requests.jobs import sweep_consents
from maatje.requests.life import RequestState
from maatje.requests.queries import pupils_to_remind
from tests.factories import make_coordinator
from tests.maatje.requests.asking_consent import FAMILY, SCHOOL, actions, asked_days_ago, letters, page_of
from tests.pages import without_token


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


def test_a_second_wish_of_the_same_pupil_does_not_ask_twice(nominated, second_wish):
    pupil = nominated(school_reference="3B-07")

    again = second_wish("3B-07")

    assert again.pupil_id == pupil.id
    assert len(letters("consent_asked")) == 1


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
