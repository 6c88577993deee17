"""How well? The fit of a pair, 0 to 1000: a sum of named whole numbers.

Fit chooses between ways to place the same pupils, and never decides whether somebody is placed. The length
of a list adds nothing: common time stops counting once it is comfortable, and subjects count only where
they are asked for.
"""

from collections.abc import Callable, Mapping

import numpy as np

from matching.reference.rules import Asking, can_meet_in_person, can_meet_online
from matching.reference.scarcity import Scarcity
from matching.reference.supply import Floats, Ints, Mask, Supply

FULL: Mapping[str, int] = {
    "subjects": 250,
    "level": 100,
    "language": 150,
    "time": 100,
    "place": 150,
    "acquaintance": 100,
    "scarce_skills": 150,
}
"""The most each part can give; together 1000."""

COMFORTABLE_MOMENTS = 3
"""Common moments for each session beyond which more do not count."""

FAR_KM = 50
"""In person, each kilometre up to here takes points off; from here on it makes no difference."""


def score(supply: Supply, scarcity: Scarcity, asking: Asking, columns: Ints) -> dict[str, Ints]:
    """The parts of the fit of this request with each of these volunteers, who must be possible for it."""
    return {
        "subjects": _points("subjects", _covered_share(supply, asking, columns)),
        "level": _points("level", _level_share(supply, asking, columns)),
        "language": _points("language", _language_share(supply, asking, columns)),
        "time": _points("time", _time_share(supply, asking, columns)),
        "place": _points("place", _place_share(supply, asking, columns)),
        "acquaintance": _points(
            "acquaintance",
            supply.knows.get(asking.request.pupil_id, supply.nobody)[columns].astype(np.float64),
        ),
        "scarce_skills": _points("scarce_skills", 1 - scarcity.wasted(asking.request, columns)),
    }


def meets_in_person(supply: Supply, asking: Asking) -> Mask:
    """Who meets this pupil in person: whoever can, unless online is possible and fits better."""
    near = can_meet_in_person(supply, asking)
    if not near.any():
        return near
    online = can_meet_online(supply, asking)
    return near & (~online | (_nearness(supply, asking) >= _closeness_online(supply, asking)))


def _points(part: str, share: Floats) -> Ints:
    # A hair is added first, so that 0.7 of 100 does not come out as 69 on some machine.
    points: Ints = np.floor(share * FULL[part] + 1e-6).astype(np.int64)
    return points


def _covered_share(supply: Supply, asking: Asking, columns: Ints) -> Floats:
    return _share_of_subjects(supply.who_covers, asking, columns)


def _level_share(supply: Supply, asking: Asking, columns: Ints) -> Floats:
    """A subject offered at just the pupil's level counts whole, one covered from another level half."""
    exactly = _share_of_subjects(supply.who_offers, asking, columns)
    return (exactly + _covered_share(supply, asking, columns)) / 2


def _share_of_subjects(who: Callable[[str, str], Mask], asking: Asking, columns: Ints) -> Floats:
    subjects = {wanted.subject for wanted in asking.request.subjects}
    if not subjects:
        return np.ones(len(columns))
    able = np.zeros(len(columns))
    for subject in subjects:
        able += who(subject, asking.request.level)[columns]
    return able / len(subjects)


def _language_share(supply: Supply, asking: Asking, columns: Ints) -> Floats:
    """Whole if no language is asked or it is shared, half if a wish fails, nothing if one is booked."""
    language = asking.request.interpreter_language or asking.request.language
    if language is None:
        return np.ones(len(columns))
    otherwise = 0.0 if asking.request.interpreter_language else 0.5
    return np.where(supply.speaks.get(language, supply.nobody)[columns], 1.0, otherwise)


def _time_share(supply: Supply, asking: Asking, columns: Ints) -> Floats:
    comfortable = COMFORTABLE_MOMENTS * asking.programme.sessions_per_week
    starts = supply.starts(asking.request, asking.programme)[:, columns]
    common = np.bitwise_count(starts).sum(axis=0, dtype=np.int64)
    share: Floats = np.minimum(common, comfortable) / comfortable
    return share


def _place_share(supply: Supply, asking: Asking, columns: Ints) -> Floats:
    online = can_meet_online(supply, asking)
    share: Floats = np.where(online, _closeness_online(supply, asking), 0.0)
    if asking.programme.in_person and asking.request.in_person:
        near = can_meet_in_person(supply, asking)
        share = np.maximum(share, np.where(near, _nearness(supply, asking), 0.0))
    return share[columns]


def _nearness(supply: Supply, asking: Asking) -> Floats:
    far = np.minimum(supply.distance_km(asking.request.place), FAR_KM) / FAR_KM
    nearness: Floats = 1 - far * 2 / 3
    return nearness


def _closeness_online(supply: Supply, asking: Asking) -> Floats:
    return np.where(supply.region.get(asking.request.region, supply.nobody), 2 / 3, 1 / 3)
