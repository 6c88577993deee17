"""Running a round: claim it, solve outside any transaction, store only what is still ours."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Update, or_, select, update
from sqlalchemy.exc import IntegrityError

import matching
from maatje.audit.services import move_all, record
from maatje.clock import now
from maatje.database import db, insert_rows, rows_changed
from maatje.life import By
from maatje.regions.models import Region
from maatje.requests.life import REQUEST_LIFE, RequestState
from maatje.requests.models import HelpRequest
from maatje.rounds import advice, emails, engine, making_way, queries, radar
from maatje.rounds.fresh import Fresh
from maatje.rounds.life import THE_ROUND as THE_ROUND  # where most callers look for it
from maatje.rounds.life import RoundState
from maatje.rounds.making_way import requests_by_region
from maatje.rounds.models import LeftOver, MatchingRound, Proposal, SetAside

MOST_ATTEMPTS = 3


class RoundAlreadyStarted(Exception):
    """A round of this region is under way; `round` is that one."""

    def __init__(self, round: MatchingRound) -> None:
        super().__init__(f"round {round.id} of region {round.region_id} is under way")
        self.round = round


def start_round(region: Region | None, by: By, *, night: date | None = None) -> MatchingRound:
    """A round of this region, or of the country (None), is queued. Raises RoundAlreadyStarted.

    A round of the country is about the programmes that take help from anywhere.
    """
    region_id = region.id if region else None
    if under_way := queries.round_under_way(region_id):
        raise RoundAlreadyStarted(under_way)
    round = MatchingRound(
        region_id=region_id, is_country_wide=region is None, started_by_id=by.user_id, night=night
    )
    try:
        with db.session.begin_nested():
            db.session.add(round)
    except IntegrityError:
        # Of two clicks in the same second the database lets one through.
        if under_way := queries.round_under_way(region_id):
            raise RoundAlreadyStarted(under_way) from None
        raise
    record("round.queued", round, by, region_id=region_id)
    return round


def claim_round(round_id: int, lease: timedelta) -> int | None:
    """The number of the attempt that now owns the round; None if it is done, tried enough, or somebody else's."""
    attempt = db.session.scalar(
        update(MatchingRound)
        .where(
            MatchingRound.id == round_id,
            MatchingRound.attempt < MOST_ATTEMPTS,
            or_(
                MatchingRound.state == RoundState.QUEUED,
                (MatchingRound.state == RoundState.RUNNING) & (MatchingRound.lease_until < now()),
            ),
        )
        .values(
            state=RoundState.RUNNING,
            attempt=MatchingRound.attempt + 1,
            lease_until=now() + lease,
            stage="reading",
            progress=0,
        )
        .returning(MatchingRound.attempt)
        .execution_options(synchronize_session=False)
    )
    if attempt is not None:
        round = db.session.get_one(MatchingRound, round_id)
        record("round.running", round, THE_ROUND, region_id=round.region_id)
    return attempt


def keep_claim(round_id: int, attempt: int, lease: timedelta, **progress: Any) -> bool:
    """The lease is longer and the progress is told; False if another attempt owns the round by now."""
    return _changed(
        update(MatchingRound).where(*_still_ours(round_id, attempt)).values(lease_until=now() + lease, **progress)
    )


def fail_round(round_id: int, attempt: int, why: str) -> None:
    """The round waits for another attempt, or, after the third, has failed for all to see."""
    if attempt < MOST_ATTEMPTS:
        _changed(update(MatchingRound).where(*_still_ours(round_id, attempt)).values(lease_until=now()))
        return
    _fail(round_id, why, *_still_ours(round_id, attempt))


def give_up_lost_round(round_id: int) -> None:
    """A round whose last attempt never came back has failed for all to see; any other is left alone.

    Such an attempt took its process with it (memory, a crash in the solver), and so would every next one.
    """
    _fail(
        round_id,
        "WorkerLost",
        MatchingRound.id == round_id,
        MatchingRound.state == RoundState.RUNNING,
        MatchingRound.attempt >= MOST_ATTEMPTS,
        MatchingRound.lease_until < now(),
    )


def store_solution(
    round_id: int,
    attempt: int,
    solution: matching.Solution,
    unreadable: engine.Unreadable,
) -> bool:
    """The solution's proposals are stored and the round is ready; False, and nothing, if it is ours no more.

    What changed while the engine was solving goes first: a proposal whose parties, place or moments are no
    longer free is dropped, and its request waits for the next round.
    """
    finished = {"state": RoundState.READY, "finished_at": now(), "stage": "ready", "progress": 100}
    if not _changed(update(MatchingRound).where(*_still_ours(round_id, attempt)).values(**finished)):
        return False
    round = db.session.get_one(MatchingRound, round_id)
    _wait_for_other_rounds(round.region_id)
    making_way.replace_untouched(round.region_id, solution)
    fresh = Fresh.of(round.region_id, solution)
    stored = _store_proposals(round, [found for found in solution.proposals if fresh.takes(found)])
    making_way.make_way(round, stored, fresh)
    _store_left_over(round, [left for left in solution.left if left.request_id in fresh.open_requests])
    aside = [(s.kind, int(s.id), str(s.reason)) for s in solution.set_aside if s.kind != "programme"]
    _store_set_aside(round, aside + unreadable.rows)
    round.summary = {
        "requests": len(solution.proposals) + len(solution.left),
        "proposed": len(stored),
        "left_over": len(solution.left),
        "dropped": len(solution.proposals) - len(stored),
        "set_aside": len(aside) + len(unreadable.rows),
        "proven": solution.proven,
        "doubts": [str(doubt) for doubt in solution.doubts],
    }
    record("round.ready", round, THE_ROUND, region_id=round.region_id)
    if stored or round.started_by_id:
        emails.tell_round_is_ready(round)
    return True


def store_explanation(round_id: int, explanation: matching.Explanation) -> None:
    """What the engine explains stands beside the round's proposals and those left over.

    It comes after the round is ready, so that nobody waits for it; a worker that dies before it costs only that.
    """
    round = db.session.get_one(MatchingRound, round_id)
    for proposal in round.proposals:
        others = explanation.alternatives.get(proposal.request_id, ())
        proposal.facts = proposal.facts | advice.others_in(others)
    for left in round.left_over:
        left.advice = advice.advice_for(explanation.left.get(left.request_id))


def store_shares(round_id: int, attempt: int, shares: dict[str, Any]) -> None:
    """Who was placed against who asked stands beside the round. Another attempt's round is left alone."""
    _changed(update(MatchingRound).where(*_of_attempt(round_id, attempt)).values(shares=shares))


def store_radar(round_id: int, attempt: int, found: matching.Radar | None) -> None:
    """Whom to look for stands beside the round, or (None) that it is too large to say.

    As with the explanation nobody waits for it. Another attempt's round is left alone.
    """
    _changed(update(MatchingRound).where(*_of_attempt(round_id, attempt)).values(radar=radar.as_stored(found)))


def _wait_for_other_rounds(region_id: int | None) -> None:
    """No other round that gives away the same places is being stored until we are done.

    Rounds of two regions share nobody; one of the country shares with all of them.
    """
    regions = select(Region.id).order_by(Region.id)
    if region_id is not None:
        regions = regions.where(Region.id == region_id)
    db.session.execute(regions.with_for_update(key_share=True)).all()


def _store_proposals(round: MatchingRound, found: list[matching.Proposal]) -> list[matching.Proposal]:
    """Those whose request was still open, and none of a pupil who was withdrawn in this very second."""
    proposed: set[int] = set()
    for region_id, requests in requests_by_region(proposal.request_id for proposal in found).items():
        proposed |= move_all(
            HelpRequest,
            requests,
            RequestState.OPEN,
            RequestState.PROPOSED,
            THE_ROUND,
            REQUEST_LIFE,
            region_id=region_id,
        )
    stored = [proposal for proposal in found if proposal.request_id in proposed]
    insert_rows(Proposal, [proposal_values(round.id, proposal) for proposal in stored])
    return stored


def _store_left_over(round: MatchingRound, left_over: list[matching.Left]) -> None:
    rows = [
        {
            "round_id": round.id,
            "request_id": left.request_id,
            "reason": left.reason,
            "remaining": [[rule, count] for rule, count in left.counts.items()],
        }
        for left in left_over
    ]
    insert_rows(LeftOver, rows)


def _store_set_aside(round: MatchingRound, aside: list[tuple[str, int, str]]) -> None:
    rows = [
        {"round_id": round.id, "kind": kind, "object_id": object_id, "reason": reason}
        for kind, object_id, reason in aside
    ]
    insert_rows(SetAside, rows)


def proposal_values(round_id: int, found: matching.Proposal) -> dict[str, Any]:
    """The engine's proposal as a row's values, with its reasons."""
    return {
        "round_id": round_id,
        "request_id": found.request_id,
        "volunteer_id": found.volunteer_id,
        "weekly_moments": frozenset(found.moments),
        "is_online": not found.in_person,
        "needs_booked_interpreter": found.needs_booked_interpreter,
        "fit": found.fit,
        "parts": dict(found.parts),
        "facts": {
            "distance_km": None if found.distance_km is None else round(found.distance_km, 1),
            "common_moments": found.common_moments,
            "days_waited": found.days_waited,
        },
    }


def _still_ours(round_id: int, attempt: int) -> tuple[Any, ...]:
    return (*_of_attempt(round_id, attempt), MatchingRound.state == RoundState.RUNNING)


def _of_attempt(round_id: int, attempt: int) -> tuple[Any, ...]:
    return (MatchingRound.id == round_id, MatchingRound.attempt == attempt)


def _fail(round_id: int, why: str, *still_so: Any) -> None:
    failed = {"state": RoundState.FAILED, "finished_at": now(), "summary": {"error": why}}
    if _changed(update(MatchingRound).where(*still_so).values(**failed)):
        round = db.session.get_one(MatchingRound, round_id)
        record("round.failed", round, THE_ROUND, region_id=round.region_id)
        emails.tell_round_failed(round)


def _changed(statement: Update) -> bool:
    is_changed = rows_changed(statement) == 1
    db.session.expire_all()
    return is_changed
