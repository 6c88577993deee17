"""Where higher rooms show their part of this room's pages.

A room appends a function in its `reactions.py`; it gets the request (or the pupil) and answers the part as HTML
(Markup) that starts at <h2>, or "" when there is nothing to show. For instance, in `rounds/reactions.py`:

    panels.request_page.append(lambda request: Markup(render_template("rounds/of_request.html", ...)))
"""

from collections.abc import Callable
from typing import TypeVar

from markupsafe import Markup

from maatje.access import Viewer
from maatje.requests.models import HelpRequest, Pupil

T = TypeVar("T")

request_page: list[Callable[[HelpRequest], Markup | str]] = []  # a coordinator's page about one request
list_page: list[Callable[[Viewer], Markup | str]] = []  # on top of the list of pupils; gets who looks
pupil_page: list[Callable[[Pupil], Markup | str]] = []  # the page of a pupil, which the school sees
pupil_page_foot: list[Callable[[Pupil], Markup | str]] = []  # its end: what one seldom comes for


def shown(panels: list[Callable[[T], Markup | str]], thing: T) -> list[Markup]:
    """The parts that have something to show, in the order of the rooms."""
    return [Markup(part) for panel in panels if (part := panel(thing))]  # noqa: S704 - rooms answer markup
