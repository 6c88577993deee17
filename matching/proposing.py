"""Pairs as proposals: what is known of each, in words and numbers that a coordinator can be told."""

from collections.abc import Iterable

import numpy as np

from matching.bits import Floats, Ints, Mask
from matching.columns import Asks, Columns, Offers
from matching.compiled import compiled
from matching.rules import distance_km
from matching.scoring import FULL, PARTS, common_moments, meets_in_person, parts_of
from matching.solution import Proposal


def proposals_of(
    columns: Columns, request: Ints, volunteer: Ints, moments: Iterable[Iterable[int]]
) -> Iterable[Proposal]:
    """Proposals for pairs, given by their rows, that may meet at these moments."""
    parts, common, in_person, distance = facts_of(columns.offers, columns.asks, request, volunteer)
    for asking, helping, own_parts, hours, visits, away, week in zip(
        request.tolist(),
        volunteer.tolist(),
        parts.tolist(),
        common.tolist(),
        in_person.tolist(),
        distance.tolist(),
        moments,
        strict=True,
    ):
        asked, offered = columns.requests[asking], columns.volunteers[helping]
        language = asked.interpreter_language
        yield Proposal(
            request_id=asked.id,
            volunteer_id=offered.id,
            moments=tuple(sorted(week)),
            fit=sum(own_parts),
            parts=dict(zip(FULL, own_parts, strict=True)),
            in_person=visits,
            needs_booked_interpreter=language is not None and language not in offered.languages,
            distance_km=None if away != away else round(away, 1),
            common_moments=hours,
            days_waited=asked.days_waited,
        )


@compiled
def facts_of(offers: Offers, asks: Asks, request: Ints, volunteer: Ints) -> "tuple[Ints, Ints, Mask, Floats]":
    """Of each pair the parts of its fit, the common moments, whether they meet in person, and the distance in
    km."""
    parts = np.empty((len(request), PARTS), dtype=np.int64)
    common = np.empty(len(request), dtype=np.int64)
    in_person = np.empty(len(request), dtype=np.bool_)
    distance = np.empty(len(request), dtype=np.float64)
    for pair in range(len(request)):
        parts[pair] = parts_of(offers, asks, volunteer[pair], request[pair])
        common[pair] = common_moments(offers, asks, volunteer[pair], request[pair])
        in_person[pair] = meets_in_person(offers, asks, volunteer[pair], request[pair])
        distance[pair] = distance_km(offers, asks, volunteer[pair], request[pair])
    return parts, common, in_person, distance
