"""The text by which we ask for consent by mail, in every language that `consent/` has a file of.

All files say the same under the same names; who changes what is agreed to changes `version` in all of them.
"""

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

from babel.dates import format_date

from maatje.clock import day_of

_FOLDER = files("maatje.requests") / "consent"


@dataclass(frozen=True)
class AskedText:
    """The letter and the page in one language. In braces stands what the page or the letter fills in."""

    code: str
    name: str
    direction: str
    version: str

    letter_subject: str
    letter_greeting: str
    letter_why: str
    letter_ask: str
    letter_button: str
    letter_wrong: str
    letter_reminder: str
    letter_soon_subject: str
    letter_soon: str
    letter_regards: str
    letter_about: str

    title: str
    lead: str
    happens_title: str
    happens: tuple[str, ...]
    kept_title: str
    kept: tuple[str, ...]
    seen_title: str
    seen: tuple[str, ...]
    stop_title: str
    stop: tuple[str, ...]
    who_guardian: str
    who_pupil: str
    agree_guardian: str
    agree_pupil: str
    refuse: str
    agreed_title: str
    agreed: str
    stop_how: str
    stop_button: str
    ended_title: str
    ended: str
    too_late: str
    link_gone: str
    link_again: str
    language_label: str
    danger: str
    responsible: str
    privacy_link: str
    accessibility_link: str
    skip: str

    # Where the family asked on the site itself, without a school.
    letter_why_asked: str
    letter_wrong_asked: str
    letter_link_subject: str
    letter_link: str
    letter_link_button: str
    lead_asked: str
    kept_asked: str
    seen_asked: str
    stop_how_asked: str
    ended_asked: str
    status_title: str
    status_submitted: str
    status_open: str
    status_elsewhere: str
    status_paired: str

    def day(self, moment: datetime | str) -> str:
        """The Dutch day of it, as this language writes it. A letter's context holds one as 2026-11-29."""
        day = date.fromisoformat(moment) if isinstance(moment, str) else day_of(moment)
        return format_date(day, "d MMMM yyyy", locale=self.code)


@lru_cache(maxsize=1)
def asked_texts() -> dict[str, AskedText]:
    """The text in each language we ask in, by code: Dutch and English first, then by name."""
    texts = [_read(file.name.removesuffix(".toml")) for file in _FOLDER.iterdir() if file.name.endswith(".toml")]
    texts.sort(key=lambda text: (text.code != "nl", text.code != "en", text.name))
    return {text.code: text for text in texts}


def texts_for(language_code: str) -> list[AskedText]:
    """The one text in this language; where there is none, the Dutch and the English one together."""
    texts = asked_texts()
    return [texts[language_code]] if language_code in texts else [texts["nl"], texts["en"]]


def _read(code: str) -> AskedText:
    said = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    text = AskedText(code=code, **(said | lists))
    assert all(getattr(text, field.name) for field in fields(text)), code  # noqa: S101 - a file of ours
    return text
