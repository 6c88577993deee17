"""Parts of a page that higher rooms add.

A room keeps a list of them for each of its pages; a higher room appends a function in its `reactions.py`. It gets
whom or what the page is about, and answers its part as HTML that starts at <h2>, or NOTHING.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import render_template
from markupsafe import Markup

Part = Callable[..., Markup]

NOTHING = Markup()


def part_of_page(template: str, **values: Any) -> Markup:
    """The template, filled in, to stand within another."""
    return Markup(render_template(template, **values))  # noqa: S704 - our own template, which has escaped all of it


def shown(parts: Iterable[Part], *about: Any, **more: Any) -> list[Markup]:
    """The parts that have something to show, in the order of the rooms."""
    return [markup for part in parts if (markup := part(*about, **more))]
