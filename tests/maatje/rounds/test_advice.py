import pytest

import matching
from maatje.database import db, transaction
from maatje.rounds import advice, jobs, services
from maatje.rounds.models import LeftOver, MatchingRound, Proposal
from tests.factories import (
    TUESDAY_FOUR,
    make_coordinator,
    make_level,
    make_pupil,
    make_region,
    make_request,
    make_subject,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound


@pytest.fixture
def coordinator(sign_in):
    return sign_in(make_coordinator(make_region()))


def _round():
    with transaction():
        round_id = services.start_round(make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get(MatchingRound, round_id)


def test_a_coordinator_reads_what_another_volunteer_would_change(coordinator):
    make_request(pupil=make_pupil(first_name="Noor"))
    for _ in range(2):
        make_volunteer()
    [proposal] = _round().proposals

    page = coordinator.get(f"/voorstellen/{proposal.id}").text

    assert "Iedereen houdt een plek" in page
    assert "is uitgerekend toen de ronde liep" in page
    assert_page_is_sound(page)


def test_choosing_another_pupils_volunteer_is_said_to_move_that_pupil(coordinator):
    make_request(pupil=make_pupil(first_name="Noor"))
    make_request(pupil=make_pupil(first_name="Amir"))
    for _ in range(2):
        make_volunteer(places=1)
    proposals = _round().proposals

    page = coordinator.get(f"/voorstellen/{proposals[0].id}").text

    assert "1 leerling krijgt een ander" in page


def test_who_is_left_over_is_told_with_whom_it_competes(coordinator):
    for name in ("Noor", "Amir"):
        make_request(pupil=make_pupil(first_name=name))
    make_volunteer(places=1)
    round = _round()

    page = coordinator.get(f"/koppelrondes/{round.id}").text

    assert "2 hulpvragen passen alleen bij dezelfde 1 vrijwilliger, met samen 1 plek" in page
    assert_page_is_sound(page)


def test_who_is_left_over_is_told_which_hour_more_would_help(coordinator):
    make_request(pupil=make_pupil(weekly_times=frozenset({TUESDAY_FOUR + 1})))
    volunteer = make_volunteer(weekly_times=frozenset({TUESDAY_FOUR}))
    round = _round()

    page = coordinator.get(f"/koppelrondes/{round.id}").text

    assert f"Kan de leerling ook dinsdag 16:00? Dan kan {volunteer.user.full_name} helpen." in page


def test_who_is_left_over_is_told_who_would_do_if_it_may_be_one_level_off(coordinator):
    make_request(pupil=make_pupil(level_id=make_level("VMBO-KB").id))
    volunteer = make_volunteer(subjects=[(make_subject(), make_level("VMBO-TL"))])
    round = _round()

    page = coordinator.get(f"/koppelrondes/{round.id}").text

    assert f"Mag het een niveau schelen? Dan kan {volunteer.user.full_name} helpen." in page


def test_a_helper_the_reader_may_not_see_is_not_named():
    left = LeftOver(advice={"remedy": "online", "volunteer_id": 7})

    assert advice.help_in_words(left, {}) == ""


@pytest.mark.parametrize("remedy", matching.Remedy)
def test_every_change_that_would_help_has_its_words(app, remedy):
    left = LeftOver(advice={"remedy": remedy, "volunteer_id": 7, "moment": TUESDAY_FOUR, "kilometres": 2.5})

    with app.test_request_context():
        assert "Sanne" in advice.help_in_words(left, {7: "Sanne"})


def test_what_is_not_known_is_not_said(app):
    with app.test_request_context():
        assert advice.other_choice(Proposal(facts={}), 7) is None
        assert advice.help_in_words(LeftOver(advice={}), {}) == ""


def other(volunteer_id, **change):
    return {"volunteer_id": volunteer_id, "gains": 0, "loses": 0, "moves": 0, "fit": 0, "exact": True} | change


@pytest.mark.parametrize(
    ("change", "cost", "beside"),
    [
        ({}, "Iedereen houdt een plek", ""),
        ({"moves": 2}, "Iedereen houdt een plek", "2 leerlingen krijgen een ander"),
        ({"gains": 1}, "Iedereen houdt een plek", "1 leerling krijgt alsnog iemand"),
        ({"loses": 1, "moves": 1}, "Kost 1 leerling de plek", "1 leerling krijgt een ander"),
        ({"loses": 2, "exact": False}, "Kost 2 leerlingen de plek", "niet bewezen: misschien kan het met minder"),
        ({"exact": False}, "Iedereen houdt een plek", ""),
    ],
)
def test_another_choice_is_told_in_a_few_words(app, change, cost, beside):
    with app.test_request_context():
        told = advice.other_choice(Proposal(facts={"others": [other(7, **change)]}), 7)

    assert (told.cost, told.beside, told.keeps_all) == (cost, beside, "loses" not in change)


def test_who_costs_nobody_a_place_comes_first_and_the_unknown_last(coordinator):
    make_request()
    volunteers = [make_volunteer() for _ in range(13)]
    [proposal] = _round().proposals
    names = [v.user.last_name for v in volunteers if v.id != proposal.volunteer_id]
    ids = [v.id for v in volunteers if v.id != proposal.volunteer_id]
    known = [other(ids[9], loses=2), other(ids[10], loses=1, exact=False), other(ids[11])]  # the last of twelve
    with transaction():
        proposal.facts = proposal.facts | {"others": known}

    page = coordinator.get(f"/voorstellen/{proposal.id}").text
    shown = page.split("Andere vrijwilligers die passen")[1]
    in_order = sorted((name for name in names if f"{name}<" in shown), key=lambda name: shown.index(f"{name}<"))

    assert in_order == [names[11], names[10], names[9], *names[:7]]
    assert "En nog 2 anderen." in shown
