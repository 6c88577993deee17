"""Where this room shows itself on the pages of lower ones, and what keeps a volunteer on pause."""

from maatje.pairings import beside
from maatje.requests import panels as request_panels
from maatje.safety import emails, panels, queries
from maatje.volunteers import panels as volunteer_panels
from maatje.volunteers import services as volunteers
from maatje.volunteers.models import Volunteer

volunteers.keeps_on_pause.append(queries.is_reported)

beside.own_page.append(panels.for_the_volunteer)
beside.followed_page.append(panels.for_who_follows)
beside.family_page.append(panels.for_the_family)
volunteer_panels.screening_page_top.append(panels.of_volunteer)
request_panels.list_page.append(panels.waiting)


@volunteers.volunteer_moved.connect
def tell_where_they_went(volunteer: Volunteer, **_: object) -> None:
    """Another region, other coordinators: they decide now."""
    for report in queries.open_reports_about(volunteer.id):
        emails.tell_of_report(report)
