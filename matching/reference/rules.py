"""May they meet? The hard needs, each a named rule, in a fixed order.

A rule looks at one request and says of every volunteer whether the two may meet as far as it is concerned.
Rules forbid; nothing here weighs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.problem import DUTCH_B1, Programme, Request
from matching.reference.supply import Mask, Supply


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with its programme's rules."""

    request: Request
    programme: Programme


Rule = Callable[[Supply, Asking], Mask]


def is_active_with_a_place(supply: Supply, asking: Asking) -> Mask:
    return supply.active.get(asking.programme.key, supply.nobody) & supply.has_place


def covers_the_subjects(supply: Supply, asking: Asking) -> Mask:
    """Each necessary subject at the pupil's level and, where the programme is about subjects, at least
    one."""
    if not asking.request.subjects:
        return supply.everybody
    fits = supply.nobody if asking.programme.subject_required else supply.everybody
    for wanted in asking.request.subjects:
        fits = fits | supply.who_covers(wanted.subject, asking.request.level)
    for wanted in asking.request.subjects:
        if wanted.necessary:
            fits = fits & supply.who_covers(wanted.subject, asking.request.level)
    return fits


def knows_enough_dutch(supply: Supply, asking: Asking) -> Mask:
    """Dutch at B1 or better, and experience with NT2 where the pupil needs that."""
    speaks: Mask = supply.dutch >= DUTCH_B1
    return speaks & supply.has_nt2 if asking.request.needs_nt2 else speaks


def can_be_understood(supply: Supply, asking: Asking) -> Mask:
    """Speaks the language an interpreter is asked for, unless the programme books interpreters."""
    if asking.request.interpreter_language is None or asking.programme.allows_booked_interpreter:
        return supply.everybody
    return supply.speaks.get(asking.request.interpreter_language, supply.nobody)


def has_a_way_to_meet(supply: Supply, asking: Asking) -> Mask:
    return can_meet_online(supply, asking) | can_meet_in_person(supply, asking)


def can_meet_online(supply: Supply, asking: Asking) -> Mask:
    """Both online, and of one region unless the programme says anywhere."""
    if not (asking.programme.online and asking.request.online):
        return supply.nobody
    if asking.programme.anywhere:
        return supply.online
    return supply.online & supply.region.get(asking.request.region, supply.nobody)


def can_meet_in_person(supply: Supply, asking: Asking) -> Mask:
    """Within the volunteer's travel distance; an unknown place is never near."""
    if not (asking.programme.in_person and asking.request.in_person):
        return supply.nobody
    near: Mask = supply.distance_km(asking.request.place) <= supply.travel_km
    return supply.in_person & near


def has_common_time(supply: Supply, asking: Asking) -> Mask:
    """Common moments at which a session can start, on as many different days as there are sessions in a week."""
    days = np.count_nonzero(supply.starts(asking.request, asking.programme), axis=0)
    enough: Mask = days >= asking.programme.sessions_per_week
    return enough


def is_of_the_gender_asked(supply: Supply, asking: Asking) -> Mask:
    if asking.request.required_gender is None:
        return supply.everybody
    return supply.gender.get(asking.request.required_gender, supply.nobody)


def is_not_forbidden(supply: Supply, asking: Asking) -> Mask:
    return ~supply.forbidden.get(asking.request.pupil_id, supply.nobody)


RULES: Mapping[str, Rule] = {
    "programme": is_active_with_a_place,
    "subjects": covers_the_subjects,
    "language": knows_enough_dutch,
    "interpreter": can_be_understood,
    "place": has_a_way_to_meet,
    "time": has_common_time,
    "gender": is_of_the_gender_asked,
    "forbidden": is_not_forbidden,
}
"""In the order in which a left-over request counts them."""


def who_may_meet(supply: Supply, asking: Asking) -> tuple[Mask, dict[str, int]]:
    """The volunteers this request may meet, and how many remained after each rule."""
    remaining, counts = supply.everybody, {}
    for name, rule in RULES.items():
        if remaining.any():
            remaining = remaining & rule(supply, asking)
        counts[name] = int(np.count_nonzero(remaining))
    return remaining, counts
