"""A nomination as it comes from a form or a list, and the rules it has to meet before it becomes rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from maatje.bsn import holds_bsn
from maatje.database import db
from maatje.programmes.models import Grade, Language, Level, Place, Programme, ProgrammeSubject
from maatje.requests.life import ENDED
from maatje.requests.models import Channel, ConsentGiver, HelpRequest, Pupil, Urgency
from maatje.schools.models import School
from maatje.times import GRID_MOMENTS, weekday_of
from maatje.volunteers.models import Gender

_PC4 = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True)
class AgreedBy:
    """Who said yes, and how the school heard it."""

    giver: ConsentGiver
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """What a school says about one pupil; the names are the form's and the list's fields too."""

    school_id: int
    programme_id: int
    first_name: str
    level_id: int
    grade_id: int
    is_under_16: bool
    weekly_times: frozenset[int]
    subject_ids: frozenset[int] = frozenset()
    necessary_subject_ids: frozenset[int] = frozenset()
    pc4: str = ""  # empty: the school's
    language_code: str = "nl"
    needs_nt2: bool = False
    interpreter_language_code: str | None = None
    has_device: bool = True
    online: bool = True
    in_person: bool = False
    wants_gender: Gender | None = None
    urgency: Urgency = Urgency.NORMAL
    contact_email: str = ""
    contact_language_code: str = "nl"
    consent: AgreedBy | None = None  # None: not asked yet; the request waits for it
    school_reference: str | None = None
    school_first: bool = False
    # Of two Noors in one class the second is meant too: only a person filling in a form can say so.
    is_somebody_else: bool = False
    # A wish that was closed or withdrawn may be asked anew; a list that is uploaded again does not do so.
    may_repeat: bool = False
    form_key: str | None = field(default=None, compare=False)


# What is said about the pupil, under the same names as the columns.
PUPIL_FIELDS = (
    "first_name",
    "level_id",
    "grade_id",
    "is_under_16",
    "weekly_times",
    "pc4",
    "language_code",
    "needs_nt2",
    "interpreter_language_code",
    "has_device",
    "online",
    "in_person",
    "wants_gender",
    "contact_email",
    "contact_language_code",
    "school_reference",
)


class NominationRefused(Exception):
    """It breaks a rule; `messages` says per field of `Nomination` what to do, in the reader's language."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(", ".join(messages))
        self.messages = messages


def check_nomination(nomination: Nomination) -> None:
    """Nothing happens, or NominationRefused is raised with every rule that is broken."""
    _check(
        nomination, _school, _programme, _postcode, _who, _level_and_grade, _languages, _times, _reach, _consent
    )


def check_pupil(nomination: Nomination) -> None:
    """The same for what is said about the pupil alone, as when a school edits it later."""
    _check(nomination, *_ABOUT_THE_PUPIL)


def check_subjects(programme: Programme, asked: frozenset[int]) -> None:
    """The same for the subjects asked."""
    if message := _subjects_refused(programme, asked):
        raise NominationRefused({"subject_ids": message})


def as_nomination(pupil: Pupil, programme_id: int, **changes: Any) -> Nomination:
    """What a school would say now to nominate this pupil again, with these changes."""
    known = {name: getattr(pupil, name) for name in PUPIL_FIELDS}
    return Nomination(school_id=pupil.school_id, programme_id=programme_id, **(known | changes))


def _check(nomination: Nomination, *rules: Callable[[Nomination], dict[str, str]]) -> None:
    messages: dict[str, str] = {}
    for rule in rules:
        messages |= rule(nomination)
    if messages:
        raise NominationRefused({name: str(message) for name, message in messages.items()})


def place_of(nomination: Nomination, programme: Programme) -> tuple[bool, bool]:
    """(online, in person) as wished, where the programme leaves a choice."""
    if programme.place is Place.BOTH:
        return nomination.online, nomination.in_person
    return programme.place is Place.ONLINE, programme.place is Place.IN_PERSON


def consent_mismatch(giver: ConsentGiver, is_under_16: bool) -> str | None:
    """Why this person cannot agree for this pupil; None if they can (art. 8 AVG, art. 5 UAVG)."""
    if is_under_16 and giver is ConsentGiver.PUPIL:
        return str(_("Onder de 16 jaar geeft een ouder of verzorger toestemming."))
    if not is_under_16 and giver is ConsentGiver.GUARDIAN:
        return str(_("Vanaf 16 jaar geeft de leerling zelf toestemming."))
    return None


def grade_mismatch(level_id: int, grade_id: int) -> str | None:
    """Why this year does not belong to this level; None if it does."""
    level, grade = db.session.get(Level, level_id), db.session.get(Grade, grade_id)
    if grade is None:
        return str(_("Kies een leerjaar uit de lijst."))
    if level is not None and grade.sector != level.sector:
        return str(
            _(
                "%(grade)s hoort niet bij %(level)s. Kies een ander leerjaar.",
                grade=grade.name,
                level=level.name,
            )
        )
    return None


def already_nominated(nomination: Nomination) -> HelpRequest | None:
    """The request this nomination would enter a second time, if it is there.

    The same pupil is the one with the same school reference or, without one, with the same first name, level
    and year. A closed or withdrawn wish counts too, unless the nomination says that it may be repeated.
    """
    if nomination.is_somebody_else and not nomination.school_reference:
        return None
    pupils = same_pupils(nomination)
    if not pupils:
        return None
    ended = ENDED if nomination.may_repeat else ()
    found = db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.pupil_id.in_([pupil.id for pupil in pupils]))
        .where(HelpRequest.programme_id == nomination.programme_id, HelpRequest.state.not_in(ended))
        .order_by(HelpRequest.id.desc())
    )
    return found.first()


def same_pupils(nomination: Nomination) -> list[Pupil]:
    """The pupils of this school that may be the one meant."""
    here = select(Pupil).where(Pupil.school_id == nomination.school_id).order_by(Pupil.id)
    if nomination.school_reference:
        return list(db.session.scalars(here.where(Pupil.school_reference == nomination.school_reference)))
    # Only the names first: of a long list without references everybody may be everybody's classmate.
    classmates = db.session.execute(
        here.where(Pupil.level_id == nomination.level_id, Pupil.grade_id == nomination.grade_id).with_only_columns(
            Pupil.id, Pupil.first_name
        )
    )
    name = nomination.first_name.strip().casefold()
    ids = [pupil_id for pupil_id, first_name in classmates if first_name.casefold() == name]
    return list(db.session.scalars(here.where(Pupil.id.in_(ids)))) if ids else []


def _school(nomination: Nomination) -> dict[str, str]:
    school = db.session.get(School, nomination.school_id)
    if school is None or not school.is_active:
        return {"school_id": _("Kies een school die nu meedoet.")}
    return {}


def _postcode(nomination: Nomination) -> dict[str, str]:
    school = db.session.get(School, nomination.school_id)
    if not _PC4.fullmatch(nomination.pc4 or (school.pc4 if school else "")):
        return {"pc4": _("Vul de vier cijfers van de postcode in, bijvoorbeeld 2511.")}
    return {}


def _programme(nomination: Nomination) -> dict[str, str]:
    programme = db.session.get(Programme, nomination.programme_id)
    if programme is None or not programme.is_open:
        return {"programme_id": _("Kies een programma dat nu open is.")}
    message = _subjects_refused(programme, nomination.subject_ids | nomination.necessary_subject_ids)
    return {"subject_ids": message} if message else {}


def _subjects_refused(programme: Programme, asked: frozenset[int]) -> str | None:
    if programme.asks_subjects and not asked:
        return str(_("Kies minstens één vak waar hulp bij nodig is."))
    offered = db.session.scalars(
        select(ProgrammeSubject.subject_id).where(ProgrammeSubject.programme_id == programme.id)
    )
    if asked - set(offered):
        return str(_("Een van deze vakken hoort niet bij %(name)s.", name=programme.name))
    return None


def _who(nomination: Nomination) -> dict[str, str]:
    messages = {}
    name = nomination.first_name.strip()
    if not name:
        messages["first_name"] = _("Vul de voornaam in.")
    elif len(name) > 80 or any(letter.isdigit() for letter in name):
        messages["first_name"] = _("Vul alleen de voornaam in, zonder cijfers.")
    reference = nomination.school_reference or ""
    if holds_bsn(reference):
        messages["school_reference"] = _("Dit lijkt een burgerservicenummer (BSN). Gebruik een eigen kenmerk.")
    elif len(reference) > 60:
        messages["school_reference"] = _("Het kenmerk mag niet langer zijn dan 60 tekens.")
    if nomination.contact_email:
        try:
            validate_email(nomination.contact_email, check_deliverability=False)
        except EmailNotValidError:
            messages["contact_email"] = _("Dit e-mailadres klopt niet. Voorbeeld: naam@voorbeeld.nl.")
    return messages


def _level_and_grade(nomination: Nomination) -> dict[str, str]:
    level = db.session.get(Level, nomination.level_id)
    if level is None or not level.for_pupils:
        return {"level_id": str(_("Kies een niveau uit de lijst."))}
    message = grade_mismatch(nomination.level_id, nomination.grade_id)
    return {"grade_id": message} if message else {}


def _languages(nomination: Nomination) -> dict[str, str]:
    messages = {
        name: _("Kies een taal uit de lijst.")
        for name in ("language_code", "interpreter_language_code", "contact_language_code")
        if (code := getattr(nomination, name)) is not None and db.session.get(Language, code) is None
    }
    if nomination.interpreter_language_code == "nl":
        messages["interpreter_language_code"] = _("Voor Nederlands is geen tolk nodig. Kies een andere taal.")
    return messages


def _times(nomination: Nomination) -> dict[str, str]:
    if not nomination.weekly_times:
        return {"weekly_times": _("Kies minstens één moment waarop de leerling kan.")}
    if nomination.weekly_times - GRID_MOMENTS:
        return {"weekly_times": _("Kies hele uren tussen 9:00 en 21:00 uur.")}
    programme = db.session.get(Programme, nomination.programme_id)
    days = {weekday_of(moment) for moment in nomination.weekly_times}
    if programme is not None and len(days) < programme.sessions_per_week:
        return {
            "weekly_times": ngettext(
                "Dit programma is %(num)d keer per week. Kies een moment.",
                "Dit programma is %(num)d keer per week. Kies momenten op minstens %(num)d dagen.",
                programme.sessions_per_week,
            )
        }
    return {}


def _reach(nomination: Nomination) -> dict[str, str]:
    if nomination.online or nomination.in_person:
        return {}
    return {"place": _("Kies online, op een plek in de buurt, of allebei.")}


def _consent(nomination: Nomination) -> dict[str, str]:
    if nomination.consent is None:
        return {}
    message = consent_mismatch(nomination.consent.giver, nomination.is_under_16)
    return {"consent": message} if message else {}


_ABOUT_THE_PUPIL = (_postcode, _who, _level_and_grade, _languages, _times, _reach)
