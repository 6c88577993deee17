"""What this room shows on lower rooms' pages."""

from markupsafe import Markup

from maatje.panels import NOTHING, part_of_page
from maatje.requests import panels
from maatje.requests.models import HelpRequest, Pupil
from maatje.volunteers import panels as volunteer_panels
from maatje.volunteers.models import Volunteer


def on_pupils_page(pupil: Pupil) -> Markup:
    """What a school can do with the data: take along, let rest, erase."""
    return part_of_page("privacy/on_pupils_page.html", pupil=pupil)


def on_volunteers_page(volunteer: Volunteer) -> Markup:
    """The way to erase, for a volunteer who cannot do that themselves."""
    return part_of_page("privacy/on_volunteers_page.html", volunteer=volunteer)


def that_the_data_rest(pupil: Pupil) -> Markup:
    """On top of a page, with the way to end it."""
    return part_of_page("privacy/data_rest.html", pupil=pupil) if pupil.is_restricted else NOTHING


def that_the_pupils_data_rest(request: HelpRequest) -> Markup:
    """The same, on the page of a request."""
    return that_the_data_rest(request.pupil)


panels.pupil_page_top.append(that_the_data_rest)
panels.request_page_top.append(that_the_pupils_data_rest)
panels.pupil_page_foot.append(on_pupils_page)
volunteer_panels.screening_page_foot.append(on_volunteers_page)
