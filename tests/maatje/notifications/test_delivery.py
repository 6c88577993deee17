import asyncio
from datetime import timedelta

import pytest
import time_machine

from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications import delivery
from maatje.notifications.jobs import deliver_letter, sweep_letters
from maatje.notifications.models import Letter, LetterState
from maatje.notifications.services import Reader, post_letter
from tests.factories import make_user


def make_letter(to=None, matter="user:1"):
    with transaction():
        post_letter("invitation", to or make_user(), matter, user_id=1, mark="x")
    return db.session.scalars(db.select(Letter).order_by(Letter.id.desc())).first()


def test_a_letter_is_sent_as_text_and_html(mail_server):
    letter = make_letter(make_user(first_name="Zoë", last_name="de Wit, jr", email="zoe@example.nl"))

    deliver_letter(letter.id)

    (mail,) = mail_server.taken
    assert letter.state is LetterState.SENT
    assert letter.sent_at is not None
    assert mail["To"].addresses[0].addr_spec == "zoe@example.nl"
    assert mail["To"].addresses[0].display_name == "Zoë de Wit, jr"
    assert mail["Subject"] == "Uitnodiging voor Maatje"
    assert mail["Message-ID"] == delivery.message_id(letter.id)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "https://maatje.example.nl/uitnodiging/" in mail.get_body("plain").get_content()


def test_a_letter_that_was_sent_is_not_sent_again(mail_server):
    letter = make_letter()

    deliver_letter(letter.id)
    deliver_letter(letter.id)
    sweep_letters()

    assert len(mail_server.taken) == 1


def test_a_refusal_for_good_fails_at_once_and_is_shown(mail_server):
    mail_server.answers = ["550 5.1.1 no such user"]
    letter = make_letter()

    deliver_letter(letter.id)

    assert (letter.state, letter.attempt) == (LetterState.FAILED, 1)
    assert letter.last_error == "550 5.1.1 no such user"


def test_a_refusal_for_now_is_tried_again_after_a_minute(mail_server):
    mail_server.answers = ["451 4.3.0 later please"]
    letter = make_letter()

    deliver_letter(letter.id)
    sweep_letters()
    assert (letter.state, letter.attempt) == (LetterState.PENDING, 1)

    with time_machine.travel(now() + timedelta(seconds=61)):
        sweep_letters()
    assert (letter.state, letter.attempt, letter.last_error) == (LetterState.SENT, 2, "")
    assert len(mail_server.taken) == 1


def test_a_letter_fails_after_a_day_and_a_half_of_trying(smtp):
    letter = make_letter()  # nobody listens on the port
    waits = []

    with time_machine.travel(now(), tick=False) as clock:
        while letter.state is not LetterState.FAILED:
            deliver_letter(letter.id)
            if letter.state is LetterState.PENDING:
                waits.append(letter.next_attempt_at - now())
                clock.move_to(letter.next_attempt_at)

    assert tuple(waits) == delivery.PATIENCE
    assert letter.attempt == 7
    assert "Connection refused" in letter.last_error


def test_a_silent_server_is_a_failure_for_now(mail_server):
    async def silence():
        await asyncio.sleep(3)
        return "250 OK"

    mail_server.answers = [silence]
    letter = make_letter()

    deliver_letter(letter.id)

    assert letter.state is LetterState.PENDING
    assert letter.last_error


def test_a_sender_that_died_is_followed_by_another_with_the_same_message_id(mail_server):
    letter = make_letter()
    first = delivery.claim(letter.id)
    delivery.send(letter.id)  # the mail server has it, and then the process is killed

    sweep_letters()
    assert letter.state is LetterState.SENDING

    with time_machine.travel(now() + timedelta(minutes=11)):
        sweep_letters()
        assert (letter.state, letter.attempt) == (LetterState.SENT, 2)
    assert len({mail["Message-ID"] for mail in mail_server.taken}) == 1
    assert not delivery.mark_sent(letter.id, first)


def test_a_sender_that_was_overtaken_changes_nothing(mail_server):
    letter = make_letter()
    overtaken = delivery.claim(letter.id)
    with time_machine.travel(now() + timedelta(minutes=11)):
        mine = delivery.claim(letter.id)

    assert not delivery.mark_failed(letter.id, overtaken, OSError("late"))
    assert delivery.mark_sent(letter.id, mine)


def test_one_bad_address_never_stops_the_others(mail_server):
    mail_server.answers = ["550 no", "250 OK", "250 OK"]
    letters = [
        make_letter(),
        make_letter(Reader("geen adres", "Ouder")),
        make_letter(Reader("ouder@example.nl", "Ouder")),
        make_letter(),
    ]

    sweep_letters()

    failed, sent = LetterState.FAILED, LetterState.SENT
    assert [letter.state for letter in letters] == [failed, failed, sent, sent]


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: evil@example.nl", "=?utf-8?q?A=0ABcc:_evil@example.nl?=", 'A" <b@c.nl>,']
)
def test_a_name_never_becomes_a_header(mail_server, name):
    letter = make_letter(Reader("ouder@example.nl", name))

    deliver_letter(letter.id)

    (mail,) = mail_server.taken
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["ouder@example.nl"]


def test_the_route_screen_sends_nothing_and_calls_it_sent(app):
    letter = make_letter()

    deliver_letter(letter.id)

    assert letter.state is LetterState.SENT
