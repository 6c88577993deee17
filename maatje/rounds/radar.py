"""Whom to look for, as it is stored beside a round, and in words.

It names kinds of volunteer, never a pupil. Of a round of the country it tells the region and not the place: what
one pupil asks, and where, is for that pupil's own region.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, tuple_

import matching
from maatje.database import db
from maatje.programmes.models import Language, Level, Programme, Subject
from maatje.regions.models import PostcodeArea, Region
from maatje.rounds.models import MatchingRound
from maatje.rounds.words import PARTS_OF_DAY


@dataclass(frozen=True)
class Sought:
    """A kind of volunteer, as one would ask around for them: "Bijles: Wiskunde B (vwo)", and what else matters."""

    name: str
    facts: list[str]


@dataclass(frozen=True)
class InARow:
    """So many volunteers of a kind to look for next; then so many more pupils are placed in all."""

    sought: Sought
    number: int
    placed: int


@dataclass(frozen=True)
class WhomToLookFor:
    """A radar in words. Of each kind: with so many more of them, so many more pupils are placed."""

    is_too_large: bool
    kinds: list[tuple[Sought, dict[int, int]]]
    plan: list[InARow]


def as_stored(radar: matching.Radar | None) -> dict[str, Any]:
    """For a round's row; None for a round too large to say."""
    if radar is None:
        return {"is_too_large": True}
    return {
        "kinds": [
            {"kind": asdict(wish.kind), "placed": [[number, more] for number, more in wish.placed.items()]}
            for wish in radar.wishes
        ],
        "plan": [{"kind": asdict(kind), "placed": placed} for kind, placed in radar.plan],
    }


def in_words(round: MatchingRound) -> WhomToLookFor | None:
    """Whom this round says to look for; None if that is not known."""
    stored = round.radar
    if stored is None:
        return None
    names = _Names.of([one["kind"] for one in (*stored.get("kinds", ()), *stored.get("plan", ()))], round)
    return WhomToLookFor(
        is_too_large=stored.get("is_too_large", False),
        kinds=[(names.sought(one["kind"]), dict(one["placed"])) for one in stored.get("kinds", ())],
        plan=list(_in_rows(stored.get("plan", ()), names)),
    )


def _in_rows(plan: Iterable[dict[str, Any]], names: "_Names") -> Iterable[InARow]:
    for kind, same in groupby(plan, key=lambda one: one["kind"]):
        row = list(same)
        yield InARow(names.sought(kind), len(row), row[-1]["placed"])


@dataclass(frozen=True)
class _Names:
    """What codes are called, of the kinds of one round."""

    programmes: dict[str, str]
    subjects: dict[str, str]
    levels: dict[str, str]
    languages: dict[str, str]
    regions: dict[str, str]
    places: dict[tuple[float, float], str]

    @classmethod
    def of(cls, kinds: list[dict[str, Any]], round: MatchingRound) -> "_Names":
        regions = select(Region.id, Region.name).where(
            Region.id.in_({int(k["region"]) for k in kinds if k["region"]})
        )
        return cls(
            programmes=_named(select(Programme.key, Programme.name)),
            subjects=_named(select(Subject.code, Subject.name)),
            levels=_named(select(Level.code, Level.name)),
            languages=_named(select(Language.code, Language.name)),
            regions={str(ident): name for ident, name in db.session.execute(regions)},
            places={} if round.is_country_wide else _places({tuple(k["place"]) for k in kinds if k["place"]}),
        )

    def sought(self, kind: dict[str, Any]) -> Sought:
        programme = self.programmes.get(kind["programme"], kind["programme"])
        subject = self.subjects.get(kind["subject"], kind["subject"])
        level = _in_a_sentence(self.levels[kind["level"]]) if kind["level"] in self.levels else kind["level"]
        facts = []
        if kind["language"]:
            facts.append(
                _("spreekt %(language)s", language=self.languages.get(kind["language"], kind["language"]))
            )
        if kind["nt2"]:
            facts.append(_("heeft ervaring met NT2"))
        facts += [self._where(kind), PARTS_OF_DAY[kind["part_of_day"]]]
        name = f"{programme}: {subject}" if subject else programme
        return Sought(name=f"{name} ({level})" if level else name, facts=[str(fact) for fact in facts])

    def _where(self, kind: dict[str, Any]) -> str:
        region = self.regions.get(kind["region"])
        place = self.places.get(tuple(kind["place"])) if kind["place"] else None
        if place:
            where = _("op locatie, binnen 10 km van %(place)s", place=place)
        elif kind["place"]:
            where = _("op locatie, in de regio %(region)s", region=region) if region else _("op locatie")
        else:
            where = (
                _("online, uit de regio %(region)s", region=region) if region else _("online, uit het hele land")
            )
        return str(where)


def _in_a_sentence(level: str) -> str:
    """ "vwo" for "Vwo (atheneum en gymnasium)"."""
    name = level.partition(" (")[0]
    return name[:1].lower() + name[1:]


def _named(rows: Any) -> dict[str, str]:
    return dict(db.session.execute(rows).all())


def _places(centres: set[tuple[Any, ...]]) -> dict[tuple[float, float], str]:
    here = tuple_(PostcodeArea.latitude, PostcodeArea.longitude).in_(sorted(centres))
    rows = db.session.execute(
        select(PostcodeArea.latitude, PostcodeArea.longitude, PostcodeArea.place).where(here)
    )
    return {(latitude, longitude): place for latitude, longitude, place in rows}
