"""Is it what its class says? Python does not ask; a round asks before it counts on it.

A whole number may be of any type that has them (numpy's, a float without a fraction).
"""

from collections.abc import Collection, Iterable, Mapping
from numbers import Real

from matching.problem import Kept, Problem, Programme, Request, Volunteer


class NotAProblem(TypeError):
    """What was given is no problem: something in it is no record, has no id by which it could be set aside, or is
    no pair where pairs are expected. A ban that cannot be read must not be lost, so nothing is solved."""


def refuse_nonsense(problem: Problem) -> None:
    """Raises NotAProblem if the problem is not made of records with ids, and of pairs of ids."""
    _refuse_strangers("programmes", problem.programmes, Programme)
    _refuse_strangers("volunteers", problem.volunteers, Volunteer)
    _refuse_strangers("requests", problem.requests, Request)
    _refuse_strangers("kept", problem.kept, Kept)
    for part in ("forbidden", "earlier"):
        pairs = getattr(problem, part)
        if not isinstance(pairs, frozenset | set):
            raise NotAProblem(f"{part} is no set: {pairs!r:.80}")
        for pair in pairs:
            if not (isinstance(pair, tuple) and len(pair) == 2 and is_whole(pair[0]) and is_whole(pair[1])):
                raise NotAProblem(f"{part}: {pair!r:.80} is no pair of ids")
    if not isinstance(problem.expected, Mapping):
        raise NotAProblem(f"expected is no mapping: {problem.expected!r:.80}")
    for skill, number in problem.expected.items():
        if not (isinstance(skill, tuple) and len(skill) == 3 and are_words(skill) and is_whole(number)):
            raise NotAProblem(f"expected: {skill!r:.80} is no skill, or {number!r:.80} no number of requests")


def _refuse_strangers(part: str, records: object, kind: type) -> None:
    # A generator would be empty at the second look, and everybody in it gone without a word.
    if not isinstance(records, Collection):
        raise NotAProblem(f"{part} is no sequence: {records!r:.80}")
    for record in records:
        if not isinstance(record, kind):
            raise NotAProblem(f"{part}: {record!r:.80} is no {kind.__name__}")
        if isinstance(record, Programme) and not isinstance(record.key, str):
            raise NotAProblem(f"{part}: {record.key!r:.80} is no key")
        if isinstance(record, Volunteer | Request) and not is_whole(record.id):
            raise NotAProblem(f"{part}: {record.id!r:.80} is no id")
        if isinstance(record, Kept) and not (is_whole(record.request_id) and is_whole(record.volunteer_id)):
            raise NotAProblem(f"{part}: {record!r:.80} is no pair of ids")


# What follows may also raise TypeError, ValueError, AttributeError or OverflowError, which says no as well.


def is_programme(programme: Programme) -> bool:
    return are_yes_or_no(
        programme.subject_required,
        programme.anywhere,
        programme.allows_booked_interpreter,
        programme.online,
        programme.in_person,
    ) and is_whole(programme.urgency_step_days)


def is_volunteer(volunteer: Volunteer) -> bool:
    return (
        float(volunteer.travel_km) >= 0
        and are_words(volunteer.programmes)
        and all(isinstance(subject, str) and are_words(levels) for subject, levels in volunteer.subjects.items())
        and all(isinstance(subject, str) and isinstance(level, str) for subject, level in volunteer.offered)
        and are_words(volunteer.languages)
        and isinstance(volunteer.region, str)
        and is_word_or_none(volunteer.gender)
        and is_whole(volunteer.dutch)
        and is_whole(volunteer.places)
        and all(is_whole(pupil) for pupil in volunteer.known_pupils)
        and are_yes_or_no(volunteer.has_nt2, volunteer.online, volunteer.in_person)
    )


def is_request(request: Request) -> bool:
    return (
        isinstance(request.programme, str)
        and all(isinstance(wanted.subject, str) and are_yes_or_no(wanted.necessary) for wanted in request.subjects)
        and isinstance(request.level, str)
        and isinstance(request.region, str)
        and is_word_or_none(request.interpreter_language)
        and is_word_or_none(request.language)
        and is_word_or_none(request.required_gender)
        and is_whole(request.pupil_id)
        and is_whole(request.days_waited)
        and is_whole(request.urgency)
        and are_yes_or_no(request.needs_nt2, request.online, request.in_person)
    )


def is_whole(number: object) -> bool:
    if type(number) is int:
        return True
    return isinstance(number, Real) and number == number // 1


def are_words(things: Iterable[object]) -> bool:
    """A single word is a row of letters, and is no list of words."""
    return not isinstance(things, str) and all(isinstance(thing, str) for thing in things)


def is_word_or_none(thing: object) -> bool:
    return thing is None or isinstance(thing, str)


def are_yes_or_no(*things: object) -> bool:
    return all(thing in (True, False) for thing in things)
