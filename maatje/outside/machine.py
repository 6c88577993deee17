"""What came out of a run, for a computer: JSON whose shape docs/match-command.md promises."""

import json
from dataclasses import asdict
from typing import Any

from maatje.outside.beyond import kind_in_words
from maatje.outside.outcome import LeftOver, Outcome, Placed
from maatje.outside.words import short_moments, why, why_left

FORMAT, VERSION = "maatje-match", 1
"""The version goes up when something is taken away or means something else, not when something is added."""


def as_json(outcome: Outcome) -> bytes:
    """The whole outcome; people are named as in the files."""
    return (json.dumps(_whole(outcome), ensure_ascii=False, indent=1) + "\n").encode()


def _whole(outcome: Outcome) -> dict[str, Any]:
    gathered, solution = outcome.gathered, outcome.solution
    placed, left = outcome.placed, outcome.left
    return {
        "format": FORMAT,
        "version": VERSION,
        "day": gathered.day.isoformat(),
        "summary": {
            "volunteers": len(gathered.volunteers),
            "requests": len(gathered.requests),
            "placed": len(placed),
            "left": len(left),
            "set_aside": gathered.number_aside,
            "fit": sum(one.proposal.fit for one in placed),
            "proven": solution.proven,
            "doubts": [str(doubt) for doubt in solution.doubts],
        },
        "proposals": [_proposal(outcome, one) for one in placed],
        "left": [_left(outcome, one) for one in left],
        "set_aside": [
            {"file": kind, "row": row.number, "problems": dict(row.problems)}
            for kind, sheet in gathered.sheets.items()
            for row in sorted(sheet.aside, key=lambda row: row.number)
        ],
        "remarks": gathered.remarks,
        "radar": _radar(outcome),
    }


def _proposal(outcome: Outcome, placed: Placed) -> dict[str, Any]:
    proposal, asked = placed.proposal, placed.request.record
    return {
        "request": placed.request.reference,
        "pupil": asked.pupil,
        "volunteer": placed.volunteer.reference,
        "programme": asked.record.programme,
        "moments": list(proposal.moments),
        "moments_in_words": short_moments(proposal.moments),
        "in_person": proposal.in_person,
        "distance_km": None if proposal.distance_km is None else round(proposal.distance_km, 1),
        "needs_booked_interpreter": proposal.needs_booked_interpreter,
        "common_moments": proposal.common_moments,
        "days_waited": proposal.days_waited,
        "fixed": placed.is_fixed,
        "fit": proposal.fit,
        "parts": {part: int(points) for part, points in proposal.parts.items()},
        "why": why(proposal, asked.record, outcome.gathered.known.languages.shown),
        "alternatives": outcome.other_choices(placed),
    }


def _left(outcome: Outcome, one: LeftOver) -> dict[str, Any]:
    asked = one.request.record
    return {
        "request": one.request.reference,
        "pupil": asked.pupil,
        "programme": asked.record.programme,
        "days_waited": asked.record.days_waited,
        "reason": str(one.left.reason),
        "why": why_left(one.left),
        "volunteers": len(outcome.gathered.problem.volunteers),
        "remained": {rule: int(count) for rule, count in one.left.counts.items()},
        "what_helps": outcome.what_helps(one),
    }


def _radar(outcome: Outcome) -> dict[str, Any] | None:
    radar, gathered = outcome.beyond.radar, outcome.gathered
    if radar is None:
        return None
    return {
        "wishes": [
            {"kind": asdict(one.kind), "in_words": kind_in_words(one.kind, gathered), "placed": dict(one.placed)}
            for one in radar.wishes
        ],
        "plan": [
            {"kind": asdict(kind), "in_words": kind_in_words(kind, gathered), "placed": placed}
            for kind, placed in radar.plan
        ],
    }
