"""From files to one problem: who can be read takes part, who cannot is set aside with the reason."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

import matching
from maatje.outside import pairs, programmes, requests, volunteers
from maatje.outside.keeping import Fixed, keep
from maatje.outside.pairs import Decision, Pair
from maatje.outside.requests import Asked
from maatje.outside.sheets import Good, Sheet, read_sheet, understand
from maatje.outside.tables import PROPOSAL_HEADINGS
from maatje.outside.vocabulary import Vocabulary, vocabulary
from maatje.spreadsheets.table import Row

Record = TypeVar("Record")


@dataclass(frozen=True)
class Files:
    """What a run reads; the last two are optional."""

    volunteers: Path
    requests: Path
    programmes: Path | None = None
    pairs: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        every = (self.volunteers, self.requests, self.programmes, self.pairs)
        return tuple(path for path in every if path is not None)


@dataclass(frozen=True)
class Gathered:
    """A problem, who its numbers are in the files, the pairs that stand already, and every file as it was read."""

    problem: matching.Problem
    kept: tuple[matching.Proposal, ...]
    known: Vocabulary
    volunteers: Mapping[int, Good[matching.Volunteer]]
    requests: Mapping[int, Good[Asked]]
    sheets: Mapping[str, Sheet]  # "volunteers", "requests", "programmes", "pairs"
    day: date

    @property
    def remarks(self) -> list[str]:
        return [remark for sheet in self.sheets.values() for remark in sheet.remarks]

    @property
    def number_aside(self) -> int:
        return sum(len(sheet.aside) for sheet in self.sheets.values())


def gather(files: Files, day: date) -> Gathered:
    """All files, read. Raises FileRefused for one that cannot be used as a whole."""
    sheets: dict[str, Sheet] = {}
    known = _vocabulary(files, sheets)
    sheets["volunteers"] = read_sheet(files.volunteers, volunteers.COLUMNS)
    sheets["requests"] = read_sheet(files.requests, requests.COLUMNS)
    helpers = understand(sheets["volunteers"], volunteers.COLUMNS, partial(volunteers.read_volunteer, known=known))
    askers = understand(sheets["requests"], requests.COLUMNS, partial(requests.read_request, known=known, day=day))
    helpers_by_id = {
        number: replace(one, record=replace(one.record, id=number)) for number, one in enumerate(helpers, start=1)
    }
    askers_by_id = _numbered(askers)
    problem = matching.Problem(
        programmes=tuple(one.rules for one in known.rules.values()),
        volunteers=tuple(one.record for one in helpers_by_id.values()),
        requests=tuple(one.record.record for one in askers_by_id.values()),
    )
    kept: tuple[matching.Proposal, ...] = ()
    if files.pairs:
        sheet = sheets["pairs"] = read_sheet(files.pairs, pairs.COLUMNS, PROPOSAL_HEADINGS)
        problem, kept = _with_pairs(problem, sheet, helpers_by_id, askers_by_id, sheets)
    return Gathered(problem, kept, known, helpers_by_id, askers_by_id, sheets, day)


def _vocabulary(files: Files, sheets: dict[str, Sheet]) -> Vocabulary:
    ours = vocabulary(programmes.shipped())
    if files.programmes is None:
        return ours
    sheet = sheets["programmes"] = read_sheet(files.programmes, programmes.COLUMNS)
    read = understand(sheet, programmes.COLUMNS, partial(programmes.read_programme, subjects=ours.subjects))
    return vocabulary(programmes.together(one.record for one in read))


def _numbered(askers: Sequence[Good[Asked]]) -> dict[int, Good[Asked]]:
    """Requests numbered in the order of their references, pupils too; a pupil may have several requests."""
    pupils = {pupil: number for number, pupil in enumerate(sorted({_same(one.record.pupil) for one in askers}), 1)}
    return {
        number: replace(
            one,
            record=replace(
                one.record,
                record=replace(one.record.record, id=number, pupil_id=pupils[_same(one.record.pupil)]),
            ),
        )
        for number, one in enumerate(askers, start=1)
    }


def _same(reference: str) -> str:
    return reference.casefold()


def _with_pairs(
    problem: matching.Problem,
    sheet: Sheet,
    helpers: Mapping[int, Good[matching.Volunteer]],
    askers: Mapping[int, Good[Asked]],
    sheets: Mapping[str, Sheet],
) -> tuple[matching.Problem, tuple[matching.Proposal, ...]]:
    """The problem with every decision in it, and the pairs that stand."""
    look_up = _LookUp(
        {"volunteer": _numbers(helpers), "request": _numbers(askers)},
        {"volunteer": _aside_in(sheets["volunteers"]), "request": _aside_in(sheets["requests"])},
    )
    decided: dict[Decision, list[tuple[Row, Fixed]]] = {decision: [] for decision in Decision}
    gone = 0
    for one in understand(sheet, pairs.COLUMNS, pairs.read_pair):
        problems, found = look_up.both(one.record)
        if found:
            decided[one.record.decision].append((one.row, found))
        elif one.record.decision is Decision.PROPOSED:
            gone += 1  # whoever was helped or left since last time is simply not there
        else:
            sheet.set_aside(one.row, problems)
    if gone:
        text = "%(num)d eerder voorstel gaat over iemand die er nu niet bij staat."
        texts = "%(num)d eerdere voorstellen gaan over iemand die er nu niet bij staat."
        sheet.remarks.append(f"{sheet.path.name}: {ngettext(text, texts, gone)}")
    problem = _as_decided(problem, decided, askers)
    rows = {id(fixed): row for row, fixed in decided[Decision.FIXED]}
    kept = keep(problem, [fixed for _row, fixed in decided[Decision.FIXED]])
    for fixed, reason in kept.refused:
        sheet.set_aside(rows[id(fixed)], {"": reason})
    return kept.problem, kept.proposals


def _as_decided(
    problem: matching.Problem,
    decided: Mapping[Decision, Sequence[tuple[Row, Fixed]]],
    askers: Mapping[int, Good[Asked]],
) -> matching.Problem:
    def by_pupil(decision: Decision) -> frozenset[tuple[int, int]]:
        return frozenset(
            (askers[one.request_id].record.record.pupil_id, one.volunteer_id) for _row, one in decided[decision]
        )

    knows: defaultdict[int, set[int]] = defaultdict(set)
    for pupil, volunteer in by_pupil(Decision.ACQUAINTED):
        knows[volunteer].add(pupil)
    return replace(
        problem,
        volunteers=tuple(
            replace(v, known_pupils=frozenset(knows[v.id])) if v.id in knows else v for v in problem.volunteers
        ),
        forbidden=by_pupil(Decision.FORBIDDEN),
        earlier=frozenset((one.request_id, one.volunteer_id) for _row, one in decided[Decision.PROPOSED]),
    )


def _numbers(people: Mapping[int, Good[Record]]) -> dict[str, int]:
    return {_same(one.reference): number for number, one in people.items()}


def _aside_in(sheet: Sheet) -> dict[str, int]:
    """By reference the row that was set aside."""
    if "reference" not in sheet.keys:
        return {}
    column = sheet.keys.index("reference")
    return {_same(one.cells[column]): one.number for one in sheet.aside}


@dataclass(frozen=True)
class _LookUp:
    """Finds the people of a pair."""

    numbers: Mapping[str, Mapping[str, int]]
    aside: Mapping[str, Mapping[str, int]]

    def both(self, pair: Pair) -> tuple[dict[str, str], Fixed | None]:
        """The pair in numbers; or what is wrong, by the column's key."""
        problems = {}
        for key, reference in (("request", pair.request), ("volunteer", pair.volunteer)):
            if _same(reference) not in self.numbers[key]:
                problems[key] = self._why_unknown(key, reference)
        if problems:
            return problems, None
        request_id = self.numbers["request"][_same(pair.request)]
        volunteer_id = self.numbers["volunteer"][_same(pair.volunteer)]
        return {}, Fixed(request_id, volunteer_id, pair.moments)

    def _why_unknown(self, key: str, reference: str) -> str:
        if row := self.aside[key].get(_same(reference)):
            return str(_("%(text)s is zelf niet goed te lezen (regel %(row)s).", text=reference, row=row))
        alike = get_close_matches(_same(reference), self.numbers[key], n=1, cutoff=0.75)
        advice = _(" Bedoel je “%(text)s”?", text=alike[0]) if alike else ""
        return str(_("“%(text)s” staat niet in het bestand.", text=reference)) + advice
