"""Nothing of one region or school is to be found with another: no word of it on a page, in a search, a file, a
letter or the log, and no count that it would change (S3)."""

import re

import pytest
from sqlalchemy import Enum, String, cast, select, update

from maatje.database import Base, db
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.sealing import SealedText
from tests.access_table import World
from tests.factories import make_region
from tests.maatje.test_forged_fields import forms_of
from tests.maatje.test_sight import Place
from tests.pages import without_token
from tests.visitors import visitor_of

pytestmark = pytest.mark.usefixtures("without_limits")

CANARY = "Kanarie"
# Whose rows are somebody's; the texts in other tables (subjects, regions' names) are for everybody.
SOMEBODYS = ("users", "letters", "schools", "pupils", "volunteers", "uploads")
CHOSEN_BY_US = {"kind", "matter", "password_hash", "code_of_conduct_version", "language_code"}
ROLES = ("volunteer", "school", "coordinator")
# They say who looked at what, oneself too, so they grow with the looking.
GROWS = {"/logboek", "/mijn-gegevens/alles", "/mijn-gegevens/alles.json"}


def write_canaries():
    for name in SOMEBODYS:
        table = Base.metadata.tables[name]
        for column in table.columns:
            is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
            is_typed = is_text and not column.foreign_keys and column.name not in CHOSEN_BY_US
            if is_typed and (column.type.length or 99) > 20:
                db.session.execute(update(table).values({column: cast(table.c.id, String) + CANARY}))
            if isinstance(column.type, SealedText):  # which the database cannot put together
                for row_id in db.session.scalars(select(table.c.id)).all():
                    this_row = update(table).where(table.c.id == row_id)
                    db.session.execute(this_row.values({column: f"{row_id}{CANARY}@example.nl"}))
    db.session.commit()


def addresses_without_arguments(app):
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.endpoint.endswith("static")
    )


def pages_of(app, visitor):
    return {
        address: without_token(visitor.get(address).text)
        for address in addresses_without_arguments(app)
        if address not in GROWS
    }


def test_what_another_region_has_changes_nothing_on_a_page_nor_in_a_count(app, client):
    world = World(make_region("Haaglanden"))
    world.pairing()
    make_region("Zeeland")
    visitors = {role: visitor_of(app, world.people[role]) for role in ROLES}
    for visitor in visitors.values():
        pages_of(app, visitor)  # what a first look leaves behind
    before = {role: pages_of(app, visitor) for role, visitor in visitors.items()}

    Place(make_region("Zeeland"))

    for role, visitor in visitors.items():
        after = pages_of(app, visitor)
        assert {address for address in after if after[address] != before[role][address]} == set(), role


def test_no_word_of_another_region_turns_up_anywhere(app, client, logged):
    others = Place(make_region("Zeeland"))
    write_canaries()
    theirs = set(db.session.scalars(select(Letter.to_address)))
    world = World(make_region("Haaglanden"))
    written_before = max(others.ids["letters"])
    addresses = addresses_without_arguments(app) + sorted(numbered_addresses(app)) + exports()
    found = []
    for role in (*ROLES, "anonymous"):
        visitor = visitor_of(app, world.people.get(role))
        forms = forms_of(world, app, visitor)
        for address in addresses:
            found += [(role, address)] if CANARY in visitor.get(address).text else []
        for address in ("/leerlingen", "/vrijwilligers"):
            found += [(role, address)] if CANARY in visitor.post(address, data={"zoek": CANARY[:4]}).text else []
        for address, sent in forms.values():
            found += [(role, address)] if CANARY in visitor.post(address, data=sent).text else []

    assert found == []
    assert CANARY not in logged()
    letters = db.session.scalars(select(Letter).where(Letter.id > written_before)).all()
    assert len(letters) > 5
    for letter in letters:
        assert letter.to_address not in theirs, letter.kind
        mail = render_letter(letter)
        assert CANARY not in mail.subject + mail.text + mail.html, letter.kind


def exports():
    """What one takes along; a workbook has the same rows, and is no text."""
    whose = ["", *(f"{number}/" for number in range(1, 5))]
    return [f"/leerlingen/{who}alle-gegevens.{kind}" for who in whose for kind in ("json", "csv")]


def test_who_may_takes_along_what_is_their_own(app):
    """So that the exports above were not all refused."""
    world = World(make_region("Haaglanden"))
    world.pairing()
    write_canaries()

    answers = [visitor_of(app, world.people[role]).get(exports()[0]) for role in ("school", "coordinator")]

    assert [CANARY in answer.text for answer in answers] == [True, True]


def numbered_addresses(app):
    """Every address with one number in it, from 1 to 4: most are the others'."""
    for rule in app.url_map.iter_rules():
        numbers = re.findall(r"<int:\w+>", rule.rule)
        if "GET" in rule.methods and len(numbers) == 1 and rule.arguments and rule.rule.count("<") == 1:
            for number in range(1, 5):
                yield rule.rule.replace(numbers[0], str(number))
