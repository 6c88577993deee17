"""The letters of this room. None says who it is about or what it is: that is said by phone, or signed in."""

from maatje.accounts.models import User
from maatje.notifications.services import post_letter
from maatje.pairings.emails import region_of
from maatje.pairings.queries import mentors_of
from maatje.regions.emails import tell_if_nobody_coordinates
from maatje.regions.queries import coordinators_of
from maatje.safety.models import Concern, VolunteerReport
from maatje.volunteers.models import Volunteer


def tell_of_concern(concern: Concern) -> None:
    """The school's contact and the coordinators of both regions; a guardian never, and not who raised it."""
    pairing = concern.pairing
    readers: dict[int, User] = {user.id: user for user in mentors_of(pairing.request.pupil)}
    for region_id in sorted({region_of(pairing), pairing.volunteer.region_id}):
        readers |= {user.id: user for user in coordinators_of(region_id)}
        tell_if_nobody_coordinates(region_id)
    readers.pop(concern.raised_by_id, None)
    for _, reader in sorted(readers.items()):
        post_letter(
            "concern_raised",
            reader,
            f"concern:{concern.id}",
            region_id=region_of(pairing),
            concern_id=concern.id,
        )


def tell_of_report(report: VolunteerReport) -> None:
    """The coordinators who decide: those of the region in which the volunteer is now."""
    volunteer = report.volunteer
    tell_if_nobody_coordinates(volunteer.region_id)
    for coordinator in coordinators_of(volunteer.region_id):
        post_letter(
            "volunteer_reported",
            coordinator,
            f"report:{report.id}",
            region_id=volunteer.region_id,
            report_id=report.id,
        )


def tell_help_stands_still(report: VolunteerReport) -> None:
    """The volunteer hears that their help stands still, and that somebody makes contact."""
    _tell_volunteer("help_stands_still", report)


def tell_help_goes_on(report: VolunteerReport) -> None:
    _tell_volunteer("help_goes_on", report)


def _tell_volunteer(kind: str, report: VolunteerReport) -> None:
    volunteer: Volunteer = report.volunteer
    matter = f"volunteer:{volunteer.id}:{report.id}"
    post_letter(kind, volunteer.user, matter, region_id=volunteer.region_id)
