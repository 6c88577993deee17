"""What somebody can teach who offers a subject up to a level: the rule behind the coverage table.

The table is the truth and may be corrected, in the database: there is no page for it yet. This rule fills it for
subjects that have no rows (after domain.md §2.2, which is custom, not law):

* Levels stand on rungs. Who offers a subject teaches it on their own rung and the two below, and nothing above.
  Vwo thus covers havo and vmbo-gl/tl, but not vmbo-b: explaining to those pupils is a craft of its own.
* In the brugklas and the ISK the level is still open, so they ask for somebody from vmbo-tl up.
* Some subjects carry others: wiskunde A or B carries the lower years' wiskunde, natuurkunde carries nask 1.
* Primary school: any adult who offers the subject, at whatever level; special education only by those who name it.
* Nt2 is about the pupil's Dutch, not about a type of school: who offers it covers all.
* A kind of help (planning, a good talk) has no level and stands in no row: see `queries.coverage`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

RUNGS: Mapping[str, int] = {
    "PRO": 0,
    "VMBO-BB": 1,
    "MBO-1": 1,
    "VMBO-KB": 2,
    "MBO-2": 2,
    "VMBO-GL": 3,
    "VMBO-TL": 3,
    "BRUG": 3,
    "ISK": 3,
    "MBO-3": 3,
    "HAVO": 4,
    "MBO-4": 4,
    "VWO": 5,
    "HBO": 5,
    "WO": 5,
}
RUNGS_DOWN = 2
NOT_OFFERED = ("BRUG", "ISK")  # open levels: somebody who offers them covers only themselves
NOT_AT_SCHOOL = ("HBO", "WO")
PRIMARY: Mapping[str, int] = {"PO": 0, "NK-PO": 0, "SBO": 1, "SO": 2}
EVERY_LEVEL = ("nt2",)


class Carries(NamedTuple):
    """Who offers `offered` can also teach `subject`, at least `down` rungs lower."""

    offered: str
    subject: str
    down: int = 0


CARRIED = (
    *(Carries(offered, "wis") for offered in ("wisA", "wisB", "wisC", "wisD")),
    Carries("wisB", "wisA", down=1),
    Carries("wisD", "wisB"),
    Carries("wisA", "wisC"),
    *(Carries(offered, "rek") for offered in ("wis", "wisA", "wisB", "wisC", "wisD")),
    *(Carries(offered, "mbo-rek") for offered in ("rek", "wis", "wisA", "wisB")),
    Carries("nat", "nsk1"),
    Carries("schk", "nsk2"),
    *(Carries(offered, "nask") for offered in ("nat", "schk", "nsk1", "nsk2")),
    *(Carries(offered, "menn") for offered in ("nat", "schk", "nask", "biol")),
    *(Carries(offered, "menm") for offered in ("ak", "gesc", "econ")),
    Carries("maw", "maat"),
    Carries("maw", "mask"),
    Carries("mask", "maat"),
    Carries("netl", "mbo-ned"),
    Carries("entl", "mbo-eng"),
)

Taught = tuple[str, str]
"""A subject's code and a level's code."""


def covered_levels(offered: str, *, down: int = 0) -> frozenset[str]:
    """The levels that somebody covers who offers a subject up to this one, at least `down` rungs lower."""
    if offered in RUNGS and offered not in NOT_OFFERED:
        rungs = range(RUNGS[offered] - RUNGS_DOWN, RUNGS[offered] - down + 1)
        return frozenset(level for level, rung in RUNGS.items() if rung in rungs)
    if offered in PRIMARY and not down:
        return frozenset(level for level, rung in PRIMARY.items() if rung <= PRIMARY[offered])
    return frozenset({offered}) if not down else frozenset()


def levels_beside(level: str) -> frozenset[str]:
    """The pupils' levels one rung up or down in the same kind of school: what "one level off" means."""
    if level not in RUNGS or level in NOT_OFFERED:
        return frozenset()
    return frozenset(
        other
        for other, rung in RUNGS.items()
        if abs(rung - RUNGS[level]) == 1
        and other.startswith("MBO") == level.startswith("MBO")
        and other not in (*NOT_OFFERED, *NOT_AT_SCHOOL)
    )


LEVELS_BESIDE: Mapping[str, frozenset[str]] = {level: levels_beside(level) for level in RUNGS}


def coverage_of(subject: str, sectors: Iterable[str], levels: Iterable[str]) -> Iterator[tuple[str, Taught]]:
    """For a subject taught in class: each level at which it may be offered, with what that covers."""
    known = frozenset(levels)
    is_primary = "po" in sectors
    for offered in sorted(known - (frozenset() if is_primary else PRIMARY.keys())):
        taught = {(subject, level) for level in _own_levels(subject, is_primary, offered, known)}
        for carries in CARRIED:
            if carries.offered == subject:
                taught |= {(carries.subject, level) for level in covered_levels(offered, down=carries.down)}
        yield from ((offered, pair) for pair in sorted(taught) if pair[1] in known)


def _own_levels(subject: str, is_primary: bool, offered: str, known: frozenset[str]) -> frozenset[str]:
    if subject in EVERY_LEVEL:
        return known
    if is_primary and offered in RUNGS:
        return covered_levels(offered) | {"PO", "NK-PO"}
    return covered_levels(offered)
