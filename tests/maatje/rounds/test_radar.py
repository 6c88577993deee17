"""Whom to look for: worked out after a round, and told without a word about a pupil."""

from datetime import timedelta

import pytest

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.programmes.models import Place
from maatje.rounds import engine, jobs, services
from maatje.rounds.life import RoundState
from maatje.rounds.models import MatchingRound
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_country_round,
    make_language,
    make_level,
    make_postcode,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_round,
    make_school,
    make_subject,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound

KIND = {
    "programme": "bijles",
    "subject": "wis",
    "level": "HAVO",
    "language": "",
    "nt2": False,
    "region": "",
    "place": None,
    "part_of_day": "evening",
}


@pytest.fixture
def coordinator(sign_in):
    return sign_in(make_coordinator(make_region()))


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator())


def run(region=None):
    with transaction():
        round_id = services.start_round(region, services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get_one(MatchingRound, round_id)


def page_of(client, round):
    page = client.get(f"/koppelrondes/{round.id}/wie-zoeken-we")
    assert page.status_code == 200
    assert_page_is_sound(page.text)
    return " ".join(page.text.split())


def found(kind, placed=((1, 1), (3, 1), (10, 1)), plan=()):
    return {"kinds": [{"kind": KIND | kind, "placed": placed}], "plan": plan}


def test_a_round_says_which_volunteers_would_help_those_left_over(coordinator):
    maths = make_subject("wis", name="Wiskunde B")
    for name in ("Xandrine", "Ypke"):
        make_request(make_pupil(first_name=name), subjects=[maths])
    round = run(make_region())

    page = page_of(coordinator, round)

    assert "Voor 2 hulpvragen is nog niemand." in page
    assert "Bijles: Wiskunde B (havo)" in page
    assert (
        "online, uit de regio Haaglanden · door de week 's middags (12 tot 18 uur)".replace("'", "&#39;") in page
    )
    assert round.radar["kinds"][0]["placed"] == [[1, 1], [3, 2], [10, 2]]
    assert [one["placed"] for one in round.radar["plan"]] == [1, 2]
    for name in ("Xandrine", "Ypke"):
        assert name not in page
    assert "/wie-zoeken-we" in coordinator.get(f"/koppelrondes/{round.id}").text


def test_a_language_nt2_and_the_town_are_told_where_they_matter(coordinator):
    programme = make_programme("praten", place=Place.IN_PERSON, allows_booked_interpreter=False)
    make_language("ti", name="Tigrinya")
    make_postcode("2611", place="Delft", latitude=52.0067, longitude=4.3556)
    pupil = make_pupil(pc4="2611", online=False, in_person=True, needs_nt2=True, interpreter_language_code="ti")
    make_request(pupil, programme)

    page = page_of(coordinator, run(make_region()))

    assert "spreekt Tigrinya · heeft ervaring met NT2 · op locatie, binnen 10 km van Delft" in page


def test_the_next_ten_are_told_as_so_many_of_a_kind(coordinator):
    plan = [{"kind": KIND, "placed": 1}, {"kind": KIND, "placed": 2}, {"kind": KIND | {"nt2": True}, "placed": 3}]
    round = make_round(radar=found({}, plan=plan), summary={"left_over": 3, "requests": 3})

    page = page_of(coordinator, round)
    first, second = page.split("Wie eerst?")[1].split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:2]

    assert 'data-label="Hoeveel">2<' in first
    assert 'samen">2<' in first
    assert 'data-label="Hoeveel">1<' in second
    assert 'samen">3<' in second


def test_what_is_found_is_stored_without_a_transaction_open_and_after_the_round_is_ready(app, monkeypatch):
    make_request()
    look, seen = engine.radar, []

    def look_around(problem, solution):
        seen.append((db.session().in_transaction(), db.session.scalar(db.select(MatchingRound.state))))
        db.session.rollback()
        return look(problem, solution)

    monkeypatch.setattr(engine, "radar", look_around)
    run(make_region())

    assert seen == [(False, RoundState.READY)]


def test_another_attempts_radar_is_not_stored(app):
    round = make_round(attempt=2)

    with transaction():
        services.store_radar(round.id, 1, None)
    assert round.radar is None

    with transaction():
        services.store_radar(round.id, 2, None)
    assert round.radar == {"is_too_large": True}


def test_a_round_that_is_ours_no_more_says_nothing_of_whom_to_look_for(app, monkeypatch):
    make_request()
    monkeypatch.setattr(services, "store_solution", lambda *_: False)

    assert run(make_region()).radar is None


def test_a_radar_that_fails_costs_the_round_nothing(app, monkeypatch):
    make_request()
    monkeypatch.setattr(engine.matching, "radar", lambda *_: 1 / 0)

    round = run(make_region())

    assert (round.state, round.attempt, round.radar) == (RoundState.READY, 1, None)


def test_a_round_that_is_too_large_says_so(coordinator, monkeypatch):
    monkeypatch.setattr("matching.explanation.MOST_REQUESTS", 0)
    make_request()

    page = page_of(coordinator, run(make_region()))

    assert "Deze ronde is te groot om uit te rekenen welke vrijwilligers het meest helpen" in page


def test_a_round_of_just_now_asks_for_patience_and_an_old_one_does_not(coordinator):
    assert "Kijk over een minuut nog eens" in page_of(coordinator, make_round())
    old = make_round(finished_at=now() - timedelta(minutes=16))
    assert "Bij deze ronde is dit niet uitgerekend" in page_of(coordinator, old)


def test_a_radar_that_finds_nobody_says_so(coordinator):
    make_request(make_pupil(weekly_times=frozenset()))

    assert "Er is geen soort vrijwilliger" in page_of(coordinator, run(make_region()))


def test_what_has_been_taken_off_the_lists_since_is_told_by_its_code(coordinator):
    make_level()
    round = make_round(radar=found({"subject": "lat", "level": "VWO"}), summary={"left_over": 1})

    assert "bijles: lat (VWO)" in page_of(coordinator, round)


def test_of_the_country_an_administrator_sees_kinds_and_regions_but_no_town(administrator):
    programme = make_programme(allows_anywhere=True, place=Place.IN_PERSON)
    make_postcode("9401", make_region("Drenthe"), place="Assenveld", latitude=53.0, longitude=6.5)
    school = make_school(make_region("Drenthe"), name="De Stille Zuid")
    make_request(make_pupil(school, first_name="Ypke", pc4="9401", online=False, in_person=True), programme)
    round = run()

    page = administrator.get(f"/beheer/landelijke-rondes/{round.id}/wie-zoeken-we").text

    assert "op locatie, in de regio Drenthe" in page
    for kept_back in ("Assenveld", "9401", "De Stille Zuid", "Ypke"):
        assert kept_back not in page
    assert_page_is_sound(page)
    assert (
        f"/beheer/landelijke-rondes/{round.id}/wie-zoeken-we"
        in administrator.get(f"/beheer/landelijke-rondes/{round.id}").text
    )
    assert db.session.query(AuditEvent).filter_by(action="pupil.viewed").count() == 0


def test_another_regions_round_is_not_found(coordinator, sign_in):
    round = make_round(make_region("Drenthe"), radar=found({}))

    assert coordinator.get(f"/koppelrondes/{round.id}/wie-zoeken-we").status_code == 404
    elsewhere = sign_in(make_administrator())
    assert elsewhere.get(f"/beheer/landelijke-rondes/{round.id}/wie-zoeken-we").status_code == 404
    assert elsewhere.get(f"/beheer/landelijke-rondes/{make_country_round().id}/wie-zoeken-we").status_code == 200


def test_a_round_that_places_everybody_does_not_ask_whom_to_look_for(coordinator):
    make_request()
    make_volunteer()
    round = run(make_region())

    assert "/wie-zoeken-we" not in coordinator.get(f"/koppelrondes/{round.id}").text
    assert "Er is geen soort vrijwilliger" in page_of(coordinator, round)
