"""The words that files may use: what we ship, and the programmes of this run."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from flask_babel import gettext as _

import matching
from maatje.lists.cells import NotUnderstood, plain
from maatje.programmes.coverage import coverage_of
from maatje.programmes.level_words import words_for_level
from maatje.programmes.models import KINDS_OF_HELP
from maatje.reference.tables import rows_of

ALIKE = 0.7  # of likeness as difflib counts it: “Wiskude” is 0.93 like “Wiskunde”, “Havoo” 0.67 like “Mavo”
ANYTHING = "alle"


@dataclass(frozen=True)
class Names:
    """Things of one kind: by plain word the codes it may stand for, by code the name that people read."""

    codes: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, str]

    def find(self, text: str, prefer: Callable[[str], bool] = lambda _code: True) -> str:
        """The code of what is named; of several the first that is preferred. Raises NotUnderstood."""
        codes = self.codes.get(plain(text))
        if not codes:
            raise NotUnderstood(f"{_('“%(text)s” kennen we niet.', text=text)} {self._advice(text)}")
        return next(filter(prefer, codes), codes[0])

    def knows(self, text: str) -> bool:
        return plain(text) in self.codes

    def _advice(self, text: str) -> str:
        for word in get_close_matches(plain(text), self.codes, n=1, cutoff=ALIKE):
            return str(_("Bedoel je “%(name)s”?", name=self.shown[self.codes[word][0]]))
        if len(self.shown) <= 8:
            return str(_("Kies uit: %(names)s.", names=", ".join(self.shown.values())))
        return str(_("Kijk bij “Wat mag” in het voorbeeldbestand."))


def names_of(things: Iterable[tuple[str, str, Iterable[str]]]) -> Names:
    """Of (code, name, other words); where two share a word, a name goes before another word, then the first."""
    things = list(things)
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for words in ([(c, (name, c)) for c, name, _others in things], [(c, others) for c, _name, others in things]):
        for code, its_words in words:
            for word in its_words:
                if plain(word) and code not in codes[plain(word)]:
                    codes[plain(word)].append(code)
    return Names({word: tuple(found) for word, found in codes.items()}, {code: name for code, name, _ in things})


class Spot(NamedTuple):
    """Where a four-digit postcode lies."""

    name: str
    place: matching.Place
    region: str


@dataclass(frozen=True)
class Programme:
    """A kind of help as this run knows it; `subjects` are those that can be asked for in it."""

    name: str
    rules: matching.Programme
    subjects: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """Everything a cell can name."""

    subjects: Names
    pupil_levels: Names
    helper_levels: Names
    languages: Names
    regions: Names
    kinds_of_help: frozenset[str]
    subject_sectors: Mapping[str, frozenset[str]]
    level_sector: Mapping[str, str]
    postcodes: Mapping[str, Spot]
    covered: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
    programmes: Names
    rules: Mapping[str, Programme]

    def subject(self, text: str, level: str) -> str:
        """The subject of that name; where several have it ("Engels"), that which is taught at the level."""
        sector = self.level_sector.get(level)
        return self.subjects.find(text, lambda code: sector in self.subject_sectors[code])

    def taught_by(self, offers: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
        """For each subject the pupils' levels that somebody covers who offers these subjects at these levels."""
        levels: defaultdict[str, set[str]] = defaultdict(set)
        for offer in offers:
            for subject, covered in self.covered.get(offer, {}).items():
                levels[subject] |= covered
        return {subject: frozenset(covered) for subject, covered in levels.items()}


def vocabulary(programmes: Mapping[str, Programme]) -> Vocabulary:
    """What we ship, with these programmes."""
    subjects, levels = rows_of("subjects"), rows_of("levels")
    kinds = frozenset(row["code"] for row in subjects if row["group"] in KINDS_OF_HELP)
    return Vocabulary(
        subjects=names_of((row["code"], row["name"], row["aliases"].split(";")) for row in subjects),
        pupil_levels=_level_names(row for row in levels if row["for_pupils"] == "ja"),
        helper_levels=_level_names(row for row in levels if row["for_helpers"] == "ja"),
        languages=names_of((row["code"], row["name"], (row["native_name"],)) for row in rows_of("languages")),
        regions=names_of((row["code"], row["name"], ()) for row in rows_of("regions")),
        kinds_of_help=kinds,
        subject_sectors={row["code"]: frozenset(row["sectors"].split()) for row in subjects},
        level_sector={row["code"]: row["sector"] for row in levels},
        postcodes={
            row["pc4"]: Spot(row["place"], (float(row["latitude"]), float(row["longitude"])), row["region"])
            for row in rows_of("postcodes")
        },
        covered=_covered(subjects, [row["code"] for row in levels], kinds),
        programmes=names_of((key, one.name, ()) for key, one in programmes.items()),
        rules=programmes,
    )


def _level_names(rows: Iterable[Mapping[str, str]]) -> Names:
    return names_of((row["code"], row["name"], words_for_level(row["code"], row["name"])) for row in rows)


def _covered(
    subjects: Iterable[Mapping[str, str]], levels: list[str], kinds: frozenset[str]
) -> dict[tuple[str, str], dict[str, frozenset[str]]]:
    covered: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in subjects:
        if row["code"] in kinds:
            covered[row["code"], matching.ANY_LEVEL][row["code"]] |= {matching.ANY_LEVEL, *levels}
            continue
        for offered, (subject, level) in coverage_of(row["code"], row["sectors"].split(), levels):
            covered[row["code"], offered][subject].add(level)
    return {
        offer: {subject: frozenset(levels) for subject, levels in taught.items()}
        for offer, taught in covered.items()
    }
