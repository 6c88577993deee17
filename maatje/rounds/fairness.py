"""Who was placed against who asked, as it is stored beside a round, and in words.

Who reads about the country sees no pupils, and must not find one: of a round of the country nothing is kept about
fewer than five requests. Small groups stand together as the rest, which takes in the next smallest where the rest
would be small as well (it could be had by subtracting). Days of fewer than five are left out; so is the longest.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _
from sqlalchemy import select

import matching
from maatje.database import db
from maatje.programmes.models import Programme
from maatje.regions.models import Region
from maatje.rounds import engine, queries
from maatje.rounds.models import MatchingRound
from maatje.rounds.words import GROUPS, IS_NEEDED, URGENCIES
from maatje.schools.models import School
from matching.fairness import FEW, Group

EVERYBODY = "everybody"
THE_REST = "the rest"  # no region's number and no programme's key


@dataclass(frozen=True)
class Row:
    """A group in words. Days are empty where nobody waited them, or too few to tell."""

    name: str
    asked: int
    placed: int
    percent: str
    days: str
    most_days: str  # 95 in 100 of the placed waited no longer
    days_left: str
    most_days_left: str
    is_small: bool


@dataclass(frozen=True)
class Section:
    """The groups of one kind beside each other."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Fairness:
    """All of a round, and the groups in it; none of a round too small to tell without pointing at somebody."""

    everybody: list[Row]
    sections: list[Section]


def of_region(problem: matching.Problem, solution: matching.Solution) -> dict[str, Any]:
    """For the row of a region's round, whose coordinator knows everybody in it."""
    schools = queries.school_ids_of([request.id for request in problem.requests])
    return {"shares": [asdict(share) for share in engine.fairness(problem, solution, {"school": schools})]}


def of_country(problem: matching.Problem, solution: matching.Solution) -> dict[str, Any]:
    """For the row of a round of the country: nothing about fewer than five."""
    sizes: dict[str, dict[Group, int]] = defaultdict(dict)
    for share in engine.fairness(problem, solution):
        sizes[share.grouping][share.group] = share.asked
    if sum(sizes[EVERYBODY].values()) < FEW:
        return {"shares": []}
    gathered = {name: _gathered(problem, name, sizes[name]) for name in matching.GROUPINGS}
    return {"shares": [_without_faces(share) for share in engine.fairness(problem, solution, gathered)]}


def _gathered(problem: matching.Problem, grouping: str, sizes: Mapping[Group, int]) -> dict[int, Group]:
    """By request its group, or the rest; nothing if that would be the only one."""
    group, together = matching.GROUPINGS[grouping], _standing_together(sizes)
    if together >= set(sizes):
        return {}
    return {r.id: THE_REST if group(r) in together else group(r) for r in problem.requests}


def _standing_together(sizes: Mapping[Group, int]) -> set[Group]:
    """The groups of fewer than five, and more of the smallest until together they are five."""
    together: set[Group] = set()
    number = 0
    for group in sorted(sizes, key=lambda group: (sizes[group], str(group))):
        if sizes[group] >= FEW and (number == 0 or number >= FEW):
            break
        together.add(group)
        number += sizes[group]
    return together


def _without_faces(share: matching.Share) -> dict[str, Any]:
    stored = asdict(share) | {"most_days_left": None}
    if share.placed < FEW:
        stored |= {"mean_days": None, "percentile_95_days": None}
    if share.asked - share.placed < FEW:
        stored |= {"mean_days_left": None}
    return stored


def in_words(round: MatchingRound) -> Fairness | None:
    """What this round says of who was placed; None if that is not known."""
    if round.shares is None:
        return None
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for share in round.shares["shares"]:
        sections[share["grouping"]].append(share)
    everybody = [_row(share, _("Alle hulpvragen")) for share in sections.pop(EVERYBODY, ())]
    named = [
        Section(str(title), _rows(sections[grouping], _names_in(grouping, sections[grouping])))
        for grouping, title in GROUPS.items()
        if len(sections[grouping]) > 1  # one group alone is everybody
    ]
    return Fairness(everybody, named)


def _rows(shares: list[dict[str, Any]], names: Mapping[Any, str]) -> list[Row]:
    rows = [_row(share, names.get(share["group"], "–")) for share in shares if share["group"] != THE_REST]
    rest = [_row(share, _("De rest, samen")) for share in shares if share["group"] == THE_REST]
    return rows + rest


def _names_in(grouping: str, shares: list[dict[str, Any]]) -> Mapping[Any, str]:
    groups = [share["group"] for share in shares if share["group"] != THE_REST]
    match grouping:
        case "school":
            return dict(db.session.execute(select(School.id, School.name).where(School.id.in_(groups))).all())
        case "region":
            ids = [int(group) for group in groups]
            rows = db.session.execute(select(Region.id, Region.name).where(Region.id.in_(ids)))
            return {str(ident): name for ident, name in rows}
        case "programme":
            return dict(db.session.execute(select(Programme.key, Programme.name)).all())
        case "urgency":
            return {steps: str(name) for steps, name in enumerate(URGENCIES)}
        case _:
            return {needed: str(name) for needed, name in IS_NEEDED.items()}


def _row(share: dict[str, Any], name: str) -> Row:
    return Row(
        name=str(name),
        asked=share["asked"],
        placed=share["placed"],
        percent=format_percent(share["placed"] / share["asked"]),
        days=_days(share["mean_days"]),
        most_days=_days(share["percentile_95_days"]),
        days_left=_days(share["mean_days_left"]),
        most_days_left=_days(share["most_days_left"]),
        is_small=share["asked"] < FEW,
    )


def _days(number: float | None) -> str:
    """ "12,5 dagen", "1 dag"; empty for none."""
    if number is None:
        return ""
    told = str(format_decimal(number, "0.#"))
    return str(_("1 dag")) if told == "1" else str(_("%(number)s dagen", number=told))
