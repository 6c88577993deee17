import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.rounds import jobs, services
from maatje.rounds.life import RoundState
from maatje.rounds.models import MatchingRound, SetAside
from tests.factories import (
    TUESDAY_FOUR,
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

SUMMARY = {"requests": 2, "proposed": 0, "left_over": 0, "set_aside": 4, "dropped": 0, "proven": True}


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


def test_a_regions_round_is_no_country_round(administrator):
    assert administrator.get(f"/beheer/landelijke-rondes/{make_round().id}").status_code == 404


def run_country_round():
    with transaction():
        round_id = services.start_round(None, services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get_one(MatchingRound, round_id)


def asked_in(region_name, first_name, school_name, **pupil):
    school = make_school(make_region(region_name), name=school_name)
    return make_request(make_pupil(school, first_name=first_name, **pupil))


def test_each_region_sees_of_a_country_round_its_own_pupils_who_are_left_over(sign_in):
    canaries = {"Zeeland": ("Ypke", "De Kanaal"), "Drenthe": ("Xandrine", "De Parkiet")}
    requests = {region: asked_in(region, *canary) for region, canary in canaries.items()}
    round = run_country_round()

    for region, other in (("Zeeland", "Drenthe"), ("Drenthe", "Zeeland")):
        client = sign_in(make_coordinator(make_region(region)))
        for page in ("", "/wie-zoeken-we", "/eerlijk-verdeeld"):
            shown = client.get(f"/koppelrondes/{round.id}{page}").text
            assert_page_is_sound(shown)
            assert all((canary in shown) == (page == "") for canary in canaries[region])
            for canary in (*canaries[other], f"/hulpvragen/{requests[other].id}"):
                assert canary not in shown
        assert "Niemand in dit programma heeft nu een plek vrij." in client.get(f"/koppelrondes/{round.id}").text
        seen = db.session.query(AuditEvent).filter_by(action="pupil.viewed", region_id=make_region(region).id)
        assert {event.object_id for event in seen} == {requests[region].pupil_id}


def test_a_third_region_sees_numbers_and_nobody(sign_in):
    asked_in("Zeeland", "Ypke", "De Kanaal")
    round = run_country_round()

    shown = sign_in(make_coordinator(make_region("Twente"))).get(f"/koppelrondes/{round.id}").text

    assert "Deze getallen zijn van het hele land." in shown
    for canary in ("Ypke", "De Kanaal", "<article"):
        assert canary not in shown


def test_what_would_help_is_told_without_the_name_of_a_volunteer_elsewhere(sign_in):
    asked_in("Zeeland", "Ypke", "De Kanaal", weekly_times=frozenset({TUESDAY_FOUR + 1}))
    volunteer = make_volunteer(make_region("Drenthe"))
    round = run_country_round()

    theirs = sign_in(make_coordinator(make_region("Zeeland"))).get(f"/koppelrondes/{round.id}").text

    said = "Kan de leerling ook dinsdag 16:00? Dan kan een vrijwilliger uit een andere regio helpen."
    assert said in theirs
    assert volunteer.user.last_name not in theirs


def test_a_pupil_who_moved_to_another_region_is_left_over_there(sign_in):
    request = asked_in("Zeeland", "Ypke", "De Kanaal")
    round = run_country_round()
    request.pupil.school.region = make_region("Drenthe")
    db.session.commit()

    assert "Ypke" not in sign_in(make_coordinator(make_region("Zeeland"))).get(f"/koppelrondes/{round.id}").text
    assert "Ypke" in sign_in(make_coordinator(make_region("Drenthe"))).get(f"/koppelrondes/{round.id}").text


def test_what_a_country_round_could_not_use_is_told_in_its_own_region(sign_in):
    round = make_country_round(summary=SUMMARY)
    requests = [asked_in("Zeeland", "Ypke", "De Kanaal"), asked_in("Drenthe", "Xandrine", "De Parkiet")]
    volunteers = [make_volunteer(make_region("Zeeland")), make_volunteer(make_region("Drenthe"))]
    for kind, rows in (("request", requests), ("volunteer", volunteers)):
        for row in rows:
            db.session.add(SetAside(round_id=round.id, kind=kind, object_id=row.id, reason="unknown_programme"))
    db.session.commit()

    shown = sign_in(make_coordinator(make_region("Zeeland"))).get(f"/koppelrondes/{round.id}").text

    assert f'/hulpvragen/{requests[0].id}"' in shown
    assert f'/vrijwilligers/{volunteers[0].id}"' in shown
    assert f'/hulpvragen/{requests[1].id}"' not in shown
    assert f'/vrijwilligers/{volunteers[1].id}"' not in shown


def test_a_coordinator_finds_country_rounds_in_the_list_and_follows_one_that_runs(sign_in):
    round = make_country_round(state=RoundState.RUNNING, finished_at=None)
    client = sign_in(make_coordinator(make_region("Zeeland")))

    listed, shown = client.get("/koppelrondes").text, client.get(f"/koppelrondes/{round.id}").text

    assert "Heel het land" in listed
    assert f"/koppelrondes/{round.id}" in listed
    assert "je krijgt bericht als er voorstellen voor jouw regio zijn" in shown
    assert client.get(f"/koppelrondes/{round.id}/voortgang").status_code == 200


def test_a_failed_country_round_does_not_ask_a_coordinator_to_start_one(sign_in):
    round = make_country_round(state=RoundState.FAILED)

    shown = sign_in(make_coordinator(make_region("Zeeland"))).get(f"/koppelrondes/{round.id}").text

    assert "Vannacht komt er een nieuwe." in shown
