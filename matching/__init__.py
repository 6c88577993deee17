"""The engine: frozen records in, the best pairing with its reasons out.

It knows no Flask, no database and no clock. ``solve`` runs a round; ``explain`` says what another choice would
change and what would help who is left over, ``with_help`` makes that change; ``radar`` says whom to look for;
``candidates_for`` says who may meet a request; ``to_networkx`` shows the problem as a graph; ``verify`` checks a
solution without trusting the solver, ``verify_best`` whether it is the best there is; ``fairness`` sets who was
placed against who asked.
"""

from matching.certificate import verify_best
from matching.changes import with_help
from matching.checks import check
from matching.explain import explain
from matching.explanation import (
    Alternative,
    Change,
    Competition,
    Explanation,
    Help,
    Kind,
    PartOfDay,
    Radar,
    Remedy,
    WhyLeft,
    Wish,
    takes_seconds,
)
from matching.fairness import GROUPINGS, Share, fairness
from matching.graph import to_networkx
from matching.moments import EVEN_WEEKS, ODD_WEEKS, Moment, hour_of_week, weekday
from matching.problem import (
    ANY_LEVEL,
    Kept,
    Place,
    Problem,
    Programme,
    Request,
    Skill,
    Volunteer,
    Wanted,
    skills_needed,
)
from matching.radar import radar
from matching.rules import RULES
from matching.scoring import FULL as FULL_PARTS
from matching.shape import NotAProblem
from matching.solution import Certificate, Doubt, Left, LeftReason, Proposal, SetAside, SetAsideReason, Solution
from matching.solver import UnknownRequest, candidates_for, solve
from matching.verify import verify

RULE_NAMES = tuple(RULES)

__all__ = [
    "ANY_LEVEL",
    "EVEN_WEEKS",
    "FULL_PARTS",
    "GROUPINGS",
    "ODD_WEEKS",
    "RULE_NAMES",
    "Alternative",
    "Certificate",
    "Change",
    "Competition",
    "Doubt",
    "Explanation",
    "Help",
    "Kept",
    "Kind",
    "Left",
    "LeftReason",
    "Moment",
    "NotAProblem",
    "PartOfDay",
    "Place",
    "Problem",
    "Programme",
    "Proposal",
    "Radar",
    "Remedy",
    "Request",
    "SetAside",
    "SetAsideReason",
    "Share",
    "Skill",
    "Solution",
    "UnknownRequest",
    "Volunteer",
    "Wanted",
    "WhyLeft",
    "Wish",
    "candidates_for",
    "check",
    "explain",
    "fairness",
    "hour_of_week",
    "radar",
    "skills_needed",
    "solve",
    "takes_seconds",
    "to_networkx",
    "verify",
    "verify_best",
    "weekday",
    "with_help",
]
