"""A question of its own kind: which subjects somebody offers, and each up to which level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from maatje.numbers import row_number
from maatje.programmes.models import Level, Subject
from maatje.programmes.queries import coverage, helper_levels

SUBJECT_GROUPS = {  # domain/subjects.csv, in the order of the screen
    "talen": _l("Talen"),
    "exact": _l("Wiskunde, natuur en techniek"),
    "mens": _l("Mens en maatschappij"),
    "kunst": _l("Kunst en cultuur"),
    "beroep": _l("Beroepsgerichte vakken"),
    "basis": _l("Basisschool"),
    "vaardig": _l("Plannen, oefenen en leren leren"),
    "welzijn": _l("Aandacht"),
    "loopbaan": _l("Studiekeuze en solliciteren"),
    "overig": _l("Andere vakken"),
}


@dataclass(frozen=True)
class Group:
    """Choices that belong together; shown folded unless one of them is chosen."""

    title: Any
    choices: Sequence[Any]
    is_open: bool


class SubjectLevelsField(Field):
    """Subjects with a tick box, and for each one taught in class the highest level; data: {subject id: level id}.

    A kind of help (planning, a talk) has no level. Levels are posted as `<name>-<subject id>`.
    """

    data: dict[int, int | None]

    def offer(self, subjects: Iterable[Subject]) -> None:
        """These are the subjects one can choose from, each with the levels at which it is taught."""
        every = helper_levels()
        taught: dict[int, set[int | None]] = {}
        for subject_id, level_id in coverage():
            taught.setdefault(subject_id, set()).add(level_id)
        self.subjects = {subject.id: subject for subject in subjects}
        self.levels: dict[int, list[Level]] = {
            subject.id: [level for level in every if level.id in taught.get(subject.id, {level.id})]
            for subject in self.subjects.values()
            if not subject.is_kind_of_help
        }

    def process(self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None) -> None:
        self.process_errors: list[str] = []
        self.data = dict(data or {})
        self._posted: MultiDict[str, str] | None = formdata or None

    def read(self) -> None:
        """Called once the subjects on offer are known: what was posted becomes the data."""
        if self._posted is None:
            return
        chosen = [row_number(value) for value in self._posted.getlist(self.name)]
        self.data = {
            subject_id: self._level_in(self._posted, subject_id)
            for subject_id in chosen
            if subject_id in self.subjects
        }

    def _level_in(self, posted: MultiDict[str, str], subject_id: int) -> int | None:
        level_id = row_number(posted.get(self.level_name(subject_id)))
        return level_id if level_id in {level.id for level in self.levels.get(subject_id, [])} else None

    def level_name(self, subject_id: int) -> str:
        return f"{self.name}-{subject_id}"

    def lacks_level(self, subject_id: int) -> bool:
        return subject_id in self.levels and subject_id in self.data and self.data[subject_id] is None

    def pre_validate(self, form: object) -> None:
        names = [self.subjects[subject_id].name for subject_id in self.data if self.lacks_level(subject_id)]
        if names:
            raise ValidationError(_("Kies tot en met welk niveau bij: %(subjects)s.", subjects=", ".join(names)))

    @property
    def groups(self) -> list[Group]:
        """The subjects on offer in groups, kinds of help last; the first group lies open."""
        ordered = sorted(self.subjects.values(), key=lambda one: (_place_of(one.group), one.id))
        groups = [(group, list(members)) for group, members in groupby(ordered, key=lambda one: one.group)]
        return [
            Group(
                SUBJECT_GROUPS.get(group, group),
                members,
                place == 0 or any(subject.id in self.data for subject in members),
            )
            for place, (group, members) in enumerate(groups)
        ]


def _place_of(group: str) -> int:
    return list(SUBJECT_GROUPS).index(group) if group in SUBJECT_GROUPS else len(SUBJECT_GROUPS)
