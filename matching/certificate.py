"""Is a solution the best there is? Its prices are held against every possible pair, by code that shares nothing
with the solver: the reference's rules and fit, and weak duality of linear programming.

Every valid choice gives each pupil at most one pair, each volunteer at most as many as there are places, each
hour of a volunteer's week to at most one pupil, and each volunteer at most one new pupil of a programme whose
rhythm is not plain. So if every possible pair weighs at most what its pupil, its place, and the cheapest
hour in common (or its programme) are priced at together, no valid choice weighs more than all prices added up:
the bound."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matching.checks import check
from matching.problem import Problem, priority
from matching.reference.candidates import Candidates, candidates_of
from matching.solution import Certificate, Solution


def verify_best(problem: Problem, solution: Solution) -> tuple[str, ...]:
    """Everything that keeps this valid solution from being proven the best, in English sentences; empty when
    it is.

    Best means: no valid choice has a greater sum of weights, as ``Certificate`` defines them. Takes a time
    that grows with requests times volunteers.
    """
    certificate = solution.certificate
    if certificate is None:
        return ("there is no certificate",)
    return tuple(_faults(_around_kept(check(problem)[0], solution), solution, certificate))


def _around_kept(problem: Problem, solution: Solution) -> Problem:
    """What the solution's kept pairs, which ``verify`` looks at, leave of places, hours and pupils."""
    programmes = {programme.key: programme for programme in problem.programmes}
    requests = {request.id: request for request in problem.requests}
    pupils = {requests[pair.request_id].pupil_id for pair in solution.kept}
    volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
    for pair in solution.kept:
        helper, rhythm = volunteers[pair.volunteer_id], programmes[requests[pair.request_id].programme].rhythm
        booked = helper.booked | rhythm.taken(pair.moments)
        volunteers[helper.id] = replace(helper, places=helper.places - 1, booked=booked)
    others = tuple(request for request in problem.requests if request.pupil_id not in pupils)
    return replace(problem, volunteers=tuple(volunteers.values()), requests=others)


def _faults(problem: Problem, solution: Solution, certificate: Certificate) -> Iterator[str]:
    candidates = list(candidates_of(problem))
    ranks = _ranks(candidates)
    if certificate.step <= 1000 * len(ranks) or certificate.point <= certificate.bonus * len(ranks):
        yield "the weights do not put number and priority before fit, and fit before habit"
    prices = (certificate.worth, certificate.price, certificate.programme_price, certificate.moment_price)
    if any(price < 0 for kind in prices for price in kind.values()):
        yield "a price is negative"
    chosen = {proposal.request_id: proposal.volunteer_id for proposal in solution.proposals}
    value = 0
    for found in candidates:
        weights = _weights(problem, found, ranks, certificate)
        dearest = weights - _priced(found, certificate)
        if len(dearest) and dearest.max() > certificate.worth.get(found.request.pupil_id, 0):
            yield f"request {found.request.id} has a pair that weighs more than it is priced at"
        for index, weight in enumerate(weights.tolist()):
            if chosen.get(found.request.id) == found.volunteer(index).id:
                value += weight
    if value != certificate.value:
        yield f"the solution weighs {value}, not {certificate.value}"
    bound = _bound(problem, certificate)
    if bound != certificate.bound:
        yield f"the prices add up to {bound}, not {certificate.bound}"
    if value != bound:
        yield f"between {value} and the bound {bound} is a gap"


def _ranks(candidates: list[Candidates]) -> dict[int, int]:
    """By pupil who could be served, the rank of their most urgent request that somebody could serve, from 1."""
    days: dict[int, int] = {}
    for found in candidates:
        if len(found.columns):
            pupil, own = found.request.pupil_id, priority(found.request, found.programme)
            days[pupil] = max(own, days.get(pupil, own))
    rank = {value: number for number, value in enumerate(sorted(set(days.values())), start=1)}
    return {pupil: rank[value] for pupil, value in days.items()}


def _weights(problem: Problem, found: Candidates, ranks: dict[int, int], certificate: Certificate) -> np.ndarray:
    request = found.request
    earlier = [(request.id, found.volunteer(index).id) in problem.earlier for index in range(len(found.columns))]
    whole = ranks.get(request.pupil_id, 0) * certificate.step + found.fit
    weights: np.ndarray = whole * certificate.point + certificate.bonus * np.array(earlier, dtype=np.int64)
    return weights


def _priced(found: Candidates, certificate: Certificate) -> np.ndarray:
    """What each pair's place costs, with the programme or the cheapest common hour."""
    prices = []
    hours_priced = {volunteer for volunteer, _ in certificate.moment_price}
    for index in range(len(found.columns)):
        volunteer = found.volunteer(index)
        price = certificate.price.get(volunteer.id, 0)
        if not found.programme.rhythm.is_plain:
            price += certificate.programme_price.get((volunteer.id, found.programme.key), 0)
        elif volunteer.id in hours_priced:
            starts = found.programme.rhythm.starts(found.request.free & volunteer.free)
            price += min(certificate.moment_price.get((volunteer.id, moment), 0) for moment in starts)
        prices.append(price)
    return np.array(prices, dtype=np.int64)


def _bound(problem: Problem, certificate: Certificate) -> int:
    places = {volunteer.id: min(volunteer.places, len(problem.requests)) for volunteer in problem.volunteers}
    return (
        sum(certificate.worth.values())
        + sum(places[volunteer] * price for volunteer, price in certificate.price.items())
        + sum(certificate.programme_price.values())
        + sum(certificate.moment_price.values())
    )
