"""All that is known about a person, in words: for a page to read and a file to take along (AVG art. 15 and 20)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload, undefer

from maatje.accounts.devices import device_words
from maatje.accounts.forms import ROLE_WORDS
from maatje.accounts.models import User, UserSession
from maatje.audit.models import AuditEvent
from maatje.audit.words import action_words
from maatje.database import among, db
from maatje.filters import dutch_date, dutch_datetime
from maatje.notifications.emails import subject_of
from maatje.notifications.queries import letters_to
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_of_volunteer
from maatje.pairings.words import STATES as PAIRING_STATES
from maatje.regions.queries import regions_of
from maatje.requests import words as request_words
from maatje.requests.models import HelpRequest, Pupil
from maatje.schools.models import SchoolContact
from maatje.times import spoken_list
from maatje.volunteers import told
from maatje.volunteers.models import VogStatus, Volunteer
from maatje.volunteers.queries import volunteer_of
from maatje.volunteers.sign_up import SignUp
from maatje.volunteers.words import STATES as VOLUNTEER_STATES

Facts: TypeAlias = list[tuple[str, Any]]
Parts: TypeAlias = dict[str, list[Facts]]
"""Under each heading one or more things, each told in pairs of name and value."""


def about_person(user: User) -> Parts:
    """What is known about somebody who can sign in, and what they did."""
    volunteer = db.session.scalar(volunteer_of(user))
    parts: Parts = {_("Inloggen"): [_account(user)]}
    if volunteer:
        parts |= _as_volunteer(volunteer)
    if contact := db.session.get(SchoolContact, user.id):
        parts[_("Voor de school")] = [[(_("School"), contact.school.name), (_("Functie"), contact.function)]]
    if regions := regions_of(user) if user.role == "coordinator" else []:
        parts[_("Regio's")] = [[(_("Regio"), region.name)] for region in regions]
    parts[_("Berichten die we stuurden")] = [
        [(_("Verstuurd"), dutch_datetime(letter.sent_at or letter.created_at)), (_("Over"), subject_of(letter))]
        for letter in db.session.scalars(letters_to(user))
    ]
    visits = select(UserSession).where(UserSession.user_id == user.id).order_by(UserSession.id.desc())
    parts[_("Waar je was ingelogd")] = [
        [(_("Ingelogd"), dutch_datetime(one.created_at)), (_("Waarmee"), device_words(one.device))]
        for one in db.session.scalars(visits)
    ]
    parts[_("Wat er is gebeurd")] = [
        [(_("Wanneer"), dutch_datetime(event.at)), (_("Wat"), action_words(event.action))]
        for event in _events_about(user, volunteer)
    ]
    return {heading: things for heading, things in parts.items() if things}


def about_pupils(pupil_ids: Iterable[int]) -> list[Facts]:
    """What is known about each of these pupils, by first name, in the rows of a file."""
    wishes = selectinload(Pupil.requests).selectinload(HelpRequest.subjects)
    address = undefer(Pupil.contact_email)
    also = (Pupil.consents, Pupil.school, Pupil.language, Pupil.contact_language, Pupil.interpreter_language)
    pupils = select(Pupil).where(among(Pupil.id, pupil_ids)).options(wishes, address, *map(selectinload, also))
    found = list(db.session.scalars(pupils.order_by(Pupil.first_name, Pupil.id)))
    pairings: defaultdict[int, list[Pairing]] = defaultdict(list)
    of_theirs = select(Pairing).join(Pairing.request).where(among(HelpRequest.pupil_id, pupil_ids))
    for pairing in db.session.scalars(of_theirs.options(selectinload(Pairing.programme)).order_by(Pairing.id)):
        pairings[pairing.request_id].append(pairing)
    return [
        _about_pupil(pupil, [one for request in pupil.requests for one in pairings[request.id]]) for pupil in found
    ]


def _about_pupil(pupil: Pupil, pairings: list[Pairing]) -> Facts:
    return [
        (_("Voornaam"), pupil.first_name),
        *request_words.pupil_facts(pupil),
        request_words.address_fact(pupil),
        (_("Kan elke week op"), spoken_list(pupil.weekly_times)),
        (_("Aangemeld"), dutch_date(pupil.created_at)),
        (_("Even niets mee doen, sinds"), dutch_date(pupil.restricted_at)),
        (_("Hulpvragen"), _in_one_cell(_request_in_words(request) for request in pupil.requests)),
        (_("Koppelingen"), _in_one_cell(_pairing_in_words(pairing) for pairing in pairings)),
        (_("Toestemming"), _in_one_cell(_consents_in_words(pupil))),
    ]


def _account(user: User) -> Facts:
    return [
        (_("Naam"), user.full_name),
        (_("E-mailadres"), user.email),
        (_("Rol"), str(ROLE_WORDS[user.role])),
        (_("Sinds"), dutch_date(user.created_at)),
        (_("Adres bevestigd"), dutch_date(user.email_verified_at)),
        (_("Laatst ingelogd"), dutch_datetime(user.last_signed_in_at)),
        (_("Tweede stap ingesteld"), dutch_date(user.second_step.set_up_at) if user.second_step else ""),
    ]


def _as_volunteer(volunteer: Volunteer) -> Parts:
    answers = [pair for facts in told.in_words(SignUp.of(volunteer)).values() for pair in facts]
    return {
        _("Wat je ons hebt verteld"): [[*answers, (_("Kan elke week op"), spoken_list(volunteer.weekly_times))]],
        _("Wat we erbij schreven"): [
            [
                (_("Status"), str(VOLUNTEER_STATES[volunteer.state].status)),
                (_("Sinds"), dutch_date(volunteer.state_since)),
                (_("Aangemeld"), dutch_date(volunteer.applied_at)),
                (_("Akkoord met de afspraken"), dutch_date(volunteer.code_of_conduct_at)),
                (_("Versie van de gedragscode"), volunteer.code_of_conduct_version),
                (_("Versie van de privacytekst"), volunteer.privacy_version),
                (_("Kennismaking"), dutch_date(volunteer.intake_on)),
                (_("VOG gezien"), _("ja") if volunteer.vog_status is VogStatus.SEEN else _("nee")),
                (_("VOG afgegeven"), dutch_date(volunteer.vog_issued_on)),
                (_("VOG gezien op"), dutch_date(volunteer.vog_seen_on)),
                (_("VOG opnieuw bekijken"), dutch_date(volunteer.vog_recheck_on)),
                (_("Kenmerk van de VOG"), volunteer.vog_reference),
                (_("Functieaspecten van de VOG"), volunteer.vog_aspects),
                (_("Minstens zo oud"), volunteer.least_age or ""),
                (_("Training gevolgd"), dutch_date(volunteer.trained_on)),
                (_("Referenties gesproken"), volunteer.references_checked or ""),
                (_("Referenties gesproken op"), dutch_date(volunteer.references_checked_on)),
                (_("Reden van het besluit"), volunteer.decision_reason),
            ]
        ],
        _("Koppelingen"): [
            [
                (_("Programma"), pairing.programme.name),
                (_("Status"), str(PAIRING_STATES[pairing.state])),
                (_("Vast moment"), spoken_list(pairing.weekly_moments)),
                (_("Voorgesteld"), dutch_date(pairing.approved_at)),
                (_("Gestart"), dutch_date(pairing.started_at)),
                (_("Gestopt"), dutch_date(pairing.ended_at)),
            ]
            for pairing in pairings_of_volunteer(volunteer.id)
        ],
    }


def _events_about(user: User, volunteer: Volunteer | None) -> Iterable[AuditEvent]:
    is_own = or_(
        AuditEvent.user_id == user.id,
        and_(AuditEvent.object_type == User.__tablename__, AuditEvent.object_id == user.id),
    )
    if volunteer:
        is_theirs = and_(AuditEvent.object_type == Volunteer.__tablename__, AuditEvent.object_id == volunteer.id)
        is_own = or_(is_own, is_theirs)
    return db.session.scalars(select(AuditEvent).where(is_own).order_by(AuditEvent.id.desc()).limit(1000))


def _request_in_words(request: HelpRequest) -> str:
    status = request_words.told_to_school(request)
    subjects = request_words.subjects_told(request)
    return ", ".join(
        filter(None, (request.programme.name, subjects, status.text, dutch_date(request.submitted_at)))
    )


def _pairing_in_words(pairing: Pairing) -> str:
    ran = " - ".join(filter(None, (dutch_date(pairing.started_at), dutch_date(pairing.ended_at))))
    return ", ".join(filter(None, (pairing.programme.name, str(PAIRING_STATES[pairing.state]), ran)))


def _consents_in_words(pupil: Pupil) -> Iterable[str]:
    for consent in pupil.consents:
        given = f"{request_words.GIVERS[consent.giver]}, {dutch_date(consent.given_at)}"
        yield f"{given}, {_('ingetrokken')} {dutch_date(consent.withdrawn_at)}" if consent.withdrawn_at else given


def _in_one_cell(lines: Iterable[str]) -> str:
    return "; ".join(lines)
