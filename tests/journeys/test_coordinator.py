"""A coordinator at a desk, with the proposals of a whole region to decide on."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_coordinator_works_through_the_proposals_of_a_round(lively_house, somebody):
    mirjam = somebody(lively_house, "coordinator@example.nl")
    mirjam.signs_in("samen-verder-komen")
    mirjam.sees("Dag Mirjam")

    _starts_a_round_from_the_review(mirjam)
    at_first = _how_many(mirjam)
    assert at_first > 20

    _keeps_one(mirjam)
    _rejects_one(mirjam)
    assert _how_many(mirjam) == at_first - 1
    _chooses_another(mirjam)
    approved = _approves_several(mirjam)
    assert _how_many(mirjam) <= at_first - 1 - approved

    mirjam.opens("/koppelingen")
    mirjam.sees("Koppelingen")


def _starts_a_round_from_the_review(mirjam):
    mirjam.opens("/voorstellen")
    mirjam.sees("Voorstellen")
    mirjam.presses(re.compile("^Los de rest opnieuw op"))
    mirjam.sees("Koppelronde Haaglanden")
    mirjam.follows("Bekijk de voorstellen")
    mirjam.sees("Voorstellen")


def _how_many(mirjam):
    [number] = re.findall(r"(\d+) voorstel", mirjam.page.locator(".lead").inner_text())
    return int(number)


def _names(mirjam):
    """The pairs that wait, untouched ones only, in the order of the page."""
    cards = mirjam.page.locator("main li.card").filter(has=mirjam.page.get_by_role("button", name="Bewaren"))
    return cards.locator(".form-check-label").all_inner_texts()


def _keeps_one(mirjam):
    name = _names(mirjam)[0]
    mirjam.row(name).get_by_role("button", name="Bewaren").click()
    mirjam.reads_on_page("Bewaard. Een nieuwe koppelronde laat dit voorstel staan.")
    expect(mirjam.row(name).get_by_role("button", name="Loslaten")).to_be_visible()


def _rejects_one(mirjam):
    name = _names(mirjam)[0]
    mirjam.row(name).get_by_role("link", name=re.compile("Redenen")).click()
    mirjam.sees(name)
    mirjam.presses("Afwijzen")  # without a reason it does not go
    expect(mirjam.page.locator(".error-summary")).to_be_visible()
    mirjam.looks_well()
    mirjam.page.get_by_role("radio").first.check()
    mirjam.presses("Afwijzen")
    mirjam.sees("Voorstellen")
    mirjam.reads_on_page("Afgewezen. Dit tweetal komt niet terug in een volgende ronde.")
    mirjam.reads_nowhere(name)


def _chooses_another(mirjam):
    """Of the first pupil for whom there is one."""
    for name in _names(mirjam):
        mirjam.row(name).get_by_role("link", name=re.compile("Redenen")).click()
        mirjam.sees(name)
        others = mirjam.page.get_by_role("button", name=re.compile("^Kies "))
        if others.count():
            break
        mirjam.follows("Alle voorstellen")
        mirjam.sees("Voorstellen")
    chosen = others.first.inner_text().removeprefix("Kies ")
    others.first.click()
    mirjam.sees("Voorstellen")
    mirjam.reads_on_page("Gekozen en bewaard. Je kunt het voorstel nu goedkeuren.")
    pupil = name.split(" & ")[0]
    kept = mirjam.page.locator("main li.card").filter(has_text=f"{pupil} & {chosen}")
    expect(kept.get_by_role("button", name="Loslaten").first).to_be_visible()


def _approves_several(mirjam):
    names = _names(mirjam)[:5]
    for name in names:
        mirjam.row(name).get_by_role("checkbox").check()
    mirjam.presses("Aangevinkte goedkeuren")
    mirjam.reads_on_page(f"{len(names)} koppelingen zijn goedgekeurd.")
    for name in names:
        mirjam.reads_nowhere(name)
    return len(names)
