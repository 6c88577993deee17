"""Rounds as jobs: started, taken up again when a worker died, and begun every night."""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

import matching
from maatje.clock import AMSTERDAM, NIGHT, is_night, now, today
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.queue import enqueue
from maatje.regions.models import Region
from maatje.rounds import engine, fairness, queries, services
from maatje.rounds.life import RoundState
from maatje.rounds.models import MatchingRound

BELL_SHOULD_HAVE_RUNG = timedelta(seconds=20)

Progress = Callable[[str, float], None]

log = structlog.get_logger()


def run_round(round_id: int) -> None:
    """Turn a queued round into proposals; a round that another worker has is left alone."""
    lease = timedelta(seconds=_settings().round_lease_seconds)
    with transaction():
        attempt = services.claim_round(round_id, lease)
    if attempt is None:
        return
    try:
        with _claim_kept(round_id, attempt, lease):
            _solve_and_store(round_id, attempt, lease)
    except Exception as error:
        log.exception("round_attempt_failed", round_id=round_id, attempt=attempt)
        db.session.rollback()
        with transaction():
            services.fail_round(round_id, attempt, type(error).__name__)


def _solve_and_store(round_id: int, attempt: int, lease: timedelta) -> None:
    def tell(stage: str, share: float) -> None:
        with transaction():
            services.keep_claim(round_id, attempt, lease, stage=stage, progress=_percent(stage, share))

    region_id = db.session.get_one(MatchingRound, round_id).region_id
    with _no_garbage_sought():
        problem, unreadable = engine.problem_of(region_id)
        db.session.rollback()  # seconds of solving follow: no transaction is open
        solution = engine.solve(problem, _now_and_then(tell))
        tell("storing", 0.0)
        with transaction():
            is_ours = services.store_solution(round_id, attempt, solution, unreadable)
    if is_ours:
        _say_more(round_id, attempt, region_id, problem, solution)


@contextmanager
def _no_garbage_sought() -> Iterator[None]:
    """While inside, Python does not look for garbage among what is made. Of a country's people everything is kept,
    and looking through it again and again took as long as reading it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _say_more(
    round_id: int, attempt: int, region_id: int | None, problem: matching.Problem, solution: matching.Solution
) -> None:
    """What nobody waits for, each stored as soon as it is known; no transaction is open while it is worked out."""
    shares = fairness.of_country(problem, solution) if region_id is None else fairness.of_region(problem, solution)
    with transaction():
        services.store_shares(round_id, attempt, shares)
    explanation = engine.explain(problem, solution)
    with transaction():
        services.store_explanation(round_id, explanation)
    radar = engine.radar(problem, solution)
    with transaction():
        services.store_radar(round_id, attempt, radar)


_STAGES = {"reading": (0, 10), "candidates": (10, 50), "assignment": (50, 80), "schedule": (80, 85)}
_STAGES |= {"explain": (85, 90), "storing": (90, 100)}


def _percent(stage: str, share: float) -> int:
    begin, end = _STAGES.get(stage, (0, 100))
    return round(begin + (end - begin) * share)


def _now_and_then(tell: Progress) -> Progress:
    """The same, told at each new stage and otherwise once a second: each telling is a write."""
    last_stage, last_at = "", now()

    def seldom(stage: str, share: float) -> None:
        nonlocal last_stage, last_at
        if stage != last_stage or now() - last_at >= timedelta(seconds=1):
            last_stage, last_at = stage, now()
            tell(stage, share)

    return seldom


@contextmanager
def _claim_kept(round_id: int, attempt: int, lease: timedelta) -> Iterator[None]:
    """While inside, the lease is renewed from a thread: solving may be silent for longer than a lease."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    done = threading.Event()

    def renew() -> None:
        while not done.wait(lease.total_seconds() / 3):
            with app.app_context(), transaction():
                services.keep_claim(round_id, attempt, lease)

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def sweep_rounds() -> None:
    """Rounds whose bell was missed, or whose worker died, are run here and now; not for ever."""
    overdue = select(MatchingRound.id).where(
        or_(
            (MatchingRound.state == RoundState.QUEUED)
            & (MatchingRound.created_at < now() - BELL_SHOULD_HAVE_RUNG),
            (MatchingRound.state == RoundState.RUNNING) & (MatchingRound.lease_until < now()),
        )
    )
    for round_id in list(db.session.scalars(overdue)):
        with transaction():
            services.give_up_lost_round(round_id)
        run_round(round_id)


def sweep_night() -> None:
    """Tonight's round of every region with open requests is started, once, whoever looks first.

    Only by night: it replaces untouched proposals, and by day somebody may be deciding on them. A region that
    had a round since the night began needs no other. Then, when those are over, the country's: who can be helped
    nearby is.
    """
    if not is_night():
        return
    began = now().astimezone(AMSTERDAM).replace(hour=NIGHT.start, minute=0, second=0, microsecond=0)
    tonight = or_(MatchingRound.night == today(), MatchingRound.created_at >= began)
    waiting = [region_id for region_id in _regions_without(tonight) if queries.open_requests_in(region_id)]
    for region_id in waiting:
        _start_tonight(region_id)
    is_turn = not waiting and not queries.is_a_region_being_matched() and not _had_country_round(tonight)
    if is_turn and queries.open_requests_in(None):
        _start_tonight(None)


def _regions_without(tonight: ColumnElement[bool]) -> list[int]:
    started = select(MatchingRound.region_id).where(MatchingRound.is_country_wide.is_(False), tonight)
    regions = select(Region.id).where(Region.is_active, Region.id.not_in(started)).order_by(Region.id)
    return list(db.session.scalars(regions))


def _had_country_round(tonight: ColumnElement[bool]) -> bool:
    country_rounds = select(MatchingRound.id).where(MatchingRound.is_country_wide, tonight)
    return db.session.scalar(country_rounds.limit(1)) is not None


def _start_tonight(region_id: int | None) -> None:
    try:
        with transaction():
            region = db.session.get_one(Region, region_id) if region_id else None
            round_id = services.start_round(region, services.THE_ROUND, night=today()).id
    except (services.RoundAlreadyStarted, IntegrityError):
        # One is under way, or another sweep was first; the next look decides again.
        log.info("night_round_waits", region_id=region_id)
    else:
        enqueue(run_round, round_id)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
