"""The pages of this room: nominating, a school's pupils, a coordinator's decisions, consent, and families' own."""

from maatje.requests import consent_views, decision_views, family_views, nomination_views, pupil_views
from maatje.requests.blueprint import bp

__all__ = ["bp", "consent_views", "decision_views", "family_views", "nomination_views", "pupil_views"]
