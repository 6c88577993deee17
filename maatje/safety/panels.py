"""What other rooms' pages show of safety: the way to the numbers, and what waits."""

from flask_login import current_user
from markupsafe import Markup

from maatje.access import Viewer
from maatje.pairings.models import Pairing
from maatje.panels import NOTHING, part_of_page
from maatje.safety import queries, services, words
from maatje.safety.life import ReportState
from maatje.volunteers.models import Volunteer


def for_the_volunteer(pairing: Pairing) -> Markup:
    if not services.can_raise_concern(pairing):
        return NOTHING
    raised = queries.concerns_raised_by(current_user.id, pairing.id)
    return part_of_page("safety/on_own_pairing.html", pairing=pairing, raised=raised, concern_words=words.CONCERNS)


def for_who_follows(pairing: Pairing) -> Markup:
    return part_of_page(
        "safety/on_pairing.html",
        pairing=pairing,
        can_raise=services.can_raise_concern(pairing),
        can_report=services.can_be_reported(pairing),
        concerns=queries.concerns_about(pairing),
        concern_words=words.CONCERNS,
        concern_tones=words.CONCERN_TONES,
    )


def for_the_family(pairing: Pairing, token: str) -> Markup:
    return part_of_page("safety/on_family_page.html", pairing=pairing, token=token)


def of_volunteer(volunteer: Volunteer) -> Markup:
    """On a coordinator's page about one volunteer: where to decide, and what was decided before."""
    reports = queries.reports_about(volunteer.id)
    if not reports:
        return NOTHING
    return part_of_page(
        "safety/on_volunteer.html",
        waiting=[report for report in reports if report.state is ReportState.OPEN],
        decided=[report for report in reports if report.state is not ReportState.OPEN],
        words=words.REPORTS,
    )


def waiting(viewer: Viewer) -> Markup:
    """On top of a first page: what is not handled yet."""
    concerns, reports = queries.count_waiting(viewer)
    if not concerns and not reports:
        return NOTHING
    return part_of_page("safety/waiting.html", concerns=concerns, reports=reports)
