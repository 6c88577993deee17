"""A volunteer on a phone: signing up with nothing but a keyboard, then changing one's mind about this and that."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE
from tests.journeys.steps import confirms_address

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_volunteer_signs_up_by_keyboard_then_edits_pauses_and_resumes(lively_house, somebody):
    noor = somebody(lively_house, "noor@example.nl", PHONE)

    _signs_up_by_keyboard(noor)
    confirms_address(noor)
    _changes_times(noor)
    noor.opens("/mijn-pagina")
    noor.reads_nowhere("Ik heb even geen tijd")  # nothing to pause before being active


def test_an_active_volunteer_pauses_and_resumes(lively_house, somebody):
    volunteer = somebody(lively_house, "vrijwilliger@example.nl", PHONE)
    volunteer.signs_in("samen-verder-komen")
    volunteer.sees(re.compile("^Dag"))
    volunteer.reads_on_page("Je doet mee")

    volunteer.presses_and_confirms("Ik heb even geen tijd")
    volunteer.reads_on_page("Je hebt nu pauze. Je krijgt geen nieuwe leerlingen.", "Je hebt even pauze")

    volunteer.presses("Ik doe weer mee")
    volunteer.reads_on_page("Fijn dat je er weer bent!", "Je doet mee")


def _signs_up_by_keyboard(who):
    keys = Keyboard(who.page)
    who.opens("/")
    who.sees("Soms heb je gewoon iemand naast je nodig")
    keys.press("Tab")
    expect(who.page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    keys.press("Enter")
    keys.goes_to("link", "Ik wil helpen", "Enter")
    who.sees("Word vrijwilliger bij Maatje")
    keys.goes_to("link", "Begin met aanmelden", "Enter")

    who.sees("Wie ben je?")
    keys.goes_on()  # too early: what is missing is said, and the list of it leads to the box
    expect(who.page.get_by_role("heading", name="Er klopt nog iets niet")).to_be_visible()
    who.looks_well()
    expect(who.page.locator(".error-summary")).to_be_focused()
    keys.goes_to("link", re.compile("^Voornaam"), "Enter")
    expect(who.page.get_by_label("Voornaam")).to_be_focused()
    keys.types("Noor")
    keys.fills("Achternaam", "Bakker")
    keys.fills("E-mailadres", who.address)
    keys.goes_to("checkbox", "Ik ben 18 jaar of ouder", "Space")
    keys.goes_on()

    who.sees("Welke hulp wil je geven?")
    keys.goes_to("checkbox", re.compile("^Bijles"), "Space")
    keys.goes_on()

    who.sees("Waarmee wil je helpen?")
    keys.goes_to("checkbox", "Engels", "Space")
    keys.goes_to("combobox", "Engels: tot en met welk niveau?", "h")
    keys.goes_on()

    who.sees("Welke talen spreek je?")
    keys.goes_to("radio", "Moedertaal", "Space")
    keys.goes_to("checkbox", re.compile("^Arabisch"), "Space")
    keys.goes_on()

    who.sees("Waar wil je helpen?")
    keys.fills("Postcode", "2512")
    who.reads_on_page("hoort waarschijnlijk de regio Haaglanden")
    keys.goes_to("checkbox", "Online, met videobellen", "Space")
    keys.goes_on()

    who.sees("Wanneer kun je?")
    keys.goes_to("button", "Hele woensdag", "Enter")
    who.reads_on_page("12 uren gekozen")
    keys.goes_to("checkbox", "maandag 9 uur")
    for key in (*["ArrowDown"] * 7, "Space", "ArrowRight", "Space"):
        keys.press(key)
    expect(who.page.get_by_role("checkbox", name="maandag 16 uur")).to_be_checked()
    expect(who.page.get_by_role("checkbox", name="dinsdag 16 uur")).to_be_checked()
    who.reads_on_page("14 uren gekozen")
    keys.goes_on()

    who.sees("Onze afspraken")
    keys.goes_to("checkbox", "Ik houd me aan deze afspraken", "Space")
    keys.goes_to("checkbox", "Maatje mag mijn gegevens gebruiken zoals hier staat", "Space")
    keys.goes_on()

    who.sees("Kijk je antwoorden na")
    who.reads_on_page("Noor", "Engels", "tot en met havo", "Arabisch", "Haaglanden")
    keys.goes_to("button", "Meld je aan", "Enter")
    who.sees("Bijna klaar: kijk in je mail")


def _changes_times(who):
    who.opens("/mijn-pagina")
    who.follows(re.compile("Wanneer je kunt"))
    who.sees("Wanneer je kunt")
    who.presses("Hele woensdag")
    who.presses("Bewaar")
    who.sees("Dag Noor")
    who.reads_on_page("Je wijziging is bewaard.", "maandag", "dinsdag")
    expect(who.page.locator(".time-list")).not_to_contain_text("woensdag")


class Keyboard:
    """Somebody who has no mouse: everything must be reached with the tab key."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def types(self, text):
        self.page.keyboard.type(text)

    def goes_to(self, role, name, then=None):
        found = self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first
        self._reach(found)
        if then:
            self.press(then)

    def fills(self, label, text):
        self._reach(self.page.locator("main input").and_(self.page.get_by_label(label)).first)
        self.types(text)

    def goes_on(self):
        self.goes_to("button", "Verder", "Enter")

    def _reach(self, found):
        expect(found).to_be_visible()
        for _ in range(220):
            if found.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the tab key does not lead to {found}")
