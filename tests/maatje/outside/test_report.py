"""The report as its reader gets it."""

import base64
import re

import pytest

from maatje.outside import plots
from maatje.outside.report import as_html
from tests.outside_files import a_request, a_volunteer, matched
from tests.soundness import faults_of

SOME = (
    [a_volunteer("V1"), a_volunteer("V2", Tijden="ooit")],
    [a_request("H1"), a_request("H2", Niveau="vwo", Dagen__gewacht="90"), a_request("H3", Postcode="9711")],
)


def _report(tmp_path, volunteers, requests):
    return as_html(matched(tmp_path, volunteers, requests)).decode()


def _text(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S).split())


@pytest.mark.parametrize("people", [SOME, ([], []), (SOME[0], []), ([], SOME[1])])
def test_the_report_is_sound_whoever_is_in_it(tmp_path, people):
    volunteers = people[0] or [a_volunteer(Tijden="ooit")]
    requests = people[1] or [a_request(Tijden="ooit")]

    html = _report(tmp_path, volunteers, requests)

    assert [fault for fault in faults_of(html) if fault != "inline style on <style>"] == []


def test_the_report_needs_nothing_beside_it(tmp_path):
    html = _report(tmp_path, *SOME)

    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!#|data:image/svg)[^"]*"', html) == []
    assert "url(" not in html


def test_the_report_says_who_when_and_why(tmp_path):
    text = _text(_report(tmp_path, [a_volunteer()], [a_request()]))

    assert "Geplaatst 1 (100%)" in text
    assert "H1 Bijles: Wiskunde · Havo. Wacht 3 dagen. V1 maandag 15:00 Kan alles wat gevraagd is" in text


def test_the_report_says_who_is_left_over_and_at_which_rule(tmp_path):
    text = _text(_report(tmp_path, *SOME))

    assert "H2 Bijles: Wiskunde · Vwo (atheneum en gymnasium). Haaglanden 90 dagen" in text
    assert "1 alle vrijwilligers 0 geeft de vakken op dit niveau" in text
    assert "vrijwilligers.csv Regel Wat er mis is 3 Tijden: “ooit” begrijpen we niet." in text


def test_what_stands_in_a_file_cannot_become_part_of_the_page(tmp_path):
    nasty = "<script>alert(1)</script>"

    html = _report(tmp_path, [a_volunteer(nasty)], [a_request(nasty, Niveau=nasty), a_request("H2")])

    assert nasty not in html
    assert "&lt;script&gt;" in html


def test_each_plot_stands_beside_a_table_with_its_numbers(tmp_path):
    result = matched(tmp_path, *SOME)

    waited, regions = plots.days_waited(result), plots.share_by_region(result)

    assert dict(waited.rows)["0-6"] == ("1", "1")
    assert dict(waited.rows)["84+"] == ("0", "1")
    assert dict(regions.rows) == {"Haaglanden": ("2", "1", "50%"), "Groningen": ("1", "0", "0%")}


def test_a_plot_is_an_image_without_a_script_and_the_same_every_time(tmp_path):
    result = matched(tmp_path, *SOME)

    for draw in (plots.days_waited, plots.share_by_region):
        image = draw(result).image
        svg = base64.b64decode(image.removeprefix("data:image/svg+xml;charset=utf-8;base64,")).decode()
        assert image == draw(result).image
        assert "<script" not in svg
        assert 'href="' not in svg


def test_a_long_report_is_cut_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("maatje.outside.report.MOST_SHOWN", 1)

    text = _text(_report(tmp_path, [a_volunteer(Plekken="2")], [a_request("H1"), a_request("H2")]))

    assert "Hier staan de eerste" in text
    assert "H2 Bijles" not in text
