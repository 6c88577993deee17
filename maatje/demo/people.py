"""Invented people: names as one hears them in a Dutch classroom, addresses that lead nowhere."""

from pathlib import Path
from typing import NamedTuple

PASSWORD = "samen-verder-komen"  # noqa: S105 - of a demo on one's own machine


class SignIn(NamedTuple):
    """Somebody one can sign in as after the first `make run`."""

    role: str
    email: str
    password: str = PASSWORD


SIGN_INS = (
    SignIn("regio-coördinator", "coordinator@example.nl"),
    SignIn("contactpersoon van een school", "mentor@example.nl"),
    SignIn("vrijwilliger", "vrijwilliger@example.nl"),
    SignIn("landelijk beheerder", "beheerder@example.nl"),
)

REGION = "Haaglanden"

SCHOOLS = (
    ("Duinzicht College", "Den Haag", "2562"),
    ("De Vlietschool", "Rijswijk", "2281"),
    ("Lyceum Westeinde", "Den Haag", "2512"),
    ("Praktijkschool De Kade", "Delft", "2611"),
    ("Schakelklas Laakhaven", "Den Haag", "2521"),
    ("Zoetermeers Atheneum", "Zoetermeer", "2711"),
)


def _lines(name: str) -> tuple[str, ...]:
    return tuple((Path(__file__).parent / name).read_text(encoding="utf-8").split("\n")[:-1])


VOLUNTEERS = _lines("volunteers.txt")
PUPILS = _lines("pupils.txt")
INFIXES = ("van der", "van den", "van de", "van", "de", "el")


def split_name(name: str) -> tuple[str, str, str]:
    """First name, tussenvoegsel, last name."""
    first, _, rest = name.partition(" ")
    for infix in INFIXES:
        if rest.startswith(f"{infix} "):
            return first, infix, rest.removeprefix(f"{infix} ")
    return first, "", rest
