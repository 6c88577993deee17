from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from maatje.access import Role
from maatje.accounts.models import User
from maatje.accounts.services import LastAdministrator, deactivate
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.regions import queries
from maatje.regions.models import CoordinatorRegion
from tests.factories import make_administrator, make_coordinator, make_region, make_user
from tests.soundness import assert_page_is_sound


@pytest.fixture
def me(app):
    return make_administrator(first_name="Els")


@pytest.fixture
def administrator(sign_in, me):
    return sign_in(me)


def invitation(**values):
    return {"first_name": "Fatima", "infix": "el", "last_name": "Amrani", "email": "fatima@example.nl"} | values


def test_a_coordinator_is_invited_for_two_regions(administrator):
    here, there, _ = make_region("Haaglanden"), make_region("Utrecht"), make_region("Drenthe")

    answer = administrator.post("/beheer/coordinatoren/nieuw", data=invitation(regions=[here.id, there.id]))

    person = db.session.query(User).filter_by(email="fatima@example.nl").one()
    assert answer.status_code == 302
    assert person.role is Role.COORDINATOR
    assert queries.regions_of(person) == [here, there]
    assert db.session.query(Letter).one().kind == "invitation"
    given = db.session.query(AuditEvent).filter_by(action="coordinator.region_given")
    assert {event.region_id for event in given} == {here.id, there.id}


def test_an_invitation_needs_a_region_and_an_address_of_ones_own(administrator):
    region = make_region()
    make_user(email="fatima@example.nl")

    without = administrator.post("/beheer/coordinatoren/nieuw", data=invitation(email="nieuw@example.nl"))
    taken = administrator.post("/beheer/coordinatoren/nieuw", data=invitation(regions=[region.id]))
    foreign = administrator.post("/beheer/coordinatoren/nieuw", data=invitation(regions=[999]))

    assert "Kies minstens één regio." in without.text
    assert "Er is al iemand met dit e-mailadres." in taken.text
    assert [answer.status_code for answer in (without, taken, foreign)] == [422, 422, 422]
    assert db.session.query(User).filter_by(role=Role.COORDINATOR).count() == 0


def test_what_one_coordinator_gets_or_loses_is_nothing_to_another(administrator):
    here, there = make_region(), make_region("Zeeland")
    person, colleague = make_coordinator(here), make_coordinator(here)
    with transaction():
        db.session.add(CoordinatorRegion(user_id=colleague.id, region_id=there.id))

    administrator.post(
        f"/beheer/coordinatoren/{person.id}",
        data={"first_name": "Sanne", "last_name": "Jansen", "regions": [there.id]},
    )

    assert queries.regions_of(person) == [there]
    assert queries.regions_of(colleague) == [here, there]


def test_other_regions_hold_from_the_next_page_on(administrator):
    here, there = make_region("Haaglanden"), make_region("Utrecht")
    person = make_coordinator(here)

    administrator.post(
        f"/beheer/coordinatoren/{person.id}",
        data={"first_name": "Sanne", "last_name": "Jansen", "regions": [there.id]},
    )

    assert queries.regions_of(person) == [there]
    taken = db.session.query(AuditEvent).filter_by(action="coordinator.region_taken").one()
    assert (taken.object_id, taken.region_id) == (person.id, here.id)


def test_a_coordinator_who_stops_cannot_sign_in(administrator):
    person = make_coordinator()
    before = person.session_version

    administrator.post(f"/beheer/medewerkers/{person.id}/stoppen")

    stopped = db.session.get(User, person.id)
    assert not stopped.is_active
    assert stopped.session_version > before

    administrator.post(f"/beheer/medewerkers/{person.id}/hervatten")
    assert db.session.get(User, person.id).is_active


def test_nobody_stops_themselves(administrator, me):
    make_administrator()

    page = administrator.post(f"/beheer/medewerkers/{me.id}/stoppen", follow_redirects=True)

    assert "Je kunt niet zelf stoppen" in page.text
    assert db.session.get(User, me.id).is_active


def test_the_last_administrator_stays(app, me):
    invited = make_administrator(email_verified_at=None)

    with pytest.raises(LastAdministrator), transaction():
        deactivate(me, By(Actor.ADMINISTRATOR, invited.id))

    assert db.session.get(User, me.id).is_active


def test_volunteers_are_not_staff(administrator):
    volunteer = make_user(Role.VOLUNTEER)

    for step in ("stoppen", "hervatten", "uitnodigen"):
        assert administrator.post(f"/beheer/medewerkers/{volunteer.id}/{step}").status_code == 404
    assert administrator.get(f"/beheer/coordinatoren/{volunteer.id}").status_code == 404


def test_a_role_cannot_be_changed_by_a_form(administrator):
    region = make_region()
    person = make_coordinator(region)

    administrator.post(
        f"/beheer/coordinatoren/{person.id}",
        data={
            "first_name": "Sanne",
            "regions": [region.id],
            "role": "administrator",
            "email": "ander@example.nl",
            "deactivated_at": "2020-01-01",
        },
    )

    changed = db.session.get(User, person.id)
    assert (changed.role, changed.email) == (Role.COORDINATOR, person.email)
    assert changed.deactivated_at is None
    assert changed.email != "ander@example.nl"


def test_another_administrator_is_invited(administrator):
    administrator.post("/beheer/beheerders/nieuw", data=invitation())

    person = db.session.query(User).filter_by(email="fatima@example.nl").one()
    assert person.role is Role.ADMINISTRATOR
    assert not person.is_active


def test_an_invitation_is_sent_again_only_to_those_who_have_not_answered(administrator):
    waiting = make_coordinator(email_verified_at=None)
    present = make_coordinator()

    administrator.post(f"/beheer/medewerkers/{waiting.id}/uitnodigen")
    page = administrator.post(f"/beheer/medewerkers/{present.id}/uitnodigen", follow_redirects=True)

    assert [letter.user_id for letter in db.session.query(Letter)] == [waiting.id]
    assert "al aangenomen" in page.text


def test_the_list_says_who_is_invited_active_or_gone(administrator):
    make_coordinator(email_verified_at=None, last_name="Aarts")
    make_coordinator(deactivated_at=now(), last_name="Bos")

    page = administrator.get("/beheer/coordinatoren").text

    assert "uitgenodigd" in page
    assert "gestopt" in page
    assert "Landelijk beheerders" in page


def test_the_pages_are_sound(administrator, me):
    person = make_coordinator()

    for page in (
        "/beheer/coordinatoren",
        "/beheer/coordinatoren/nieuw",
        f"/beheer/coordinatoren/{person.id}",
        "/beheer/beheerders/nieuw",
        f"/beheer/beheerders/{me.id}",
    ):
        assert_page_is_sound(administrator.get(page).text)


def test_two_administrators_who_end_each_other_do_not_both_succeed(app, me):
    pair = (me.id, make_administrator().id)
    both_ready = Barrier(2)

    def end(mine, other):
        with app.app_context():
            user = db.session.get(User, other)
            both_ready.wait()
            try:
                with transaction():
                    deactivate(user, By(Actor.ADMINISTRATOR, mine))
            except LastAdministrator:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(end, pair, reversed(pair)))

    db.session.rollback()  # look again, not at what was true before
    assert outcomes == [False, True]
    assert sum(db.session.get(User, user_id).is_active for user_id in pair) == 1
