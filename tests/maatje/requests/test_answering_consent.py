"""The page behind the letter that asks for consent: yes, no, too late, or somebody else's."""

import re
from datetime import timedelta

import pytest

from maatje.accounts.links import make_token
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.notifications.emails import render_letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests import services
from maatje.requests.asked_text import asked_texts
from maatje.requests.letters import consent_mark
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, Pupil
from tests.factories import make_pairing, make_pupil, make_request
from tests.maatje.requests.asking_consent import FAMILY, SCHOOL, YES, actions, asked_days_ago, letters, page_of
from tests.soundness import assert_page_is_sound


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
        client.post(f"{page_of(pupil)}?taal={code}", data=YES | {"answer": answer})
    page = client.get(f"{page_of(pupil)}?taal={code}").text
    assert_page_is_sound(page)
    assert asked_texts()[code].ended_title in page


@pytest.mark.parametrize(("under_16", "giver"), [(True, ConsentGiver.GUARDIAN), (False, ConsentGiver.PUPIL)])
def test_yes_is_written_down_with_who_what_when_text_channel_and_language(nominated, client, under_16, giver):
    pupil = nominated(is_under_16=under_16)

    answer = client.post(f"{page_of(pupil)}?taal=uk", data=YES)

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

    client.post(page_of(pupil), data=YES)

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
        page = client.post(page_of(pupil), data=YES | {"answer": answer})
        assert page.status_code == 409
        assert asked_texts()["nl"].ended_title in page.text
    assert db.session.scalars(db.select(Consent)).all() == []


def test_nobody_agrees_to_a_text_that_came_after_the_one_they_read(nominated, client):
    pupil = nominated()
    page = page_of(pupil)
    read = asked_texts()["nl"].version
    assert f'name="version" value="{read}"' in client.get(page).text

    for page_of_before in ({"answer": "yes", "version": "2026-01"}, {"answer": "yes"}):
        answer = client.post(page, data=page_of_before)

        assert answer.status_code == 409
        assert asked_texts()["nl"].too_late in answer.text
        assert not pupil.has_consent
    client.post(page, data=YES)
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

    answer = client.post(f"/toestemming/{token}", data=YES)

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


def test_a_consent_that_was_answered_is_not_given_again(nominated):
    pupil = nominated()
    with transaction():
        services.give_consent(pupil, asked_texts()["nl"], FAMILY)

    with pytest.raises(MoveNotAllowed), transaction():
        services.refuse_consent(pupil, FAMILY)

    db.session.expire_all()
    assert pupil.requests[0].state is RequestState.SUBMITTED
