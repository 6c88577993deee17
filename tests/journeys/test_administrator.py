"""A national administrator at a desk: a setting of a programme, a region, somebody new."""

import re

import pytest

from tests.journeys.steps import accepts_invitation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_an_administrator_sets_a_programme_makes_a_region_and_invites(lively_house, somebody):
    hanneke = somebody(lively_house, "beheerder@example.nl")
    hanneke.signs_in("samen-verder-komen")
    hanneke.sees("Regio's")

    _gives_volunteers_a_week_to_answer(hanneke)
    _makes_a_region(hanneke)
    _invites_a_coordinator_there(hanneke, somebody(lively_house, "imane@example.nl"))


def _gives_volunteers_a_week_to_answer(hanneke):
    hanneke.follows("Programma's", within=".menu-wide")
    hanneke.sees("Programma's")
    hanneke.follows(re.compile("^Bijles"))
    hanneke.sees("Bijles")
    hanneke.page.locator("[name=response_days]").fill("7")
    hanneke.presses("Bekijk wat dit betekent")
    hanneke.reads_on_page("nog niet bewaard", "7 dagen")
    hanneke.looks_well()
    hanneke.presses("Bewaren")
    hanneke.reads_on_page("Programma Bijles is bewaard.")


def _makes_a_region(hanneke):
    hanneke.follows("Regio's", within=".menu-wide")
    hanneke.sees("Regio's")
    hanneke.follows("Nieuwe regio")
    hanneke.sees("Nieuwe regio")
    hanneke.fills({"Naam": "Duin en Bollen", "Code": "DB"})
    hanneke.presses(re.compile("^(Regio maken|Maken|Regio toevoegen|Bewaren)$"))
    hanneke.reads_on_page("Regio Duin en Bollen is gemaakt.")


def _invites_a_coordinator_there(hanneke, imane):
    hanneke.opens("/beheer/coordinatoren")
    hanneke.sees("Coördinatoren")
    hanneke.page.locator(".actions").get_by_role("link", name="Coördinator uitnodigen").click()
    hanneke.sees("Coördinator uitnodigen")
    hanneke.fills({"Voornaam": "Imane", "Achternaam": "El Amrani", "E-mailadres": imane.address})
    hanneke.ticks("Duin en Bollen")
    hanneke.presses("Uitnodiging sturen")
    hanneke.reads_on_page("De uitnodiging voor Imane El Amrani gaat nu weg.", "uitgenodigd")

    accepts_invitation(imane)
    imane.sees("Dag Imane")
    imane.reads_on_page("Dit wacht in Duin en Bollen.")
