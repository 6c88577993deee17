"""Where higher rooms show their part of a volunteer's pages.

A room appends a function in its `reactions.py`; it gets the volunteer and answers the part as HTML (Markup), or ""
when there is nothing to show.
"""

from collections.abc import Callable, Collection

from markupsafe import Markup

from maatje.volunteers.models import Volunteer

Panel = Callable[[Volunteer], Markup | str]

Touched = Callable[[Volunteer, Collection[int]], Markup | str]
"""Of a volunteer and the programmes in which a gate counts: what that gate touches."""

own_page: list[Panel] = []  # on /mijn-pagina, below the status
screening_page: list[Panel] = []  # on a coordinator's page about one volunteer
touched: list[Touched] = []  # beside a gate that lapses


def shown(panels: list[Panel], volunteer: Volunteer) -> list[Markup]:
    """The parts that have something to show, in the order of the rooms."""
    return [Markup(part) for panel in panels if (part := panel(volunteer))]  # noqa: S704 - rooms answer markup


def touched_by(volunteer: Volunteer, programme_ids: Collection[int]) -> list[Markup]:
    """What is touched when this volunteer no longer passes a gate of these programmes."""
    return [Markup(part) for panel in touched if (part := panel(volunteer, programme_ids))]  # noqa: S704 - as above
