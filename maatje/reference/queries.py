"""What we ship that needs no table: plain sentences about language, whom to call, which route help takes."""

from dataclasses import dataclass
from functools import lru_cache

from maatje.reference.tables import rows_of


@dataclass(frozen=True)
class SkillLevel:
    """How well somebody speaks a language; `order` is what is stored (B1 = 3, first language = 7)."""

    order: int
    volunteer_says: str
    pupil_says: str
    erk: str


@dataclass(frozen=True)
class SafetyContact:
    """Whom to call, and when. Some have a site and no number."""

    name: str
    phone: str
    when: str
    web: str
    note: str


@dataclass(frozen=True)
class VulnerabilityRoute:
    """Where a pupil's help comes from, and how we tell them (category "3" is an unsafe home)."""

    category: str
    name: str
    route_owner: str
    text: str


@dataclass(frozen=True)
class Term:
    """How long a kind of thing is kept as we ship it, and between which bounds an administrator may choose."""

    kind: str
    data: str
    starts: str
    days: int
    lowest: int
    highest: int
    action: str
    basis: str


@lru_cache(maxsize=1)
def retention_terms() -> tuple[Term, ...]:
    """In the order in which one reads them."""
    return tuple(
        Term(
            kind=row["kind"],
            data=row["data"],
            starts=row["starts"],
            days=int(row["days"]),
            lowest=int(row["lowest"]),
            highest=int(row["highest"]),
            action=row["action"],
            basis=row["basis"],
        )
        for row in rows_of("retention")
    )


@lru_cache(maxsize=1)
def language_skill_levels() -> tuple[SkillLevel, ...]:
    """From no word of the language to a first language."""
    return tuple(
        SkillLevel(int(row["order"]), row["volunteer_says"], row["pupil_says"], row["erk"])
        for row in rows_of("language_skill_levels")
    )


@lru_cache(maxsize=1)
def safety_contacts() -> tuple[SafetyContact, ...]:
    """Most urgent first."""
    return tuple(SafetyContact(**row) for row in rows_of("safety_contacts"))


@lru_cache(maxsize=1)
def vulnerability_routes() -> tuple[VulnerabilityRoute, ...]:
    """The routes by category: 1 no device, 2 more guidance, 2b care, 3 unsafe home, 4 out of sight."""
    return tuple(VulnerabilityRoute(**row) for row in rows_of("vulnerability_routes"))
