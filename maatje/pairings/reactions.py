"""What this room does when a lower one announces something, in that one's transaction."""

from typing import Any

from maatje.life import By
from maatje.pairings import panels, services
from maatje.requests import panels as request_panels
from maatje.requests.models import HelpRequest
from maatje.requests.services import request_withdrawn
from maatje.volunteers import panels as volunteer_panels
from maatje.volunteers.lapsing import vog_lapsed
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import volunteer_stopped


@request_withdrawn.connect
def _end_its_pairing(request: HelpRequest, *, by: By, **_rest: Any) -> None:
    services.end_for_withdrawn(request, by)


@volunteer_stopped.connect
def _end_their_pairings(volunteer: Volunteer, *, by: By, **_rest: Any) -> None:
    services.end_for_stopped(volunteer, by)


@vog_lapsed.connect
def _pause_their_pairings(volunteer: Volunteer, *, by: By, **_rest: Any) -> None:
    services.pause_for_vog(volunteer, by)


volunteer_panels.own_page.append(panels.for_the_volunteer)
volunteer_panels.screening_page.append(panels.of_volunteer)
volunteer_panels.touched.append(panels.touched_by)
request_panels.request_page.append(panels.of_request)
request_panels.pupil_page.append(panels.of_pupil)
