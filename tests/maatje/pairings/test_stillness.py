"""Help on pause: what is not shown then, and why it cannot go on yet."""

from datetime import timedelta

import pytest

from maatje.clock import today
from maatje.database import db
from maatje.pairings import services
from maatje.pairings.stillness import StillReason, why_still
from maatje.privacy.services import restrict_pupil
from maatje.safety.services import report_volunteer
from tests.maatje.pairings.conftest import do, family_link

RESUME = "Weer verder gaan"


def vog_lapses(pairing, people):
    people.volunteer.vog_recheck_on = today() - timedelta(days=1)
    db.session.commit()


def reported(pairing, people):
    do(lambda: report_volunteer(pairing, people.by_school))


def data_rest(pairing, people):
    do(lambda: restrict_pupil(people.pupil, people.by_school))


HINDRANCES = {
    StillReason.GATE_MISSING: (
        vog_lapses,
        "als de vrijwilliger alles in orde heeft",
        "coördinator weet wat er nodig is",
    ),
    StillReason.VOLUNTEER_KEPT: (
        reported,
        "na een besluit over de vrijwilliger",
        "coördinator weet wat er nodig is",
    ),
    StillReason.DATA_REST: (data_rest, "op de pagina van de leerling", "op de pagina van de leerling"),
}


@pytest.mark.parametrize("reason", HINDRANCES)
def test_each_reads_what_they_need_to_know_of_why_it_stands_still(sign_in, people, at, reason):
    hinder, to_coordinator, to_school = HINDRANCES[reason]
    pairing = at("active")
    hinder(pairing, people)
    if pairing.state == "active":
        do(lambda: services.pause_pairing(pairing, people.by_school))

    assert why_still(pairing) is reason
    pages = {
        to_coordinator: sign_in(people.coordinator).get(f"/koppelingen/{pairing.id}").text,
        to_school: sign_in(people.mentor).get(f"/koppelingen/{pairing.id}").text,
        "De hulp staat stil.": sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}").text,
    }
    for said, page in pages.items():
        assert said in page
        assert RESUME not in page


def test_a_pause_that_nothing_holds_can_be_ended(sign_in, people, at):
    pairing = at("paused")

    assert why_still(pairing) is None
    for user, room in ((people.coordinator, "koppelingen"), (people.volunteer.user, "mijn-koppelingen")):
        page = sign_in(user).get(f"/{room}/{pairing.id}").text
        assert RESUME in page
        assert "De hulp staat stil." not in page
        assert "De hulp kan" not in page


def test_only_a_pause_stands_still(people, at):
    pairing = at("active")
    vog_lapses(pairing, people)

    assert why_still(pairing) is None


def test_nobody_finds_the_video_room_or_a_calendar_in_a_pause(client, sign_in, people, at):
    pairing = at("active")
    pairing.meeting_link = "https://praat.example.nl/kamer"
    db.session.commit()

    def shown():
        yield sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}").text
        yield sign_in(people.mentor).get(f"/koppelingen/{pairing.id}").text
        yield client.get(family_link(pairing)).text

    for page in shown():
        assert pairing.meeting_link in page
        assert "agenda.ics" in page

    do(lambda: services.pause_pairing(pairing, people.by_school))

    for page in shown():
        assert pairing.meeting_link not in page
        assert "agenda.ics" not in page
        assert "na de pauze" in page
