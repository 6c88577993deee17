"""What this room shows on lower rooms' pages."""

from flask_login import current_user
from markupsafe import Markup

from maatje.accounts.services import acting
from maatje.panels import part_of_page
from maatje.privacy import services
from maatje.requests import panels
from maatje.requests.models import Pupil


def on_pupils_page(pupil: Pupil) -> Markup:
    """What a school can do with the data: take along, put on hold, erase."""
    can_restrict = services.can_restrict(pupil, acting(current_user).actor)
    return part_of_page("privacy/on_pupils_page.html", pupil=pupil, can_restrict=can_restrict)


panels.pupil_page_foot.append(on_pupils_page)
