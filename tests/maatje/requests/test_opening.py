"""An administrator reads no pupil, unless they say why: then one page, for half an hour, and it is told."""

from datetime import timedelta

import pytest

from maatje.accounts.models import User
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.requests.models import OpenReason, PupilOpening
from maatje.requests.opening import OPEN_FOR, open_until
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pupil,
    make_region,
    make_request,
    make_school,
)
from tests.soundness import assert_page_is_sound
from tests.visitors import visitor_of

REASON = {"reason": "safety", "ticket": "t-1234"}


@pytest.fixture
def wish(app):
    here = make_region("Haaglanden")
    make_coordinator(here, email="hier@example.nl")
    make_coordinator(make_region("Zeeland"), email="daar@example.nl")
    return make_request(make_pupil(make_school(here, name="Het Kompas"), first_name="Quirijntje"))


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator(email="beheer@example.nl"))


def opened(visitor, wish):
    return visitor.post(f"/beheer/hulpvragen/{wish.id}/openen", data=REASON)


def page_of(visitor, wish):
    return visitor.get(f"/beheer/leerlingen/{wish.pupil_id}")


def events(action):
    return db.session.query(AuditEvent).filter_by(action=action).all()


def test_the_list_says_nothing_about_the_pupil_nor_which_school_it_is(administrator, wish):
    page = administrator.get("/beheer/hulpvragen")

    assert_page_is_sound(page.text)
    assert "Haaglanden" in page.text
    assert "Bijles" in page.text
    assert "Quirijntje" not in page.text
    assert "Het Kompas" not in page.text
    assert events("pupil.viewed") == []


def test_the_list_is_narrowed_by_number_and_by_region(administrator, wish):
    elsewhere = make_region("Zeeland")

    assert f"hulpvraag {wish.id})" in administrator.get(f"/beheer/hulpvragen?nummer={wish.id}").text
    assert f"hulpvraag {wish.id})" not in administrator.get(f"/beheer/hulpvragen?nummer={wish.id + 1}").text
    assert f"hulpvraag {wish.id})" not in administrator.get(f"/beheer/hulpvragen?regio={elsewhere.id}").text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"ticket": "T-1234"},
        {"reason": "safety"},
        {"reason": "curiosity", "ticket": "T-1234"},
        {"reason": "safety", "ticket": "111222333"},
        {"reason": "safety", "ticket": "Noor de Vries"},
    ],
)
def test_without_a_reason_and_a_number_nothing_opens(administrator, wish, sent):
    answer = administrator.post(f"/beheer/hulpvragen/{wish.id}/openen", data=sent)

    assert answer.status_code == 422
    assert "Quirijntje" not in answer.text
    assert page_of(administrator, wish).status_code == 404
    assert db.session.query(PupilOpening).count() == 0
    assert db.session.query(Letter).count() == 0


def test_with_a_reason_that_pupils_page_opens_and_each_look_is_recorded(administrator, wish):
    other = make_request(make_pupil(wish.pupil.school, first_name="Xaverius"))
    assert page_of(administrator, wish).status_code == 404

    answer = opened(administrator, wish)

    assert answer.headers["Location"] == f"/beheer/leerlingen/{wish.pupil_id}"
    for looks in (1, 2):
        page = page_of(administrator, wish)
        assert_page_is_sound(page.text)
        assert "Quirijntje" in page.text
        assert [event.object_id for event in events("pupil.viewed")] == [wish.pupil_id] * looks
    assert page_of(administrator, other).status_code == 404


def test_the_opening_is_recorded_with_its_reason_and_the_regions_coordinators_are_told(administrator, wish):
    opened(administrator, wish)

    (event,) = events("pupil.opened_safety")
    assert (event.object_type, event.object_id) == ("pupils", wish.pupil_id)
    assert event.region_id == wish.pupil.school.region_id
    (opening,) = db.session.query(PupilOpening)
    assert (opening.user_id, opening.ticket) == (event.user_id, "T-1234")
    (letter,) = db.session.query(Letter)
    assert (letter.kind, letter.to_address) == ("pupil_opened", "hier@example.nl")
    assert letter.context == {"pupil_id": wish.pupil_id, "reason": "safety"}


def test_a_coordinator_of_the_region_finds_the_opening_and_another_does_not(administrator, wish, sign_in):
    opened(administrator, wish)
    page_of(administrator, wish)
    address = f"/logboek?object_type=pupils&object_id={wish.pupil_id}"
    words = "Leerling: geopend door een beheerder: een melding over veiligheid</"

    page = sign_in(make_coordinator(wish.pupil.school.region)).get(address).text
    assert words in page
    assert "Leerling: bekeken</" in page
    assert words not in sign_in(make_coordinator(make_region("Zeeland"))).get(address).text


def test_where_a_region_has_no_coordinator_the_other_administrators_are_told(administrator):
    make_administrator(email="collega@example.nl")
    make_administrator(email="gestopt@example.nl", deactivated_at=now())
    make_administrator(email="uitgenodigd@example.nl", email_verified_at=None)
    wish = make_request(make_pupil(make_school(make_region("Zeeland"))))

    assert "heeft geen coördinator" in administrator.get(f"/beheer/hulpvragen/{wish.id}/openen").text
    opened(administrator, wish)

    assert [letter.to_address for letter in db.session.query(Letter)] == ["collega@example.nl"]


def test_it_is_open_in_that_session_only_and_to_nobody_else(app, administrator, wish, sign_in):
    opened(administrator, wish)
    (opening,) = db.session.query(PupilOpening)
    elsewhere = visitor_of(app, db.session.get_one(User, opening.user_id))

    assert page_of(administrator, wish).status_code == 200
    assert page_of(elsewhere, wish).status_code == 404
    assert page_of(sign_in(make_administrator()), wish).status_code == 404


def test_an_opening_does_not_pass_to_another_person_with_the_same_session_number(administrator, wish):
    opened(administrator, wish)
    (opening,) = db.session.query(PupilOpening)
    opening.user_id = make_administrator().id
    db.session.commit()

    assert page_of(administrator, wish).status_code == 404


def test_after_half_an_hour_it_is_closed_again(administrator, wish):
    opened(administrator, wish)
    (opening,) = db.session.query(PupilOpening)
    opening.opened_at = now() - OPEN_FOR + timedelta(seconds=30)
    db.session.commit()
    assert page_of(administrator, wish).status_code == 200

    opening.opened_at = now() - OPEN_FOR
    db.session.commit()

    assert page_of(administrator, wish).status_code == 404
    assert len(events("pupil.viewed")) == 1


def test_until_when_it_is_open_is_told_of_this_pupil_session_and_administrator_only(wish):
    mine, other = make_administrator(), make_administrator()
    sibling = make_pupil(wish.pupil.school)
    early, late = now() - timedelta(minutes=20), now() - timedelta(minutes=1)
    for pupil, user, session_id, at in [
        (wish.pupil, mine, 1, early - timedelta(minutes=5)),
        (wish.pupil, mine, 1, early),
        (wish.pupil, mine, 2, late),
        (wish.pupil, other, 1, late),
        (sibling, mine, 1, late),
    ]:
        opened_then = {"reason": OpenReason.SAFETY, "ticket": "T-1", "opened_at": at}
        db.session.add(PupilOpening(pupil_id=pupil.id, user_id=user.id, session_id=session_id, **opened_then))
    db.session.commit()

    assert open_until(wish.pupil_id, mine, 1) == early + OPEN_FOR
    assert open_until(wish.pupil_id, mine, 3) is None
    assert open_until(sibling.id, other, 1) is None


def test_nothing_can_be_changed_from_it(administrator, wish):
    opened(administrator, wish)
    page = page_of(administrator, wish).text

    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    assert administrator.post(f"/beheer/leerlingen/{wish.pupil_id}", data=REASON).status_code == 405
    for address in (
        f"/leerlingen/{wish.pupil_id}/wijzigen",
        f"/leerlingen/{wish.pupil_id}/toestemming",
        f"/hulpvragen/{wish.id}/wijzigen",
        f"/hulpvragen/{wish.id}/intrekken",
        f"/hulpvragen/{wish.id}/accepteren",
    ):
        assert administrator.post(address).status_code == 403, address


def test_who_signed_in_a_while_ago_shows_again_who_they_are(app, client, wish):
    visitor = visitor_of(app, make_administrator(), proven_at=now() - timedelta(minutes=11))

    assert opened(visitor, wish).location == "/bevestigen"
    assert db.session.query(PupilOpening).count() == 0


def test_without_its_audit_row_nothing_opens_and_nobody_is_told(administrator, wish, monkeypatch):
    monkeypatch.setitem(administrator.application.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("maatje.requests.opening.record", _refuse)

    assert opened(administrator, wish).status_code == 500

    assert db.session.query(PupilOpening).count() == 0
    assert db.session.query(Letter).count() == 0


def _refuse(*_args, **_values):
    raise RuntimeError
