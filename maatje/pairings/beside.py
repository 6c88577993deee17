"""Where higher rooms show their part of a pairing's pages.

A room appends a function in its `reactions.py`. It gets the pairing, and on the family's page the token of their
link; it answers the part as HTML (Markup), or "" when there is nothing to show.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from maatje.pairings.models import Pairing

Part = Callable[..., Markup | str]

own_page: list[Part] = []  # the volunteer's
followed_page: list[Part] = []  # the school's and the coordinator's
family_page: list[Part] = []  # behind the family's link; with its token


def shown(parts: list[Part], pairing: Pairing, **more: Any) -> list[Markup]:
    """The parts that have something to show, in the order of the rooms."""
    return [Markup(shown) for part in parts if (shown := part(pairing, **more))]  # noqa: S704 - rooms answer markup
