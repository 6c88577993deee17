"""Who asked without a school is not sent to one: the coordinator acts, and the pages say so."""

import re

import pytest

from maatje.database import db
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.pairings.blocks import block_contact
from maatje.pairings.services import accept_offer
from maatje.requests.life import RequestState
from maatje.requests.models import HoldReason
from maatje.safety.services import TooManyReports
from tests.factories import make_concern, make_coordinator, make_pupil, make_report, make_request, make_school
from tests.maatje.pairings.conftest import do, family_link
from tests.soundness import assert_page_is_sound


def assert_sends_to_no_school(page):
    assert_page_is_sound(page)
    main = page[page.index("<main") :].replace("Het ondersteuningsteam van de school", "")  # may well help
    sent = re.finditer("de school|uw school", main, re.IGNORECASE)
    assert [main[max(at.start() - 60, 0) : at.end() + 40] for at in sent] == []


@pytest.fixture
def alone(people):
    """The pupil of `people`, whose family asked by itself: nobody speaks for a school."""
    people.school.stands_for_none = True
    people.school.name = "Zonder"
    people.mentor.deactivated_at = people.mentor.created_at
    db.session.commit()
    return people


def running(people, pair):
    pairing = pair()
    do(lambda: accept_offer(pairing, people.by_volunteer))
    assert pairing.state == "active"
    return pairing


def test_the_coordinator_phones_about_a_concern_and_consults_veilig_thuis(alone, pair, sign_in):
    concern = make_concern(running(alone, pair))

    page = sign_in(alone.coordinator).get(f"/zorgen/{concern.id}").text

    assert_sends_to_no_school(page)
    assert "Er is geen school" in page
    assert "Overleg vandaag met Veilig Thuis" in page
    assert "Ik heb gebeld" in page


def test_a_volunteer_who_worries_reads_that_the_coordinator_knows(alone, pair, sign_in):
    pairing = running(alone, pair)
    visitor = sign_in(alone.volunteer.user)
    page = f"/mijn-koppelingen/{pairing.id}"

    assert_sends_to_no_school(visitor.get(f"{page}/zorgen").text)
    after = visitor.post(f"{page}/zorgen", follow_redirects=True).text

    assert_sends_to_no_school(after)
    assert "De regio-coördinator weet het nu" in after
    assert "Je gaf een zorgsignaal" in after


def test_a_family_that_reports_is_sent_to_the_coordinator(alone, pair, client, monkeypatch):
    link = family_link(running(alone, pair))

    def refuse(*_args, **_kwargs):
        raise TooManyReports

    monkeypatch.setattr("maatje.safety.services.report_volunteer", refuse)
    assert_sends_to_no_school(client.post(f"{link}/melden").text)
    assert_sends_to_no_school(client.get("/melden/dank").text)


def test_the_coordinator_phones_who_reported_the_volunteer(alone, pair, sign_in):
    report = make_report(running(alone, pair))

    assert_sends_to_no_school(sign_in(alone.coordinator).get(f"/meldingen/{report.id}").text)


def test_the_closed_page_sends_to_the_coordinator(alone, pair, client):
    pairing = running(alone, pair)
    link = family_link(pairing)
    do(lambda: block_contact(pairing, alone.by_coordinator))

    page = client.get(link)

    assert page.status_code == 410
    assert_sends_to_no_school(page.text)


def test_a_coordinator_reads_of_an_erasure_as_one_who_has_no_school(app):
    coordinator = make_coordinator()
    letter = Letter(
        kind="pupil_erased_soon",
        to_address=coordinator.email,
        user=coordinator,
        context={"row_id": 5, "day": "2026-12-10"},
    )

    said = render_letter(letter).text

    assert "uw school" not in said
    assert "Je hoeft niets te doen." in said


@pytest.fixture
def asked(app, sign_in):
    """A request of a family that asked by itself, and the visit of the coordinator who decides."""
    school = make_school(stands_for_none=True, name="Zonder")
    request = make_request(make_pupil(school))
    return request, sign_in(make_coordinator(school.region))


@pytest.mark.parametrize("reason", [None, *HoldReason])
def test_the_pages_of_the_request_speak_of_no_school(asked, reason):
    request, visitor = asked
    if reason:
        request.state, request.hold_reason = RequestState.ON_HOLD, reason
        db.session.commit()

    for page in (f"/hulpvragen/{request.id}", f"/leerlingen/{request.pupil_id}"):
        assert_sends_to_no_school(visitor.get(page).text)
    page = visitor.get(f"/hulpvragen/{request.id}/niet-veilig").text
    assert_sends_to_no_school(page)


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("wachten", {"reason": "school_first"}),
        ("wachten", {}),
        ("doorverwijzen", {"route": "municipal_desk"}),
        ("doorverwijzen", {}),
    ],
)
def test_what_is_decided_speaks_of_no_school(asked, step, answers):
    request, visitor = asked

    page = visitor.post(f"/hulpvragen/{request.id}/{step}", data=answers, follow_redirects=True).text

    assert_sends_to_no_school(page)
    assert (request.state is RequestState.OPEN) is not bool(answers)


def test_that_help_is_right_after_all_is_noted_without_a_school(asked):
    request, visitor = asked
    visitor.post(f"/hulpvragen/{request.id}/wachten", data={"reason": "school_first"})

    page = visitor.post(
        f"/hulpvragen/{request.id}/accepteren", data={"school_agrees": "y"}, follow_redirects=True
    ).text

    assert request.state is RequestState.OPEN
    assert_sends_to_no_school(page)
