"""What lower rooms' pages show of pairings. No names stand here: those pages say for themselves whose they are."""

from collections.abc import Collection

from flask import render_template
from markupsafe import Markup

from maatje.pairings import queries, words
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.models import HelpRequest, Pupil
from maatje.volunteers.models import Volunteer


def for_the_volunteer(volunteer: Volunteer) -> Markup | str:
    """On the own page: what waits for an answer, what is coming, what runs."""
    pairings = [pairing for pairing in queries.pairings_of_volunteer(volunteer.id) if pairing.is_live]
    pairings.sort(key=lambda pairing: pairing.state is not PairingState.OFFERED)
    return _shown("pairings/on_own_page.html", pairings)


def of_volunteer(volunteer: Volunteer) -> Markup | str:
    return _shown("pairings/on_others_page.html", queries.pairings_of_volunteer(volunteer.id))


def touched_by(volunteer: Volunteer, programme_ids: Collection[int]) -> Markup | str:
    """The live pairings in these programmes."""
    pairings = queries.pairings_of_volunteer(volunteer.id)
    return _shown(
        "pairings/touched.html", [one for one in pairings if one.is_live and one.programme_id in programme_ids]
    )


def of_request(request: HelpRequest) -> Markup | str:
    return _shown("pairings/on_others_page.html", queries.pairings_of_requests([request.id]))


def of_pupil(pupil: Pupil) -> Markup | str:
    requests = [request.id for request in pupil.requests]
    return _shown("pairings/on_others_page.html", queries.pairings_of_requests(requests))


def _shown(template: str, pairings: list[Pairing]) -> Markup | str:
    if not pairings:
        return ""
    return Markup(  # noqa: S704 - our own template
        render_template(template, pairings=pairings, state_words=words.STATES, state_tones=words.TONES)
    )
