from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from maatje.clock import now
from maatje.database import Model, UtcDateTime, WeeklyTimes, one_of
from maatje.regions.models import Region
from maatje.requests.models import HelpRequest
from maatje.rounds.life import ProposalState, RoundState
from maatje.volunteers.models import Volunteer

LONGEST_JOB = timedelta(minutes=15)  # then a worker breaks it off

_UNDER_WAY = text("state in ('queued', 'running')")
_COUNTRY_UNDER_WAY = text("is_country_wide and state in ('queued', 'running')")
_COUNTRY_WIDE = text("is_country_wide")
_WAITING = text("state in ('pending', 'kept')")


class MatchingRound(Model):
    """One run of the matcher over a region, or over the country for programmes with help from anywhere.

    `attempt` is the fence: only the latest attempt may store.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("region_id", "night"),
        # A second click, or the night's round beside a coordinator's, finds the one that is under way.
        Index(
            "uq_rounds_under_way",
            "region_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        # The same two rules for country rounds: to a unique index, no region is never the same as no region.
        Index(
            "uq_rounds_country_under_way",
            "is_country_wide",
            unique=True,
            sqlite_where=_COUNTRY_UNDER_WAY,
            postgresql_where=_COUNTRY_UNDER_WAY,
        ),
        Index(
            "uq_rounds_country_night",
            "night",
            unique=True,
            sqlite_where=_COUNTRY_WIDE,
            postgresql_where=_COUNTRY_WIDE,
        ),
        CheckConstraint("is_country_wide = (region_id is null)", name="region_or_country"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    is_country_wide: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RoundState] = mapped_column(one_of(RoundState), default=RoundState.QUEUED)
    night: Mapped[date | None]  # the night that started it; a coordinator's round has none
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stage: Mapped[str] = mapped_column(String(30), default="")
    progress: Mapped[int] = mapped_column(default=0)  # percent
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # None until they are known; of use to one page each. See `rounds/radar.py` and `rounds/fairness.py`.
    radar: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    shares: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    region: Mapped[Region | None] = relationship()
    proposals: Mapped[list["Proposal"]] = relationship(back_populates="round", order_by="Proposal.id")
    set_aside: Mapped[list["SetAside"]] = relationship(order_by="SetAside.id")
    left_over: Mapped[list["LeftOver"]] = relationship(order_by="LeftOver.id")

    @property
    def is_over(self) -> bool:
        return self.state in (RoundState.READY, RoundState.FAILED)

    @property
    def may_say_more(self) -> bool:
        """It has been ready for so short that what takes longer to work out may yet come."""
        return self.finished_at is not None and now() - self.finished_at < LONGEST_JOB


class Proposal(Model):
    """A pair with its weekly moments and reasons, awaiting a coordinator."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index(
            "uq_proposals_waiting",
            "request_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_proposals_volunteer_state", "volunteer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    state: Mapped[ProposalState] = mapped_column(one_of(ProposalState), default=ProposalState.PENDING)
    weekly_moments: Mapped[frozenset[int]] = mapped_column(WeeklyTimes)
    is_online: Mapped[bool] = mapped_column(default=True)
    needs_booked_interpreter: Mapped[bool] = mapped_column(default=False)
    fit: Mapped[int]
    parts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # part of the fit → points
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # distance_km, common_moments, days_waited
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(String(300), default="")

    round: Mapped[MatchingRound] = relationship(back_populates="proposals")
    request: Mapped[HelpRequest] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    region_approvals: Mapped[list["RegionApproval"]] = relationship(
        cascade="all, delete-orphan", order_by="RegionApproval.approved_at"
    )

    @property
    def is_within_one_region(self) -> bool:
        """The school or the volunteer may have gone to another region since the round."""
        return self.volunteer.region_id == self.request.pupil.school.region_id

    @property
    def may_be_across(self) -> bool:
        """Its programme takes help from anywhere, so that a pair of two regions may stand."""
        return self.request.programme.allows_anywhere

    @property
    def regions(self) -> list[Region]:
        """Whose coordinators decide: the pupil's, then the volunteer's where that is another; as they are now."""
        pupils = self.request.pupil.school.region
        return [pupils] if self.is_within_one_region else [pupils, self.volunteer.region]

    @property
    def regions_awaited(self) -> list[Region]:
        """Those of its regions that have yet to say yes."""
        said_yes = {approval.region_id for approval in self.region_approvals}
        return [region for region in self.regions if region.id not in said_yes]


class RegionApproval(Model):
    """One of the two regions of a pair has said yes; when both have, the pair is approved."""

    __tablename__ = "region_approvals"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    region: Mapped[Region] = relationship()


class LeftOver(Model):
    """An open request for which this round found nobody: how many volunteers remained after each rule."""

    __tablename__ = "left_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"))
    reason: Mapped[str] = mapped_column(String(30))
    remaining: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [[rule, how many], …] in the rules' order
    advice: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # see `rounds/advice.py`

    request: Mapped[HelpRequest] = relationship()


class SetAside(Model):
    """A record this round could not use, with the reason; it never stops the others."""

    __tablename__ = "set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # "request" or "volunteer"
    object_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(60))
