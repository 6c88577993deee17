"""Dull people who fit each other in everything, so that a test states only what matters."""

from typing import Any

from matching import Problem, Programme, Proposal, Request, Solution, Volunteer, Wanted, solve

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (day * 24 for day in range(5))

TUTORING = Programme(key="bijles")
COMPANY = Programme(key="maatje", sessions_per_week=2, subject_required=False)
TRAINING = Programme(key="oefenen", sessions_per_week=3, subject_required=False)
LONG = Programme(key="lang", session_minutes=90, subject_required=False)
FORTNIGHTLY = Programme(key="om de week", every_weeks=2, subject_required=False)
LONG_FORTNIGHTLY = Programme(key="lang om de week", session_minutes=120, every_weeks=2, subject_required=False)
LONG_TWICE = Programme(key="lang tweemaal", sessions_per_week=2, session_minutes=90, subject_required=False)
ALL_PROGRAMMES = (TUTORING, COMPANY, TRAINING, LONG, FORTNIGHTLY, LONG_FORTNIGHTLY, LONG_TWICE)
EVEN, ODD = 168, 336  # added to an hour of the week: of the even, or of the odd weeks only


def volunteer(ident: int = 1, **differences: Any) -> Volunteer:
    return Volunteer(
        **{
            "id": ident,
            "programmes": frozenset(programme.key for programme in ALL_PROGRAMMES),
            "subjects": {"wiskunde": frozenset({"HAVO"})},
            "moments": frozenset({MONDAY + 16, TUESDAY + 16, WEDNESDAY + 16}),
            **differences,
        }
    )


def request(ident: int = 1, **differences: Any) -> Request:
    return Request(
        **{
            "id": ident,
            "pupil_id": ident,
            "programme": "bijles",
            "subjects": (Wanted(subject="wiskunde"),),
            "level": "HAVO",
            "moments": frozenset({MONDAY + 16, TUESDAY + 16, WEDNESDAY + 16}),
            **differences,
        }
    )


def problem(*people: Volunteer | Request | Programme, **differences: Any) -> Problem:
    own = [someone for someone in people if isinstance(someone, Programme)]
    replaced = {programme.key for programme in own}
    usual = [programme for programme in ALL_PROGRAMMES if programme.key not in replaced]
    return Problem(
        **{
            "programmes": (*usual, *own),
            "volunteers": tuple(someone for someone in people if isinstance(someone, Volunteer)),
            "requests": tuple(someone for someone in people if isinstance(someone, Request)),
            **differences,
        }
    )


def who_helps_whom(solution: Solution) -> dict[int, int]:
    return {proposal.request_id: proposal.volunteer_id for proposal in solution.proposals}


def only_proposal(problem: Problem) -> Proposal:
    (proposal,) = solve(problem).proposals
    return proposal


def may_meet(volunteer: Volunteer, request: Request, *others: Any, **differences: Any) -> bool:
    return bool(solve(problem(volunteer, request, *others, **differences)).proposals)
