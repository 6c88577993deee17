"""What happens to volunteers by their own doing, and the places they have for pupils."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from blinker import Signal
from flask_babel import ngettext
from sqlalchemy import Update, update

from maatje.access import Role
from maatje.accounts.models import User
from maatje.accounts.services import create_user, normalise_email, set_password
from maatje.audit.services import ChangedMeanwhile, move, record
from maatje.clock import now, today
from maatje.database import db, rows_changed
from maatje.life import Actor, By, MoveNotAllowed
from maatje.notifications.services import post_letter
from maatje.programmes.models import Language, Programme
from maatje.volunteers import conduct
from maatje.volunteers.gates import is_held_by_vog
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import Volunteer, VolunteerSubject
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems, agrees, problems_in, programmes_of

# Sent inside the transaction; higher rooms end or pause what the volunteer was part of.
volunteer_paused = Signal("a volunteer paused")
volunteer_stopped = Signal("a volunteer stopped")
volunteer_moved = Signal("a volunteer went to another region")

# A higher room appends what keeps somebody on pause until a coordinator has decided.
keeps_on_pause: list[Callable[[Volunteer], bool]] = []


class VogMissing(Exception):
    """Who was paused because the VOG lapsed goes on once a new one was seen."""


class AgreementMissing(Exception):
    """The code of conduct or the privacy text was not agreed to in today's version."""


def sign_up_volunteer(sign_up: SignUp, by: By) -> Volunteer:
    """The volunteer stands as unverified, and a letter asks to confirm the address.

    Who signs up themselves has agreed to the rules; whom a coordinator enters (by form or list) is asked for
    that in the letter. Raises SignUpHasProblems with every problem by field, and accounts' AddressTaken.
    """
    problems = problems_in(sign_up)
    if problems:
        raise SignUpHasProblems(problems)
    is_own = by.actor is Actor.VOLUNTEER
    if is_own and not agrees(sign_up):
        raise AgreementMissing
    user = create_user(sign_up.email, sign_up.first_name, sign_up.infix, sign_up.last_name, Role.VOLUNTEER)
    db.session.flush()
    volunteer = Volunteer(user_id=user.id, user=user, is_adult=sign_up.is_adult)
    _write(volunteer, sign_up)
    if is_own:
        _agree(volunteer)
    db.session.add(volunteer)
    db.session.flush()
    record("volunteer.signed_up", volunteer, By(by.actor, by.user_id or user.id), region_id=volunteer.region_id)
    _ask_to_confirm(volunteer, "verify_volunteer" if is_own else "confirm_volunteer")
    return volunteer


def has_agreed(volunteer: Volunteer) -> bool:
    """Whether this volunteer agreed to the code of conduct and privacy text of today."""
    return agrees(SignUp.of(volunteer))


def ask_to_confirm_again(volunteer: Volunteer) -> None:
    """Whoever has not confirmed yet has the letter with the link once more, at most one an hour."""
    if volunteer.state is VolunteerState.UNVERIFIED:
        signed_up_themselves = bool(volunteer.code_of_conduct_version)
        _ask_to_confirm(volunteer, "verify_volunteer" if signed_up_themselves else "confirm_volunteer")


def remind_known_address(email: str) -> None:
    """Whoever has this address is told that it is known here, and how to go on; nobody else learns anything."""
    user = db.session.scalar(db.select(User).where(User.email == normalise_email(email)))
    if user is None:
        return
    volunteer = db.session.scalar(db.select(Volunteer).where(Volunteer.user_id == user.id))
    if volunteer and volunteer.state is VolunteerState.UNVERIFIED:
        ask_to_confirm_again(volunteer)
    else:
        post_letter("already_signed_up", user, matter=f"user:{user.id}:{today()}")


def confirm_address(volunteer: Volunteer, password: str, *, agreed: bool = False) -> None:
    """The volunteer has applied, the address is theirs and they can sign in with this password.

    Raises MoveNotAllowed when that was done before: the link works once. Raises AgreementMissing if the rules
    of today have not been agreed to, at the sign-up or now.
    """
    if agreed:
        _agree(volunteer)
    if not has_agreed(volunteer):
        raise AgreementMissing
    by = By(Actor.VOLUNTEER, volunteer.user_id)
    move(volunteer, VolunteerState.APPLIED, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    volunteer.applied_at = now()
    volunteer.user.email_verified_at = now()
    set_password(volunteer.user, password)


def edit_volunteer(volunteer: Volunteer, changes: dict[str, Any], by: By) -> None:
    """The volunteer's answers are these now; who sees them follows the region at once.

    Raises SignUpHasProblems. The row is locked, so that places cannot be given away meanwhile.
    """
    db.session.execute(db.select(Volunteer.id).where(Volunteer.id == volunteer.id).with_for_update())
    db.session.refresh(volunteer)
    if volunteer.erased_at is not None:
        raise ChangedMeanwhile
    before = SignUp.of(volunteer)
    after = replace(before, **changes)
    known = problems_in(before, before=before)  # what went wrong elsewhere since does not hold this up
    found = problems_in(after, before=before)
    problems = {name: problem for name, problem in found.items() if name in changes or name not in known}
    if after.places < volunteer.places_taken:
        problems["places"] = _still_helping(volunteer)
    if problems:
        raise SignUpHasProblems(problems)
    if after.region_id != before.region_id:
        record("volunteer.left_region", volunteer, by, region_id=before.region_id)
    _write(volunteer, after)
    record("volunteer.edited", volunteer, by, region_id=after.region_id)
    if after.region_id != before.region_id:
        volunteer_moved.send(volunteer, by=by)


def agree_again(volunteer: Volunteer, by: By) -> None:
    """The volunteer has agreed to today's code of conduct and privacy text."""
    _agree(volunteer)
    record("volunteer.agreed", volunteer, by, region_id=volunteer.region_id)


def pause_volunteer(volunteer: Volunteer, by: By) -> None:
    """The volunteer gets no new pupils until they resume."""
    move(volunteer, VolunteerState.PAUSED, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    volunteer_paused.send(volunteer, by=by)


def resume_volunteer(volunteer: Volunteer, by: By) -> None:
    """The volunteer may get pupils again. Raises VogMissing where a lapsed VOG holds them."""
    if is_held_by_vog(volunteer, today()):
        raise VogMissing
    volunteer.paused_because = None
    move(volunteer, VolunteerState.ACTIVE, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    refuse_while_kept_on_pause(volunteer)


def is_kept_on_pause(volunteer: Volunteer) -> bool:
    """Something keeps the volunteer from pupils until a coordinator has decided; they cannot resume themselves."""
    return any(keeps(volunteer) for keeps in keeps_on_pause)


def refuse_while_kept_on_pause(volunteer: Volunteer) -> None:
    """Asked after the move that made them active, when the row is locked; the move is undone with the rest."""
    if is_kept_on_pause(volunteer):
        raise MoveNotAllowed(f"volunteer: {volunteer.id} is kept on pause")


def stop_volunteer(volunteer: Volunteer, by: By) -> None:
    """The volunteer has stopped; what they were part of ends with it."""
    volunteer.paused_because = None
    move(volunteer, VolunteerState.STOPPED, by, VOLUNTEER_LIFE, region_id=volunteer.region_id)
    volunteer_stopped.send(volunteer, by=by)


def take_place(volunteer_id: int) -> bool:
    """Whether one place more is taken: the volunteer was active and had one left. The last goes to one asker."""
    return _changes_one(
        update(Volunteer)
        .where(
            Volunteer.id == volunteer_id,
            Volunteer.state == VolunteerState.ACTIVE,
            Volunteer.places_taken < Volunteer.places,
        )
        .values(places_taken=Volunteer.places_taken + 1),
        volunteer_id,
    )


def release_place(volunteer_id: int) -> bool:
    """One place is free again, in whatever state the volunteer is."""
    return _changes_one(
        update(Volunteer)
        .where(Volunteer.id == volunteer_id, Volunteer.places_taken > 0)
        .values(places_taken=Volunteer.places_taken - 1),
        volunteer_id,
    )


def _changes_one(statement: Update, volunteer_id: int) -> bool:
    db.session.flush()
    is_changed = rows_changed(statement) == 1
    loaded = db.session.identity_map.get(db.session.identity_key(Volunteer, volunteer_id))
    if loaded is not None:
        db.session.expire(loaded, ["places_taken"])
    return is_changed


def _write(volunteer: Volunteer, sign_up: SignUp) -> None:
    user = volunteer.user
    user.first_name, user.infix, user.last_name = sign_up.first_name, sign_up.infix, sign_up.last_name
    for name in ("phone", "gender", "dutch", "has_nt2", "pc4", "region_id", "online", "in_person"):
        setattr(volunteer, name, getattr(sign_up, name))
    volunteer.travel_km = sign_up.travel_km if sign_up.in_person else 0
    volunteer.weekly_times = frozenset(sign_up.weekly_times)
    volunteer.places = sign_up.places
    programmes: list[Programme] = programmes_of(sign_up)
    volunteer.programmes = programmes
    volunteer.languages = list(
        db.session.scalars(db.select(Language).where(Language.code.in_(sign_up.language_codes)))
    )
    asked = sign_up.subject_levels if any(one.asks_subjects for one in programmes) else {}
    kept = {offer.subject_id: offer for offer in volunteer.subjects if offer.subject_id in asked}
    for subject_id, level_id in asked.items():
        offer = kept.setdefault(subject_id, VolunteerSubject(subject_id=subject_id))
        offer.level_id = level_id
    volunteer.subjects = list(kept.values())


def _agree(volunteer: Volunteer) -> None:
    volunteer.code_of_conduct_version = conduct.CODE_OF_CONDUCT
    volunteer.privacy_version = conduct.PRIVACY
    volunteer.code_of_conduct_at = now()


def _ask_to_confirm(volunteer: Volunteer, kind: str) -> None:
    # At most one such letter an hour, however often somebody asks for it again.
    hour = f"{now():%Y%m%d%H}"
    post_letter(
        kind,
        volunteer.user,
        matter=f"volunteer:{volunteer.id}:{hour}",
        region_id=volunteer.region_id,
        volunteer_id=volunteer.id,
    )


def _still_helping(volunteer: Volunteer) -> str:
    sentence: str = ngettext(
        "Je helpt nu %(num)s leerling. Minder kan pas als die koppeling stopt.",
        "Je helpt nu %(num)s leerlingen. Minder kan pas als een koppeling stopt.",
        volunteer.places_taken,
    )
    return sentence
