"""A pupil or a guardian asks for help on the site, without a school and without an account."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import func

from maatje.access import Role
from maatje.accounts.limits import PER_ACCOUNT
from maatje.accounts.links import make_token
from maatje.accounts.models import User
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.services import accept_offer, make_pairing
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import family, services
from maatje.requests.asked_text import asked_texts
from maatje.requests.jobs import sweep_family_requests
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, FamilyRequest, HelpRequest, Pupil
from maatje.requests.queries import pupils_visible_to
from maatje.schools.models import School
from maatje.schools.queries import schools_visible_to
from tests.factories import (
    TUESDAY_FOUR,
    make_administrator,
    make_coordinator,
    make_grade,
    make_language,
    make_level,
    make_postcode,
    make_programme,
    make_region,
    make_request,
    make_school_contact,
    make_subject,
    make_volunteer,
)
from tests.maatje.requests.asking_consent import FAMILY, YES, letters
from tests.soundness import assert_page_is_sound


@pytest.fixture
def programme(app):
    """One in which families may ask, for a subject; a postcode of Haaglanden and its coordinator."""
    make_language("nl")
    make_language("tr")
    programme, subject = make_programme(families_may_ask=True), make_subject()
    db.session.add(ProgrammeSubject(programme_id=programme.id, subject_id=subject.id))
    db.session.commit()
    make_postcode("2511")
    make_coordinator(email="coordinator@example.nl")
    make_level(), make_grade()
    return programme


def beginning(**values):
    return {
        "who": "ouder",
        "programme_id": make_programme().id,
        "is_under_16": "1",
        "level_id": make_level().id,
        "grade_id": make_grade().id,
        "first_need": "nee",
    } | values


def answers(**values):
    return {
        "first_name": "Noor",
        "pc4": "2511",
        "region_id": "0",
        "subject_ids": str(make_subject().id),
        "quick_times": ["na-school"],
        "language_code": "nl",
        "interpreter_language": "",
        "place": "online",
        "contact_email": "ouder@example.nl",
        "contact_language_code": "nl",
        "website": "",
        "form_key": "een-sleutel",
    } | values


def ask(client, start=None, **values):
    second = client.post("/hulp-vragen", data=beginning(**(start or {})))
    assert second.status_code == 302, second.text
    return client.post(second.location, data=answers(**values))


def link_in(letter):
    return re.search(r"https://maatje.example.nl(/hulpvraag/\S+)", render_letter(letter).text)[1]


@pytest.fixture
def asked(programme, client):
    """Asks for help; answers with the address in the letter that came of it."""

    def _asked(**values):
        before = len(letters("family_asked"))
        assert ask(client, **values).status_code == 302
        return link_in(letters("family_asked")[before])

    return _asked


def number_of(model):
    return db.session.scalar(db.select(func.count()).select_from(model))


def test_a_family_asks_in_two_pages_and_nothing_is_a_pupil_before_a_yes(asked, client):
    page = asked(contact_language_code="tr")

    assert (number_of(Pupil), number_of(HelpRequest), number_of(School)) == (0, 0, 1)
    [letter] = letters("family_asked")
    assert letter.to_address == "ouder@example.nl"
    assert render_letter(letter).subject == asked_texts()["tr"].letter_subject
    assert "Noor" not in render_letter(letter).text
    shown = client.get(page).text
    assert_page_is_sound(shown)
    assert '<html lang="tr"' in shown
    assert asked_texts()["tr"].agree_guardian in shown


def test_after_a_no_not_even_a_letter_knows_the_address(asked, client):
    client.post(asked(), data={"answer": "no"})

    assert (number_of(FamilyRequest), number_of(Letter)) == (0, 0)


def test_a_yes_from_the_letter_sends_it_to_the_regions_coordinator_without_a_school(asked, client):
    page = asked()

    answer = client.post(page, data=YES)

    pupil = db.session.scalars(db.select(Pupil)).one()
    [request] = pupil.requests
    consent = db.session.scalars(db.select(Consent)).one()
    row = db.session.scalars(db.select(FamilyRequest)).one()
    assert answer.status_code == 303
    assert request.state is RequestState.SUBMITTED
    assert not pupil.has_school
    assert pupil.school.region.name == "Haaglanden"
    assert (consent.giver, consent.channel) == (ConsentGiver.GUARDIAN, Channel.ONLINE)
    assert consent.processing == "help_asked_by_family"
    assert (row.pupil_id, row.answers, row.email) == (pupil.id, {}, "")


def test_a_yes_to_another_text_than_the_one_that_was_read_is_none(asked, client):
    page = asked()

    for page_of_before in (YES | {"version": "2026-01"}, {"answer": "yes"}):
        assert client.post(page, data=page_of_before).status_code == 409
        assert (number_of(Pupil), number_of(Consent)) == (0, 0)
    client.post(page, data=YES)
    assert number_of(Pupil) == 1


def test_where_nobody_coordinates_the_administrators_hear_that_something_waits(asked, client):
    make_administrator()
    with transaction():
        db.session.execute(db.update(User).where(User.role == Role.COORDINATOR).values(deactivated_at=now()))

    client.post(asked(), data=YES)

    assert len(letters("region_without_coordinator")) == 1


def test_the_coordinator_of_the_region_sees_the_pupil_and_nobody_else_does(asked, client):
    page = asked()
    client.post(page, data=YES)
    own = db.session.scalars(db.select(School)).one().region
    here = make_coordinator(own)
    others = [make_coordinator(make_region("Zeeland")), make_school_contact(), make_administrator()]

    def seen(person):
        return list(db.session.scalars(pupils_visible_to(person)))

    assert len(seen(here)) == 1
    assert [seen(person) for person in [*others, make_volunteer().user]] == [[]] * 4
    none = db.session.scalars(db.select(School).where(School.stands_for_none)).one()
    assert none not in list(db.session.scalars(schools_visible_to(here)))
    assert none not in list(db.session.scalars(schools_visible_to(others[2])))


def test_the_family_hears_in_its_language_that_the_request_was_accepted(asked, client):
    client.post(asked(contact_language_code="tr"), data=YES)
    request = db.session.scalars(db.select(HelpRequest)).one()

    with transaction():
        services.accept_request(request, By(Actor.COORDINATOR, make_coordinator(request.pupil.school.region).id))

    [letter] = letters("family_accepted")
    text = asked_texts()["tr"]
    assert letter.to_address == "ouder@example.nl"
    assert text.status_open in render_letter(letter).text
    assert text.status_open in client.get(link_in(letter)).text
    assert "Noor" not in render_letter(letter).text


def test_no_letter_goes_home_while_it_is_not_safe_there(asked, client):
    client.post(asked(), data=YES)
    request = db.session.scalars(db.select(HelpRequest)).one()
    other = make_request(request.pupil, make_programme("maatje"), state=RequestState.SUBMITTED)
    by = By(Actor.COORDINATOR, make_coordinator(request.pupil.school.region).id)

    with transaction():
        services.hold_for_unsafe_home(other, by)
        services.accept_request(request, by)

    assert letters("family_accepted") == []


def test_the_coordinators_page_says_without_a_school_and_accepts_it(asked, client, sign_in):
    page = asked()
    client.post(page, data=YES)
    request = db.session.scalars(db.select(HelpRequest)).one()
    sign_in(make_coordinator(request.pupil.school.region))

    shown = client.get(f"/hulpvragen/{request.id}").text
    client.post(f"/hulpvragen/{request.id}/accepteren")

    assert "zonder school" in shown
    assert "ouder@example.nl" not in shown  # a step of its own, with its row in the audit trail
    assert f"/leerlingen/{request.pupil_id}/contact" in shown
    assert request.state is RequestState.OPEN


@pytest.mark.parametrize("state", [RequestState.SUBMITTED, RequestState.OPEN, RequestState.ON_HOLD])
def test_the_page_says_how_far_it_is_and_stops_it_with_one_button(asked, client, state):
    page = asked()
    client.post(page, data=YES)
    request = db.session.scalars(db.select(HelpRequest)).one()
    request.state = state
    db.session.commit()
    said = {"submitted": "status_submitted", "open": "status_open", "on_hold": "status_elsewhere"}[state]

    shown = client.get(page).text
    client.post(page, data={"answer": "stop"})

    assert_page_is_sound(shown)
    assert getattr(asked_texts()["nl"], said) in shown
    assert request.state is RequestState.WITHDRAWN
    assert not request.pupil.has_consent
    assert asked_texts()["nl"].ended_title in client.get(page).text


def test_who_asked_sees_on_the_same_page_what_is_known(asked, client):
    page = asked(needs_nt2="y")
    assert "2511" not in client.get(page).text

    client.post(page, data=YES)

    shown = client.get(page).text
    assert_page_is_sound(shown)
    for known in ("2511", "Leert nog Nederlands", "Kan elke week op"):
        assert known in shown


def test_a_no_wipes_what_was_typed(asked, client):
    page = asked()

    answer = client.post(page, data={"answer": "no"})

    assert answer.status_code == 200
    assert asked_texts()["nl"].ended_title in answer.text
    assert (number_of(FamilyRequest), number_of(Pupil)) == (0, 0)
    assert client.get(page).status_code == 404


def test_no_answer_in_three_days_wipes_it_too(asked, client):
    page = asked()
    row = db.session.scalars(db.select(FamilyRequest)).one()
    row.asked_at = now() - timedelta(days=2)
    db.session.commit()
    sweep_family_requests()
    assert number_of(FamilyRequest) == 1

    db.session.scalars(db.select(FamilyRequest)).one().asked_at = now() - timedelta(days=4)
    db.session.commit()
    sweep_family_requests()

    assert number_of(FamilyRequest) == 0
    assert client.get(page).status_code == 404


def test_what_somebody_agreed_to_is_not_swept_away(asked, client):
    page = asked()
    client.post(page, data=YES)
    db.session.scalars(db.select(FamilyRequest)).one().asked_at = now() - timedelta(days=90)
    db.session.commit()

    sweep_family_requests()

    assert client.get(page).status_code == 200


def test_looking_answers_nothing(asked, client):
    page = asked()

    for _ in range(20):
        client.get(page)
        client.head(page)

    assert (number_of(FamilyRequest), number_of(Pupil)) == (1, 0)


def test_from_16_the_pupil_agrees(asked, client):
    page = asked(start={"is_under_16": "0", "who": "leerling"}, contact_email="noor@example.nl")
    assert asked_texts()["nl"].agree_pupil.format(name="Noor") in client.get(page).text

    client.post(page, data=YES)

    assert db.session.scalars(db.select(Consent)).one().giver is ConsentGiver.PUPIL


def test_an_unsafe_home_shows_whom_to_call_and_keeps_nothing(programme, client):
    before = number_of(AuditEvent)

    answer = client.post("/hulp-vragen", data={"first_need": "veiligheid"})

    assert answer.status_code == 200
    assert "0800-2000" in answer.text
    assert "112" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert (number_of(FamilyRequest), number_of(AuditEvent)) == (0, before)


def test_a_programme_that_does_not_allow_it_cannot_be_asked(programme, client):
    second = client.post("/hulp-vragen", data=beginning()).location
    programme.families_may_ask = False
    db.session.commit()

    assert "via school" in client.get("/hulp-vragen").text
    assert client.post(second, data=answers()).status_code == 302
    assert number_of(FamilyRequest) == 0


def test_a_programme_that_closed_before_the_yes_makes_no_pupil(asked, programme, client):
    page = asked()
    programme.is_open = False
    db.session.commit()

    assert client.post(page, data=YES).status_code == 409
    assert number_of(Pupil) == 0


def test_what_was_typed_stays_when_something_is_wrong(programme, client):
    answer = ask(client, contact_email="geen adres", first_name="Quirijntje")

    assert answer.status_code == 422
    assert_page_is_sound(answer.text)
    assert "Quirijntje" in answer.text
    assert "geen adres" in answer.text
    assert number_of(FamilyRequest) == 0


def test_an_unknown_postcode_asks_for_the_region_and_a_chosen_region_goes_first(programme, client):
    zeeland = make_region("Zeeland")

    wrong = ask(client, pc4="9999")
    ask(client, pc4="9999", region_id=str(zeeland.id))

    assert wrong.status_code == 422
    assert "Kies zelf een regio" in wrong.text
    assert db.session.scalars(db.select(FamilyRequest)).one().region_id == zeeland.id


def test_a_bsn_in_the_name_is_refused(programme, client):
    assert ask(client, first_name="Noor 111222333").status_code == 422


def test_a_machine_that_fills_in_everything_gets_the_same_answer_and_nothing_happens(programme, client):
    person, machine = ask(client), ask(client, website="https://example.com", form_key="andere")

    assert (machine.status_code, machine.location) == (person.status_code, person.location)
    assert number_of(FamilyRequest) == 1


def test_a_form_sent_twice_asks_once(asked, client):
    asked()
    ask(client)

    assert (number_of(FamilyRequest), len(letters("family_asked"))) == (1, 1)


def test_asking_again_and_again_for_one_address_is_stopped(programme, client):
    tries = [ask(client, form_key=f"sleutel-{number}") for number in range(PER_ACCOUNT + 1)]

    assert [one.status_code for one in tries] == [302] * PER_ACCOUNT + [429]
    assert_page_is_sound(tries[-1].text)
    assert "kan het weer." in tries[-1].text
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert 'value="ouder@example.nl"' in tries[-1].text  # nothing that was typed is lost


def test_the_same_wish_agreed_to_twice_is_one_and_two_noors_are_two(asked, client):
    pages = [asked(form_key="a"), asked(form_key="b"), asked(form_key="c", contact_email="anders@example.nl")]

    for page in pages:
        assert client.post(page, data=YES).status_code == 303

    assert (number_of(Pupil), number_of(HelpRequest)) == (2, 2)


def test_who_agrees_twice_at_one_moment_agrees_once(asked, at_once):
    asked()
    asked_id = db.session.scalars(db.select(FamilyRequest)).one().id

    def agree():
        family.agree_to_help(db.session.get(FamilyRequest, asked_id), asked_texts()["nl"], FAMILY)

    outcomes = at_once(*[(agree, ())] * 6)

    assert outcomes["done"] == 1, outcomes
    assert (number_of(Pupil), number_of(Consent)) == (1, 1)


def test_the_link_is_sent_again_to_the_address_only_and_the_answer_tells_nobody(asked, client):
    page = asked()
    client.post(page, data=YES)

    known = client.post("/hulp-vragen/opnieuw-sturen", data={"email": "ouder@example.nl"})
    unknown = client.post("/hulp-vragen/opnieuw-sturen", data={"email": "niemand@example.nl"})

    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    [letter] = letters("family_link")
    assert letter.to_address == "ouder@example.nl"
    assert client.get(link_in(letter)).status_code == 200


def test_a_better_address_voids_the_link_to_the_old_one(asked, client):
    page = asked()
    client.post(page, data=YES)
    pupil = db.session.scalars(db.select(Pupil)).one()

    with transaction():
        services.edit_pupil(pupil, {"contact_email": "beter@example.nl"}, By(Actor.COORDINATOR))

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("purpose", ["consent", "family_pairing"])
def test_a_link_for_something_else_opens_nothing(asked, client, purpose):
    asked()
    asked_id = db.session.scalars(db.select(FamilyRequest)).one().id

    assert client.get(f"/hulpvraag/{make_token(purpose, asked_id, 'x')}").status_code == 404
    assert client.get(f"/hulpvraag/{make_token('family_request', asked_id, 'x')}").status_code == 404


def test_behind_a_dead_link_is_the_way_to_a_new_one_in_every_language(client):
    for address in ("/hulpvraag/niets", "/toestemming/niets"):
        page = client.get(address)

        assert page.status_code == 404
        assert_page_is_sound(page.text)
        for code, text in asked_texts().items():
            assert f'<section lang="{code}"' in page.text
            assert text.link_again in page.text
        assert page.text.count('href="/hulp-vragen/opnieuw-sturen"') == len(asked_texts())


def test_without_a_school_nobody_hands_over_and_no_school_is_written_to(asked, client):
    page = asked()
    client.post(page, data=YES)
    request = db.session.scalars(db.select(HelpRequest)).one()
    volunteer = make_volunteer(weekly_times=frozenset({TUESDAY_FOUR}))
    coordinator = By(Actor.COORDINATOR)
    with transaction():
        services.accept_request(request, coordinator)
        request.state = RequestState.PROPOSED
    with transaction():
        pairing = make_pairing(
            request, volunteer, {TUESDAY_FOUR}, is_online=True, needs_booked_interpreter=False, by=coordinator
        )
        pairing_id = pairing.id
    with transaction():
        accept_offer(db.session.get(Pairing, pairing_id), By(Actor.VOLUNTEER, volunteer.user_id))

    pairing = db.session.get(Pairing, pairing_id)
    assert pairing.state is PairingState.ACTIVE
    assert not pairing.has_handover
    kinds = set(db.session.scalars(db.select(Letter.kind)))
    assert {"pairing_started_family", "pairing_started_volunteer"} <= kinds
    assert not [kind for kind in kinds if "school" in kind or "handover" in kind]
    [started] = letters("pairing_started_volunteer")
    assert "contact op school" not in render_letter(started).text

    client.post(page, data={"answer": "stop"})
    assert db.session.get(Pairing, pairing_id).state is PairingState.ENDED
    [told] = letters("pairing_ended_volunteer")
    assert told.user_id == volunteer.user_id


def test_who_was_answered_cannot_be_answered_again(asked, client):
    page = asked()
    client.post(page, data=YES)
    row = db.session.scalars(db.select(FamilyRequest)).one()

    with pytest.raises(MoveNotAllowed), transaction():
        family.refuse_help(row, FAMILY)

    page = page.replace("taal=nl", "taal=tr")
    answer = client.post(page, data={"answer": "no"})
    assert answer.status_code == 409
    assert asked_texts()["tr"].too_late in html.unescape(answer.text)
    assert asked_texts()["tr"].too_late not in html.unescape(client.get(page).text)


def test_visitors_find_it_on_the_front_page_and_in_the_header(programme, client):
    front = client.get("/").text
    assert front.count('href="/hulp-vragen"') == 2
    assert "zonder account" in front

    with transaction():
        programme.families_may_ask = False
    front = client.get("/").text
    assert front.count('href="/hulp-vragen"') == 1
    assert "Vraag het de mentor" in front
