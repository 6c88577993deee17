"""docs/permissions.md says what is so: each page stands in it once, with whom it opens to and what they see."""

import re

import pytest

from maatje.config import ROOT
from tests.maatje.test_access_table import ALLOWED, SIGNED_IN
from tests.maatje.test_sight import LINES

WORDS = {"h": "own", "self": "own", "hn": "region", "hnc": "region", "hne": "all", "hnec": "all", ".": "–"}


def lines():
    for line in (ROOT / "docs" / "permissions.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "what":
            what, *by_role, rows, pages = cells
            yield (
                what,
                dict(zip(SIGNED_IN, by_role, strict=True)),
                rows.strip("`"),
                re.findall(r"`([^`]+)`", pages),
            )


DOCUMENT = list(lines())


def test_every_page_stands_in_it_once():
    pages = sorted(page for *_, pages in DOCUMENT for page in pages)

    assert pages == sorted({endpoint for endpoint, _ in ALLOWED})


@pytest.mark.parametrize(("what", "by_role", "rows", "pages"), DOCUMENT, ids=[line[0] for line in DOCUMENT])
def test_its_pages_open_to_those_it_names_and_show_them_what_it_says(what, by_role, rows, pages):
    open_to = {role for role, words in by_role.items() if words != "–"}
    if set(by_role.values()) == {"everybody"}:
        open_to.add("anonymous")

    for endpoint, method in ALLOWED:
        if endpoint in pages:
            assert ALLOWED[endpoint, method] == open_to, endpoint
    if rows:
        for role in open_to:
            assert WORDS[LINES[rows][role]] == by_role[role], role
