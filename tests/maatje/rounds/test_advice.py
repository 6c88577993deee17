import pytest

import matching
from maatje.database import db, transaction
from maatje.rounds import advice, jobs, services
from maatje.rounds.models import LeftOver, MatchingRound, Proposal
from tests.factories import (
    TUESDAY_FOUR,
    make_coordinator,
    make_pupil,
    make_region,
    make_request,
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

    assert "Bij deze ronde gerekend: Voor andere leerlingen verandert er niets." in page
    assert_page_is_sound(page)


def test_choosing_the_only_one_for_another_pupil_is_said_to_cost_a_place(coordinator):
    make_request(pupil=make_pupil(first_name="Noor"))
    make_request(pupil=make_pupil(first_name="Amir"))
    for _ in range(2):
        make_volunteer(places=1)
    proposals = _round().proposals

    page = coordinator.get(f"/voorstellen/{proposals[0].id}").text

    assert "1 andere leerling krijgt een andere vrijwilliger" in page


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
        assert advice.change_in_words(Proposal(facts={}), 7) == ""
        assert advice.help_in_words(LeftOver(advice={}), {}) == ""
