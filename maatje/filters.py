"""How templates say dates, moments, days and distances in Dutch."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from maatje.clock import day_of
from maatje.fields import shown_phone
from maatje.times import day_name, hour_of, spoken_list, weekday_of


def dutch_date(day: date | datetime | None) -> str:
    """22 november 2026; nothing for no day."""
    if day is None:
        return ""
    return str(format_date(day_of(day) if isinstance(day, datetime) else day, "d MMMM yyyy"))


def dutch_datetime(moment: datetime | None) -> str:
    """22 november 2026, 16:05, as the clock stands in the Netherlands."""
    return "" if moment is None else str(format_datetime(moment, "d MMMM yyyy, HH:mm"))


def days(number: int) -> str:
    """1 dag, 12 dagen."""
    return str(ngettext("%(num)d dag", "%(num)d dagen", number))


def km(distance: float) -> str:
    """3 km, 2,5 km."""
    return str(_("%(distance)s km", distance=f"{distance:.1f}".removesuffix(".0").replace(".", ",")))


_ALERT_NUMBERS = re.compile(r"(?<![\d-])(112|0800-2000)(?![\d-])")


def with_numbers(text: str) -> Markup:
    """The text with the numbers that one calls at once, to tap on a phone."""
    shown = escape(text)
    return Markup(_ALERT_NUMBERS.sub(_call, shown))  # noqa: S704 - escaped above


def _call(found: re.Match[str]) -> str:
    number = found[1]
    return f'<a href="tel:{number.replace("-", "")}" dir="ltr">{number}</a>'


def by_day(moments: Iterable[int]) -> list[tuple[str, list[int]]]:
    """Moments as a list of (name of the day, hours), in the order of the week, empty days left out."""
    hours: dict[int, list[int]] = {}
    for moment in sorted(moments):
        hours.setdefault(weekday_of(moment), []).append(hour_of(moment))
    return [(day_name(day), hours[day]) for day in hours]


def endpoint_exists(endpoint: str) -> bool:
    """Whether there is such a page, so that a template may link to it."""
    return endpoint in current_app.view_functions


def same_page(**changes: Any) -> str:
    """The address of this page with some of its arguments changed, the others (filters, a search) kept."""
    kept: dict[str, Any] = {key: request.args.getlist(key) for key in request.args}
    page = url_for(request.endpoint or "home.front_page", **(request.view_args or {}))
    # Apart from `url_for`, which takes some names as orders to itself: `_external`, `_scheme`, `endpoint`.
    return f"{page}?{urlencode(kept | changes, doseq=True)}"


def init_app(app: Flask) -> None:
    app.add_template_filter(dutch_date)
    app.add_template_filter(dutch_datetime)
    app.add_template_filter(spoken_list, "moments")
    app.add_template_filter(by_day)
    app.add_template_filter(days)
    app.add_template_filter(km)
    app.add_template_filter(with_numbers)
    app.add_template_filter(shown_phone, "phone")
    app.jinja_env.globals["endpoint_exists"] = endpoint_exists
    app.jinja_env.globals["same_page"] = same_page
