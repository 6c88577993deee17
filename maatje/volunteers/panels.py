"""Where higher rooms show their part of a volunteer's pages.

A room appends a function in its `reactions.py`; it gets the volunteer and answers the part as HTML (Markup), or ""
when there is nothing to show.
"""

from collections.abc import Callable

from markupsafe import Markup

from maatje.volunteers.models import Volunteer

Panel = Callable[[Volunteer], Markup | str]

own_page: list[Panel] = []  # on /mijn-pagina, below the status
screening_page: list[Panel] = []  # on a coordinator's page about one volunteer


def shown(panels: list[Panel], volunteer: Volunteer) -> list[Markup]:
    """The parts that have something to show, in the order of the rooms."""
    return [Markup(part) for panel in panels if (part := panel(volunteer))]  # noqa: S704 - rooms answer markup
