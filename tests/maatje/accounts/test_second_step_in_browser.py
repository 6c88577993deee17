"""A coordinator who was never here before sets up signing in in two steps, alone, by what the pages say."""

import pyotp
import pytest

from maatje.access import Role
from maatje.config import STAFF
from tests.factories import make_session
from tests.journeys.people import DESK, PHONE, Person
from tests.maatje.accounts.conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def required(app, monkeypatch):
    there = app.config["SETTINGS"].model_copy(update={"two_step_required_for": STAFF})
    monkeypatch.setitem(app.config, "SETTINGS", there)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", False)  # the test's site is no https,
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "maatje")  # and so its name has no prefix


@pytest.mark.parametrize(("screen", "has_scripts"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_a_coordinator_sets_up_two_steps_and_signs_in_with_them(
    browser, site, somebody, required, screen, has_scripts
):
    user = somebody(Role.COORDINATOR, first_name="Greet", email="greet@example.nl")
    make_session(user, "Safari/iPhone")
    greet = Person(browser, site, None, user.email, screen, java_script_enabled=has_scripts)

    greet.signs_in(PASSWORD)
    greet.sees("Inloggen in twee stappen")
    greet.presses("Begin")
    greet.sees("De app instellen")
    greet.unfolds("Lukt dat niet?")
    app_on_phone = pyotp.TOTP(greet.page.locator(".setup-key").inner_text().replace(" ", ""))
    assert greet.page.locator(".qr svg").bounding_box()["width"] > 200
    greet.fills({"Code uit de app": "12 34 56"})
    greet.presses("Zet aan")
    greet.reads_on_page("Wacht op de volgende code")
    greet.fills({"Code uit de app": app_on_phone.now()})
    greet.presses("Zet aan")

    greet.sees("Bewaar je herstelcodes voor Maatje")
    codes = greet.page.locator(".recovery-codes code").all_inner_texts()
    with greet.page.expect_download() as download:
        greet.presses("Bewaar als bestand")
    assert all(code in download.value.path().read_text() for code in codes)
    assert greet.page.get_by_role("button", name="Druk af").is_visible() is has_scripts
    greet.follows("Ik heb ze bewaard, verder")
    greet.sees("Dag Greet")

    greet.opens("/mijn-gegevens")
    greet.follows("Bekijk waar je bent ingelogd")
    greet.sees("Waar ben je ingelogd?")
    greet.reads_on_page("Dit apparaat")
    greet.reads_nowhere("iPhone")  # signed out by the set-up
    greet.presses("Uitloggen", within="header")

    greet.signs_in(PASSWORD)
    greet.sees("Nog één stap")
    greet.follows("Telefoon niet bij de hand? Gebruik een herstelcode")
    greet.sees("Nog één stap")
    greet.fills({"Herstelcode": codes[0].upper()})
    greet.presses("Verder")
    greet.sees("Inloggen in twee stappen")
    greet.reads_on_page("Deze herstelcode is nu op")
    assert greet.troubles == []
    greet.context.close()
