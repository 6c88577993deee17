"""Signing up in Chromium: by keyboard alone, and without JavaScript; every page is accessible and fits a phone."""

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from maatje.database import db
from maatje.reference.services import load_reference
from maatje.volunteers.models import Volunteer
from tests.browser import faults_by_axe

pytestmark = pytest.mark.browser


@pytest.fixture
def shipped(app):
    """The programmes, subjects, levels, languages and postcodes that a new house has."""
    load_reference()
    db.session.commit()


def look_at(page, name):
    page.wait_for_load_state()
    width = page.viewport_size["width"]
    if folder := os.environ.get("MAATJE_PICTURES"):
        page.screenshot(path=Path(folder) / f"sign-up-{name}-{width}.png", full_page=True)
    assert faults_by_axe(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def tab_to(page, label):
    """Presses Tab until the thing with this accessible name has the focus."""
    wanted = page.get_by_label(label, exact=True).or_(page.get_by_role("button", name=label, exact=True))
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
    pytest.fail(f"cannot reach {label!r} by keyboard")


def test_somebody_signs_up_by_keyboard_alone_on_a_phone(shipped, site, page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/vrijwilliger-worden")
    look_at(page, "start")
    page.get_by_role("link", name="Begin met aanmelden").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/wie")
    look_at(page, "who")
    for label, text in [("Voornaam", "Daan"), ("Achternaam", "Dijk"), ("E-mailadres", "daan@example.nl")]:
        tab_to(page, label)
        page.keyboard.type(text)
    tab_to(page, "Ik ben 18 jaar of ouder")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    page.wait_for_url("**/hulp")
    look_at(page, "help")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")
    page.get_by_text("Kies minstens één soort hulp.").first.wait_for()
    look_at(page, "help-mistaken")
    page.get_by_role("checkbox").last.focus()
    page.keyboard.press("Space")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/vakken")
    look_at(page, "subjects")
    tab_to(page, "Engels")
    page.keyboard.press("Space")
    tab_to(page, "Engels: tot en met welk niveau?")
    page.keyboard.type("Havo")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/talen")
    look_at(page, "languages")
    tab_to(page, "Moedertaal")
    page.keyboard.press("Space")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/waar")
    tab_to(page, "Postcode")
    page.keyboard.type("2511")
    page.get_by_text("Bij Den Haag hoort waarschijnlijk de regio Haaglanden").wait_for()
    tab_to(page, "Online, met videobellen")
    page.keyboard.press("Space")
    look_at(page, "where")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/wanneer")
    look_at(page, "when")
    tab_to(page, "dinsdag 16 uur")
    page.keyboard.press("Space")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/afspraken")
    look_at(page, "rules")
    for label in ("Ik houd me aan deze afspraken", "Maatje mag mijn gegevens gebruiken zoals hier staat"):
        tab_to(page, label)
        page.keyboard.press("Space")
    tab_to(page, "Verder")
    page.keyboard.press("Enter")

    page.wait_for_url("**/nakijken")
    look_at(page, "check")
    tab_to(page, "Meld je aan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/klaar")
    look_at(page, "done")

    volunteer = db.session.scalars(select(Volunteer)).one()
    assert volunteer.user.email == "daan@example.nl"
    assert volunteer.region.name == "Haaglanden"


def test_somebody_signs_up_without_javascript(shipped, site, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/vrijwilliger-worden/wie")
    page.get_by_label("Voornaam").fill("Daan")
    page.get_by_label("Achternaam").fill("Dijk")
    page.get_by_label("E-mailadres").fill("daan@example.nl")
    page.get_by_label("Ik ben 18 jaar of ouder").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Engels", exact=True).check()
    page.get_by_label("Engels: tot en met welk niveau?").select_option("Havo")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Moedertaal", exact=True).check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Postcode").fill("2511 AB")
    page.get_by_label("Online, met videobellen").check()
    page.get_by_role("button", name="Verder").click()
    assert page.get_by_label("Regio").input_value() != ""  # suggested, and shown before going on
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("dinsdag 16 uur").check(force=True)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Ik houd me aan deze afspraken").check()
    page.get_by_label("Maatje mag mijn gegevens gebruiken").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Meld je aan").click()

    assert page.url.endswith("/klaar")
    page.close()
    assert db.session.scalars(select(Volunteer)).one().region.name == "Haaglanden"
