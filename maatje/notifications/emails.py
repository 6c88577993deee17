"""What a letter says: its row and its template become a subject, a text and an HTML page."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup

from maatje.clock import now
from maatje.notifications.models import Letter

_ADDRESS_LINE = re.compile(r"(?:(?P<label>[^:\n]+):\s+)?(?P<address>https?://\S+)")
_PAGE_BUTTON = Markup('<p><a class="btn btn-outline-primary" href="{}">{}</a></p>')
_MAIL_BUTTON = Markup(
    '<p style="margin:20px 0"><a href="{}" style="display:inline-block;padding:12px 22px;border-radius:10px;'
    'background:#1d5b57;color:#ffffff;font-weight:bold;text-decoration:none">{}</a></p>'
)


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Shown:
    """A letter on a page of the site: without greeting and signature."""

    letter: Letter
    subject: str
    body: Markup


def render_letter(letter: Letter) -> Mail:
    """The letter as it is sent; rendering it again later gives the same."""
    written_at = letter.sent_at or now()  # one moment for both parts, so that they have the same links
    text, html = _render(letter, "text", written_at), _render(letter, "html", written_at)
    # Templates escape for HTML; in a plain text an & is an &.
    return Mail(subject=subject_of(letter), text=_tidy(unescape(text)), html=html)


def show_letter(letter: Letter) -> Shown:
    """The letter as its reader finds it back on the site."""
    return Shown(letter, subject_of(letter), Markup(_render(letter, "page")))  # noqa: S704


def subject_of(letter: Letter) -> str:
    return _one_line(_render(letter, "subject"))


def letter_paragraphs(text: str, in_mail: bool = True) -> Markup:
    """A letter's (escaped) text as HTML: paragraphs, lists, and an address on a line of its own as a button."""
    button = _MAIL_BUTTON if in_mail else _PAGE_BUTTON
    return Markup("\n").join(_paragraph(part, button) for part in _tidy(text).split("\n\n"))


def _render(letter: Letter, part: str, written_at: datetime | None = None) -> str:
    template = current_app.jinja_env.get_template(f"emails/{letter.kind}.html")
    values: dict[str, Any] = {
        "letter": letter,
        "context": letter.context,
        "reader_name": _reader_name(letter),
        "written_at": written_at or letter.sent_at,
    }
    with force_locale("nl"):
        return template.render(part=part, **values)


def _paragraph(part: str, button: Markup) -> Markup:
    if found := _ADDRESS_LINE.fullmatch(part):
        label = found["label"] or found["address"]
        return button.format(Markup(found["address"]), Markup(label))  # noqa: S704 - escaped by the template
    lines = [Markup(line) for line in part.split("\n")]  # noqa: S704 - escaped by the template
    if all(line.startswith("- ") for line in lines):
        items = Markup("").join(Markup("<li>{}</li>").format(line[2:]) for line in lines)
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def _one_line(subject: str) -> str:
    """A header is one line."""
    return " ".join(unescape(subject).split())


def _tidy(text: str) -> str:
    """Without the template's indentation, and with one empty line between paragraphs."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def _reader_name(letter: Letter) -> str:
    return letter.user.first_name if letter.user else letter.to_name
