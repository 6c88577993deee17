"""The whole way of one help request, from an empty database to two people who know each other's first name."""

import re

import pytest
from icalendar import Calendar

from tests.journeys.people import PHONE
from tests.journeys.steps import (
    accepts_invitation,
    adds_school,
    confirms_address,
    invites_contact,
    invites_coordinator,
    nominates,
    screens,
    signs_up,
)

VWO = "Vwo (atheneum en gymnasium)"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_from_an_empty_database_to_an_active_pairing(empty_house, somebody):
    house = empty_house
    house.run("create-admin", "beheer@example.nl", "--first-name", "Hanneke")
    administrator = somebody(house, "beheer@example.nl")
    coordinator = somebody(house, "mirjam@example.nl")
    contact = somebody(house, "joke@example.nl", PHONE)
    selam = somebody(house, "selam@example.nl", PHONE)
    joost = somebody(house, "joost@example.nl", PHONE)
    fatma = somebody(house, "fatma@example.nl", PHONE)
    mother = somebody(house, "ouder.van.yonas@example.nl", PHONE)

    _people_are_invited(administrator, coordinator, contact)
    _volunteers_sign_up_and_are_screened(coordinator, selam, joost, fatma)
    _pupils_are_nominated_and_accepted(contact, coordinator)
    _a_round_is_run_and_reviewed(coordinator)
    _the_volunteer_accepts(selam)
    _the_school_hands_over(contact)
    _both_know_each_other(selam, contact, mother)


def _people_are_invited(administrator, coordinator, contact):
    accepts_invitation(administrator)
    administrator.sees("Regio's")
    invites_coordinator(administrator, "Mirjam", "Steen", coordinator.address, "Haaglanden")
    adds_school(administrator, "Lyceum Westeinde", "Den Haag", "2512")

    accepts_invitation(coordinator)
    coordinator.sees("Dag Mirjam")
    coordinator.reads_on_page("Dit wacht in Haaglanden.")
    invites_contact(coordinator, "Lyceum Westeinde", "Joke", "Mentor", contact.address)

    accepts_invitation(contact)
    contact.sees("Leerlingen")


def _volunteers_sign_up_and_are_screened(coordinator, selam, joost, fatma):
    weekdays = ("maandag", "woensdag", "donderdag", "vrijdag")
    signs_up(
        selam,
        "Selam",
        "Tesfay",
        help=["Thuisschoolmaatje"],
        subjects=None,
        languages=["Tigrinya"],
        has_nt2=True,
        days=weekdays,
    )
    confirms_address(selam)
    exact = "Wiskunde, natuur en techniek"
    signs_up(joost, "Joost", "de Wit", help=["Bijles"], subjects=[(exact, "Wiskunde", VWO)], days=["maandag"])
    confirms_address(joost)
    signs_up(fatma, "Fatma", "Yılmaz", help=["Bijles"], subjects=[("Talen", "Engels", "Havo")], days=["dinsdag"])
    confirms_address(fatma)

    screens(coordinator, "Tesfay", trained=True)
    screens(coordinator, "Wit")
    screens(coordinator, "Yılmaz")
    selam.reads("Je kunt beginnen bij Maatje")
    selam.opens("/mijn-pagina")
    selam.reads_on_page("Je doet mee")


def _pupils_are_nominated_and_accepted(contact, coordinator):
    nominates(
        contact,
        "Yonas",
        programme="Thuisschoolmaatje",
        level="Internationale schakelklas",
        grade="Leerjaar 2",
        subjects=["Nederlands als tweede taal (NT2)"],
        language=re.compile("Tigrinya"),
        needs_nt2=True,
        tolk=re.compile("Tigrinya"),
    )
    nominates(
        contact,
        "Emma",
        programme="Bijles",
        level="Havo",
        grade="Leerjaar 3",
        group="Exacte vakken",
        subjects=["Wiskunde"],
    )
    nominates(
        contact, "Daan", programme="Bijles", level="Havo", grade="Leerjaar 2", group="Talen", subjects=["Engels"]
    )

    coordinator.opens("/hulpvragen")
    coordinator.sees("Hulpvragen")
    for name in ("Yonas", "Emma", "Daan"):
        coordinator.row(name).get_by_role("checkbox").check()
    coordinator.presses("Zet aangevinkte op de wachtlijst")
    coordinator.reads_on_page("3 hulpvragen")


def _a_round_is_run_and_reviewed(coordinator):
    coordinator.opens("/koppelrondes")
    coordinator.sees("Koppelrondes")
    coordinator.presses("Start een koppelronde")
    coordinator.sees("Koppelronde Haaglanden")
    coordinator.page.get_by_role("link", name="Bekijk de voorstellen").wait_for()
    coordinator.looks_well()
    coordinator.follows("Bekijk de voorstellen")
    coordinator.sees("Voorstellen")
    coordinator.reads_on_page(
        "3 voorstellen", "Yonas & Selam Tesfay", "Emma & Joost de Wit", "Daan & Fatma Yılmaz"
    )
    coordinator.row("Yonas").get_by_role("link", name=re.compile("Redenen")).click()
    coordinator.sees("Yonas & Selam Tesfay")
    coordinator.reads_on_page("Tolk nodig: Tigrinya", "Spreekt ook: Tigrinya", "NT2")
    coordinator.presses("Goedkeuren")
    coordinator.sees("Voorstellen")
    coordinator.reads_on_page("Goedgekeurd. De vrijwilliger en de school krijgen bericht.")


def _the_volunteer_accepts(selam):
    offer = selam.reads("Wil je een leerling helpen?")
    assert "Yonas" not in offer.text + offer.html
    for _ in range(2):  # a mail scanner follows the link as well: looking changes nothing
        selam.opens_link_of(offer)
        selam.sees("Wil je deze leerling helpen?")
    selam.reads_on_page("Jullie kunnen ook Tigrinya spreken.")
    selam.reads_nowhere("Yonas")
    selam.ticks("Ik houd me aan deze regels")
    selam.presses("Ja, ik doe het")
    selam.sees("Je hebt ja gezegd. Dank je wel!")


def _the_school_hands_over(contact):
    contact.opens_link_of(contact.reads("Spreekt u deze vrijwilliger even?"))
    contact.sees("Spreekt u deze vrijwilliger even?")
    contact.reads_on_page("Selam Tesfay", "selam@example.nl")
    contact.presses_and_confirms("Wij hebben elkaar gesproken")
    contact.sees("Dank u wel, de overdracht is bevestigd")


def _both_know_each_other(selam, contact, mother):
    selam.opens_link_of(selam.reads("Jullie kunnen beginnen"))
    selam.sees("Jij en Yonas")
    _has_appointment(selam)

    contact.opens("/koppelingen")
    contact.sees("Koppelingen")
    contact.follows("Yonas")
    contact.reads_on_page("Selam Tesfay")
    _has_appointment(contact)

    mother.opens_link_of(mother.reads("De hulp begint"))
    mother.sees("Selam helpt elke week")
    _has_appointment(mother)


def _has_appointment(who):
    """The moments, the meeting and a calendar that a phone takes in, the same for all."""
    moments = who.fact("Vast moment").inner_text()
    assert len(re.findall(r"(maandag|woensdag|donderdag|vrijdag) \d\d:00", moments)) == 3
    meeting = who.page.get_by_role("link", name="Naar het videogesprek").get_attribute("href")
    assert meeting.startswith("https://meet.jit.si/maatje-")
    with who.page.expect_download() as download:
        who.follows(re.compile("agenda"))
    text = download.value.path().read_bytes()
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 3
    assert {str(event["location"]) for event in events} == {meeting}
    assert b"Yonas" not in text
