"""What a link in a letter promises: not to be guessed, or read in the database; for one thing, once, by POST."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from maatje.access import Role
from maatje.accounts import services
from maatje.accounts.links import LinkInvalid, make_token, read_token
from maatje.accounts.models import UserSession
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.pairings.life import PairingState
from maatje.programmes.models import Step
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from tests.factories import (
    make_pairing,
    make_school_contact,
    make_user,
    make_volunteer,
)
from tests.maatje.accounts.test_sessions import everything_stored

NEW = {"password": "heel andere woorden"}
HOUR, THREE_DAYS = timedelta(hours=1), timedelta(hours=72)


@dataclass
class Link:
    purpose: str
    address: str
    form: dict
    done: str  # in the audit trail, once it was used
    lasts: timedelta | None = None  # for those that let somebody in

    @property
    def token(self):
        return self.address.rpartition("/")[2]


def reset_password():
    user = make_user()
    token = make_token("reset_password", user.id, services.sign_in_mark(user))
    return Link("reset_password", f"/nieuw-wachtwoord/{token}", NEW, "account.password_changed", HOUR)


def accept_invitation():
    user = make_user(Role.COORDINATOR, password_hash=None, email_verified_at=None)
    token = make_token("accept_invitation", user.id, services.sign_in_mark(user))
    return Link("accept_invitation", f"/uitnodiging/{token}", NEW, "account.invitation_accepted", THREE_DAYS)


def verify_volunteer():
    user = make_user(password_hash=None, email_verified_at=None)
    values = {"state": VolunteerState.UNVERIFIED, "privacy_version": conduct.PRIVACY}
    token = make_token("verify_volunteer", make_volunteer(user=user, **values).id)
    address = f"/vrijwilliger-worden/bevestigen/{token}"
    return Link("verify_volunteer", address, NEW, "volunteer.applied", THREE_DAYS)


def answer_offer():
    token = make_token("answer_offer", a_pairing().id)
    return Link("answer_offer", f"/koppeling/{token}", {"answer": "yes"}, "pairing.handover")


def confirm_handover():
    pairing = a_pairing(state=PairingState.HANDOVER)
    mentor = make_school_contact(pairing.request.pupil.school)
    token = make_token("confirm_handover", pairing.id, mentor.id)
    return Link("confirm_handover", f"/overdracht/{token}", {"answer": "yes"}, "pairing.active")


def a_pairing(**values):
    return make_pairing(steps=[Step.VOLUNTEER_ACCEPTS, Step.SCHOOL_HANDS_OVER], **values)


LINKS = [reset_password, accept_invitation, verify_volunteer, answer_offer, confirm_handover]
every_link = pytest.mark.parametrize("make", LINKS)
every_link_inside = pytest.mark.parametrize("make", LINKS[:3])


def times_done(link):
    return list(db.session.scalars(db.select(AuditEvent.action))).count(link.done)


@every_link
def test_a_link_is_signed_with_more_than_128_bits(app, make):
    signature = make().token.rpartition(".")[2]

    assert len(urlsafe_b64decode(signature + "==")) * 8 == 256


@every_link
def test_a_link_cannot_be_made_from_what_stands_in_the_database(app, make, settings):
    link = make()
    stored = everything_stored()

    assert link.token not in stored
    assert link.token.rpartition(".")[2] not in stored
    app.config["SETTINGS"] = settings.model_copy(update={"secret_key": "another key, of whoever has the backup"})
    try:
        with pytest.raises(LinkInvalid):
            read_token(link.purpose, link.token, THREE_DAYS)
    finally:
        app.config["SETTINGS"] = settings


def test_a_letter_that_waits_to_be_sent_holds_no_token(client):
    user = make_user()
    client.post("/wachtwoord-vergeten", data={"email": user.email})
    mark = services.sign_in_mark(user)

    stored = everything_stored()

    assert mark in stored  # alone it opens nothing
    assert make_token("reset_password", user.id, mark) not in stored
    assert client.get(f"/nieuw-wachtwoord/{mark}").status_code == 404


@every_link
def test_a_link_is_for_one_purpose_only(client, make):
    link = make()

    for other in LINKS:
        page = re.sub(r"[^/]*$", link.token, other().address)
        if other is not make:
            assert client.post(page, data=link.form).status_code == 404, page
    assert times_done(link) == 0


@every_link_inside
def test_a_link_is_for_one_account_only(client, make):
    mine, theirs = make(), make()
    forged = theirs.token.partition(".")[0] + "." + mine.token.partition(".")[2]

    assert client.post(mine.address.replace(mine.token, forged), data=mine.form).status_code == 404


@every_link
def test_looking_twenty_times_does_not_use_a_link_up(client, make):
    link = make()
    for _ in range(20):
        assert client.get(link.address).status_code == 200
        assert client.head(link.address).status_code == 200
    assert times_done(link) == 0

    assert client.post(link.address, data=link.form).status_code in {302, 303}
    assert times_done(link) == 1


@every_link_inside
def test_a_link_that_lets_somebody_in_lasts_as_long_as_it_says(client, make):
    with time_machine.travel(now().replace(microsecond=0), tick=False) as clock:
        link = make()
        clock.shift(link.lasts + timedelta(seconds=1))
        assert client.post(link.address, data=link.form).status_code == 410
        clock.shift(timedelta(seconds=-1))
        assert client.post(link.address, data=link.form).status_code == 302


@every_link_inside
def test_a_link_is_void_for_whoever_was_deactivated_meanwhile(client, make):
    link = make()
    user = db.session.scalars(db.select(services.User).order_by(services.User.id.desc())).first()
    with transaction():
        user.deactivated_at = now()

    assert client.get(link.address).status_code == 404
    assert client.post(link.address, data=link.form).status_code == 404


def press(app, link):
    with app.app_context():
        return str(app.test_client().post(link.address, data=link.form).status_code)


@every_link
def test_a_hundred_who_press_at_the_same_moment_use_a_link_once(client, in_processes, make):
    link = make()

    came_out = in_processes(4, 25, press, client.application, link)

    assert came_out["302"] + came_out["303"] == 1, came_out
    assert came_out.total() == 100
    assert not set(came_out) - {"200", "302", "303", "404", "409"}, came_out
    assert times_done(link) == 1
    assert db.session.query(UserSession).count() == (1 if link.lasts else 0)
