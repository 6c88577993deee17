"""What waits for a coordinator: counts with the page where each is worked off."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from maatje.access import Viewer
from maatje.database import db
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_visible_to
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest
from maatje.requests.queries import requests_visible_to
from maatje.rounds.queries import proposals_to_decide
from maatje.volunteers.lapsing import count_lapsing
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import volunteers_visible_to


@dataclass(frozen=True)
class Waiting:
    """Something that waits: how many, what it is called, where to go."""

    count: int
    label: str
    url: str
    is_yours: bool = True  # you can do something about it now


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """What waits in this coordinator's regions, in the order in which one best works it off."""
    volunteers, requests = volunteers_visible_to(viewer), requests_visible_to(viewer)
    pairings = pairings_visible_to(viewer)
    newcomers = volunteers.where(Volunteer.state.in_((VolunteerState.APPLIED, VolunteerState.INTAKE)))
    new_requests = requests.where(HelpRequest.state == RequestState.SUBMITTED)
    waiting_list = requests.where(HelpRequest.state == RequestState.OPEN)
    lapsing = count_lapsing(viewer)
    return [
        Waiting(_count(newcomers), _l("vrijwilligers om te beoordelen"), url_for("volunteers.list_volunteers")),
        *(
            [Waiting(lapsing, _l("vrijwilligers bij wie iets afloopt"), url_for("volunteers.list_lapsing"))]
            if lapsing
            else []
        ),
        Waiting(_count(new_requests), _l("nieuwe hulpvragen"), url_for("requests.list_requests")),
        Waiting(
            _count(proposals_to_decide(viewer)),
            _l("voorstellen om te bekijken"),
            url_for("rounds.review_proposals"),
        ),
        Waiting(_count(waiting_list), _l("op de wachtlijst"), url_for("rounds.start_round"), is_yours=False),
        Waiting(
            _count(pairings.where(Pairing.state.in_((PairingState.OFFERED, PairingState.HANDOVER)))),
            _l("koppelingen die op antwoord wachten"),
            url_for("pairings.list_pairings"),
            is_yours=False,
        ),
        Waiting(
            _count(pairings.where(Pairing.state == PairingState.ACTIVE)),
            _l("koppelingen die lopen"),
            url_for("pairings.list_pairings"),
            is_yours=False,
        ),
    ]


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
