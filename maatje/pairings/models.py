from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.clock import day_of, now
from maatje.database import Model, UtcDateTime, WeeklyTimes, one_of
from maatje.pairings.life import LIVE, WAITING, BlockState, PairingState
from maatje.programmes.models import Programme, Step
from maatje.requests.models import HelpRequest, Pupil
from maatje.times import first_date
from maatje.volunteers.models import Volunteer

_LIVE = text("state in ('offered', 'handover', 'active', 'paused')")


class EndReason(StrEnum):
    DONE = "done"
    PUPIL_STOPS = "pupil_stops"
    VOLUNTEER_STOPS = "volunteer_stops"
    NO_CONTACT = "no_contact"
    NO_CLICK = "no_click"
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    """Why a volunteer, or the school at the handover, says no to this pairing."""

    NO_TIME = "no_time"
    MOMENT = "moment"
    SUBJECT = "subject"
    ACQUAINTED = "acquainted"
    OTHER = "other"


class BarReason(StrEnum):
    """Why a pair never comes back."""

    REJECTED = "rejected"
    DECLINED = "declined"
    FORBIDDEN = "forbidden"
    ENDED_BADLY = "ended_badly"


class LiftReason(StrEnum):
    """Why a coordinator takes a contact block away."""

    MISTAKE = "mistake"
    CLEARED = "cleared"


class Pairing(Model):
    """A pair that a coordinator approved, with the weekly moments that were approved."""

    __tablename__ = "pairings"
    __table_args__ = (
        # A pupil is never given away twice for the same wish, whatever is clicked at the same moment.
        Index("uq_pairings_live_request", "request_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_pairings_volunteer_state", "volunteer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    state: Mapped[PairingState] = mapped_column(one_of(PairingState), default=PairingState.OFFERED)
    # The programme's steps as they were at approval: a later change of the programme moves nobody.
    steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    weekly_moments: Mapped[frozenset[int]] = mapped_column(WeeklyTimes)
    is_online: Mapped[bool] = mapped_column(default=True)
    needs_booked_interpreter: Mapped[bool] = mapped_column(default=False)
    meeting_link: Mapped[str] = mapped_column(String(300), default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime, index=True)  # deadline of the step it waits for
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of that deadline
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Which rules of contact the volunteer agreed to; without these in pairings from before they were asked.
    rules_version: Mapped[str | None] = mapped_column(String(20))
    rules_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_because: Mapped[DeclineReason | None] = mapped_column(one_of(DeclineReason))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[EndReason | None] = mapped_column(one_of(EndReason))

    request: Mapped[HelpRequest] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    programme: Mapped[Programme] = relationship()
    bookings: Mapped[list["Booking"]] = relationship(cascade="all, delete-orphan")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_waiting(self) -> bool:
        """For an answer, with a deadline."""
        return self.state in WAITING

    @property
    def has_handover(self) -> bool:
        """Its programme wants school and volunteer to speak before the start."""
        return Step.SCHOOL_HANDS_OVER in self.steps

    @property
    def has_names(self) -> bool:
        """Volunteer and pupil know each other's first name: from the start to the end."""
        return self.state in (PairingState.ACTIVE, PairingState.PAUSED)

    @property
    def takes_place(self) -> bool:
        """The two meet now. Nobody finds the video room in a pause."""
        return self.state is PairingState.ACTIVE

    @property
    def has_contacts(self) -> bool:
        """Volunteer and school know each other's name and address: from the handover to the end."""
        return self.has_names or self.state is PairingState.HANDOVER

    @property
    def is_too_late(self) -> bool:
        """Its deadline has passed; the sweep will let it lapse in a moment."""
        return self.is_waiting and self.answer_by < now()

    def next_session(self, after: datetime | None = None) -> datetime | None:
        """The first weekly moment still to come, as wall-clock time in the Netherlands."""
        after = after or now()
        yesterday = day_of(after) - timedelta(days=1)
        comes = [first_date(moment, yesterday) for moment in self.weekly_moments]
        comes += [first_date(moment, day_of(after)) for moment in self.weekly_moments]
        return min((start for start in comes if start > after), default=None)


class Booking(Model):
    """A weekly moment that a live pairing holds; freed (deleted) when the pairing ends.

    The two constraints are why nobody, volunteer or pupil, is ever booked twice.
    """

    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("volunteer_id", "moment"), UniqueConstraint("pupil_id", "moment"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"))
    moment: Mapped[int]


class BarredPair(Model):
    """This pupil and this volunteer are never proposed together (again)."""

    __tablename__ = "barred_pairs"

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"), primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), primary_key=True, index=True)
    reason: Mapped[BarReason] = mapped_column(one_of(BarReason))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ContactBlock(Model):
    """These two have no contact (any more): nothing of the one is shown to the other until it is lifted.

    Who asked for it and why it was lifted stand here; what happened stands nowhere.
    """

    __tablename__ = "contact_blocks"
    __table_args__ = (
        # One that stands at a time, whoever presses at the same moment.
        Index(
            "uq_contact_blocks_standing",
            "pupil_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'standing'"),
            postgresql_where=text("state = 'standing'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupils.id"), index=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    state: Mapped[BlockState] = mapped_column(one_of(BlockState), default=BlockState.STANDING)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_because: Mapped[LiftReason | None] = mapped_column(one_of(LiftReason))

    pupil: Mapped[Pupil] = relationship()
