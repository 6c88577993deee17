"""What the clock does about consent asked by mail. Every sweeper may do it; twice is harmless."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import current_app

from maatje.audit.services import ChangedMeanwhile
from maatje.clock import now
from maatje.config import Settings
from maatje.database import db, transaction
from maatje.life import MoveNotAllowed
from maatje.requests import family, queries, services
from maatje.requests.models import Pupil

log = structlog.get_logger()


def sweep_consents() -> None:
    """Questions nobody answered in time have lapsed, and those of a week ago were sent once more."""
    settings: Settings = current_app.config["SETTINGS"]
    _each(
        queries.pupils_not_answered_for(now() - timedelta(days=settings.consent_days)), services.let_consent_lapse
    )
    _each(
        queries.pupils_to_remind(now() - timedelta(days=settings.consent_reminder_days)),
        services.remind_of_consent,
    )


def sweep_family_requests() -> None:
    """What was asked on the site and nobody agreed to in time is gone."""
    with transaction():
        family.forget_unanswered()


def _each(pupil_ids: list[int], do: Callable[[Pupil], None]) -> None:
    for pupil_id in pupil_ids:
        try:
            with transaction():
                do(db.session.get_one(Pupil, pupil_id))
        except (ChangedMeanwhile, MoveNotAllowed):
            continue  # answered in this very second, or another sweeper did it
        except Exception:
            log.exception("consent_not_swept", pupil_id=pupil_id)  # one bad row stops no other
