import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.rounds import jobs
from maatje.rounds.models import MatchingRound
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_country_round,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_round,
    make_school,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound


@pytest.fixture(autouse=True)
def anywhere(app):
    """The programme that dull requests and volunteers are in."""
    return make_programme(allows_anywhere=True)


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator())


def test_an_administrator_starts_a_country_round_and_sees_it_wait(administrator):
    make_request()

    before = administrator.get("/beheer/landelijke-rondes")
    answer = administrator.post("/beheer/landelijke-rondes")
    page = administrator.get(answer.location)

    [round] = db.session.query(MatchingRound)
    assert "De ronde bekijkt nu 1 hulpvraag." in before.text
    assert round.region_id is None
    assert f"/beheer/landelijke-rondes/{round.id}/voortgang" in page.text  # asked again every second
    assert "In wachtrij sinds" in page.text
    for shown in (before, page):
        assert_page_is_sound(shown.text)
    assert [(e.action, e.region_id) for e in db.session.query(AuditEvent)] == [("round.queued", None)]


def test_starting_twice_leads_to_the_round_under_way(administrator):
    for _ in range(2):
        answer = administrator.post("/beheer/landelijke-rondes", follow_redirects=True)

    assert db.session.query(MatchingRound).count() == 1
    assert "Er loopt al een landelijke koppelronde" in answer.text


def test_the_outcome_is_numbers_without_anybody(administrator):
    helped = make_pupil(make_school(make_region("Haaglanden")), first_name="Xandrine")
    make_request(helped)
    make_request(make_pupil(make_school(make_region("Zeeland")), first_name="Ypke"))
    volunteer = make_volunteer(make_region("Drenthe"))
    administrator.post("/beheer/landelijke-rondes")
    [round] = db.session.query(MatchingRound)
    jobs.run_round(round.id)

    page = administrator.get(f"/beheer/landelijke-rondes/{round.id}")

    assert "Nieuw voorstel" in page.text
    assert "Er zijn wel passende vrijwilligers" in page.text
    for name in ("Xandrine", "Ypke", volunteer.user.last_name, helped.school.name):
        assert name not in page.text
    assert db.session.query(AuditEvent).filter_by(action="pupil.viewed").count() == 0
    assert_page_is_sound(page.text)


def test_without_a_programme_there_is_nothing_to_start(administrator, anywhere):
    anywhere.allows_anywhere = False
    db.session.commit()

    page = administrator.get("/beheer/landelijke-rondes")

    assert "Start een landelijke koppelronde" not in page.text
    assert "nog geen programma waarin hulp van overal mag komen" in page.text
    assert_page_is_sound(page.text)


def test_a_regions_round_is_no_country_round_and_the_other_way_round(administrator, sign_in):
    country, regional = make_country_round(), make_round()

    assert administrator.get(f"/beheer/landelijke-rondes/{regional.id}").status_code == 404
    assert sign_in(make_coordinator()).get(f"/koppelrondes/{country.id}").status_code == 404
