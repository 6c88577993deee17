"""A mentor on a phone: nominates a pupil, mends what was wrong, and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE
from tests.journeys.steps import nominates

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_mentor_nominates_a_pupil_edits_and_withdraws(lively_house, somebody):
    mentor = somebody(lively_house, "mentor@example.nl", PHONE)
    mentor.signs_in("samen-verder-komen")
    mentor.sees("Leerlingen")

    nominates(
        mentor,
        "Zilver",
        programme="Bijles",
        level="Havo",
        grade="Leerjaar 3",
        group="Exacte vakken",
        subjects=["Wiskunde"],
    )
    _edits_the_pupil(mentor)
    _edits_the_wish(mentor)
    _withdraws(mentor)


def test_an_unsafe_home_gets_the_numbers_and_nothing_is_stored(lively_house, somebody):
    mentor = somebody(lively_house, "mentor@example.nl", PHONE)
    mentor.signs_in("samen-verder-komen")
    mentor.sees("Leerlingen")
    before = mentor.page.locator("main tbody tr").all_inner_texts()

    mentor.opens("/leerlingen/aanmelden")
    mentor.ticks("Bijles", "Ja, het is thuis misschien niet veilig")
    mentor.picks({"Niveau": "Havo", "Leerjaar": "Leerjaar 3"})
    mentor.presses("Verder")

    mentor.reads_on_page("0800-2000", "112")
    mentor.looks_well()
    mentor.opens("/leerlingen")
    assert mentor.page.locator("main tbody tr").all_inner_texts() == before


def _edits_the_pupil(mentor):
    mentor.follows("Gegevens wijzigen")
    mentor.sees(re.compile("Zilver|Gegevens"))
    mentor.fills({"Postcode van de leerling": "2281"})
    mentor.presses(re.compile("^Bewa"))
    mentor.sees("Zilver")
    mentor.reads_on_page("De gegevens zijn bewaard.", "2281")


def _edits_the_wish(mentor):
    mentor.follows("Hulpvraag wijzigen")
    mentor.looks_well()
    mentor.page.get_by_role("radio", name=re.compile("^Liever snel|^Snel", re.I)).check()
    mentor.presses(re.compile("^Bewa"))
    mentor.sees("Zilver")
    mentor.reads_on_page("De hulpvraag is bewaard.")


def _withdraws(mentor):
    mentor.follows("Intrekken")
    mentor.looks_well()
    mentor.presses(re.compile("intrekken", re.I))
    mentor.sees("Zilver")
    mentor.reads_on_page("De hulpvraag is ingetrokken.", "Ingetrokken")
    mentor.opens("/leerlingen")
    mentor.fills({"Zoek op voornaam of kenmerk": "Zilver"})
    mentor.presses("Zoek")
    expect(mentor.row("Zilver")).to_contain_text("Ingetrokken")
