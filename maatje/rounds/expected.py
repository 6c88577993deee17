"""What is expected to be asked next: what was asked lately. A round keeps scarce skills free for it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, select
from sqlalchemy.orm import InstrumentedAttribute

import matching
from maatje.clock import now
from maatje.database import db
from maatje.programmes.models import Level, Subject
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil, RequestSubject
from maatje.rounds import queries

REMEMBERED = timedelta(weeks=20)
"""As in the replay that the rule was measured on (docs/decisions/scarcity.md)."""

CAME_TO_A_VOLUNTEER = (RequestState.PROPOSED, RequestState.PAIRED, RequestState.CLOSED)


def skills_expected(region_id: int | None) -> dict[matching.Skill, int]:
    """By skill, how many requests of the region, or of the country (None), needed it of the last twenty weeks.

    Counted are those that came to a volunteer and that no round looks at any more: what still waits stands in the
    problem itself, and what was withdrawn or referred asks for nobody.
    """
    number, language = func.count(), Pupil.interpreter_language_code
    with_subject = _lately(region_id, number, Subject.code, Level.code).join(Pupil.level)
    with_subject = with_subject.join(HelpRequest.subjects).join(RequestSubject.subject)
    with_interpreter = _lately(region_id, number, language).where(language.is_not(None))
    with_nt2 = db.session.scalar(_lately(region_id, number).where(Pupil.needs_nt2))
    by_subject = db.session.execute(with_subject.group_by(Subject.code, Level.code))
    by_language = db.session.execute(with_interpreter.group_by(language))
    expected: dict[matching.Skill, int] = {("nt2", "", ""): with_nt2} if with_nt2 else {}
    expected |= {("subject", code, level): count for count, code, level in by_subject}
    return expected | {("language", code, ""): count for count, code in by_language}


def _lately(region_id: int | None, *columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(HelpRequest)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .where(
            queries.asked_in(region_id),
            not_(queries.in_play(region_id)),
            HelpRequest.state.in_(CAME_TO_A_VOLUNTEER),
            HelpRequest.submitted_at >= now() - REMEMBERED,
        )
    )
