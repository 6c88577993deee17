"""Every column of every table, and what becomes of it when the person it tells of is erased.

`erasing` does what stands here and a test minds that every column does, so whoever adds one has to decide. Three
answers: the whole row goes; the column becomes empty; it stays, because it names nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, Table, cast, func, literal, select
from sqlalchemy.orm import aliased

from maatje.clock import now
from maatje.programmes.models import Grade
from maatje.requests.models import Urgency
from maatje.volunteers.models import VogStatus

ERASED_NAME = "(gewist)"


@dataclass(frozen=True)
class Becomes:
    """Personal: in its place comes this value, or what the function makes of the table's columns."""

    value: Any


@dataclass(frozen=True)
class Stays:
    why: str


@dataclass(frozen=True)
class RowGoes:
    """All of it is personal, or of no use without the person."""


Fate: TypeAlias = RowGoes | dict[str, Becomes | Stays]


def is_personal(fate: Fate) -> bool:
    """Whether erasing somebody changes rows of such a table."""
    return isinstance(fate, RowGoes) or any(isinstance(one, Becomes) for one in fate.values())


_NUMBER = "a number, which points at nothing that names somebody"
_COUNTS = "for counts: how many, when, where, how it ended"
_NOBODY = "tells of no person"


def _stays(why: str, *columns: str) -> dict[str, Becomes | Stays]:
    return dict.fromkeys(columns, Stays(why))


def _becomes(**values: Any) -> dict[str, Becomes | Stays]:
    return {name: Becomes(value) for name, value in values.items()}


def _no_address(users: Table) -> ColumnElement[str]:
    return literal("gewist-") + cast(users.c.id, String) + literal("@gewist.invalid")


def _first_year(pupils: Table) -> ColumnElement[int]:
    """Of the same kind of school: with school, level and year together one might still guess who it was."""
    own = aliased(Grade)
    sector = select(own.sector).where(own.id == pupils.c.grade_id).correlate(pupils).scalar_subquery()
    return select(func.min(Grade.id)).where(Grade.sector == sector).scalar_subquery()


def _now(_table: Table) -> Any:
    return now()


FATES: dict[str, Fate] = {
    # People who sign in
    "users": _stays(_NUMBER, "id", "role", "session_version", "created_at")
    | _becomes(
        email=_no_address,
        password_hash=None,
        first_name=ERASED_NAME,
        infix="",
        last_name="",
        email_verified_at=None,
        deactivated_at=_now,
        last_signed_in_at=None,
        erased_at=_now,
    ),
    "user_sessions": RowGoes(),
    "second_steps": RowGoes(),
    "recovery_codes": RowGoes(),
    "tries": _stays("hashed with a key, gone after a quarter of an hour", "key", "times", "last_at"),
    "coordinator_regions": RowGoes(),
    "school_contacts": RowGoes(),
    "letters": RowGoes(),
    "uploads": RowGoes(),
    # Volunteers
    "volunteers": _stays(_NUMBER, "id", "user_id")
    | _stays(_COUNTS, "state", "state_since", "applied_at", "first_active_at", "region_id", "places_taken")
    | _becomes(
        pc4="",
        phone="",
        gender=None,
        is_adult=False,
        dutch=7,
        has_nt2=False,
        online=True,
        in_person=False,
        travel_km=0,
        weekly_times=frozenset(),
        places=1,
        code_of_conduct_version="",
        code_of_conduct_at=None,
        privacy_version="",
        vog_status=VogStatus.NEEDED,
        vog_issued_on=None,
        vog_recheck_on=None,
        vog_seen_on=None,
        vog_seen_by_id=None,
        vog_reference="",
        vog_aspects="",
        least_age=None,
        references_checked=0,
        references_checked_on=None,
        references_checked_by_id=None,
        paused_because=None,
        trained_on=None,
        intake_on=None,
        decision_reason="",
        erased_at=_now,
    ),
    "volunteer_programmes": RowGoes(),
    "volunteer_subjects": RowGoes(),
    "volunteer_languages": RowGoes(),
    "gate_notices": RowGoes(),
    "sign_up_drafts": RowGoes(),
    # Pupils
    "pupils": _stays(_NUMBER, "id", "nominated_by_id")
    | _stays(_COUNTS, "school_id", "level_id", "created_at")
    | _becomes(
        school_reference=None,
        first_name=ERASED_NAME,
        grade_id=_first_year,
        is_under_16=True,
        pc4="",
        has_device=True,
        online=True,
        in_person=False,
        language_code="nl",
        needs_nt2=False,
        interpreter_language_code=None,
        weekly_times=frozenset(),
        wants_gender=None,
        contact_email="",
        contact_mark="",
        contact_language_code="nl",
        consent_asked_at=None,
        consent_reminded_at=None,
        restricted_at=None,
        erased_at=_now,
    ),
    "help_requests": _stays(_NUMBER, "id", "pupil_id")
    | _stays(_COUNTS, "programme_id", "state", "state_since", "submitted_at", "bonus_days")
    | _becomes(urgency=Urgency.NORMAL, hold_reason=None, route=None, form_key=None),
    "request_subjects": RowGoes(),
    "family_requests": RowGoes(),
    "consents": _stays(_NUMBER, "id", "pupil_id", "recorded_by_id")
    | _stays(
        "proof that somebody agreed (AVG art. 7), without a name; deleted after its own term",
        *("giver", "processing", "channel", "text_version", "language", "given_at", "withdrawn_at"),
    ),
    # What there was between them
    "pairings": _stays(_NUMBER, "id", "request_id", "volunteer_id", "approved_by_id")
    | _stays(
        _COUNTS,
        *("programme_id", "state", "steps", "is_online", "needs_booked_interpreter", "approved_at", "answer_by"),
        *("reminded_at", "accepted_at", "started_at", "ended_at", "end_reason"),
        *("rules_version", "rules_agreed_at"),
    )
    | _becomes(weekly_moments=frozenset(), meeting_link="", declined_because=None),
    "bookings": RowGoes(),
    "barred_pairs": RowGoes(),
    "contact_blocks": RowGoes(),
    "concerns": RowGoes(),
    "volunteer_reports": _stays(
        "for the safety of others, by numbers only; deleted after its own term",
        *("id", "volunteer_id", "pairing_id", "state", "reported_as", "reported_by_id", "reported_at"),
        *("paused_volunteer", "decided_by_id", "decided_at"),
    ),
    "proposals": _stays(_NUMBER, "id", "round_id", "request_id", "volunteer_id", "decided_by_id")
    | _stays(_COUNTS, "state", "fit", "decided_at", "is_online", "needs_booked_interpreter")
    | _becomes(weekly_moments=frozenset(), parts={}, facts={}, decision_reason=""),
    "region_approvals": _stays(_NUMBER, "proposal_id", "region_id", "user_id", "approved_at"),
    "left_over": _stays(_NUMBER, "id", "round_id", "request_id")
    | _stays(_COUNTS, "reason")
    | _becomes(remaining=[], advice={}),
    "set_aside": _stays(_NUMBER, "id", "round_id", "object_id") | _stays(_COUNTS, "kind", "reason"),
    # What tells of nobody
    "rounds": _stays(
        _NOBODY,
        *("id", "region_id", "is_country_wide", "state", "night", "started_by_id", "created_at", "attempt"),
        *("lease_until", "stage", "progress", "finished_at", "summary", "radar", "shares"),
    ),
    "audit_events": _stays(
        "who did what, by numbers only; deleted after its own term",
        *("id", "at", "actor", "user_id", "action", "object_type", "object_id", "region_id"),
    ),
    "pupil_openings": _stays(
        "that an administrator opened a pupil, and where the question is written down: numbers",
        *("id", "pupil_id", "user_id", "session_id", "reason", "ticket", "opened_at"),
    ),
    "erasures": _stays("to erase again after a backup was put back", "id", "object_type", "object_id")
    | _stays(_NOBODY, "erased_at", "wiped_at"),
    "retention_periods": _stays(_NOBODY, "kind", "days"),
    "retention_runs": _stays(
        _NOBODY, "id", "night", "kind", "announced", "erased", "failed", "started_at", "finished_at"
    ),
    "retention_notices": _stays(_NUMBER, "id", "kind", "object_id", "since", "announced_on"),
    "schools": _stays(_NOBODY, "id", "name", "place", "pc4", "brin", "region_id", "is_active", "stands_for_none"),
    "regions": _stays(_NOBODY, "id", "code", "name", "province", "scheme", "is_active"),
    "postcode_areas": _stays(_NOBODY, "pc4", "place", "latitude", "longitude", "region_id"),
    "programmes": _stays(
        _NOBODY,
        *("id", "key", "name", "summary", "helper_word", "is_open", "place"),
        *("sessions_per_week", "session_minutes"),
        *("allows_anywhere", "asks_subjects", "allows_booked_interpreter", "max_pupils", "requires_vog"),
        *("requires_training", "steps", "response_days", "urgency_step_days", "reopened_bonus_days"),
        *("meeting_link_pattern", "contact_rules", "families_may_ask", "minimum_age", "references_asked"),
    ),
    "programme_subjects": _stays(_NOBODY, "programme_id", "subject_id"),
    "subjects": _stays(
        _NOBODY, "id", "code", "name", "name_en", "subject_group", "sectors", "aliases", "is_active"
    ),
    "levels": _stays(_NOBODY, "id", "code", "name", "sector", "position", "for_pupils", "for_helpers"),
    "grades": _stays(_NOBODY, "id", "code", "name", "sector", "position"),
    "languages": _stays(_NOBODY, "code", "name", "native_name", "direction", "tier"),
    "coverage": _stays(_NOBODY, "offered_subject_id", "offered_level_id", "subject_id", "level_id"),
    "heartbeats": _stays(_NOBODY, "name", "beat_at"),
}


def values_after(table: Table) -> dict[str, Any]:
    """What a row of this table holds once the person is erased, by column; only what changes."""
    fate = FATES[table.name]
    if isinstance(fate, RowGoes):
        raise TypeError(f"rows of {table.name} go")
    values = {name: one.value for name, one in fate.items() if isinstance(one, Becomes)}
    return {name: _made(value, table) for name, value in values.items()}


def _made(value: Any | Callable[[Table], Any], table: Table) -> Any:
    return value(table) if callable(value) else value
