"""The report: one HTML file to read and print, with its pictures and its looks inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import mean

from babel.dates import format_date
from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import matching
from maatje.config import ROOT
from maatje.filters import days
from maatje.outside import plots, words
from maatje.outside.beyond import kind_in_words
from maatje.outside.outcome import LeftOver, Outcome, Placed
from maatje.outside.sheets import Sheet

MOST_SHOWN = 1000
"""Proposals, and requests left over, that the report shows; all of them stand in the files."""


def as_html(outcome: Outcome) -> bytes:
    """The report of a run."""
    template = _environment().get_template("outside/report.html")
    return template.render(report=Report(outcome)).encode()


@dataclass(frozen=True)
class Report:
    """What the template asks about a run."""

    outcome: Outcome

    @property
    def day(self) -> str:
        return format_date(self.outcome.gathered.day, "d MMMM yyyy", locale="nl")

    @property
    def number_asked(self) -> int:
        return len(self.outcome.placed) + len(self.outcome.left)

    @property
    def share_placed(self) -> str:
        return f"{100 * len(self.outcome.placed) / self.number_asked:.0f}%" if self.number_asked else "-"

    @property
    def waited_by_placed(self) -> str:
        return _mean_days(one.proposal.days_waited for one in self.outcome.placed)

    @property
    def waited_by_left(self) -> str:
        return _mean_days(one.request.record.record.days_waited for one in self.outcome.left)

    @property
    def placed_by_region(self) -> list[tuple[str, list[Placed]]]:
        """The first proposals, by region and in it by reference."""
        placed = sorted(self.outcome.placed, key=lambda one: self.outcome.region_of(one.request))[:MOST_SHOWN]
        return [
            (region, list(group))
            for region, group in groupby(placed, key=lambda one: self.outcome.region_of(one.request))
        ]

    @property
    def left(self) -> list[LeftOver]:
        """The first who are left over, the longest waiting first."""
        longest = sorted(self.outcome.left, key=lambda one: -one.request.record.record.days_waited)
        return longest[:MOST_SHOWN]

    @property
    def sheets_with_aside(self) -> list[Sheet]:
        return [sheet for sheet in self.outcome.gathered.sheets.values() if sheet.aside]

    @property
    def days_waited(self) -> plots.Plot:
        return plots.days_waited(self.outcome)

    @property
    def share_by_region(self) -> plots.Plot:
        return plots.share_by_region(self.outcome)

    def is_cut(self, number: int) -> bool:
        return number > MOST_SHOWN

    def why(self, one: Placed) -> list[str]:
        return words.why(one.proposal, one.request.record.record, self.outcome.gathered.known.languages.shown)

    def asked_for(self, asked: matching.Request) -> str:
        """ "Wiskunde B (echt nodig), Engels · Havo": what is asked, at which level."""
        known = self.outcome.gathered.known
        subjects = ", ".join(
            known.subjects.shown[one.subject] + (gettext(" (echt nodig)") if one.necessary else "")
            for one in asked.subjects
        )
        return " · ".join(part for part in (subjects, known.pupil_levels.shown.get(asked.level, "")) if part)

    @property
    def wishes(self) -> list[tuple[str, list[tuple[int, int]]]]:
        """Kinds of volunteers to look for; for so many more of them, how many more pupils would be placed."""
        radar = self.outcome.beyond.radar
        return [
            (kind_in_words(one.kind, self.outcome.gathered), sorted(one.placed.items()))
            for one in (radar.wishes if radar else ())
        ]

    @property
    def plan(self) -> list[tuple[str, int]]:
        """The next volunteers to look for, one after another, and how many more pupils are placed then in all."""
        radar = self.outcome.beyond.radar
        return [
            (kind_in_words(kind, self.outcome.gathered), placed) for kind, placed in (radar.plan if radar else ())
        ]

    def counts(self, one: LeftOver) -> list[tuple[str, int]]:
        return words.counts(one.left, len(self.outcome.gathered.problem.volunteers))


def _mean_days(waited: Iterable[int]) -> str:
    listed = list(waited)
    return days(round(mean(listed))) if listed else "-"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "moments": words.spoken_moments,
        "days": days,
        "why_left": words.why_left,
        "doubts": words.doubts,
    }
    return environment
