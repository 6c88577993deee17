"""What lower rooms' pages show of pairings. No names stand here: those pages say for themselves whose they are."""

from collections.abc import Collection

from markupsafe import Markup

from maatje.pairings import queries, words
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.panels import NOTHING, part_of_page
from maatje.requests.models import HelpRequest, Pupil
from maatje.volunteers.models import Volunteer


def for_the_volunteer(volunteer: Volunteer) -> Markup:
    """On the own page: what waits for an answer, what is coming, what runs."""
    pairings = [pairing for pairing in queries.pairings_of_volunteer(volunteer.id) if pairing.is_live]
    pairings.sort(key=lambda pairing: pairing.state is not PairingState.OFFERED)
    return _shown("pairings/on_own_page.html", pairings)


def of_volunteer(volunteer: Volunteer) -> Markup:
    return _shown("pairings/on_others_page.html", queries.pairings_of_volunteer(volunteer.id))


def touched_by(volunteer: Volunteer, programme_ids: Collection[int]) -> Markup:
    """The live pairings in these programmes."""
    pairings = queries.pairings_of_volunteer(volunteer.id)
    return _shown(
        "pairings/touched.html", [one for one in pairings if one.is_live and one.programme_id in programme_ids]
    )


def of_request(request: HelpRequest) -> Markup:
    return _shown("pairings/on_others_page.html", queries.pairings_of_requests([request.id]))


def of_pupil(pupil: Pupil) -> Markup:
    requests = [request.id for request in pupil.requests]
    return _shown("pairings/on_others_page.html", queries.pairings_of_requests(requests))


def _shown(template: str, pairings: list[Pairing]) -> Markup:
    if not pairings:
        return NOTHING
    return part_of_page(template, pairings=pairings, state_words=words.STATES, state_tones=words.TONES)
