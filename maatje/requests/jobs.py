"""What the clock does about consent asked by mail. Every sweeper may do it; twice is harmless."""

from datetime import timedelta

from flask import current_app

from maatje.clock import now
from maatje.config import Settings
from maatje.database import transaction
from maatje.requests import family, queries, services
from maatje.requests.models import Pupil
from maatje.sweeping import each_by_itself


def sweep_consents() -> None:
    """Questions nobody answered in time have lapsed, and those of a week ago were sent once more."""
    settings: Settings = current_app.config["SETTINGS"]
    asked_before = now() - timedelta(days=settings.consent_days)
    each_by_itself(Pupil, queries.pupils_not_answered_for(asked_before), services.let_consent_lapse)
    asked_before = now() - timedelta(days=settings.consent_reminder_days)
    each_by_itself(Pupil, queries.pupils_to_remind(asked_before), services.remind_of_consent)


def sweep_family_requests() -> None:
    """What was asked on the site and nobody agreed to in time is gone."""
    with transaction():
        family.forget_unanswered()
