"""The pages of this room, in three files: nominating, a school's pupils, a coordinator's decisions."""

from maatje.requests import decision_views, nomination_views, pupil_views
from maatje.requests.blueprint import bp

__all__ = ["bp", "decision_views", "nomination_views", "pupil_views"]
