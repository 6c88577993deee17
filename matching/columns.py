"""The records as columns, so that a compiled rule can look at millions of pairs a second.

A *skill* is a subject at a pupil's level, experience with NT2, or a language an interpreter is asked for: whatever
somebody in this problem asks for, numbered. Sets are bits: 64 in a word, as many words as it takes.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.bits import (
    WEEKS,
    WORDS_IN_WEEK,
    Bits,
    Floats,
    Ints,
    every_week,
    members_of,
    sets_of,
    some_week,
    weeks_of,
)
from matching.problem import (
    ANY_LEVEL,
    DUTCH_B1,
    Place,
    Problem,
    Programme,
    Request,
    Skill,
    Volunteer,
    priority,
    skills_needed,
)
from matching.scarcity import skill_weights

Key = TypeVar("Key", bound=Hashable)
NOBODY = -1

WEEK = ("<u8", (WORDS_IN_WEEK,))
FORTNIGHT = ("<u8", (WEEKS * WORDS_IN_WEEK,))
VOLUNTEER = np.dtype(
    [
        ("region", "<i8"),
        ("gender", "<i8"),
        ("places", "<i8"),
        ("travel_km", "<f8"),
        ("point", "<f8", (3,)),
        ("free", *WEEK),  # every week: what a plain pair has in common for its fit
        ("plain", *WEEK),  # of these the hours open to pupils of a plain rhythm
        ("weight", "<i8"),  # of all skills they have (see ``scarcity``)
        ("online", "?"),
        ("in_person", "?"),
        ("has_nt2", "?"),
        ("knows_dutch", "?"),
        ("weeks", *FORTNIGHT),  # all free hours: of the even weeks, then of the odd
        ("special", *FORTNIGHT),  # of these the hours open to pupils of a rhythm that is not plain
    ]
)
"""A volunteer as a record."""

REQUEST = np.dtype(
    [
        ("programme", "<i8"),
        ("pupil", "<i8"),
        ("sessions", "<i8"),
        ("hours", "<i8"),  # of each session
        ("every_weeks", "<i8"),
        ("region", "<i8"),
        ("gender", "<i8"),
        ("interpreter", "<i8"),
        ("language", "<i8"),
        ("point", "<f8", (3,)),
        ("free", *WEEK),  # every week if the rhythm is plain, else in some week: what is looked at first
        ("wanted", "<i8", (2,)),  # skills, those necessary first
        ("necessary", "<i8"),  # how many of them are
        ("needs", "<i8", (2,)),  # the same skills, with NT2 and the interpreter's language
        ("musts", "<i8", (2,)),  # of these, those without which nobody may come
        ("forbidden", "<i8", (2,)),
        ("known", "<i8", (2,)),
        ("earlier", "<i8", (2,)),
        ("is_plain", "?"),
        ("needs_nt2", "?"),
        ("online", "?"),
        ("in_person", "?"),
        ("anywhere", "?"),
        ("subject_required", "?"),
        ("books_interpreters", "?"),
        ("weeks", *FORTNIGHT),
    ]
)
"""A request as a record, with the rules of its programme. A pair of numbers as ``wanted`` says from where to
where a list goes in ``listed``."""


class Offers(NamedTuple):
    """The volunteers in order of id, their sets side by side as bits, and what each skill weighs."""

    row: NDArray[np.void]
    sets: Bits  # programmes, then skills, subjects offered at just that level, languages
    covers: int  # the word in which each begins
    offered: int
    speaks: int
    skill_weight: Ints


class Asks(NamedTuple):
    """The requests in order of id, and their lists."""

    row: NDArray[np.void]
    listed: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A checked problem, twice: as records and as columns. ``rank`` is by request that of its priority:
    the longest waiting and most urgent have the highest."""

    problem: Problem
    offers: Offers
    asks: Asks
    programmes: Sequence[Programme]
    pupil_ids: Sequence[int]
    rank: Ints
    skills: Sequence[Skill]
    regions: int

    @property
    def volunteers(self) -> Sequence[Volunteer]:
        return self.problem.volunteers

    @property
    def requests(self) -> Sequence[Request]:
        return self.problem.requests

    def programme_of(self, request_row: int) -> Programme:
        return self.programmes[int(self.asks.row[request_row]["programme"])]


def columns_of(problem: Problem) -> Columns:
    """The columns of a problem that ``check`` let through, so that its records are sound and sorted."""
    programmes = problem.programmes
    number = {programme.key: index for index, programme in enumerate(programmes)}
    of_request = [programmes[number[request.programme]] for request in problem.requests]
    words = _Words(problem)
    asks = _asks(problem, of_request, number, words)
    return Columns(
        problem=problem,
        offers=_offers(problem, number, words),
        asks=asks,
        programmes=programmes,
        pupil_ids=sorted({request.pupil_id for request in problem.requests}),
        rank=_ranks(list(map(priority, problem.requests, of_request))),
        skills=tuple(words.skills.known),
        regions=len(words.regions.known),
    )


class _Numbers(Generic[Key]):
    """Numbers for things, in the order in which they were first seen; NOBODY's number for None."""

    def __init__(self, known: Iterable[Key] = ()) -> None:
        self.known: dict[Key, int] = {}
        for thing in known:
            self.of(thing)

    def of(self, thing: Key | None) -> int:
        return NOBODY if thing is None else self.known.setdefault(thing, len(self.known))

    def known_among(self, things: Iterable[Key]) -> list[int]:
        return [self.known[thing] for thing in things if thing in self.known]


class _Words:
    """The numbers of all that is named in a problem; skills and languages only if somebody asks for them."""

    def __init__(self, problem: Problem) -> None:
        self.skills: _Numbers[Skill] = _Numbers(
            sorted(
                {skill for request in problem.requests for skill in skills_needed(request)} | {*problem.expected}
            )
        )
        self.languages: _Numbers[str] = _Numbers(
            sorted({w for request in problem.requests for w in _languages(request)})
        )
        self.regions: _Numbers[str] = _Numbers()
        self.genders: _Numbers[str] = _Numbers()


class _Lists:
    """Lists end to end in one long column."""

    def __init__(self) -> None:
        self._items: list[int] = []

    def add(self, items: Iterable[int]) -> tuple[int, int]:
        """From where to where the list stands in the column."""
        begin = len(self._items)
        self._items.extend(items)
        return begin, len(self._items)

    @property
    def column(self) -> Ints:
        return np.array(self._items, dtype=np.int64)


def _asks(problem: Problem, programmes: Sequence[Programme], number: Mapping[str, int], words: _Words) -> Asks:
    requests = problem.requests
    rows = {volunteer.id: row for row, volunteer in enumerate(problem.volunteers)}
    pupils = {pupil: row for row, pupil in enumerate(sorted({request.pupil_id for request in requests}))}
    known: dict[int, list[int]] = defaultdict(list)
    for row, volunteer in enumerate(problem.volunteers):
        for pupil_id in volunteer.known_pupils:
            known[pupil_id].append(row)
    forbidden, earlier = _by_first(problem.forbidden, rows), _by_first(problem.earlier, rows)
    lists = _Lists()
    column = np.zeros(len(requests), dtype=REQUEST)
    column["programme"] = [number[request.programme] for request in requests]
    column["pupil"] = [pupils[request.pupil_id] for request in requests]
    rhythms = [programme.rhythm for programme in programmes]
    for part in ("sessions", "hours", "every_weeks", "is_plain"):
        column[part] = [getattr(rhythm, part) for rhythm in rhythms]
    column["region"] = [words.regions.of(request.region) for request in requests]
    column["gender"] = [words.genders.of(request.required_gender) for request in requests]
    column["interpreter"] = [words.languages.of(request.interpreter_language) for request in requests]
    column["language"] = [words.languages.of(request.language) for request in requests]
    column["point"] = _points(request.place for request in requests)
    column["weeks"] = weeks = _free_weeks(requests)
    column["free"] = np.where(column["is_plain"][:, None], every_week(weeks), some_week(weeks))
    wanted = [_wanted(request) for request in requests]
    column["wanted"] = _ranges(
        lists.add(words.skills.of(("subject", subject, request.level)) for subject in subjects)
        for request, (subjects, _) in zip(requests, wanted, strict=True)
    )
    column["necessary"] = [necessary for _, necessary in wanted]
    column["needs"] = _ranges(
        lists.add(sorted(words.skills.known_among(skills_needed(request)))) for request in requests
    )
    column["musts"] = _ranges(
        lists.add(words.skills.known_among(_musts(request, programme)))
        for request, programme in zip(requests, programmes, strict=True)
    )
    column["forbidden"] = _ranges(lists.add(forbidden.get(request.pupil_id, ())) for request in requests)
    column["known"] = _ranges(lists.add(known.get(request.pupil_id, ())) for request in requests)
    column["earlier"] = _ranges(lists.add(earlier.get(request.id, ())) for request in requests)
    column["needs_nt2"] = [request.needs_nt2 for request in requests]
    column["online"] = [r.online and p.online for r, p in zip(requests, programmes, strict=True)]
    column["in_person"] = [r.in_person and p.in_person for r, p in zip(requests, programmes, strict=True)]
    column["anywhere"] = [programme.anywhere for programme in programmes]
    column["subject_required"] = [programme.subject_required for programme in programmes]
    column["books_interpreters"] = [programme.allows_booked_interpreter for programme in programmes]
    return Asks(column, lists.column)


def _offers(problem: Problem, number: Mapping[str, int], words: _Words) -> Offers:
    volunteers, skills = problem.volunteers, words.skills
    subjects = _SubjectSkills(skills)
    held = [subjects.covered_by(volunteer) | _other_skills(volunteer, skills) for volunteer in volunteers]
    column = np.zeros(len(volunteers), dtype=VOLUNTEER)
    column["region"] = [words.regions.of(volunteer.region) for volunteer in volunteers]
    column["gender"] = [words.genders.of(volunteer.gender) for volunteer in volunteers]
    # With a place for every request there is, more places make no difference.
    column["places"] = [min(volunteer.places, len(problem.requests)) for volunteer in volunteers]
    column["travel_km"] = [volunteer.travel_km for volunteer in volunteers]
    column["point"] = _points(volunteer.place for volunteer in volunteers)
    column["weeks"] = column["special"] = weeks = _free_weeks(volunteers)
    column["free"] = column["plain"] = every_week(weeks)
    column["online"] = [volunteer.online for volunteer in volunteers]
    column["in_person"] = [volunteer.in_person for volunteer in volunteers]
    column["has_nt2"] = [volunteer.has_nt2 for volunteer in volunteers]
    column["knows_dutch"] = [volunteer.dutch >= DUTCH_B1 for volunteer in volunteers]
    counted = [
        skills_held if volunteer.places else () for volunteer, skills_held in zip(volunteers, held, strict=True)
    ]
    weights, column["weight"] = skill_weights(_asked(problem, skills), *members_of(counted), column["places"])
    sets = (
        sets_of([{number[key] for key in v.programmes if key in number} for v in volunteers], len(number)),
        sets_of(held, len(skills.known)),
        sets_of([subjects.offered_by(volunteer) for volunteer in volunteers], len(skills.known)),
        sets_of([words.languages.known_among(v.languages) for v in volunteers], len(words.languages.known)),
    )
    words_before = np.cumsum([each.shape[1] for each in sets]).tolist()
    return Offers(
        row=column,
        sets=np.concatenate(sets, axis=1),
        covers=words_before[0],
        offered=words_before[1],
        speaks=words_before[2],
        skill_weight=weights,
    )


class _SubjectSkills:
    """Which of the skills asked for are covered or offered by a volunteer."""

    def __init__(self, skills: _Numbers[Skill]) -> None:
        self._at: dict[tuple[str, str], list[int]] = defaultdict(list)
        for (kind, subject, level), number in skills.known.items():
            if kind == "subject":
                self._at[subject, level].append(number)
                if level != ANY_LEVEL:
                    self._at[subject, ANY_LEVEL].append(number)

    def covered_by(self, volunteer: Volunteer) -> set[int]:
        pairs = ((subject, level) for subject, levels in volunteer.subjects.items() for level in levels)
        return self._numbers(pairs)

    def offered_by(self, volunteer: Volunteer) -> set[int]:
        return self._numbers(volunteer.offered)

    def _numbers(self, pairs: Iterable[tuple[str, str]]) -> set[int]:
        at = self._at
        return {number for pair in pairs if pair in at for number in at[pair]}


def _other_skills(volunteer: Volunteer, skills: _Numbers[Skill]) -> set[int]:
    held: list[Skill] = [("language", language, "") for language in volunteer.languages]
    return set(skills.known_among([*held, ("nt2", "", "")] if volunteer.has_nt2 else held))


def _asked(problem: Problem, skills: _Numbers[Skill]) -> Ints:
    """By skill, how many requests need it and are expected to; none where nothing is to be kept."""
    if not problem.keep_scarce_skills:
        return np.zeros(len(skills.known), dtype=np.int64)
    counts = Counter(problem.expected)
    for request in problem.requests:
        counts.update(skills_needed(request))
    return np.array([max(0, counts[skill]) for skill in skills.known], dtype=np.int64)


def _wanted(request: Request) -> tuple[list[str], int]:
    """Each subject asked for once, those necessary first, and how many are."""
    necessary = dict.fromkeys(wanted.subject for wanted in request.subjects if wanted.necessary)
    every = necessary | dict.fromkeys(wanted.subject for wanted in request.subjects)
    return list(every), len(necessary)


def _musts(request: Request, programme: Programme) -> Iterator[Skill]:
    yield from (("subject", wanted.subject, request.level) for wanted in request.subjects if wanted.necessary)
    if request.needs_nt2:
        yield "nt2", "", ""
    if request.interpreter_language is not None and not programme.allows_booked_interpreter:
        yield "language", request.interpreter_language, ""


def _ranks(priorities: list[int]) -> Ints:
    """Days may be any number; only their order counts."""
    rank = {value: number for number, value in enumerate(sorted(set(priorities)))}
    return np.array([rank[value] for value in priorities], dtype=np.int64)


def _languages(request: Request) -> Iterator[str]:
    return (word for word in (request.interpreter_language, request.language) if word is not None)


def _by_first(pairs: Iterable[tuple[int, int]], rows: Mapping[int, int]) -> dict[int, list[int]]:
    """For each first id the rows of the second, in order; ids that no row has are passed over."""
    found: dict[int, list[int]] = defaultdict(list)
    for first, second in sorted(pairs):
        if second in rows:
            found[first].append(rows[second])
    return found


def _ranges(pairs: Iterable[tuple[int, int]]) -> Ints:
    return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)


def _free_weeks(people: Sequence[Volunteer] | Sequence[Request]) -> Bits:
    free: Bits = weeks_of(person.moments for person in people) & ~weeks_of(person.booked for person in people)
    return free


def _points(places: Iterable[Place | None]) -> Floats:
    """Places as points on a globe of radius 1; not a number where a place is unknown."""
    nowhere = (np.nan, np.nan)
    latitude, longitude = np.radians(np.array([place or nowhere for place in places]).reshape(-1, 2)).T
    flat = np.cos(latitude)
    return np.stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)), axis=1)
