"""What somebody wrote is shown as they wrote it, and never becomes part of a page or a header (S12, S15).

A canary stands in every text of the database at once; whoever may open a page opens it.
"""

from email import message_from_bytes, policy

import pytest
from sqlalchemy import Enum, String, cast, update

from maatje.database import Base, db
from maatje.lists.models import Upload
from maatje.notifications.delivery import message_of
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.sealing import SealedText
from tests.access_table import World, address_in
from tests.browser import sign_in_with
from tests.factories import make_user
from tests.letter_samples import SAMPLES

CANARY = "'\"><img src=x onerror=canary()>"
A_KEY = 12  # characters at most
IN_SHORT = "'\"><b>"
# Words of ours that choose something (a state, a template, a code), or that only a checked shape can get into.
NOT_TYPED = {
    *("users.email", "users.password_hash", "letters.to_address", "letters.kind", "letters.matter"),
    "letters.reader_mark",
    "pupils.contact_mark",
    *("programmes.key", "programmes.meeting_link_pattern", "regions.code", "subjects.code", "levels.code"),
    *("grades.code", "languages.code", "levels.sector", "grades.sector", "subjects.sectors", "uploads.kind"),
    *("postcode_areas.pc4", "schools.pc4", "pupils.pc4", "volunteers.pc4", "pupils.contact_email"),
    *("audit_events.action", "audit_events.object_type", "volunteers.code_of_conduct_version"),
}
# Files, and answers to a script.
NOT_PAGES = {
    *("health", "download_template", "download_bad_rows", "download_postcodes", "show_postcode", "suggest_region"),
    *("family_calendar", "my_calendar", "pairing_calendar"),
    *("download_my_data", "download_pupil", "download_pupils", "download_recovery_codes"),
}
TYPED = {"programme"}  # what a letter's context holds of what somebody typed: an administrator, a programme's name
LINE_ENDS = [
    "\r\n",
    "\n",
    "\r",
    "\n\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "%0d%0a",
    "=?utf-8?q?=0A?=",
]
HEADERS = {
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
}


def text_columns():
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.local_table.name):
        for column in mapper.local_table.columns:
            name = f"{column.table.name}.{column.name}"
            is_text = isinstance(column.type, (String, SealedText)) and not isinstance(column.type, Enum)
            if is_text and not column.primary_key and not column.foreign_keys and name not in NOT_TYPED:
                yield column


def write_canaries():
    """The whole one where it fits; each row's key goes before it, for what must differ from row to row."""
    for column in text_columns():
        if isinstance(column.type, SealedText):
            db.session.execute(update(column.table).values({column: CANARY}))
            continue
        room = column.type.length or 1000
        if room < len(IN_SHORT) + A_KEY:  # a code of a few letters: PostgreSQL would refuse more
            continue
        word = CANARY if room > len(CANARY) + A_KEY else IN_SHORT
        key = next(iter(column.table.primary_key.columns))
        db.session.execute(update(column.table).values({column: cast(key, String) + word}))
    db.session.commit()


@pytest.fixture
def addresses(app):
    """Every page, with the people of its world and a canary in every text."""
    world = World()
    found = [
        (rule, address_in(world, rule))
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.endswith("static")
    ]
    for upload in db.session.scalars(db.select(Upload)):
        bad = {"number": 2, "cells": [CANARY], "problems": {CANARY: CANARY}, "is_known": False}
        upload.headings, upload.unknown_headings = [CANARY], [CANARY]
        upload.rows = [bad, bad | {"number": 3, "problems": {}}]
    db.session.commit()
    write_canaries()
    return world, found


def test_nothing_that_somebody_wrote_becomes_part_of_a_page(addresses, client, sign_in):
    world, found = addresses
    shown = set()
    for person in (None, *world.people.values()):
        visitor = sign_in(person) if person else client
        for rule, address in found:
            answer = visitor.get(address)
            assert answer.status_code != 500, rule
            assert CANARY not in answer.text, rule
            assert IN_SHORT not in answer.text, rule
            if "onerror=canary" in answer.text:
                shown.add(rule.endpoint)

    assert len(shown) > 25, sorted(shown)


# The browser goes on to the next page while the logo is on its way; the test's server then leaves its file open.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored in.*FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.browser
@pytest.mark.timeout(600)
def test_no_canary_sings_in_a_browser_even_without_our_policy(app, addresses, site, browser):
    """The policy of content is switched off: what is shown has to be harmless by itself."""
    world, found = addresses
    sung = []
    for person in (None, *world.people.values()):
        context = browser.new_context(bypass_csp=True)
        context.expose_function("canary", lambda: sung.append("sung"))
        if person:
            sign_in_with(context, app, site, person)
        page = context.new_page()
        for rule, address in found:
            if rule.endpoint.split(".")[1] not in NOT_PAGES:
                page.goto(site + address)
                assert sung == [], rule
        page.set_content(f"<p title='{CANARY}")  # and it would be heard
        page.wait_for_function("document.images.length && document.images[0].complete")
        page.wait_for_timeout(100)
        assert sung
        sung.clear()
        context.close()


@pytest.fixture
def evil_letter(app):
    """A letter of this kind in which everything that was typed by somebody is `word`."""

    user = make_user(id=1, email="sanne@example.nl")

    def _evil_letter(kind, word):
        user.first_name, user.last_name = f"Sanne{word}", f"Vries{word}"
        context = {name: word if name in TYPED else value for name, value in SAMPLES[kind].items()}
        letter = {"to_address": user.email, "to_name": user.full_name, "user": user, "matter": "sample"}
        return Letter(id=7, kind=kind, context=context, **letter)

    return _evil_letter


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_nothing_that_somebody_wrote_becomes_part_of_a_letters_page(evil_letter, kind):
    mail = render_letter(evil_letter(kind, CANARY))

    assert "onerror=canary" in mail.text
    assert "onerror=canary" in mail.html
    assert CANARY not in mail.html
    assert "<img" not in mail.html


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_nothing_that_somebody_wrote_becomes_a_header_of_a_letter(evil_letter, kind):
    for line_end in LINE_ENDS:
        letter = evil_letter(kind, f"x{line_end}Bcc: evil@example.nl{line_end}X-Evil: 1{line_end}{line_end}<p>")
        message = message_from_bytes(message_of(letter).message().as_bytes(), policy=policy.default)

        assert set(message.keys()) == HEADERS, repr(line_end)
        assert [address.addr_spec for address in message["To"].addresses] == ["sanne@example.nl"]
        assert len(message["Subject"].splitlines()) == 1
        assert message.get_content_type() == "multipart/alternative"
