from datetime import date

import pytest

from maatje.lists import cells
from maatje.times import moment_of


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("di 16:00", {moment_of(1, 16)}),
        ("Dinsdag 16-18", {moment_of(1, 16), moment_of(1, 17)}),
        ("di 16.00 tot 18.00 uur", {moment_of(1, 16), moment_of(1, 17)}),
        ("ma-wo 19", {moment_of(day, 19) for day in range(3)}),
        ("ma t/m wo 19", {moment_of(day, 19) for day in range(3)}),
        (
            "wo middag; za ochtend",
            {moment_of(2, h) for h in range(12, 18)} | {moment_of(5, h) for h in (9, 10, 11)},
        ),
        ("vr-ma 19", {moment_of(day, 19) for day in (4, 5, 6, 0)}),
        ("", set()),
    ],
)
def test_times_are_read_as_people_write_them(app, text, moments):
    assert cells.weekly_times(text) == moments


@pytest.mark.parametrize(
    "text", ["altijd", "ma 16-", "ma 16:30", "ma 7", "ma 22", "di 25", "16:00", "ma 34", "ma 17-15", "ma 16-16"]
)
def test_times_that_nobody_can_plan_are_refused(app, text):
    with pytest.raises(cells.NotUnderstood):
        cells.weekly_times(text)


@pytest.mark.parametrize(
    "text", ["22-11-2026", "22/11/2026", "22.11.2026", "2026-11-22", "2026-11-22 00:00", "46348"]
)
def test_dates_are_read_in_every_usual_shape_even_as_excel_counts_them(app, text):
    assert cells.day(text) == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["31-02-2026", "gisteren", "12", "999999", "1-1-26"])
def test_what_is_no_date_is_refused(app, text):
    with pytest.raises(cells.NotUnderstood):
        cells.day(text)


@pytest.mark.parametrize(("text", "means"), [("Ja", True), ("x", True), ("NEE", False), ("", True)])
def test_yes_and_no_in_the_usual_spellings(app, text, means):
    assert cells.yes_or_no(text, empty=True) is means


def test_a_word_that_is_neither_yes_nor_no_is_refused(app):
    with pytest.raises(cells.NotUnderstood):
        cells.yes_or_no("misschien", empty=True)


@pytest.mark.parametrize(("text", "pc4"), [("2511 AB", "2511"), ("2511ab", "2511"), ("2511", "2511"), ("", "")])
def test_only_the_four_digits_of_a_postcode_are_kept(app, text, pc4):
    assert cells.four_digits(text) == pc4
