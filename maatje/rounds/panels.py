"""What lower rooms' pages show of proposals. No names stand here."""

from collections.abc import Collection

from flask import render_template
from markupsafe import Markup

from maatje.rounds import queries
from maatje.volunteers.models import Volunteer


def touched_by(volunteer: Volunteer, programme_ids: Collection[int]) -> Markup | str:
    """The proposals in these programmes that wait for a decision."""
    waiting = queries.proposals_of_volunteer(volunteer.id)
    proposals = [proposal for proposal in waiting if proposal.request.programme_id in programme_ids]
    return Markup(render_template("rounds/touched.html", proposals=proposals)) if proposals else ""  # noqa: S704
