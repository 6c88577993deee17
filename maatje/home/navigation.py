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
    is_here: str  # "page" on that page, "true" on one below it (as aria-current says it), else ""


# In the order of the screen. One line per page; add yours when it works.
ENTRIES: tuple[Entry, ...] = (
    # A volunteer's
    Entry(_l("Mijn pagina"), "volunteers.my_page", Permission.OWN_VOLUNTEER),
    # A coordinator's, in the order of the work; some also a school's
    Entry(_l("Overzicht"), "home.overview", Permission.RUN_ROUNDS),
    Entry(_l("Vrijwilligers"), "volunteers.list_volunteers", Permission.SCREEN_VOLUNTEERS),
    Entry(_l("Leerlingen"), "requests.list_pupils", Permission.VIEW_PUPILS),
    Entry(_l("Hulpvragen"), "requests.list_requests", Permission.DECIDE_REQUESTS),
    Entry(_l("Koppelrondes"), "rounds.start_round", Permission.RUN_ROUNDS),
    Entry(_l("Voorstellen"), "rounds.review_proposals", Permission.DECIDE_PAIRINGS),
    Entry(_l("Koppelingen"), "pairings.list_pairings", Permission.FOLLOW_PAIRINGS),
    Entry(_l("Scholen"), "schools.list_schools", Permission.INVITE_SCHOOLS),
    # The administrator's
    Entry(_l("Regio's"), "regions.list_regions", Permission.ADMINISTER),
    Entry(_l("Coördinatoren"), "staff.list_staff", Permission.ADMINISTER),
    Entry(_l("Mensen"), "accounts.list_users", Permission.ADMINISTER),
    Entry(_l("Scholen"), "schools_admin.list_schools", Permission.ADMINISTER),
    Entry(_l("Hulpvragen"), "requests_admin.list_requests", Permission.ADMINISTER),
    Entry(_l("Programma's"), "programmes.list_programmes", Permission.ADMINISTER),
    Entry(_l("Vakken"), "programmes.list_subjects", Permission.ADMINISTER),
    Entry(_l("Landelijke rondes"), "country_rounds.start_country_round", Permission.ADMINISTER),
    # Everybody's
    Entry(_l("Berichten"), "notifications.my_letters", Permission.OWN_ACCOUNT),
)


# Looked at seldom, so at the foot of the page: what was sent and done, how long it is kept; and safety, that comes
# to the top of one's first page by itself when somebody waits.
FOOT: tuple[Entry, ...] = (
    Entry(_l("Veiligheid"), "safety.list_safety", Permission.FOLLOW_PAIRINGS),
    Entry(_l("Verzending"), "notifications.list_deliveries", Permission.VIEW_DELIVERY),
    Entry(_l("Logboek"), "audit.list_events", Permission.VIEW_AUDIT),
    Entry(_l("Bewaartermijnen"), "retention.edit_terms", Permission.ADMINISTER),
)


def menu_for(viewer: Viewer) -> list[Link]:
    """The pages this person may open, as links; where they are is marked."""
    return _links(ENTRIES, viewer)


def foot_for(viewer: Viewer) -> list[Link]:
    """The same for the foot of the page."""
    return _links(FOOT, viewer)


def _links(all_entries: tuple[Entry, ...], viewer: Viewer) -> list[Link]:
    entries = [entry for entry in all_entries if entry.endpoint in current_app.view_functions]
    return [_link(entry) for entry in entries if may(viewer, entry.permission)]


def _link(entry: Entry) -> Link:
    url = url_for(entry.endpoint)
    is_here = "page" if request.path == url else "true" if request.path.startswith(f"{url}/") else ""
    return Link(str(entry.label), url, is_here)
