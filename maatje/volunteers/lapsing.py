"""What lapses with time, a VOG or the former code of conduct: who is told before, and what stops on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from blinker import Signal
from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from maatje.access import Viewer
from maatje.audit.services import move, record
from maatje.clock import today
from maatje.database import among, db
from maatje.life import Actor, By
from maatje.notifications.services import post_letter
from maatje.programmes.models import Programme
from maatje.regions.queries import coordinators_of
from maatje.volunteers import conduct
from maatje.volunteers.gates import Gate, is_held_by_vog
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import GateNotice, PauseReason, VogStatus, Volunteer, VolunteerProgramme
from maatje.volunteers.queries import lock_volunteer, volunteers_visible_to
from maatje.volunteers.services import volunteer_paused

LOOKED_AHEAD = timedelta(days=60)  # by a coordinator, at what is going to lapse
ASKED_AT_ONCE = 200  # letters about a new code of conduct in one sweep
HELPING = (VolunteerState.ACTIVE, VolunteerState.PAUSED)  # a pause of one's own leaves running help as it is
_MAY_AGREE = (VolunteerState.APPLIED, VolunteerState.INTAKE, *HELPING)

# Sent inside the transaction; a higher room pauses the help that asks for a VOG.
vog_lapsed = Signal("a volunteer's VOG counts no longer")


@dataclass(frozen=True)
class Lapse:
    """A gate that lapses, or has: on which day (None: it was never passed), and in which programmes it counts."""

    gate: Gate
    on: date | None
    programme_ids: frozenset[int]

    @property
    def is_past(self) -> bool:
        return self.on is None or self.on <= today()


def lapses_of(volunteer: Volunteer) -> list[Lapse]:
    """The gates of this volunteer that lapse within sixty days, or have lapsed."""
    found = []
    if volunteer.needs_vog and _vog_is_a_concern(volunteer):
        on = volunteer.vog_recheck_on if volunteer.vog_status is VogStatus.SEEN else None
        asking = frozenset(programme.id for programme in volunteer.programmes if programme.requires_vog)
        found.append(Lapse(Gate.VOG, on, asking))
    version = volunteer.code_of_conduct_version
    if version != conduct.CODE_OF_CONDUCT:
        everywhere = frozenset(programme.id for programme in volunteer.programmes)
        found.append(Lapse(Gate.CODE_OF_CONDUCT, conduct.former_counts_until(version), everywhere))
    return found


def lapsing_visible_to(viewer: Viewer) -> Select[Volunteer]:
    """The volunteers of one's own regions for whom a gate lapses or has lapsed, the most pressing first."""
    vog_first = case((Volunteer.vog_status != VogStatus.SEEN, 0), else_=1)
    return (
        volunteers_visible_to(viewer)
        .where(
            Volunteer.state.in_(HELPING),
            or_(
                and_(_asks_vog(), _vog_is_a_concern_in_row()),
                Volunteer.code_of_conduct_version != conduct.CODE_OF_CONDUCT,
            ),
        )
        .options(selectinload(Volunteer.programmes))
        .order_by(vog_first, Volunteer.vog_recheck_on.is_(None), Volunteer.vog_recheck_on, Volunteer.id)
    )


def count_lapsing(viewer: Viewer) -> int:
    """How many that are."""
    lapsing = lapsing_visible_to(viewer).with_only_columns(func.count()).order_by(None)
    return db.session.scalar(lapsing) or 0


def stop_for_vog(volunteer: Volunteer, by: By) -> None:
    """Their VOG counts no longer: they are on a pause, running help that asks for one too, and all are told.

    Who had chosen a pause stays on that one.
    """
    if volunteer.state is VolunteerState.ACTIVE:
        move(volunteer, VolunteerState.PAUSED, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
        volunteer.paused_because = PauseReason.VOG
        volunteer_paused.send(volunteer, by=by)
    record("volunteer.vog_lapsed", volunteer, by, region_id=volunteer.region_id)
    vog_lapsed.send(volunteer, by=by)
    _tell(volunteer, "vog_missing", f"{today()}")
    _tell_coordinators(volunteer, "vog_missing_coordinator", f"{today()}")


def go_on_with_vog(volunteer: Volunteer, by: By) -> None:
    """A new VOG was seen: who was paused for the old one is active again, and is told."""
    move(volunteer, VolunteerState.ACTIVE, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    volunteer.paused_because = None
    _tell(volunteer, "vog_seen_again", f"{today()}")


def lapsed_ids(day: date) -> list[int]:
    """Whose VOG has lapsed by that day, and nothing was done about it yet."""
    lapsed = _with_vog_until(day).add_columns(Volunteer.state)
    rows = db.session.execute(lapsed).all()
    done = _notices(row.id for row in rows)
    return [
        row.id
        for row in rows
        if row.state is VolunteerState.ACTIVE or (row.id, row.vog_recheck_on.isoformat(), 0) not in done
    ]


def let_vog_lapse(volunteer: Volunteer) -> None:
    """On the day itself the program does what a coordinator would who took the VOG back."""
    lock_volunteer(volunteer.id)
    if volunteer.state not in HELPING or not volunteer.vog_has_lapsed_on(today()) or not volunteer.needs_vog:
        return
    is_news = _note(volunteer, Gate.VOG, f"{volunteer.vog_recheck_on}", 0)
    if is_news or volunteer.state is VolunteerState.ACTIVE:
        stop_for_vog(volunteer, By(Actor.CLOCK))


def to_remind_ids(day: date) -> list[int]:
    """Whose VOG lapses so soon that they are to be told, and were not told yet."""
    most = max(_reminder_days(), default=0)
    rows = db.session.execute(
        _with_vog_until(day + timedelta(days=most)).where(Volunteer.vog_recheck_on > day)
    ).all()
    told = _notices(row.id for row in rows)
    return [
        row.id
        for row in rows
        if (row.id, row.vog_recheck_on.isoformat(), _stage(row.vog_recheck_on, day)) not in told
    ]


def remind_of_vog(volunteer: Volunteer) -> None:
    """The volunteer and the coordinators know on which day the VOG lapses; at each stage once."""
    lock_volunteer(volunteer.id)
    until = volunteer.vog_recheck_on
    stage = _stage(until, today()) if until and volunteer.vog_is_valid_on(today()) else None
    if until is None or stage is None or not _note(volunteer, Gate.VOG, until.isoformat(), stage):
        return
    matter = f"{until}:{stage}"
    _tell(volunteer, "vog_lapses_soon", matter, until=until.isoformat())
    _tell_coordinators(volunteer, "vog_lapses_soon_coordinator", matter, until=until.isoformat())


def to_ask_ids() -> list[int]:
    """Who agreed to a former code of conduct and was not asked about today's; some hundreds at a time."""
    asked = select(GateNotice.volunteer_id).where(
        GateNotice.gate == Gate.CODE_OF_CONDUCT, GateNotice.about == conduct.CODE_OF_CONDUCT
    )
    former = select(Volunteer.id).where(
        Volunteer.state.in_(_MAY_AGREE),
        Volunteer.code_of_conduct_version.not_in(("", conduct.CODE_OF_CONDUCT)),
        Volunteer.id.not_in(asked),
    )
    return list(db.session.scalars(former.order_by(Volunteer.id).limit(ASKED_AT_ONCE)))


def ask_to_agree(volunteer: Volunteer) -> None:
    """The volunteer is asked, once, to agree to today's code of conduct."""
    lock_volunteer(volunteer.id)
    version = volunteer.code_of_conduct_version
    if version != conduct.CODE_OF_CONDUCT and _note(volunteer, Gate.CODE_OF_CONDUCT, conduct.CODE_OF_CONDUCT, 0):
        until = conduct.former_counts_until(version)
        _tell(volunteer, "rules_changed", conduct.CODE_OF_CONDUCT, until=until.isoformat() if until else None)


def _vog_is_a_concern(volunteer: Volunteer) -> bool:
    if volunteer.vog_status is VogStatus.SEEN:
        return volunteer.vog_recheck_on is not None and volunteer.vog_recheck_on <= today() + LOOKED_AHEAD
    return volunteer.places_taken > 0 or is_held_by_vog(volunteer, today())


def _vog_is_a_concern_in_row() -> ColumnElement[bool]:
    return case(
        (Volunteer.vog_status == VogStatus.SEEN, Volunteer.vog_recheck_on <= today() + LOOKED_AHEAD),
        else_=or_(Volunteer.places_taken > 0, Volunteer.paused_because == PauseReason.VOG),
    )


def _asks_vog() -> ColumnElement[bool]:
    asking = (
        select(VolunteerProgramme.volunteer_id)
        .join(Programme, Programme.id == VolunteerProgramme.programme_id)
        .where(Programme.requires_vog)
    )
    return Volunteer.id.in_(asking)


def _with_vog_until(day: date) -> Select[int, date | None]:
    return (
        select(Volunteer.id, Volunteer.vog_recheck_on)
        .where(
            Volunteer.state.in_(HELPING),
            Volunteer.vog_status == VogStatus.SEEN,
            Volunteer.vog_recheck_on <= day,
            _asks_vog(),
        )
        .order_by(Volunteer.id)
    )


def _notices(volunteer_ids: Iterable[int]) -> set[tuple[int, str, int]]:
    told = select(GateNotice.volunteer_id, GateNotice.about, GateNotice.days_before).where(
        among(GateNotice.volunteer_id, volunteer_ids), GateNotice.gate == Gate.VOG
    )
    return {(row.volunteer_id, row.about, row.days_before) for row in db.session.execute(told)}


def _note(volunteer: Volunteer, gate: Gate, about: str, days_before: int) -> bool:
    """Whether this is the first time; the volunteer's row is locked, so that two workers do not both say so."""
    if db.session.get(GateNotice, (volunteer.id, gate, about, days_before)):
        return False
    db.session.add(GateNotice(volunteer_id=volunteer.id, gate=gate, about=about, days_before=days_before))
    return True


def _stage(until: date, day: date) -> int | None:
    """Of the days before at which one is reminded, the last that has come; None before the first."""
    return min((days for days in _reminder_days() if day >= until - timedelta(days=days)), default=None)


def _reminder_days() -> tuple[int, ...]:
    days: tuple[int, ...] = current_app.config["SETTINGS"].vog_reminder_days
    return days


def _tell(volunteer: Volunteer, kind: str, matter: str, **context: str | None) -> None:
    post_letter(
        kind,
        volunteer.user,
        matter=f"volunteer:{volunteer.id}:{matter}",
        region_id=volunteer.region_id,
        volunteer_id=volunteer.id,
        **context,
    )


def _tell_coordinators(volunteer: Volunteer, kind: str, matter: str, **context: str | None) -> None:
    for coordinator in coordinators_of(volunteer.region_id):
        post_letter(
            kind,
            coordinator,
            matter=f"volunteer:{volunteer.id}:{matter}",
            region_id=volunteer.region_id,
            volunteer_id=volunteer.id,
            helps=volunteer.places_taken,
            **context,
        )
