"""What the letter that asks for consent opens: what happens, and two buttons; later the one button that stops it.

A GET changes nothing but the trail of who looked. The page is in the reader's language, to its last word.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from maatje.access import public
from maatje.accounts.links import LinkExpired, LinkInvalid, read_token
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.refusals import note_refusal
from maatje.requests import services
from maatje.requests.asked_text import AskedText, asked_texts, texts_for
from maatje.requests.blueprint import bp
from maatje.requests.letters import consent_mark
from maatje.requests.life import RequestState
from maatje.requests.models import Consent, ConsentGiver, HelpRequest, Pupil

LINK_LIVES = timedelta(days=400)  # as long as help may run: the same link withdraws

bp.add_app_template_global(texts_for, "asked_texts_for")


class Stage(StrEnum):
    """What the page is for now."""

    ASKED = "asked"
    AGREED = "agreed"
    ENDED = "ended"


@bp.route("/toestemming/<token>", methods=["GET", "POST"])
@public
def answer_consent(token: str) -> ResponseReturnValue:
    pupil = _pupil_of(token)
    text = text_chosen(pupil.contact_language_code)
    by = By(Actor.FAMILY)
    status = 200
    if request.method == "POST":
        if _done(request.form.get("answer", ""), pupil, text, by):
            return redirect(url_for(".answer_consent", token=token, taal=text.code), 303)
        status = 409
    with transaction():
        services.record_pupils_viewed([pupil.id], by)
    page = show_consent_page(
        text,
        Stage.ASKED if pupil.may_be_answered else Stage.AGREED if pupil.has_consent else Stage.ENDED,
        request.path,
        name=pupil.first_name,
        giver=pupil.consent_giver,
        school=pupil.school.name,
        consent=pupil.standing_consent,
        is_too_late=status == 409,
    )
    return page, status


@bp.errorhandler(LinkInvalid)
def show_link_gone(error: LinkInvalid) -> ResponseReturnValue:
    """In every language there is, since the link no longer tells whose it was."""
    note_refusal("link")
    page = render_template("requests/link_gone.html", texts=asked_texts().values())
    return page, 410 if isinstance(error, LinkExpired) else 404


def show_consent_page(
    text: AskedText,
    stage: Stage,
    address: str,
    *,
    name: str = "",
    giver: ConsentGiver = ConsentGiver.GUARDIAN,
    school: str = "",
    consent: Consent | None = None,
    wish: HelpRequest | None = None,
    known: Sequence[tuple[str, str]] = (),
    is_too_late: bool = False,
) -> str:
    """The page in one language. Without a school the family asked for itself, and it says how far that is.

    `known` is what they typed, in pairs of name and value. With `is_too_late` it says first that the button that
    was pressed did nothing any more.
    """
    return render_template(
        "requests/answer_consent.html",
        text=text,
        texts=asked_texts().values(),
        stage=stage,
        address=address,
        name=name,
        giver=giver,
        school=school,
        consent=consent,
        how_far=_how_far(text, wish) if wish else "",
        known=known,
        is_too_late=is_too_late,
    )


def text_chosen(language_code: str) -> AskedText:
    """The text in the language chosen on the page, else in the reader's."""
    return asked_texts().get(request.args.get("taal", "")) or texts_for(language_code)[0]


def was_read(text: AskedText) -> bool:
    """The page that was answered showed this version: nobody agrees to a text that came after it."""
    return request.form.get("version") == text.version


def _how_far(text: AskedText, wish: HelpRequest) -> str:
    said = {
        RequestState.SUBMITTED: text.status_submitted,
        RequestState.OPEN: text.status_open,
        RequestState.PROPOSED: text.status_open,
        RequestState.PAIRED: text.status_paired,
    }
    return said.get(wish.state, text.status_elsewhere)


def _done(answer: str, pupil: Pupil, text: AskedText, by: By) -> bool:
    """Whether the button did what it says; if not, the page shows how things stand instead."""
    try:
        with transaction():
            if answer == "yes" and was_read(text):
                services.give_consent(pupil, text, by)
            elif answer == "no":
                services.refuse_consent(pupil, by)
            elif answer == "stop" and pupil.has_consent:
                services.withdraw_consent(pupil, by)
            else:
                return False
    except (MoveNotAllowed, ChangedMeanwhile):
        return False
    return True


def _pupil_of(token: str) -> Pupil:
    values = read_token("consent", token, LINK_LIVES)
    pupil = db.session.get(Pupil, values[0]) if len(values) == 2 else None
    if pupil is None or values[1] != consent_mark(pupil):
        raise LinkInvalid  # it was sent to an address that is no longer theirs
    return pupil
