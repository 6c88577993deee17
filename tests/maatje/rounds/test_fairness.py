"""Who was placed against who asked: worked out after a round, and told so that it points at nobody."""

from datetime import timedelta

import pytest

import matching
from maatje.clock import now
from maatje.database import db, transaction
from maatje.requests.models import Urgency
from maatje.rounds import engine, fairness, jobs, services
from maatje.rounds.life import RoundState
from maatje.rounds.models import MatchingRound
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_country_round,
    make_language,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_round,
    make_school,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound


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


def seen(client, address):
    """What stands in each table of the page, by group: a list of its cells."""
    page = client.get(address)
    assert page.status_code == 200
    assert_page_is_sound(page.text)
    rows = {}
    for part in page.text.split('<th scope="row">')[1:]:
        name, *cells = part.split("</tr>")[0].replace("<br>", " ").split("<td")
        rows[name.split("<")[0].strip()] = [
            " ".join(cell.partition(">")[2].replace('<span class="quiet">', "").split("</")[0].split())
            for cell in cells
        ]
    return rows


def asked_days_ago(days, **values):
    return make_request(submitted_at=now() - timedelta(days=days), **values)


def test_a_coordinator_sees_shares_and_days_by_school_and_need(coordinator):
    near, far = (make_school(make_region(), name=name) for name in ("Duinzicht", "Vliet"))
    asked_days_ago(30, pupil=make_pupil(near, needs_nt2=True))
    asked_days_ago(21, pupil=make_pupil(near))
    asked_days_ago(10, pupil=make_pupil(far))
    make_volunteer(places=1, has_nt2=True), make_volunteer(places=1)
    round = run(make_region())

    rows = seen(coordinator, f"/koppelrondes/{round.id}/eerlijk-verdeeld")

    assert rows["Alle hulpvragen"] == [
        "3",
        "67% (2)",
        "25,5 dagen 95 van de 100 binnen 30 dagen",
        "10 dagen langst: 10 dagen",
    ]
    assert rows["Duinzicht"] == ["2", "100% (2)", "25,5 dagen 95 van de 100 binnen 30 dagen", "–"]
    assert rows["Vliet"] == ["1", "0% (0)", "–", "10 dagen langst: 10 dagen"]
    assert rows["Nodig"] == ["1", "100% (1)", "30 dagen 95 van de 100 binnen 30 dagen", "–"]
    assert "Per regio" not in coordinator.get(f"/koppelrondes/{round.id}/eerlijk-verdeeld").text  # there is one
    assert "/eerlijk-verdeeld" in coordinator.get(f"/koppelrondes/{round.id}").text


def test_a_small_group_is_marked_for_the_coordinator(coordinator):
    make_request()
    round = run(make_region())

    page = coordinator.get(f"/koppelrondes/{round.id}/eerlijk-verdeeld").text

    assert ">klein<" in page
    assert "zegt een percentage weinig" in page


def test_the_country_is_told_by_region_and_small_regions_stand_together(administrator):
    make_programme(allows_anywhere=True)
    for name, number in (("Drenthe", 6), ("Zeeland", 3), ("Fryslân", 2), ("Twente", 9)):
        school = make_school(make_region(name), name=f"School in {name}")
        for _ in range(number):
            make_request(make_pupil(school))
    round = run()

    rows = seen(administrator, f"/beheer/landelijke-rondes/{round.id}/eerlijk-verdeeld")

    assert {name: cells[0] for name, cells in rows.items()} == {
        "Alle hulpvragen": "20",
        "Drenthe": "6",
        "Twente": "9",
        "De rest, samen": "5",
    }
    assert "School in" not in administrator.get(f"/beheer/landelijke-rondes/{round.id}/eerlijk-verdeeld").text
    assert "/eerlijk-verdeeld" in administrator.get(f"/beheer/landelijke-rondes/{round.id}").text


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ({"a": 9, "b": 6}, set()),
        ({"a": 9, "b": 4, "c": 1}, {"b", "c"}),
        ({"a": 9, "b": 8, "c": 2}, {"b", "c"}),  # else c is what the others leave
        ({False: 90, True: 1}, {False, True}),
        ({"a": 1, "b": 2}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_a_group_that_could_be_had_by_subtracting_takes_the_next_smallest_along(sizes, together):
    assert fairness._standing_together(sizes) == together


def people(number, **values):
    return [
        matching.Request(id=ident, pupil_id=ident, programme="bijles", region="1", days_waited=ident, **values)
        for ident in range(1, number + 1)
    ]


def _of_country(requests, placed=0):
    problem = matching.Problem(programmes=(matching.Programme(key="bijles"),), requests=requests)
    pair = {"volunteer_id": 1, "moments": (), "fit": 0, "parts": {}, "in_person": False, "distance_km": None}
    pair |= {"needs_booked_interpreter": False, "common_moments": 1, "days_waited": 0}
    proposals = tuple(matching.Proposal(request_id=request.id, **pair) for request in requests[:placed])
    return fairness.of_country(problem, matching.Solution(proposals=proposals, left=()))["shares"]


def test_one_pupil_with_an_interpreter_among_many_stands_in_no_row_of_the_country(app):
    many = people(20)
    many[0] = matching.Request(id=1, pupil_id=1, programme="bijles", region="1", interpreter_language="ti")

    shares = _of_country(many)

    assert {share["grouping"] for share in shares} == {"everybody", "region", "programme", "urgency", "nt2"}
    assert all(share["asked"] >= 5 for share in shares)


def test_days_of_fewer_than_five_are_not_kept_for_the_country(app):
    [everybody, *_] = _of_country(people(20), placed=4)

    assert (everybody["placed"], everybody["mean_days"], everybody["percentile_95_days"]) == (4, None, None)
    assert everybody["mean_days_left"] == 12.5
    assert everybody["most_days_left"] is None

    [everybody, *_] = _of_country(people(20), placed=16)
    assert (everybody["mean_days"], everybody["mean_days_left"]) == (8.5, None)


def test_a_country_round_of_a_few_requests_says_nothing(administrator):
    make_programme(allows_anywhere=True)
    for _ in range(4):
        make_request()
    round = run()

    page = administrator.get(f"/beheer/landelijke-rondes/{round.id}/eerlijk-verdeeld").text

    assert round.shares == {"shares": []}
    assert "minder dan 5 hulpvragen" in page
    assert_page_is_sound(page)


def test_one_day_is_one_day(coordinator):
    asked_days_ago(1)

    rows = seen(coordinator, f"/koppelrondes/{run(make_region()).id}/eerlijk-verdeeld")

    assert rows["Alle hulpvragen"][-1] == "1 dag langst: 1 dag"


def test_urgency_programme_and_interpreter_have_their_words(coordinator):
    make_language("ti", name="Tigrinya")
    make_request(urgency=Urgency.HIGH)
    make_request(make_pupil(interpreter_language_code="ti"), make_programme("praten", name="Praten"))
    round = run(make_region())

    rows = seen(coordinator, f"/koppelrondes/{round.id}/eerlijk-verdeeld")

    assert {"Gewoon", "Dringend", "Bijles", "Praten", "Nodig", "Niet nodig"} <= set(rows)


def test_it_is_worked_out_when_the_round_is_ready_and_outside_a_transaction_of_writing(app, monkeypatch):
    make_request()
    look, states = engine.fairness, []

    def look_around(*asked):
        states.append(db.session.scalar(db.select(MatchingRound.state)))
        return look(*asked)

    monkeypatch.setattr(engine, "fairness", look_around)
    run(make_region())

    assert states == [RoundState.READY]


def test_another_attempts_shares_are_not_stored(app):
    round = make_round(attempt=2)

    with transaction():
        services.store_shares(round.id, 1, {"shares": []})
    assert round.shares is None


def test_a_round_of_just_now_asks_for_patience(coordinator):
    round = make_round()

    assert "Kijk over een minuut nog eens" in coordinator.get(f"/koppelrondes/{round.id}/eerlijk-verdeeld").text


def test_another_regions_round_is_not_found(coordinator, sign_in):
    round = make_round(make_region("Drenthe"), shares={"shares": []})

    assert coordinator.get(f"/koppelrondes/{round.id}/eerlijk-verdeeld").status_code == 404
    elsewhere = sign_in(make_administrator())
    assert elsewhere.get(f"/beheer/landelijke-rondes/{round.id}/eerlijk-verdeeld").status_code == 404
    assert (
        elsewhere.get(f"/beheer/landelijke-rondes/{make_country_round().id}/eerlijk-verdeeld").status_code == 200
    )
