"""What a coordinator does with volunteers: get acquainted, note what was seen, activate or turn down."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from maatje.audit.services import move, record
from maatje.clock import now, today
from maatje.life import By
from maatje.notifications.services import post_letter
from maatje.volunteers.lapsing import HELPING, go_on_with_vog, stop_for_vog
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import PauseReason, VogStatus, Volunteer
from maatje.volunteers.services import is_kept_on_pause, refuse_while_kept_on_pause

VOG_MONTHS = 36  # no law sets a term; asking again after three years is the usual advice
VOG_FRESH_MONTHS = 3  # custom: not older than this at the start


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What a coordinator saw. Of a VOG only that it was there: the document is never kept."""

    intake_on: date | None = None
    vog_status: VogStatus = VogStatus.NEEDED
    vog_issued_on: date | None = None
    vog_recheck_on: date | None = None
    vog_reference: str = ""
    vog_aspects: str = ""
    trained_on: date | None = None
    least_age: int | None = None
    references_checked: int = 0


class VogIsNeeded(Exception):
    """One of the volunteer's programmes asks for a VOG."""


def record_screening(volunteer: Volunteer, screening: Screening, by: By) -> None:
    """What was seen stands with the volunteer, and who saw the VOG and spoke to the references, and when.

    Who was paused for a lapsed VOG is active again once a new one was seen; who has a VOG taken back while they
    help is paused. Raises VogIsNeeded.
    """
    if screening.vog_status is VogStatus.NOT_NEEDED and volunteer.needs_vog:
        raise VogIsNeeded
    counted = volunteer.vog_is_valid_on(today())
    is_seen = screening.vog_status is VogStatus.SEEN
    issued_on = screening.vog_issued_on if is_seen else None
    is_news = is_seen and (volunteer.vog_status, volunteer.vog_issued_on) != (VogStatus.SEEN, issued_on)
    volunteer.intake_on = screening.intake_on
    volunteer.trained_on = screening.trained_on
    volunteer.vog_status = screening.vog_status
    volunteer.vog_issued_on = issued_on
    volunteer.vog_recheck_on = screening.vog_recheck_on if is_seen else None
    volunteer.vog_reference = screening.vog_reference if is_seen else ""
    volunteer.vog_aspects = screening.vog_aspects if is_seen else ""
    volunteer.least_age = screening.least_age
    if issued_on and not volunteer.vog_recheck_on:
        volunteer.vog_recheck_on = months_after(issued_on, VOG_MONTHS)
    if is_news:
        volunteer.vog_seen_on, volunteer.vog_seen_by_id = today(), by.user_id
    elif not is_seen:
        volunteer.vog_seen_on = volunteer.vog_seen_by_id = None
    if screening.references_checked != volunteer.references_checked:
        volunteer.references_checked = screening.references_checked
        volunteer.references_checked_on = today() if screening.references_checked else None
        volunteer.references_checked_by_id = by.user_id if screening.references_checked else None
    record("volunteer.screened", volunteer, by, region_id=volunteer.region_id)
    _follow_the_vog(volunteer, counted, by)


def start_intake(volunteer: Volunteer, by: By) -> None:
    """The coordinator is getting acquainted with the volunteer."""
    _move(volunteer, VolunteerState.INTAKE, by)


def activate_volunteer(volunteer: Volunteer, by: By) -> None:
    """The volunteer may be paired wherever the gates are passed; a letter says so, or what is yet to come."""
    _move(volunteer, VolunteerState.ACTIVE, by)
    volunteer.first_active_at = volunteer.first_active_at or now()
    refuse_while_kept_on_pause(volunteer)
    volunteer.decision_reason = ""
    lacks_vog = volunteer.needs_vog and not volunteer.vog_is_valid_on(today())
    _tell(volunteer, "volunteer_activated_without_vog" if lacks_vog else "volunteer_activated")


def reject_volunteer(volunteer: Volunteer, reason: str, by: By) -> None:
    """The volunteer is turned down. The letter is kind and has no reason; that can be read in one's own data."""
    _move(volunteer, VolunteerState.REJECTED, by)
    volunteer.decision_reason = reason
    _tell(volunteer, "volunteer_rejected")


def vog_is_old(volunteer: Volunteer, day: date) -> bool:
    """Issued longer ago than is usual for somebody who has yet to start."""
    issued_on = volunteer.vog_issued_on
    return issued_on is not None and months_after(issued_on, VOG_FRESH_MONTHS) < day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _follow_the_vog(volunteer: Volunteer, counted: bool, by: By) -> None:
    counts = volunteer.vog_is_valid_on(today())
    if counts and volunteer.state is VolunteerState.PAUSED and volunteer.paused_because is PauseReason.VOG:
        if not is_kept_on_pause(volunteer):  # for something else: that decision brings them back
            go_on_with_vog(volunteer, by)
    elif counted and not counts and volunteer.needs_vog and volunteer.state in HELPING:
        stop_for_vog(volunteer, by)


def _move(volunteer: Volunteer, there: VolunteerState, by: By) -> None:
    move(volunteer, there, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)


def _tell(volunteer: Volunteer, kind: str) -> None:
    # A decision may be taken back and taken again; each of them is told, and on one day once.
    post_letter(
        kind,
        volunteer.user,
        matter=f"volunteer:{volunteer.id}:{today()}",
        region_id=volunteer.region_id,
        volunteer_id=volunteer.id,
    )
