"""Letters about a request, to the school and to whoever may agree. None of them names the pupil."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import select

from maatje.accounts.links import fingerprint
from maatje.accounts.models import User
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor, By
from maatje.notifications.services import Reader, post_letter
from maatje.regions.queries import coordinators_of
from maatje.requests.models import FamilyRequest, HelpRequest, Pupil
from maatje.schools.queries import contacts_of


@dataclass(frozen=True, kw_only=True)
class Home(Reader):
    """The pupil's guardian, or the pupil from 16, in their language."""

    pupil_id: int
    region_id: int
    language: str


def home_of(pupil: Pupil) -> list[Home]:
    """Whoever may be written to at home: nobody where home is not safe, or where nobody ever agreed."""
    if not pupil.contact_email or not pupil.consents or pupil.home_is_unsafe:
        return []
    home = Home(
        address=pupil.contact_email,
        pupil_id=pupil.id,
        region_id=pupil.school.region_id,
        language=pupil.contact_language_code,
    )
    return [home]


def readers_of(pupil: Pupil) -> list[User]:
    """Whoever nominated the pupil, if still a contact of the school; else all its contacts."""
    contacts = [contact.user for contact in contacts_of(pupil.school_id)]
    return [user for user in contacts if user.id == pupil.nominated_by_id] or contacts


def post_accepted(requests: Sequence[HelpRequest]) -> None:
    """One letter to each contact, however many of their pupils were accepted, and to each family that asked."""
    theirs: dict[int, list[HelpRequest]] = defaultdict(list)
    for request in requests:
        for reader in readers_of(request.pupil):
            theirs[reader.id].append(request)
    for user_id, accepted in sorted(theirs.items()):
        post_letter(
            "request_accepted",
            db.session.get_one(User, user_id),
            _matter(accepted[0]),
            region_id=accepted[0].pupil.school.region_id,
            count=len(accepted),
            pupil_id=accepted[0].pupil_id,
        )
    for pupil in sorted({request.pupil for request in requests}, key=lambda pupil: pupil.id):
        asked_last = select(FamilyRequest).where(FamilyRequest.pupil == pupil).order_by(FamilyRequest.id.desc())
        if not pupil.has_school and home_of(pupil) and (asked := db.session.scalar(asked_last.limit(1))):
            matter = f"family:{asked.id}:{now():%Y%m%d%H%M%S}"
            _post_to_family("family_accepted", asked, pupil.contact_language_code, matter)


def post_device_needed(request: HelpRequest, by: By) -> None:
    """The school is asked for a device; one that nominated the pupil itself read so on the page."""
    if not request.pupil.has_device and by.actor is not Actor.SCHOOL:
        _post("device_needed", request)


def post_on_hold(request: HelpRequest, by: By) -> None:
    """Not to a school that put the request on hold itself."""
    if by.actor is not Actor.SCHOOL:
        _post("request_on_hold", request)


def post_rest(pupil: Pupil, by: By) -> None:
    """To the region's coordinators but the one who did it: that the data rest now, or no more."""
    for coordinator in coordinators_of(pupil.school.region_id):
        if coordinator.id != by.user_id:
            post_letter(
                "pupil_rests" if pupil.is_restricted else "pupil_rests_no_more",
                coordinator,
                f"pupil:{pupil.id}:{now():%Y%m%d%H%M%S}",
                region_id=pupil.school.region_id,
                pupil_id=pupil.id,
            )


def post_referred(request: HelpRequest) -> None:
    _post("request_referred", request, route=str(request.route))


def post_consent_question(pupil: Pupil, *, again: bool = False) -> None:
    """To the guardian, or the pupil from 16, in their language; once for each time that is asked."""
    asked_at = pupil.consent_asked_at or now()
    post_letter(
        "consent_reminder" if again else "consent_asked",
        Reader(pupil.contact_email),
        f"pupil:{pupil.id}:{asked_at:%Y%m%d%H%M%S%f}",
        region_id=pupil.school.region_id,
        pupil_id=pupil.id,
        language=pupil.contact_language_code,
        mark=consent_mark(pupil),
        days=current_app.config["SETTINGS"].consent_days,
    )


def post_family_question(asked: FamilyRequest, days: int) -> None:
    """Whoever may agree to help that was asked for on the site is asked to, in their language."""
    _post_to_family("family_asked", asked, asked.language_code, f"family:{asked.id}", days=days)


def post_family_link(asked: FamilyRequest, language_code: str) -> None:
    """The link to the page about it once more, at most one an hour."""
    _post_to_family("family_link", asked, language_code, f"family:{asked.id}:{now():%Y%m%d%H}")


def post_erased_soon(home: Home, since: date, day: date) -> None:
    """That the data go on that day, since nothing goes on from `since`; once for each time that this begins."""
    post_letter(
        "pupil_erased_soon_home",
        home,
        f"pupil:{home.pupil_id}:{since}",
        region_id=home.region_id,
        language=home.language,
        day=day.isoformat(),
    )


def family_mark(asked: FamilyRequest) -> str:
    """In the link, so that it is void once the address it was sent to proved wrong."""
    return fingerprint("family_request", asked.id, _address_of(asked))


def _post_to_family(kind: str, asked: FamilyRequest, language_code: str, matter: str, **context: int) -> None:
    post_letter(
        kind,
        Reader(_address_of(asked)),
        matter,
        region_id=asked.region_id,
        family_request_id=asked.id,
        language=language_code,
        mark=family_mark(asked),
        **context,
    )


def _address_of(asked: FamilyRequest) -> str:
    return asked.pupil.contact_email if asked.pupil else asked.email


def consent_mark(pupil: Pupil) -> str:
    """In the link, so that it is void once the address it was sent to proved wrong."""
    return fingerprint("consent", pupil.id, pupil.contact_email)


def post_consent_news(kind: str, pupil: Pupil) -> None:
    """To the school; where nobody speaks for it, to the coordinators."""
    for reader in readers_of(pupil) or coordinators_of(pupil.school.region_id):
        post_letter(
            kind,
            reader,
            f"pupil:{pupil.id}:{now():%Y%m%d%H%M%S}",
            region_id=pupil.school.region_id,
            pupil_id=pupil.id,
        )


def _post(kind: str, request: HelpRequest, **context: str) -> None:
    for reader in readers_of(request.pupil):
        post_letter(
            kind,
            reader,
            _matter(request),
            region_id=request.pupil.school.region_id,
            pupil_id=request.pupil_id,
            **context,
        )


def _matter(request: HelpRequest) -> str:
    """Of this step: a request may be held or accepted again later, and that is news again."""
    return f"request:{request.id}:{now():%Y%m%d%H%M%S}"
