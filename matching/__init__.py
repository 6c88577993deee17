"""The engine: frozen records in, the best pairing with its reasons out.

It knows no Flask, no database and no clock. ``solve`` runs a round; ``explain`` says what another choice would
change and what would help who is left over, ``with_help`` makes that change; ``candidates_for`` says who may meet
a request; ``to_networkx`` shows the problem as a graph; ``verify`` checks a solution without trusting the solver.
"""

from matching.changes import with_help
from matching.checks import check
from matching.explain import explain
from matching.explanation import Alternative, Change, Competition, Explanation, Help, Remedy, WhyLeft
from matching.graph import to_networkx
from matching.problem import ANY_LEVEL, Moment, Place, Problem, Programme, Request, Volunteer, Wanted, weekday
from matching.rules import RULES
from matching.scoring import FULL as FULL_PARTS
from matching.solution import Doubt, Left, LeftReason, Proposal, SetAside, SetAsideReason, Solution
from matching.solver import UnknownRequest, candidates_for, solve
from matching.verify import verify

RULE_NAMES = tuple(RULES)

__all__ = [
    "ANY_LEVEL",
    "FULL_PARTS",
    "RULE_NAMES",
    "Alternative",
    "Change",
    "Competition",
    "Doubt",
    "Explanation",
    "Help",
    "Left",
    "LeftReason",
    "Moment",
    "Place",
    "Problem",
    "Programme",
    "Proposal",
    "Remedy",
    "Request",
    "SetAside",
    "SetAsideReason",
    "Solution",
    "UnknownRequest",
    "Volunteer",
    "Wanted",
    "WhyLeft",
    "candidates_for",
    "check",
    "explain",
    "solve",
    "to_networkx",
    "verify",
    "weekday",
    "with_help",
]
