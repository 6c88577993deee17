"""A pupil of one region and a volunteer of another: a round of the country, two coordinators, one pairing."""

import re

import pytest

from tests.house import eventually
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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_a_pupil_for_whom_the_region_has_nobody_is_helped_by_somebody_from_another(country_house, somebody):
    house = country_house
    house.run("create-admin", "beheer.land@example.nl", "--first-name", "Hanneke")
    administrator = somebody(house, "beheer.land@example.nl")
    mirjam = somebody(house, "mirjam.haaglanden@example.nl", PHONE)
    sjoerd = somebody(house, "sjoerd.drenthe@example.nl")
    contact = somebody(house, "mentor.haaglanden@example.nl")
    joost = somebody(house, "joost.assen@example.nl", PHONE)

    _help_may_come_from_anywhere(administrator)
    _two_regions_begin(administrator, mirjam, sjoerd)
    _a_pupil_asks_in_one_and_somebody_offers_in_the_other(mirjam, sjoerd, contact, joost)
    _the_region_finds_nobody_and_reads_whom_to_look_for(mirjam)
    _the_country_finds_somebody(administrator)
    _the_volunteers_region_says_yes(sjoerd)
    _the_pupils_region_says_yes_too(mirjam)
    _there_is_one_pairing(mirjam, sjoerd, joost)


def _help_may_come_from_anywhere(administrator):
    accepts_invitation(administrator)
    administrator.sees("Regio's")
    administrator.follows("Programma's", within=".menu-wide")
    administrator.sees("Programma's")
    administrator.follows(re.compile("^Bijles"))
    administrator.sees("Bijles")
    administrator.ticks(re.compile("^Hulp van overal"))
    administrator.presses("Bekijk wat dit betekent")
    administrator.reads_on_page("nog niet bewaard")
    administrator.presses("Bewaren")
    administrator.reads_on_page("Programma Bijles is bewaard.")


def _two_regions_begin(administrator, mirjam, sjoerd):
    invites_coordinator(administrator, "Mirjam", "Steen", mirjam.address, "Haaglanden")
    invites_coordinator(administrator, "Sjoerd", "Zand", sjoerd.address, "Drenthe")
    adds_school(administrator, "Lyceum Westeinde", "Den Haag", "2512")
    for coordinator, name in ((mirjam, "Mirjam"), (sjoerd, "Sjoerd")):
        accepts_invitation(coordinator)
        coordinator.sees(f"Dag {name}")


def _a_pupil_asks_in_one_and_somebody_offers_in_the_other(mirjam, sjoerd, contact, joost):
    invites_contact(mirjam, "Lyceum Westeinde", "Joke", "Mentor", contact.address)
    accepts_invitation(contact)
    contact.sees("Leerlingen")
    nominates(
        contact,
        "Emma",
        programme="Bijles",
        level="Havo",
        grade="Leerjaar 3",
        group="Exacte vakken",
        subjects=["Wiskunde"],
    )
    mirjam.opens("/hulpvragen")
    mirjam.sees("Hulpvragen")
    mirjam.row("Emma").get_by_role("checkbox").check()
    mirjam.presses("Zet aangevinkte op de wachtlijst")
    mirjam.reads_on_page("1 hulpvraag")

    signs_up(
        joost,
        "Joost",
        "de Wit",
        help=["Bijles"],
        subjects=[("Wiskunde, natuur en techniek", "Wiskunde", "Vwo (atheneum en gymnasium)")],
        days=["maandag"],
        postcode="9401",
        region="Drenthe",
    )
    confirms_address(joost)
    screens(sjoerd, "Wit")


def _the_region_finds_nobody_and_reads_whom_to_look_for(mirjam):
    mirjam.opens("/koppelrondes")
    mirjam.sees("Koppelrondes")
    mirjam.presses("Start een koppelronde")
    mirjam.sees("Koppelronde Haaglanden")
    mirjam.follows("Wie zoeken we?")
    _looks_again_until_it_is_there(mirjam)
    mirjam.sees("Wie zoeken we?")
    mirjam.reads_on_page("Bijles: Wiskunde (havo)")
    mirjam.reads_nowhere("Emma")
    mirjam.follows("Terug naar de koppelronde")
    mirjam.follows("Eerlijk verdeeld?")
    mirjam.sees("Eerlijk verdeeld?")
    mirjam.reads_on_page("0% (0)")


def _looks_again_until_it_is_there(who):
    """The round is ready before it is worked out whom to look for; the page asks to come back."""

    def is_there():
        who.page.reload()
        return "Kijk over een minuut nog eens" not in who.page.locator("main").inner_text()

    eventually(is_there)


def _the_country_finds_somebody(administrator):
    administrator.follows("Landelijke rondes", within=".menu-wide")
    administrator.sees("Landelijke koppelrondes")
    administrator.reads_on_page("De ronde bekijkt nu 1 hulpvraag.")
    administrator.presses("Start een landelijke koppelronde")
    administrator.sees("Landelijke koppelronde")
    administrator.reads_on_page("Nieuw voorstel")
    administrator.reads_nowhere("Emma", "Joost", "Westeinde")


def _the_volunteers_region_says_yes(sjoerd):
    sjoerd.opens_link_of(sjoerd.reads("De koppelronde is klaar"))
    sjoerd.sees("Voorstellen")
    sjoerd.reads_on_page("Emma & Joost de Wit", "Haaglanden beslist nog", "Drenthe beslist nog")
    sjoerd.reads_nowhere("Westeinde")
    sjoerd.row("Emma").get_by_role("button", name="Goedkeuren").click()
    sjoerd.reads_on_page("Jouw regio zegt ja. De andere regio krijgt bericht en beslist ook.", "Drenthe zegt ja")
    sjoerd.opens("/koppelingen")
    sjoerd.sees("Koppelingen")
    sjoerd.reads_nowhere("Emma")


def _the_pupils_region_says_yes_too(mirjam):
    mirjam.opens_link_of(mirjam.reads("Een voorstel wacht op jouw regio"))
    mirjam.sees("Emma & Joost de Wit")
    mirjam.reads_on_page("Drenthe zegt ja", "Haaglanden beslist nog")
    mirjam.presses("Goedkeuren")
    mirjam.reads_on_page("Goedgekeurd. De vrijwilliger en de school krijgen bericht.")


def _there_is_one_pairing(mirjam, sjoerd, joost):
    for coordinator in (mirjam, sjoerd):
        coordinator.opens("/voorstellen")
        coordinator.sees("Voorstellen")
        coordinator.reads_on_page("Er liggen geen voorstellen.")
    mirjam.opens("/koppelingen")
    mirjam.sees("Koppelingen")
    mirjam.reads_on_page("Emma")
    joost.opens_link_of(joost.reads("Wil je een leerling helpen?"))
    joost.sees("Wil je deze leerling helpen?")
    joost.ticks("Ik houd me aan deze regels")
    joost.presses("Ja, ik doe het")
    joost.sees("Je hebt ja gezegd. Dank je wel!")
