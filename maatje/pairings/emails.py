"""The letters about a pairing. None of them names the pupil; who opens the link or signs in sees more."""

from maatje.accounts.links import fingerprint
from maatje.accounts.models import User
from maatje.clock import day_of, now
from maatje.life import Actor, By
from maatje.notifications.services import Reader, post_letter
from maatje.pairings import queries
from maatje.pairings.models import Pairing
from maatje.regions.queries import coordinators_of
from maatje.requests.life import RequestState


def tell_volunteer(kind: str, pairing: Pairing, matter: str = "") -> None:
    _post(kind, pairing.volunteer.user, pairing, matter)


def tell_school(kind: str, pairing: Pairing, matter: str = "") -> None:
    if not pairing.request.pupil.has_school:
        return
    for mentor in queries.mentors_of(pairing.request.pupil):
        _post(kind, mentor, pairing, matter)


def tell_family(kind: str, pairing: Pairing, matter: str = "") -> None:
    pupil = pairing.request.pupil
    if pupil.contact_email:
        _post(kind, Reader(pupil.contact_email, ""), pairing, matter)


def tell_coordinators(kind: str, pairing: Pairing, matter: str = "") -> None:
    """Those of the pupil's region, and of the volunteer's where that is another."""
    for region_id in sorted({region_of(pairing), pairing.volunteer.region_id}):
        for coordinator in coordinators_of(region_id):
            _post(kind, coordinator, pairing, matter)


def tell_coordinators_elsewhere(kind: str, pairing: Pairing, matter: str = "") -> None:
    """Those of the pupil's region, where that is not the volunteer's."""
    if region_of(pairing) != pairing.volunteer.region_id:
        for coordinator in coordinators_of(region_of(pairing)):
            _post(kind, coordinator, pairing, matter)


def tell_others(kind: str, pairing: Pairing, by: By, matter: str = "") -> None:
    """`<kind>_volunteer`, `<kind>_school` and `<kind>_family` go to everybody in it but the one who did it."""
    tellers = {Actor.VOLUNTEER: tell_volunteer, Actor.SCHOOL: tell_school, Actor.FAMILY: tell_family}
    for actor, tell in tellers.items():
        if actor is not by.actor:
            tell(f"{kind}_{actor}", pairing, matter)


def this_time() -> str:
    """Part of a matter that may come back, as a pause may."""
    return now().strftime("%Y%m%dT%H%M%S")


def region_of(pairing: Pairing) -> int:
    """The region that decides about it: the pupil's school's."""
    return pairing.request.pupil.school.region_id


def _post(kind: str, to: User | Reader, pairing: Pairing, matter: str) -> None:
    post_letter(
        kind,
        to,
        f"pairing:{pairing.id}:{matter}" if matter else f"pairing:{pairing.id}",
        region_id=region_of(pairing),
        pairing_id=pairing.id,
        reader_id=to.id if isinstance(to, User) else None,
        programme=pairing.programme.name,
        moments=" ".join(str(moment) for moment in sorted(pairing.weekly_moments)),
        answer_by=day_of(pairing.answer_by).isoformat(),
        to_guardian=int(pairing.request.pupil.is_under_16),
        has_handover=int(pairing.has_handover),
        without_school=int(not pairing.request.pupil.has_school),
        has_started=int(pairing.started_at is not None),
        goes_on=int(pairing.request.state is RequestState.OPEN),
        is_on_hold=int(pairing.request.state is RequestState.ON_HOLD),
        is_online=int(pairing.is_online),
        books_interpreter=int(pairing.needs_booked_interpreter),
        family_is_told=int(bool(pairing.request.pupil.contact_email)),
        family_mark=None if isinstance(to, User) else family_mark(pairing),
    )


def family_mark(pairing: Pairing) -> str:
    """In the family's link, so that it is void once the address it was sent to proved wrong."""
    return fingerprint("family", pairing.id, pairing.request.pupil.contact_email)
