import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maatje.access import Role
from maatje.audit.models import AuditEvent
from maatje.audit.words import action_words
from maatje.database import db
from maatje.life import Actor
from maatje.lists import kinds
from maatje.pairings.life import PAIRING_LIFE
from maatje.requests.life import REQUEST_LIFE
from maatje.requests.models import OpenReason
from maatje.rounds.life import PROPOSAL_LIFE, ROUND_LIFE
from maatje.volunteers.life import VOLUNTEER_LIFE
from tests.factories import make_administrator, make_coordinator, make_region, make_user
from tests.soundness import assert_page_is_sound

ROOT = Path(__file__).parents[3]


def make_event(region=None, **values):
    values = {
        "actor": Actor.CLOCK,
        "action": "volunteer.edited",
        "object_type": "volunteers",
        "object_id": 1,
        "region_id": region.id if region else None,
    } | values
    db.session.add(AuditEvent(**values))
    db.session.commit()


def test_a_coordinator_reads_what_happened_in_their_own_regions(sign_in):
    here, elsewhere = make_region("Haaglanden"), make_region("Zeeland")
    sanne = make_user(Role.VOLUNTEER, first_name="Sanne", last_name="Bakker")
    make_event(here, actor=Actor.VOLUNTEER, user_id=sanne.id, object_id=4711)
    make_event(elsewhere, object_id=4712)
    make_event(None, object_id=4713)

    page = sign_in(make_coordinator(here)).get("/logboek")

    assert_page_is_sound(page.text)
    assert "Sanne Bakker</a> (vrijwilliger)" in page.text
    assert "Vrijwilliger: gewijzigd" in page.text
    assert "vrijwilliger 4711" in page.text
    assert "4712" not in page.text
    assert "4713" not in page.text


def test_a_coordinator_without_a_region_reads_nothing(sign_in):
    make_event(make_region(), object_id=4711)

    assert "4711" not in sign_in(make_user(Role.COORDINATOR)).get("/logboek").text


def test_an_administrator_reads_everything(sign_in):
    make_event(make_region(), object_id=4711)
    make_event(None, object_id=4712)

    page = sign_in(make_administrator()).get("/logboek").text

    assert "4711" in page
    assert "4712" in page


def test_events_are_found_by_action_and_day(sign_in):
    client = sign_in(make_administrator())
    # Half past twelve at night in the Netherlands: the day has begun there and not yet in UTC.
    make_event(object_id=4711, at=datetime(2026, 11, 2, 23, 30, tzinfo=UTC))
    make_event(object_id=4712, action="pupil.viewed", at=datetime(2026, 11, 5, 12, tzinfo=UTC))

    def found(query):
        return [number for number in ("4711", "4712") if number in client.get(f"/logboek?{query}").text]

    assert found("action=volunteer.edited") == ["4711"]
    assert found("action=pupil.") == ["4712"]
    assert found("first_day=03-11-2026&last_day=03-11-2026") == ["4711"]
    assert found("first_day=04-11-2026") == ["4712"]
    assert found("last_day=02-11-2026") == []


def test_events_are_found_by_person_and_by_what_they_are_about(sign_in):
    here = make_region()
    client = sign_in(make_coordinator(here))
    sanne, omar = make_user(Role.VOLUNTEER, last_name="Bakker"), make_user(Role.VOLUNTEER, last_name="Aydin")
    make_event(here, user_id=sanne.id, object_id=4711)
    make_event(here, user_id=omar.id, object_id=4712)
    make_event(here, user_id=omar.id, object_id=4711, object_type="pupils", action="pupil.viewed")

    def found(query):
        page = client.get(f"/logboek?{query}").text
        return [
            f"{kind} {number}"
            for kind in ("vrijwilliger", "leerling")
            for number in (4711, 4712)
            if f"{kind} {number}<" in page
        ]

    assert found(f"user_id={sanne.id}") == ["vrijwilliger 4711"]
    assert found(f"user_id={omar.id}") == ["vrijwilliger 4712", "leerling 4711"]
    assert found(f"user_id={omar.id}&action=pupil.") == ["leerling 4711"]
    assert found("object_type=pupils&object_id=4711") == ["leerling 4711"]
    assert found("object_id=4711") == ["vrijwilliger 4711", "leerling 4711"]
    assert "Je ziet wat Sanne Bakker deed." in client.get(f"/logboek?user_id={sanne.id}").text


def test_a_coordinator_learns_no_name_of_somebody_elsewhere(sign_in):
    stranger = make_user(Role.VOLUNTEER, first_name="Quirijn")
    make_event(make_region("Zeeland"), user_id=stranger.id)

    page = sign_in(make_coordinator(make_region("Haaglanden"))).get(f"/logboek?user_id={stranger.id}")

    assert page.status_code == 200
    assert "Quirijn" not in page.text


@pytest.mark.parametrize(
    "query", ["first_day=morgen", "action=boom", "object_type=boom", "object_id=veel", "object_id=9999999999"]
)
def test_a_search_that_cannot_be_read_says_so(sign_in, query):
    answer = sign_in(make_administrator()).get(f"/logboek?{query}")

    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_every_action_in_the_code_has_words(app):
    lives = (VOLUNTEER_LIFE, REQUEST_LIFE, ROUND_LIFE, PROPOSAL_LIFE, PAIRING_LIFE)
    steps = {f"{life.name}.{state}" for life in lives for moves in life.moves.values() for state in moves}
    code = "\n".join(path.read_text() for path in (ROOT / "maatje").rglob("*.py"))
    steps |= {f"list.{kind}_entered" for kind in kinds._kinds}
    steps |= {f"pupil.opened_{reason}" for reason in OpenReason}
    written = set(re.findall(r'(?:record(?:_each)?\(\s*|action=)"([a-z_]+\.[a-z_]+)"', code))

    assert len(written) > 30
    assert {action for action in steps | written if action_words(action) == action} == set()
