"""What somebody has typed so far while signing up: kept by step, as typed, under a key only their browser has.

The row holds the key's hash; whoever reads the database cannot go on with somebody's form.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from maatje.bsn import without_bsn
from maatje.clock import now
from maatje.database import db, rows_changed
from maatje.volunteers.models import SignUpDraft

KEPT_FOR = timedelta(days=30)  # the longest an administrator can choose; by night they go after the days chosen

# A form of ours stays far below this; whatever is longer was not typed into it.
_MOST_NAMES, _MOST_VALUES, _LONGEST = 120, 200, 400


def answers_of(key: str | None) -> dict[str, MultiDict[str, str]]:
    """What was typed under this key, by step."""
    draft = db.session.scalar(_draft(key)) if key else None
    return {step: _typed(answers) for step, answers in (draft.answers if draft else {}).items()}


def keep_answers(key: str | None, step: str, typed: MultiDict[str, str]) -> str:
    """The step's answers are kept; the answer is the key to find them by, a new one if there was none."""
    draft = db.session.scalar(_draft(key).with_for_update()) if key else None
    if key is None or draft is None:
        key = secrets.token_urlsafe(32)
        draft = SignUpDraft(key_hash=_hash(key), answers={})
        db.session.add(draft)
    draft.answers = {**draft.answers, step: _kept(typed)}
    draft.changed_at = now()
    return key


def take_draft(key: str | None) -> bool:
    """The draft is gone. False if it was gone already: somebody pressed twice, or in another tab."""
    if not key:
        return False
    return rows_changed(delete(SignUpDraft).where(SignUpDraft.key_hash == _hash(key))) == 1


def _draft(key: str | None) -> Any:
    return db.select(SignUpDraft).where(
        SignUpDraft.key_hash == _hash(key or ""), SignUpDraft.changed_at >= now() - KEPT_FOR
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _kept(typed: MultiDict[str, str]) -> dict[str, list[str]]:
    names = [name for name in typed if name != "csrf_token" and len(name) < 60][:_MOST_NAMES]
    return {
        name: [_keepable(name, value[:_LONGEST]) for value in typed.getlist(name)[:_MOST_VALUES]] for name in names
    }


def _keepable(name: str, value: str) -> str:
    """The form refuses a BSN, and until then it must not be kept either. A phone number may look like one."""
    return value if name in ("phone", "email") else without_bsn(value)


def _typed(answers: Mapping[str, list[str]]) -> MultiDict[str, str]:
    return MultiDict([(name, value) for name, values in answers.items() for value in values])
