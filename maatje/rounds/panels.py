"""What lower rooms' pages show of proposals. No names stand here."""

from collections.abc import Collection

from markupsafe import Markup

from maatje.panels import NOTHING, part_of_page
from maatje.rounds import queries
from maatje.volunteers.models import Volunteer


def touched_by(volunteer: Volunteer, programme_ids: Collection[int]) -> Markup:
    """The proposals in these programmes that wait for a decision."""
    waiting = queries.proposals_of_volunteer(volunteer.id)
    proposals = [proposal for proposal in waiting if proposal.request.programme_id in programme_ids]
    return part_of_page("rounds/touched.html", proposals=proposals) if proposals else NOTHING
