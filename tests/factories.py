"""Rows for tests: each factory makes a valid, dull one, so a test states only what matters."""

from datetime import timedelta
from itertools import count

from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.models import Proof, User, UserSession
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor
from maatje.lists.models import Upload
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.programmes.models import Coverage, Grade, Language, Level, Programme, Step, Subject
from maatje.regions.models import CoordinatorRegion, PostcodeArea, Region
from maatje.requests.life import RequestState
from maatje.requests.models import Channel, Consent, ConsentGiver, HelpRequest, Pupil, RequestSubject
from maatje.rounds.life import RoundState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.safety.models import Concern, VolunteerReport
from maatje.schools.models import School, SchoolContact
from maatje.times import moment_of
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer, VolunteerSubject

_numbers = count(1)
TUESDAY_FOUR = moment_of(1, 16)
FRIDAY_FOUR = moment_of(4, 16)


def _stored(row):
    db.session.add(row)
    db.session.commit()
    return row


def _existing(model, **unique):
    return db.session.execute(db.select(model).filter_by(**unique)).scalar_one_or_none()


def make_region(name="Haaglanden", **values):
    return _existing(Region, name=name) or _stored(Region(code=f"VR{next(_numbers):02d}", name=name, **values))


def make_postcode(pc4="2511", region=None, place="Den Haag", latitude=52.0767, longitude=4.2986):
    region = region or make_region()
    return _existing(PostcodeArea, pc4=pc4) or _stored(
        PostcodeArea(pc4=pc4, place=place, latitude=latitude, longitude=longitude, region_id=region.id)
    )


def make_user(role=Role.VOLUNTEER, **values):
    number = next(_numbers)
    values = {
        "email": f"persoon{number}@example.nl",
        "first_name": "Sanne",
        "last_name": f"Jansen{number}",
        "password_hash": "x",
        "email_verified_at": now(),
    } | values
    return _stored(User(role=role, **values))


def make_session(user, device="Firefox/Linux", **values):
    """A session that goes on, with the key that the browser has."""
    key = sessions.begin(user, device, Proof.PASSWORD)
    db.session.flush()
    session = db.session.scalars(db.select(UserSession).order_by(UserSession.id.desc())).first()
    for name, value in values.items():
        setattr(session, name, value)
    db.session.commit()
    session.key = key
    return session


def make_coordinator(region=None, **values):
    region = region or make_region()
    user = make_user(Role.COORDINATOR, **values)
    _stored(CoordinatorRegion(user_id=user.id, region_id=region.id))
    return user


def make_administrator(**values):
    return make_user(Role.ADMINISTRATOR, **values)


def make_school(region=None, **values):
    region = region or make_region()
    return _stored(School(**{"name": f"School {next(_numbers)}", "pc4": "2511", "region_id": region.id} | values))


def make_school_contact(school=None, **values):
    school = school or make_school()
    user = make_user(Role.SCHOOL_CONTACT, **values)
    _stored(SchoolContact(user_id=user.id, school_id=school.id, function="mentor"))
    return user


def make_programme(key="bijles", **values):
    values = {
        "name": key.capitalize(),
        "steps": [Step.VOLUNTEER_ACCEPTS, Step.SCHOOL_HANDS_OVER],
        "meeting_link_pattern": "https://meet.example.nl/{code}",
    } | values
    return _existing(Programme, key=key) or _stored(Programme(key=key, **values))


def make_subject(code="wis", **values):
    return _existing(Subject, code=code) or _stored(
        Subject(**{"code": code, "name": code.capitalize(), "group": "exact"} | values)
    )


def make_level(code="HAVO", **values):
    return _existing(Level, code=code) or _stored(
        Level(**{"code": code, "name": code.capitalize(), "sector": "vo", "position": 40} | values)
    )


def make_grade(code="vo-3", **values):
    return _existing(Grade, code=code) or _stored(
        Grade(**{"code": code, "name": "Leerjaar 3", "sector": "vo", "position": 23} | values)
    )


def make_coverage(offered, taught=None):
    """Whoever offers (subject, level) may teach (subject, level); by default just that."""
    (offered_subject, offered_level), (subject, level) = offered, taught or offered
    row = {
        "offered_subject_id": offered_subject.id,
        "offered_level_id": offered_level.id,
        "subject_id": subject.id,
        "level_id": level.id,
    }
    return _existing(Coverage, **row) or _stored(Coverage(**row))


def make_language(code="nl", **values):
    return _existing(Language, code=code) or _stored(Language(**{"code": code, "name": code, "tier": 1} | values))


def make_volunteer(region=None, programmes=None, subjects=None, languages=(), **values):
    """An active volunteer of eighteen or over with a VOG seen, free on Tuesday at four, online, one place."""
    region = region or make_region()
    user = values.pop("user", None) or make_user(Role.VOLUNTEER)
    values = {
        "user_id": user.id,
        "state": VolunteerState.ACTIVE,
        "region_id": region.id,
        "pc4": "2511",
        "is_adult": True,
        "weekly_times": frozenset({TUESDAY_FOUR}),
        "code_of_conduct_version": conduct.CODE_OF_CONDUCT,
        "vog_status": VogStatus.SEEN,
    } | values
    volunteer = _stored(Volunteer(**values))
    volunteer.programmes = list(programmes or [make_programme()])
    volunteer.languages = [make_language(code) for code in languages]
    offers = subjects or [(make_subject(), make_level())]
    for offer in offers:
        make_coverage(offer)
    volunteer.subjects = [VolunteerSubject(subject_id=subject.id, level_id=level.id) for subject, level in offers]
    return _stored(volunteer)


def make_pupil(school=None, **values):
    """Under 16, and a guardian said yes."""
    make_language("nl")
    values = {
        "school_id": (school or make_school()).id,
        "first_name": "Noor",
        "level_id": make_level().id,
        "grade_id": make_grade().id,
        "pc4": "2511",
        "weekly_times": frozenset({TUESDAY_FOUR}),
        "contact_email": "ouder@example.nl",
    } | values
    agreed = Consent(giver=ConsentGiver.GUARDIAN, channel=Channel.PHONE, text_version="2026-11")
    return _stored(Pupil(**{"consents": [agreed]} | values))


def make_request(pupil=None, programme=None, subjects=None, **values):
    """An open request for the one subject that a dull volunteer offers."""
    values = {
        "pupil_id": (pupil or make_pupil()).id,
        "programme_id": (programme or make_programme()).id,
        "state": RequestState.OPEN,
    } | values
    request = _stored(HelpRequest(**values))
    request.subjects = [RequestSubject(subject_id=subject.id) for subject in (subjects or [make_subject()])]
    return _stored(request)


def make_pairing(request=None, volunteer=None, **values):
    """Offered, on Tuesday at four, online; the request is paired and the volunteer's place is taken."""
    request = request or make_request()
    volunteer = volunteer or make_volunteer(region=request.pupil.school.region)
    request.state = RequestState.PAIRED
    volunteer.places_taken += 1
    values = {
        "request_id": request.id,
        "volunteer_id": volunteer.id,
        "programme_id": request.programme_id,
        "steps": list(request.programme.steps),
        "weekly_moments": frozenset({TUESDAY_FOUR}),
        "answer_by": now() + timedelta(days=5),
    } | values
    return _stored(Pairing(**values))


def make_concern(pairing=None, user=None, **values):
    """Nobody has phoned yet; the volunteer raised it, in a pairing that runs."""
    pairing = pairing or make_pairing(state=PairingState.ACTIVE, started_at=now())
    values = {
        "pairing_id": pairing.id,
        "raised_as": Actor.VOLUNTEER,
        "raised_by_id": (user or pairing.volunteer.user).id,
    } | values
    return _stored(Concern(**values))


def make_report(pairing=None, **values):
    """A family reported the volunteer; no coordinator has decided."""
    pairing = pairing or make_pairing(state=PairingState.PAUSED, started_at=now())
    values = {
        "pairing_id": pairing.id,
        "volunteer_id": pairing.volunteer_id,
        "reported_as": Actor.FAMILY,
        "paused_volunteer": True,
    } | values
    return _stored(VolunteerReport(**values))


def make_round(region=None, **values):
    """One that is done."""
    values = {"region_id": (region or make_region()).id, "state": RoundState.READY, "finished_at": now()} | values
    return _stored(MatchingRound(**values))


def make_country_round(**values):
    """One of no region, that is done."""
    return make_round(**{"region_id": None, "is_country_wide": True} | values)


def make_proposal(round=None, request=None, volunteer=None, **values):
    """Waiting for a coordinator: Tuesday at four, online."""
    request = request or make_request()
    region = request.pupil.school.region
    request.state = RequestState.PROPOSED
    values = {
        "round_id": (round or make_round(region)).id,
        "request_id": request.id,
        "volunteer_id": (volunteer or make_volunteer(region)).id,
        "weekly_moments": frozenset({TUESDAY_FOUR}),
        "fit": 500,
        "facts": {"distance_km": None, "common_moments": 1, "days_waited": 0},
    } | values
    return _stored(Proposal(**values))


def make_letter(user=None, region=None, **values):
    user = user or make_user()
    values = {
        "kind": "already_signed_up",
        "to_address": user.email,
        "to_name": user.full_name,
        "user_id": user.id,
        "region_id": region.id if region else None,
        "matter": f"letter:{next(_numbers)}",
    } | values
    return _stored(Letter(**values))


def make_upload(user, **values):
    """A list of pupils in which nothing is wrong, because nothing is in it."""
    values = {"kind": "leerlingen", "headings": ["Voornaam"], "rows": []} | values
    return _stored(Upload(user_id=user.id, **values))
