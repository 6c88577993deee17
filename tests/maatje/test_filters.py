from datetime import UTC, date, datetime

import pytest

from maatje import filters
from maatje.times import moment_of


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/vrijwilligers?zoek=jan&staat=intake&page=2"):
        yield


def test_dates_are_said_in_dutch_and_by_the_dutch_clock():
    assert filters.dutch_date(date(2026, 11, 22)) == "22 november 2026"
    assert filters.dutch_date(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1 juli 2026"
    assert filters.dutch_datetime(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1 juli 2026, 00:30"
    assert filters.dutch_date(None) == filters.dutch_datetime(None) == ""


def test_numbers_agree_with_their_words():
    assert [filters.days(number) for number in (0, 1, 12)] == ["0 dagen", "1 dag", "12 dagen"]
    assert [filters.km(distance) for distance in (3, 2.5, 0.04)] == ["3 km", "2,5 km", "0 km"]


def test_numbers_to_call_can_be_tapped_and_nothing_else_becomes_a_link():
    assert filters.with_numbers("Bel 112.") == 'Bel <a href="tel:112" dir="ltr">112</a>.'
    assert 'href="tel:08002000"' in filters.with_numbers("Veilig Thuis: 0800-2000")
    assert filters.with_numbers("<b>1123</b>") == "&lt;b&gt;1123&lt;/b&gt;"


def test_moments_are_told_day_by_day_in_the_order_of_the_week():
    moments = {moment_of(3, 19), moment_of(1, 17), moment_of(1, 16)}

    assert filters.by_day(moments) == [("dinsdag", [16, 17]), ("donderdag", [19])]


def test_a_page_further_keeps_the_filters(app):
    with app.test_request_context("/?zoek=jan&staat=intake&staat=actief&page=2"):
        assert filters.same_page(page=3) == "/?zoek=jan&staat=intake&staat=actief&page=3"


def test_a_template_links_only_to_pages_that_exist():
    assert filters.endpoint_exists("home.front_page")
    assert not filters.endpoint_exists("home.nowhere")
