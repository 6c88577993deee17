"""Sessions of more than an hour and every other week, from the files to the proposals and back."""

import json

import pytest

from maatje.outside.machine import as_json
from maatje.outside.report import as_html
from maatje.times import moment_of
from tests.outside_files import a_request, a_volunteer, aside_of, matched, pairs_of

EVEN, ODD = 168, 336
MONDAY_THREE = moment_of(0, 15)
PROGRAMMES = [{"Programma": "Lang", "Minuten": "90"}, {"Programma": "Soms", "Om de week": "ja"}]


def helps(times: str, reference: str = "V1", **cells):
    return a_volunteer(reference, Tijden=times, **cells) | {"Programma's": "Bijles, Lang, Soms"}


def asks(programme: str, times: str, reference: str = "H1", **cells):
    return a_request(reference, Programma=programme, Tijden=times, **cells)


def moments_of(result):
    return [one.proposal.moments for one in result.placed]


@pytest.mark.parametrize(
    ("programme", "helps_at", "asks_at", "moments"),
    [
        ("Lang", "ma 15-17", "ma 14-17", [(MONDAY_THREE,)]),
        ("Lang", "ma 15-16", "ma 14-17", []),
        ("Soms", "ma 15-17", "ma 15 even", [(EVEN + MONDAY_THREE,)]),
        ("Soms", "ma 15 (oneven weken)", "ma 15-17", [(ODD + MONDAY_THREE,)]),
        ("Soms", "ma 15 Even week", "ma 15 oneven", []),
        ("Bijles", "ma 15 even", "ma 15", []),
        ("Bijles", "ma 15 even, ma 15 oneven", "ma 15", [(MONDAY_THREE,)]),
    ],
)
def test_times_are_of_the_weeks_and_the_length_that_the_files_say(tmp_path, programme, helps_at, asks_at, moments):
    result = matched(tmp_path, [helps(helps_at)], [asks(programme, asks_at)], programmes=PROGRAMMES)

    assert moments_of(result) == moments


def test_what_is_booked_in_even_weeks_leaves_the_odd_ones(tmp_path):
    result = matched(
        tmp_path, [helps("ma 15", Bezet="ma 15 even")], [asks("Soms", "ma 15")], programmes=PROGRAMMES
    )

    assert moments_of(result) == [(ODD + MONDAY_THREE,)]


def test_a_proposal_says_in_words_of_which_weeks_it_is(tmp_path):
    result = matched(tmp_path, [helps("ma 15")], [asks("Soms", "ma 15 oneven")], programmes=PROGRAMMES)

    (proposal,) = json.loads(as_json(result))["proposals"]
    assert proposal["moments"] == [ODD + MONDAY_THREE]
    assert proposal["moments_in_words"] == "ma 15:00 oneven"
    assert "maandag 15:00 in oneven weken" in as_html(result).decode()


def test_a_fixed_pair_of_every_other_week_comes_back_as_it_was_written(tmp_path):
    pair = {"Hulpvraag": "H1", "Vrijwilliger": "V1", "Vaste tijden": "ma 15:00 oneven", "Besluit": "vast"}
    people = [helps("ma 15", Plekken="2")], [asks("Soms", "ma 15"), asks("Soms", "ma 15", "H2")]

    result = matched(tmp_path, *people, programmes=PROGRAMMES, pairs=[pair])

    assert moments_of(result) == [(ODD + MONDAY_THREE,), (EVEN + MONDAY_THREE,)]


def test_a_fixed_pair_of_long_sessions_holds_all_its_hours(tmp_path):
    pair = {"Hulpvraag": "H1", "Vrijwilliger": "V1", "Vaste tijden": "ma 15:00", "Besluit": "vast"}
    people = [helps("ma 15-17", Plekken="2")], [asks("Lang", "ma 15-17"), asks("Bijles", "ma 16", "H2")]

    result = matched(tmp_path, *people, programmes=PROGRAMMES, pairs=[pair])

    assert pairs_of(result) == [("H1", "V1")]


@pytest.mark.parametrize(
    ("programme", "times", "problem"),
    [
        ("Soms", "ma 15", "Zet even of oneven achter"),
        ("Bijles", "ma 15 even", "Laat even of oneven weg"),
        ("Lang", "ma 16", "niet allebei"),
    ],
)
def test_a_fixed_time_that_is_not_of_the_rhythm_is_refused(tmp_path, programme, times, problem):
    pair = {"Hulpvraag": "H1", "Vrijwilliger": "V1", "Vaste tijden": times, "Besluit": "vast"}

    result = matched(
        tmp_path, [helps("ma 15-17")], [asks(programme, "ma 15-17")], programmes=PROGRAMMES, pairs=[pair]
    )

    assert problem in str(aside_of(result, "pairs"))


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"Minuten": "241"}, "Minuten"), ({"Om de week": "ja", "Keer per week": "2"}, "Om de week")],
)
def test_a_rhythm_that_cannot_be_is_set_aside(tmp_path, cells, column):
    result = matched(
        tmp_path, [helps("ma 15")], [asks("Bijles", "ma 15")], programmes=[{"Programma": "X"} | cells]
    )

    assert set(aside_of(result, "programmes")[2]) == {column}


def test_a_time_nobody_understands_is_set_aside_as_before(tmp_path):
    result = matched(tmp_path, [helps("ma 15 soms")], [asks("Bijles", "even")], programmes=PROGRAMMES)

    assert set(aside_of(result, "volunteers")[2]) == {"Tijden"}
    assert set(aside_of(result, "requests")[2]) == {"Tijden"}
