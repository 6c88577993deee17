"""With JavaScript switched off everything that matters goes through, on a phone."""

import re

import pytest

from tests.journeys.people import PHONE
from tests.journeys.steps import confirms_address, nominates, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_volunteer_signs_up_without_javascript(lively_house, somebody):
    bram = somebody(lively_house, "bram@example.nl", PHONE, java_script_enabled=False)

    signs_up(
        bram,
        "Bram",
        "Smit",
        help=["Bijles"],
        subjects=[("Talen", "Engels", re.compile("Vwo"))],
        days=["maandag", "dinsdag"],
    )
    confirms_address(bram)


def test_a_mentor_nominates_without_javascript(lively_house, somebody):
    mentor = somebody(lively_house, "mentor@example.nl", PHONE, java_script_enabled=False)
    mentor.signs_in("samen-verder-komen")

    nominates(
        mentor,
        "Kiki",
        programme="Bijles",
        level="Havo",
        grade="Leerjaar 2",
        group="Talen",
        subjects=["Engels"],
    )
