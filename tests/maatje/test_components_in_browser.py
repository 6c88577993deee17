"""The components in Chromium: no fault by axe, no sideways scrolling, and a grid for mouse, finger and keyboard.

`MAATJE_PICTURES=folder` also leaves pictures of the page there, for human eyes.
"""

import os
import re
from pathlib import Path

import pytest
from flask import render_template_string, request
from playwright.sync_api import expect

from maatje import create_app
from maatje.access import public
from maatje.config import ROOT
from maatje.times import moment_of
from tests.browser import faults_by_axe, served
from tests.maatje.test_components import PAGE, EverythingForm, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(settings, pristine):
    app = create_app(settings)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False

    @app.route("/onderdelen", methods=["GET", "POST"])
    @public
    def components():
        form = EverythingForm(meta={"csrf": False})
        if request.method == "POST":
            form.validate()
        return render_template_string(PAGE, form=form, page=Page)

    with served(app) as address:
        yield f"{address}/onderdelen"


def box(page, weekday, hour):
    return page.locator(f"input[name=weekly_times][value='{moment_of(weekday, hour)}']")


def chosen(page):
    return page.locator("input[name=weekly_times]:checked").count()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_components_are_accessible_and_fit(demo, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for state in ("as it comes", "with mistakes"):
        if state == "as it comes":
            page.goto(demo)
        else:
            page.get_by_role("button", name="Verder").click()
        if folder := os.environ.get("MAATJE_PICTURES"):
            page.screenshot(path=Path(folder) / f"components-{width}-{state.split()[0]}.png", full_page=True)

        assert faults_by_axe(page) == [], state
        assert page.evaluate("document.documentElement.scrollWidth") == width, state


def test_cells_of_the_grid_are_large_enough_for_a_thumb(demo, page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(demo)

    size = box(page, 0, 9).bounding_box()

    assert size["width"] >= 36
    assert size["height"] >= 32


def test_the_hours_of_the_grid_stay_on_one_line_on_a_phone(demo, page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(demo)

    hours = page.locator(".time-grid-table th[data-hour] button")

    assert {hour.bounding_box()["height"] for hour in hours.all()} == {hours.first.bounding_box()["height"]}


def test_no_word_of_a_label_breaks_in_a_table_that_became_cards(demo, page):
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    labels = re.findall(r"""data-label="\{\{ _\('([^']+)'\)""", templates)
    words = {word for label in labels for word in label.split()}
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(demo)

    heights = page.locator(".cards td[data-label]").first.evaluate(
        """(cell, words) => words.map(word => {
            cell.dataset.label = word
            cell.textContent = "x"
            return [word, cell.offsetHeight]
        })""",
        sorted(words),
    )

    assert "Contactpersonen" in words
    assert {word for word, height in heights if height > min(height for _word, height in heights)} == set()


def test_a_form_that_comes_back_starts_at_its_mistakes(demo, page):
    page.goto(demo)
    page.get_by_role("button", name="Verder").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Voornaam").click()
    expect(page.locator("#first_name")).to_be_focused()


def test_arrow_keys_walk_the_grid_and_space_chooses(demo, page):
    page.goto(demo)
    box(page, 0, 9).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowRight", "Space"):
        page.keyboard.press(key)

    assert box(page, 1, 11).is_checked()
    assert chosen(page) == 1


def test_a_whole_day_and_a_whole_row_at_once(demo, page):
    page.goto(demo)
    page.get_by_role("button", name="Hele dinsdag").click()
    assert chosen(page) == 12
    page.get_by_role("button", name="Elke dag om 16 uur").click()
    assert chosen(page) == 12 + 6
    page.get_by_role("button", name="Hele dinsdag").click()
    assert chosen(page) == 6
    assert page.get_by_text("6 uren gekozen").is_visible()


def test_dragging_paints_cells_and_a_click_changes_one(demo, page):
    page.goto(demo)
    first, last = box(page, 1, 15), box(page, 3, 17)
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), last.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, end["y"] + 10, steps=20)
    page.mouse.move(end["x"] + 10, end["y"] + 10, steps=20)
    page.mouse.up()
    assert chosen(page) == 5  # down the Tuesday, then along five o'clock

    first.click()
    assert chosen(page) == 4


def test_the_grid_and_the_menu_work_without_javascript(demo, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo)
    box(page, 1, 16).check()
    page.get_by_role("button", name="Verder").click()

    assert box(page, 1, 16).is_checked()
    assert page.get_by_text("Er klopt nog iets niet").is_visible()
    context.close()
