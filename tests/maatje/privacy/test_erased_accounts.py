"""An account that is erased: nobody signs in with it, and nothing waits that names it."""

import pytest
from sqlalchemy import select

from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.models import User
from maatje.accounts.services import LastAdministrator, acting
from maatje.audit.models import AuditEvent
from maatje.audit.services import record
from maatje.clock import now
from maatje.database import db, transaction
from maatje.notifications.models import Letter
from maatje.privacy import erasing
from maatje.privacy.inventory import ERASED_NAME
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_letter,
    make_pupil,
    make_session,
    make_user,
    make_volunteer,
)
from tests.maatje.privacy.well_known import ADDRESS, WORD, by_themselves, holding, notice_for


@pytest.mark.parametrize("told", ["{user.full_name} kan weer inloggen.", "We mailden {user.email}."])
def test_no_notice_that_waits_for_somebody_names_an_erased_account(app, told):
    user = make_user(Role.COORDINATOR, first_name="Anna", infix="van den", last_name="Berg")
    notices = [told.format(user=user), "Anna is bewaard."]
    visits = [notice_for(make_administrator(), said) for said in notices]

    with transaction():
        erasing.erase_account(user, acting(user))

    db.session.expire_all()
    assert ["_flashes" in visit.bag for visit in visits] == [False, True]
    assert "csrf_token" in visits[0].bag


def test_who_has_a_first_name_only_takes_no_notices_about_others_along(app):
    user = make_user(Role.COORDINATOR, first_name="Noor", last_name="")
    visit = notice_for(make_administrator(), "Noor is bewaard.")

    with transaction():
        erasing.erase_account(user, acting(user))

    db.session.expire_all()
    assert "Noor is bewaard." in visit.bag


def test_letters_to_an_erased_account_go_and_all_to_its_address_or_the_one_it_had(app):
    user = make_user(Role.COORDINATOR, email=ADDRESS)
    make_letter(user)
    make_letter(user, to_address="vroeger@example.nl")
    make_letter(user_id=None, to_address=ADDRESS)
    others = make_letter(user_id=None, to_address="iemand@example.nl")

    with transaction():
        erasing.erase_account(user, acting(user))

    assert db.session.scalars(select(Letter.id)).all() == [others.id]


def test_an_erased_account_leaves_its_number_in_the_audit_trail(app):
    coordinator = make_coordinator(first_name=WORD, last_name=WORD, email=ADDRESS)
    pupil = make_pupil()
    with transaction():
        record("pupil.viewed", pupil, acting(coordinator))
    user_id = coordinator.id

    with transaction():
        erasing.erase_person(coordinator, acting(coordinator))

    assert holding(WORD) == []
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.user_id == user_id).order_by(AuditEvent.id))
    assert [event.action for event in events] == ["pupil.viewed", "account.erased"]
    assert db.session.get(User, user_id).full_name == ERASED_NAME


def test_nobody_is_signed_in_any_more_as_somebody_erased(app):
    volunteer = make_volunteer()
    key = make_session(volunteer.user).key

    with transaction():
        erasing.erase_volunteer(volunteer, by_themselves(volunteer))

    assert sessions.standing(key) is None
    assert not volunteer.user.is_active


def test_the_last_administrator_stays(app):
    only = make_administrator()
    make_administrator(deactivated_at=now())

    with pytest.raises(LastAdministrator), transaction():
        erasing.erase_person(only, acting(only))

    assert db.session.get(User, only.id).erased_at is None


def test_of_two_administrators_one_may_go(app):
    first, second = make_administrator(), make_administrator()

    with transaction():
        erasing.erase_person(first, acting(first))

    assert db.session.get(User, first.id).erased_at
    assert db.session.get(User, second.id).erased_at is None


def test_an_address_that_was_erased_can_sign_up_anew(app):
    user = make_user(Role.VOLUNTEER, email=ADDRESS)
    with transaction():
        erasing.erase_person(user, acting(user))

    assert make_user(email=ADDRESS).id != user.id


@pytest.mark.parametrize("make", [make_coordinator, make_administrator, make_volunteer])
def test_an_erased_account_is_on_no_administrators_page(sign_in, make):
    person = make()
    user = getattr(person, "user", person)
    visitor = sign_in(make_administrator())
    lists = ["/beheer/mensen", "/beheer/coordinatoren"]
    assert visitor.get(f"/beheer/mensen/{user.id}").status_code == 200

    with transaction():
        erasing.erase_person(user, acting(user))

    assert visitor.get(f"/beheer/mensen/{user.id}").status_code == 404
    for address in lists:
        page = visitor.get(address)
        assert page.status_code == 200
        assert ERASED_NAME not in page.text
        assert "@gewist.invalid" not in page.text
