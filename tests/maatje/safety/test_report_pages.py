"""Where a volunteer is reported, and who reads a report."""

import pytest

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db
from maatje.pairings.blocks import block_contact
from maatje.pairings.life import PairingState
from maatje.pairings.models import ContactBlock
from maatje.privacy.erasing import erase_pupil, erase_volunteer
from maatje.safety import services
from maatje.safety.life import ReportState
from maatje.volunteers.life import VolunteerState
from tests.factories import make_coordinator, make_region, make_report, make_school_contact
from tests.maatje.pairings.conftest import do, family_link
from tests.maatje.safety.reporting import decided, report_often, reported, reports
from tests.soundness import assert_page_is_sound


def test_the_volunteer_is_told_kindly_and_not_who_or_what(people, at, sign_in):
    reported(at("active"), people.by_school)

    page = sign_in(people.volunteer.user).get("/mijn-pagina").text

    assert "Je hulp staat even op pauze" in page
    assert "Ik doe weer mee" not in page
    for word in ("melding", "gemeld", "Mies"):
        assert word not in page.lower().replace("meld je", "")


def test_a_school_that_reported_too_often_reads_that_it_is_not_recorded(people, at, sign_in):
    pairing = at("active")
    report_often(pairing, people.by_school, 5, people)

    page = sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/melden", follow_redirects=True).text

    assert "Er kwamen al meldingen. Bel nu" in page
    assert "De regio-coördinator weet het nu" not in page
    assert len(reports()) == 5
    assert people.volunteer.state is VolunteerState.ACTIVE


def test_a_report_is_read_by_coordinators_of_the_volunteers_region_only_and_every_look_is_noted(
    people, at, sign_in
):
    report = make_report(at("paused"))

    page = sign_in(people.coordinator).get(f"/meldingen/{report.id}")
    assert_page_is_sound(page.text)
    seen = db.select(AuditEvent.object_id).where(
        AuditEvent.action == "report.viewed", AuditEvent.user_id == people.coordinator.id
    )
    assert db.session.scalars(seen).all() == [report.id]
    stranger = make_coordinator(make_region("Drenthe"))
    assert sign_in(stranger).get(f"/meldingen/{report.id}").status_code == 404
    assert sign_in(stranger).post(f"/meldingen/{report.id}/besluit").status_code == 404
    assert sign_in(people.mentor).get(f"/meldingen/{report.id}").status_code == 403
    assert "Melding van" not in sign_in(people.mentor).get("/veiligheid").text


def test_a_family_reports_behind_its_link_with_the_numbers_first(people, at, client):
    pairing = at("active")
    link = f"{family_link(pairing)}/melden"
    assert "/melden" in client.get(family_link(pairing)).text

    page = client.get(link)
    assert_page_is_sound(page.text)
    assert page.text.index("tel:112") < page.text.index("<form")
    assert "<textarea" not in page.text
    answer = client.post(link, follow_redirects=True)

    assert "Bedankt voor het melden" in answer.text
    assert people.volunteer.state is VolunteerState.PAUSED
    assert client.get(link[:-9] + "x/melden").status_code == 404


def test_a_family_that_wants_no_contact_has_none_from_then_on(people, at, client):
    pairing = at("active")
    link = family_link(pairing)

    client.post(f"{link}/melden", data={"no_contact": "y"})

    assert db.session.scalar(db.select(db.func.count(ContactBlock.id))) == 1
    assert pairing.state is PairingState.ENDED
    assert client.get(link).status_code == 410
    assert client.get(f"{link}/melden").status_code == 410


@pytest.mark.parametrize(("failures", "stored"), [(1, 1), (2, 0)])
def test_a_report_that_met_somebody_else_is_tried_again_and_never_said_to_be_done(
    people, at, sign_in, monkeypatch, failures, stored
):
    pairing = at("active")
    really, left = services.report_volunteer, [None] * failures

    def collides(*args, **how):
        if left:
            left.pop()
            raise ChangedMeanwhile
        return really(*args, **how)

    monkeypatch.setattr(services, "report_volunteer", collides)
    page = sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/melden", follow_redirects=True).text

    assert len(reports()) == stored
    assert ("nog niet vastgelegd" in page) is not bool(stored)


def test_a_school_reports_from_the_page_of_the_pairing(people, at, sign_in):
    pairing = at("active")
    visitor = sign_in(people.mentor)
    assert f"/koppelingen/{pairing.id}/melden" in visitor.get(f"/koppelingen/{pairing.id}").text

    visitor.post(f"/koppelingen/{pairing.id}/melden")

    assert [report.reported_by_id for report in reports()] == [people.mentor.id]
    assert sign_in(make_school_contact()).post(f"/koppelingen/{pairing.id}/melden").status_code == 404


def test_where_the_pupil_was_erased_no_link_leads_to_the_pairing(people, at, sign_in):
    report = reported(at("active"), people.by_school)
    visitor = sign_in(people.coordinator)
    assert f"/koppelingen/{report.pairing_id}" in visitor.get(f"/meldingen/{report.id}").text
    do(lambda: erase_pupil(people.pupil, people.by_coordinator))

    page = visitor.get(f"/meldingen/{report.id}")

    assert page.status_code == 200
    assert f"/koppelingen/{report.pairing_id}" not in page.text


def test_of_a_volunteer_who_was_erased_no_address_is_shown_and_nobody_reports_them(people, at, sign_in):
    pairing = at("active")
    report = reported(pairing, people.by_school)
    pages = (f"/meldingen/{report.id}", f"/koppelingen/{pairing.id}")
    visitor = sign_in(people.coordinator)
    for page in pages:
        assert people.volunteer.user.email in visitor.get(page).text
    do(lambda: erase_volunteer(people.volunteer, people.by_coordinator))

    shown = [visitor.get(page).text for page in pages]

    for page in shown:
        assert "@" not in page.partition("<main")[2].partition("</main>")[0].replace(people.mentor.email, "")
        assert f"/koppelingen/{pairing.id}/melden" not in page
    assert "De gegevens van de vrijwilliger zijn gewist." in shown[0]
    assert "Bel de vrijwilliger." not in shown[0]
    before = len(reports())
    assert visitor.get(f"/koppelingen/{pairing.id}/melden").status_code == 404
    assert visitor.post(f"/koppelingen/{pairing.id}/melden").status_code == 404
    assert len(reports()) == before
    assert f"/vrijwilligers/{people.volunteer.id}" not in shown[0]


def test_a_coordinator_is_not_asked_to_block_what_is_blocked(people, at, sign_in):
    report = reported(at("active"), people.by_family)
    visitor = sign_in(people.coordinator)
    assert "Kies bij de koppeling: contact blokkeren." in visitor.get(f"/meldingen/{report.id}").text

    do(lambda: block_contact(report.pairing, people.by_coordinator))

    page = visitor.get(f"/meldingen/{report.id}").text
    assert "Kies bij de koppeling: contact blokkeren." not in page
    assert "hebben al geen contact meer" in page


def test_what_was_decided_before_stands_on_top_of_the_page_about_the_volunteer(people, at, sign_in):
    report = reported(at("active"), people.by_family)
    visitor = sign_in(people.coordinator)
    address = f"/vrijwilligers/{people.volunteer.id}"
    assert "stil tot jij beslist" in visitor.get(address).text

    decided(report, ReportState.STOPPED, people.by_coordinator)

    page = visitor.get(address).text
    assert "stil tot jij beslist" not in page
    assert page.index(f"/meldingen/{report.id}") < page.index("Klaar om te beginnen?")
