"""Takes the pictures of the README of the demo: `.venv/bin/python -m tests.journeys.take_pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from maatje.config import ROOT
from maatje.demo.people import SIGN_INS
from maatje.times import moment_of
from tests.browser import CHROMIUM, QUIET
from tests.house import House, eventually, free_port

PICTURES = ROOT / "docs" / "pictures"


def take_pictures():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder) / "var", free_port())
        house.start()
        try:
            eventually(house.is_ready)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            _proposals(browser.new_page(base_url=house.address, viewport={"width": 1100, "height": 820}))
            _grid(browser.new_page(base_url=house.address, viewport={"width": 560, "height": 820}))
            browser.close()
        finally:
            house.end()


def _proposals(page):
    coordinator = SIGN_INS[0]
    page.goto("/inloggen?next=/voorstellen")
    page.get_by_label("E-mailadres").fill(coordinator.email)
    page.locator("input[type=password]").fill(coordinator.password)
    page.locator("main").get_by_role("button", name="Inloggen").click()
    page.get_by_role("heading", name="Voorstellen").wait_for()
    page.screenshot(path=PICTURES / "voorstellen.png")


def _grid(page):
    page.goto("/vrijwilliger-worden/wanneer")
    if "wanneer" not in page.url:  # the steps come in order
        raise SystemExit(f"the grid is not at {page.url}")
    for day, hours in ((0, (16, 17)), (1, (19, 20)), (2, range(13, 18)), (5, (10, 11, 12))):
        for hour in hours:
            page.locator(f"input[name=weekly_times][value='{moment_of(day, hour)}']").check()
    page.locator("h1").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "wanneer.png")


if __name__ == "__main__":
    take_pictures()
