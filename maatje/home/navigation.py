"""The menu: one table for all roles. A page that does not exist (yet) simply has no entry on screen."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from maatje.access import Permission, Viewer, may


@dataclass(frozen=True)
class Entry:
    label: str
    endpoint: str
    permission: Permission


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_here: bool


# In the order of the screen. One line per page; add yours when it works.
ENTRIES: tuple[Entry, ...] = (Entry(_l("Mijn pagina"), "volunteers.my_page", Permission.OWN_VOLUNTEER),)


def menu_for(viewer: Viewer) -> list[Link]:
    """The pages this person may open, as links; the one they are on is marked."""
    return [
        Link(str(entry.label), url_for(entry.endpoint), request.endpoint == entry.endpoint)
        for entry in ENTRIES
        if entry.endpoint in current_app.view_functions and may(viewer, entry.permission)
    ]
