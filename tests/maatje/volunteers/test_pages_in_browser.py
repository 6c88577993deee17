"""The own page and the screening pages in Chromium: no fault by axe, no sideways scrolling."""

import os
from pathlib import Path

import pytest

from maatje.database import db
from maatje.reference.services import load_reference
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from tests.browser import faults_by_axe, sign_in_with
from tests.factories import make_coordinator, make_user, make_volunteer

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(app, site, context):
    """Opens a page as this person and looks at it as a phone and as a desk would."""

    def _visit(user, address):
        context.clear_cookies()
        sign_in_with(context, app, site, user)
        page = context.new_page()
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(site + address)
            page.wait_for_load_state()
            if folder := os.environ.get("MAATJE_PICTURES"):
                name = address.strip("/").replace("/", "-").split("?")[0]
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            assert page.get_by_role("heading", level=1).count() == 1
            assert faults_by_axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()

    return _visit


@pytest.fixture
def volunteer(app):
    load_reference()
    db.session.commit()
    return make_volunteer(privacy_version=conduct.PRIVACY, languages=["ti"], in_person=True, travel_km=10)


@pytest.mark.parametrize(
    "address", ["", "/gegevens", "/hulp", "/talen", "/waar", "/wanneer", "/afspraken", "/stoppen"]
)
def test_the_own_pages_are_accessible_and_fit(volunteer, visit, address):
    visit(volunteer.user, f"/mijn-pagina{address}")


def test_the_screening_pages_are_accessible_and_fit(volunteer, visit):
    coordinator = make_coordinator(volunteer.region)
    for number in range(60):
        user = make_user(first_name="Noor", infix="van der", last_name=f"Hoekstra-Meulen{number}")
        newcomer = make_volunteer(state=VolunteerState.APPLIED, user=user, phone="+31612345678")

    for address in ("", "/nieuw", f"/{newcomer.id}", f"/{newcomer.id}/afwijzen", f"/{newcomer.id}/waar"):
        visit(coordinator, f"/vrijwilligers{address}")
