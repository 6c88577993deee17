"""What rounds do when a lower room announces that somebody left, or went to another region."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from maatje.database import db
from maatje.life import By
from maatje.pairings.blocks import contact_blocked
from maatje.pairings.models import ContactBlock
from maatje.requests.models import HelpRequest
from maatje.requests.services import request_held, request_withdrawn
from maatje.rounds import decisions, panels, queries
from maatje.rounds.models import Proposal
from maatje.schools.admin_services import school_moved
from maatje.schools.models import School
from maatje.volunteers import panels as volunteer_panels
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import volunteer_moved, volunteer_paused, volunteer_stopped


@request_held.connect  # an unsafe home: no pairing, whatever was proposed
@request_withdrawn.connect
def void_proposals_of_request(request: HelpRequest, *, by: By, **_: Any) -> None:
    waiting = select(Proposal).where(Proposal.request_id == request.id, Proposal.state.in_(queries.WAITING))
    for proposal in list(db.session.scalars(waiting)):
        decisions.void_proposal(proposal, by)


@volunteer_paused.connect
@volunteer_stopped.connect
def void_proposals_of_volunteer(volunteer: Volunteer, *, by: By, **_: Any) -> None:
    for proposal in queries.proposals_of_volunteer(volunteer.id):
        decisions.void_proposal(proposal, by)


@contact_blocked.connect
def void_proposals_of_pair(block: ContactBlock, *, by: By, **_: Any) -> None:
    for proposal in queries.proposals_of_volunteer(block.volunteer_id):
        if proposal.request.pupil_id == block.pupil_id:
            decisions.void_proposal(proposal, by)


@volunteer_moved.connect
def void_proposals_volunteer_left_behind(volunteer: Volunteer, *, by: By, **_: Any) -> None:
    _void_across_regions(queries.proposals_of_volunteer(volunteer.id), by)


@school_moved.connect
def void_proposals_school_left_behind(school: School, *, by: By, **_: Any) -> None:
    _void_across_regions(queries.proposals_of_school(school.id), by)


def _void_across_regions(proposals: Iterable[Proposal], by: By) -> None:
    """Where help may come from anywhere they stay, and the regions as they are now decide."""
    for proposal in proposals:
        if not proposal.is_within_one_region and not proposal.may_be_across:
            decisions.void_proposal(proposal, by)


volunteer_panels.touched.append(panels.touched_by)
