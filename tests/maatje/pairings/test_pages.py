"""What each sees behind their link or signed in, and what is refused."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from maatje.accounts.links import make_token
from maatje.audit.models import AuditEvent
from maatje.clock import now, today
from maatje.database import db, transaction
from maatje.pairings import services
from maatje.pairings.life import PairingState
from maatje.pairings.models import DeclineReason, EndReason
from maatje.requests.life import RequestState
from maatje.requests.services import withdraw_request
from maatje.volunteers.services import pause_volunteer
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pupil,
    make_region,
    make_request,
    make_school_contact,
    make_volunteer,
)
from tests.maatje.pairings.conftest import answer_link, do, family_link, handover_link, letters, new_letters
from tests.soundness import assert_page_is_sound

PUPIL, VOLUNTEER, MENTOR = "Quirijntje", "Victor", "Mies Mentor"


def seen_by_link(client, pairing, people):
    for link in (answer_link(pairing), handover_link(pairing, people.mentor), family_link(pairing)):
        yield client.get(link)


@pytest.mark.parametrize("state", ["offered", "handover", "active", "paused"])
def test_pages_behind_links_are_sound_and_never_name_the_pupil(client, people, at, state):
    pairing = at(state)

    for page in seen_by_link(client, pairing, people):
        assert_page_is_sound(page.text)
        assert PUPIL not in page.text


@pytest.mark.parametrize("state", ["offered", "handover", "active", "paused"])
def test_looking_changes_nothing_but_the_trail_of_who_looked(client, people, at, state):
    pairing = at(state)

    list(seen_by_link(client, pairing, people))

    db.session.expire_all()
    assert pairing.state == state
    viewed = db.session.scalars(
        db.select(AuditEvent.actor).where(AuditEvent.action == "pupil.viewed").order_by(AuditEvent.id)
    ).all()
    assert viewed == ["volunteer", "school", "family"]


def test_saying_no_asks_for_a_reason_and_keeps_the_buttons(client, people, pair):
    pairing = pair()

    page = client.post(answer_link(pairing), data={"answer": "no"})

    assert page.status_code == 422
    assert "Kies een reden" in page.text
    assert "Ja, ik doe het" in page.text


def test_the_volunteer_says_no_with_a_reason(client, people, pair):
    pairing = pair()

    answer = client.post(answer_link(pairing), data={"answer": "no", "reason": "moment"})
    after = client.get(answer.location)

    db.session.expire_all()
    assert pairing.declined_because is DeclineReason.MOMENT
    assert after.status_code == 410
    assert "Je antwoord is binnen" in after.text


def test_a_tampered_link_is_not_found(client, people, pair):
    link = answer_link(pair())

    for bad in (link[:-2] + "xx", "/koppeling/onzin", "/overdracht/onzin", "/gezin/onzin"):
        page = client.get(bad)
        assert page.status_code == 404
        assert "Deze link werkt niet" in page.text


def test_a_link_for_one_purpose_does_not_open_another(client, people, pair):
    token = make_token("family_pairing", pair().id)

    assert client.get(f"/koppeling/{token}").status_code == 404
    assert client.get(f"/gezin/{token}").status_code == 404  # without the mark of the address


def test_a_link_that_is_too_old_says_so(client, people, pair):
    token = make_token("answer_offer", pair().id, at=now() - timedelta(days=61))

    assert client.get(f"/koppeling/{token}").status_code == 410


def test_after_the_deadline_the_page_says_that_it_is_over(client, people, pair):
    pairing = pair()
    with time_machine.travel(pairing.answer_by + timedelta(minutes=1)):
        page = client.get(answer_link(pairing))
        answer = client.post(answer_link(pairing), data={"answer": "yes"})

    assert page.status_code == 410
    assert "De tijd om te antwoorden is voorbij" in page.text
    assert answer.status_code == 409


def test_pressing_twice_says_how_it_stands(client, people, pair):
    pairing = pair()
    client.post(answer_link(pairing), data={"answer": "yes"})

    again = client.post(answer_link(pairing), data={"answer": "yes"})

    assert again.status_code == 409
    assert "Je hebt ja gezegd" in again.text


def test_an_offer_for_a_withdrawn_pupil_says_so_kindly(client, people, pair):
    pairing = pair()
    do(lambda: withdraw_request(people.request, people.by_school))

    page = client.get(answer_link(pairing))
    answer = client.post(answer_link(pairing), data={"answer": "yes"})

    assert page.status_code == 410
    assert "gaat niet door" in page.text
    assert answer.status_code == 409


def test_a_handover_confirmed_twice_says_how_it_stands(client, people, at):
    pairing = at("handover")
    link = handover_link(pairing, people.mentor)
    client.post(link)

    again = client.post(link)

    assert again.status_code == 409
    assert "de overdracht is bevestigd" in again.text


def test_the_handover_link_of_somebody_who_left_the_school_is_void(client, people, at):
    pairing = at("handover")
    link = handover_link(pairing, make_school_contact())  # of another school

    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404

    with transaction():
        people.mentor.deactivated_at = now()
    assert client.get(handover_link(pairing, people.mentor)).status_code == 404


def test_a_corrected_address_voids_the_links_sent_to_the_wrong_one(client, people, pair):
    pairing = pair()
    link = family_link(pairing)
    with transaction():
        people.pupil.contact_email = "goed@example.nl"

    assert client.get(link).status_code == 404


def test_the_family_sees_the_first_name_at_the_start_and_stops_with_a_button(client, people, at):
    pairing = at("active")

    page = client.get(family_link(pairing))
    assert "Victor helpt elke week" in page.text
    assert "Vrijwillig" not in page.text.replace("Vrijwilliger", "")
    assert people.volunteer.user.email not in page.text

    assert client.post(family_link(pairing), data={}).status_code == 422
    stopped = client.post(family_link(pairing), data={"reason": "pupil_stops"}, follow_redirects=True)

    assert "Deze koppeling is gestopt" in stopped.text
    db.session.expire_all()
    assert pairing.end_reason is EndReason.PUPIL_STOPS
    assert people.request.state is RequestState.CLOSED
    assert client.post(family_link(pairing), data={"reason": "done"}).status_code == 409


def test_the_family_does_not_know_the_volunteer_before_the_start(client, people, at):
    page = client.get(family_link(at("handover")))

    assert VOLUNTEER not in page.text
    assert "Er is een vrijwilliger gevonden" in page.text


@pytest.mark.parametrize(("state", "is_offered"), [("offered", False), ("handover", False), ("active", True)])
def test_before_the_start_nobody_can_say_that_the_help_is_done(client, people, at, state, is_offered):
    page = client.get(family_link(at(state))).text

    assert ("De hulp is klaar" in page) is is_offered
    assert "Wij willen geen hulp meer" in page


# Who sees which names, signed in: state → volunteer's page, school's page
SIGNED_IN = {
    "offered": ((False, False), False),
    "handover": ((False, True), True),
    "active": ((True, True), True),
    "paused": ((True, True), True),
}


@pytest.mark.parametrize("state", SIGNED_IN)
def test_names_are_shown_step_by_step(sign_in, people, at, state):
    pairing = at(state)
    (pupil_to_volunteer, mentor_to_volunteer), volunteer_to_school = SIGNED_IN[state]

    own = sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}")
    assert_page_is_sound(own.text)
    assert (PUPIL in own.text) is pupil_to_volunteer
    assert (MENTOR in own.text) is mentor_to_volunteer

    school = sign_in(people.mentor).get(f"/koppelingen/{pairing.id}")
    assert_page_is_sound(school.text)
    assert PUPIL in school.text
    assert (people.volunteer.user.email in school.text) is volunteer_to_school
    listed = sign_in(people.mentor).get("/koppelingen")
    assert_page_is_sound(listed.text)
    assert (VOLUNTEER in listed.text) is volunteer_to_school

    coordinator = sign_in(people.coordinator).get(f"/koppelingen/{pairing.id}")
    assert_page_is_sound(coordinator.text)
    assert VOLUNTEER in coordinator.text


@pytest.mark.parametrize("reason", [EndReason.NO_CLICK, EndReason.DONE])
def test_after_the_end_the_names_are_gone_again(sign_in, people, at, reason):
    pairing = at("active")
    do(lambda: services.end_pairing(pairing, reason, people.by_coordinator))

    own = sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}")
    school = sign_in(people.mentor).get(f"/koppelingen/{pairing.id}")

    assert PUPIL not in own.text
    assert VOLUNTEER not in school.text


def outsiders():
    elsewhere = make_region("Groningen")
    return [
        ("/mijn-koppelingen", make_volunteer().user),
        ("/koppelingen", make_school_contact()),
        ("/koppelingen", make_coordinator(elsewhere)),
    ]


def test_another_ones_pairing_is_as_good_as_none(sign_in, people, at):
    pairing = at("active")
    actions = ["", "/agenda.ics"]
    posts = ["/pauze", "/hervatten", "/stoppen"]

    for base, outsider in outsiders():
        client = sign_in(outsider)
        for rest in actions:
            assert client.get(f"{base}/{pairing.id}{rest}").status_code == 404
            assert client.get(f"{base}/999999{rest}").status_code == 404
        for rest in posts:
            assert client.post(f"{base}/{pairing.id}{rest}", data={"reason": "done"}).status_code == 404
    foreign_list = sign_in(make_school_contact()).get("/koppelingen")
    assert PUPIL not in foreign_list.text
    assert "Hier staat nog geen koppeling" in foreign_list.text
    assert sign_in(make_administrator()).get("/koppelingen").status_code == 403
    db.session.expire_all()
    assert pairing.state is PairingState.ACTIVE


def test_the_volunteer_answers_and_lives_it_on_the_own_pages(sign_in, people, pair):
    pairing = pair()
    client = sign_in(people.volunteer.user)
    base = f"/mijn-koppelingen/{pairing.id}"

    assert "wacht op jouw antwoord" in client.get("/mijn-pagina").text
    assert client.post(f"{base}/antwoord", data={"answer": "no"}).status_code == 422
    client.post(f"{base}/antwoord", data={"answer": "yes"})
    do(lambda: services.confirm_handover(pairing, people.by_school))
    assert client.get(base).text.count("https://meet.example.nl/") == 1
    client.post(f"{base}/pauze")
    assert pairing_state(pairing) is PairingState.PAUSED
    client.post(f"{base}/hervatten")
    assert pairing_state(pairing) is PairingState.ACTIVE
    assert client.post(f"{base}/stoppen", data={"reason": "withdrawn"}).status_code == 422
    client.post(f"{base}/stoppen", data={"reason": "no_click"})
    assert pairing_state(pairing) is PairingState.ENDED


def test_the_school_hands_over_pauses_and_ends_signed_in(sign_in, people, at):
    pairing = at("handover")
    client = sign_in(people.mentor)
    base = f"/koppelingen/{pairing.id}"

    client.post(f"{base}/overdracht")
    assert pairing_state(pairing) is PairingState.ACTIVE
    client.post(f"{base}/pauze")
    client.post(f"{base}/hervatten")
    assert client.post(f"{base}/termijn").status_code == 403
    assert client.post(f"{base}/stoppen").status_code == 422
    client.post(f"{base}/stoppen", data={"reason": "done"})
    assert pairing_state(pairing) is PairingState.ENDED
    again = client.post(f"{base}/stoppen", data={"reason": "done"}, follow_redirects=True)
    assert "Dat kan nu niet meer" in again.text


def test_the_coordinator_gives_more_time_and_hands_over_on_the_schools_behalf(sign_in, people, at):
    pairing = at("handover")
    base = f"/koppelingen/{pairing.id}"

    with time_machine.travel(now() + timedelta(days=1)):
        client = sign_in(people.coordinator)
        client.post(f"{base}/termijn")
        client.post(f"{base}/overdracht")

    assert pairing_state(pairing) is PairingState.ACTIVE
    page = sign_in(people.coordinator).get(base)
    assert "meer tijd gegeven" in page.text


def test_the_list_shows_what_waits_first_and_can_be_narrowed(sign_in, people, at):
    at("active")
    client = sign_in(people.coordinator)

    assert PUPIL in client.get("/koppelingen?stand=active").text
    assert PUPIL not in client.get("/koppelingen?stand=paused").text
    assert PUPIL in client.get("/koppelingen?stand=onzin").text
    assert PUPIL in client.get("/koppelingen?page=99").text  # the last page there is


def test_a_long_list_asks_the_database_no_more_than_a_short_one(sign_in, people, pair):
    def statements():
        said = []
        listen = lambda connection, cursor, statement, *rest: said.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        sign_in(people.coordinator).get("/koppelingen")
        event.remove(db.engine, "before_cursor_execute", listen)
        return len([one for one in said if one.startswith("SELECT")])

    pair()
    short = statements()
    for _ in range(4):
        other = make_request(make_pupil(people.school), state=RequestState.PROPOSED)
        pair(request=other, volunteer=make_volunteer())

    assert statements() == short


def test_the_pages_of_pupil_request_and_volunteer_lead_to_the_pairing(sign_in, people, at):
    pairing = at("active")
    link = f"/koppelingen/{pairing.id}"

    assert link in sign_in(people.mentor).get(f"/leerlingen/{people.pupil.id}").text
    assert link in sign_in(people.coordinator).get(f"/hulpvragen/{people.request.id}").text
    assert link in sign_in(people.coordinator).get(f"/vrijwilligers/{people.volunteer.id}").text


def pairing_state(pairing):
    db.session.expire_all()
    return pairing.state


def test_a_vog_that_ran_out_since_the_approval_stops_the_answer_and_the_start(client, people, at):
    pairing = at("offered")
    people.volunteer.vog_recheck_on = today()
    db.session.commit()

    answer = client.post(answer_link(pairing), data={"answer": "yes"})

    assert answer.status_code == 409
    assert "zoals een geldige VOG" in answer.text
    assert pairing.state == "offered"

    people.volunteer.vog_recheck_on = None
    db.session.commit()
    client.post(answer_link(pairing), data={"answer": "yes"})
    people.volunteer.vog_recheck_on = today()
    db.session.commit()

    assert client.post(handover_link(pairing, people.mentor)).status_code == 409
    assert pairing.state == "handover"


def test_who_paused_may_still_say_yes_to_what_was_asked_before(client, people, pair):
    pairing = pair()
    do(lambda: pause_volunteer(people.volunteer, people.by_volunteer))

    client.post(answer_link(pairing), data={"answer": "yes"})

    assert pairing.state == "handover"


def test_who_said_yes_is_not_told_that_they_were_late(client, sign_in, people, at):
    pairing = at("handover")
    with time_machine.travel(pairing.answer_by + timedelta(minutes=1)):
        do(lambda: services.let_lapse(pairing))

    behind_the_link = client.get(answer_link(pairing)).text
    own = sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}").text

    for page in (behind_the_link, own):
        assert "Dat ligt niet aan jou" in page
        assert "De tijd om te antwoorden" not in page


def test_the_school_says_no_behind_the_link_with_a_reason(client, people, at):
    pairing = at("handover")
    link = handover_link(pairing, people.mentor)
    before = letters()

    assert "Het gaat niet door" in client.get(link).text
    without = client.post(link, data={"answer": "no"})
    after = client.post(link, data={"answer": "no", "why": "subject"}, follow_redirects=True)

    assert without.status_code == 422
    assert "Kies een reden" in without.text
    assert_page_is_sound(without.text)
    assert pairing_state(pairing) is PairingState.DECLINED
    assert pairing.declined_because is DeclineReason.SUBJECT
    assert people.request.state is RequestState.OPEN
    assert "Wij zoeken iemand anders" in after.text
    assert {kind for kind, _ in new_letters(before)} == {
        "pairing_declined",
        "pairing_fell_through_volunteer",
        "pairing_fell_through_family",
    }
    assert "Na jouw ja" in client.get(answer_link(pairing)).text
    assert client.post(link, data={"answer": "no", "why": "subject"}).status_code == 409


def test_the_school_says_no_signed_in(sign_in, people, at):
    pairing = at("handover")
    client = sign_in(people.mentor)
    base = f"/koppelingen/{pairing.id}"

    without = client.post(f"{base}/niet-door")
    client.post(f"{base}/niet-door", data={"why": "moment"})

    assert without.status_code == 422
    assert_page_is_sound(without.text)
    assert pairing_state(pairing) is PairingState.DECLINED
    assert "het moment past niet" in client.get(base).text
    own = sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}")
    assert own.status_code == 200
    assert "Je hebt laten weten" not in own.text


def test_nobody_else_says_no_for_the_school_nor_at_another_step(sign_in, people, at):
    pairing = at("offered")
    sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/niet-door", data={"why": "moment"})
    assert pairing_state(pairing) is PairingState.OFFERED

    do(lambda: services.accept_offer(pairing, people.by_volunteer))
    client = sign_in(people.coordinator)
    assert "Het gaat niet door" not in client.get(f"/koppelingen/{pairing.id}").text
    client.post(f"/koppelingen/{pairing.id}/niet-door", data={"why": "moment"})
    stranger = sign_in(make_school_contact())
    refused = stranger.post(f"/koppelingen/{pairing.id}/niet-door", data={"why": "moment"})

    assert refused.status_code == 404
    assert pairing_state(pairing) is PairingState.HANDOVER
