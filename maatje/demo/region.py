"""A region as it is in its third week: every list has something in it, and everybody somebody to help."""

from random import Random

from sqlalchemy import func, select, update

from maatje.access import Role
from maatje.accounts.models import User
from maatje.accounts.services import create_user, set_password
from maatje.clock import now
from maatje.database import db, transaction
from maatje.demo import people, pupils, volunteers
from maatje.life import Actor, By
from maatje.notifications.models import Letter, LetterState
from maatje.pairings import services as pairings
from maatje.pairings.models import DeclineReason, EndReason, Pairing
from maatje.pairings.rules import agree_to_rules, rules_version
from maatje.queue import bell_tied
from maatje.regions.models import CoordinatorRegion, Region
from maatje.requests.models import HelpRequest
from maatje.rounds import decisions, jobs
from maatje.rounds import services as rounds
from maatje.rounds.models import Proposal
from maatje.schools.models import School, SchoolContact
from maatje.volunteers.models import Volunteer


def make_region() -> str:
    """The region is there; told is what it holds. The same people every time."""
    with bell_tied():  # five hundred letters that are not to be sent would keep the worker busy for a minute
        _make_up()
    with transaction():
        # What was told while all this was made up is read, not sent.
        told = update(Letter).values(state=LetterState.SENT, sent_at=now())
        db.session.execute(told.execution_options(synchronize_session=False))
    return _what_there_is()


def _make_up() -> None:
    chance = Random(2020)  # noqa: S311 - invented people need no secrecy
    with transaction():
        coordinator, region_id = _make_staff()
        volunteers.sign_up_all(chance, region_id, coordinator)
        pupils.nominate_all(chance, coordinator)
    _pair_some(region_id, coordinator)


def _make_staff() -> tuple[By, int]:
    region_id = db.session.scalars(select(Region.id).where(Region.name == people.REGION)).one()
    coordinator = _account(people.SIGN_INS[0].email, "Mirjam", "Steen", Role.COORDINATOR)
    db.session.add(CoordinatorRegion(user_id=coordinator.id, region_id=region_id))
    _account(people.SIGN_INS[3].email, "Hanneke", "Beheer", Role.ADMINISTRATOR)
    for number, (name, place, pc4) in enumerate(people.SCHOOLS):
        school = School(name=name, place=place, pc4=pc4, region_id=region_id)
        email = people.SIGN_INS[1].email if number == 0 else f"mentor{number}@example.nl"
        mentor = _account(email, "Joke" if number == 0 else f"Mentor {number}", "Mentor", Role.SCHOOL_CONTACT)
        db.session.add(SchoolContact(user=mentor, school=school, function="mentor"))
    db.session.flush()
    return By(Actor.COORDINATOR, coordinator.id), region_id


def _account(email: str, first_name: str, last_name: str, role: Role) -> User:
    user = create_user(email, first_name, "", last_name, role)
    user.email_verified_at = now()
    set_password(user, people.PASSWORD)
    db.session.flush()
    return user


def _pair_some(region_id: int, coordinator: By) -> None:
    """A first round three weeks ago, of which much was approved, and a second one of last night."""
    for number, proposal_id in enumerate(_round(region_id)):
        if number % 2 == 0:
            with transaction():
                proposal = db.session.get_one(Proposal, proposal_id)
                pairing = decisions.approve_proposal(proposal, coordinator)
            if pairing:
                _live_on(pairing.id, number // 2, coordinator)
    kept = _round(region_id)[:2]
    with transaction():
        for proposal_id in kept:
            decisions.keep_proposal(db.session.get_one(Proposal, proposal_id), coordinator)


def _round(region_id: int) -> list[int]:
    with transaction():
        round_id = rounds.start_round(db.session.get_one(Region, region_id), rounds.THE_ROUND).id
    jobs.run_round(round_id)
    return list(db.session.scalars(select(Proposal.id).where(Proposal.round_id == round_id).order_by(Proposal.id)))


def _live_on(pairing_id: int, number: int, coordinator: By) -> None:
    """Of eight pairings two wait for the volunteer, one for the school, one is declined; the rest live."""
    with transaction():
        pairing = db.session.get_one(Pairing, pairing_id)
        volunteer = By(Actor.VOLUNTEER, pairing.volunteer.user_id)
        turn = number % 8
        if turn < 2:
            return
        if turn == 2:
            pairings.decline_offer(pairing, next(iter(DeclineReason)), volunteer)
            return
        agree_to_rules(pairing, rules_version(pairing.programme), volunteer)
        pairings.accept_offer(pairing, volunteer)
        if turn == 3:
            return
        pairings.confirm_handover(pairing, coordinator)
        if turn == 4:
            pairings.end_pairing(pairing, EndReason.DONE, coordinator)
        elif turn == 5:
            pairings.pause_pairing(pairing, coordinator)


def _what_there_is() -> str:
    counts = [
        f"{db.session.scalar(select(func.count()).select_from(table))} {name}"
        for table, name in (
            (Volunteer, "volunteers"),
            (HelpRequest, "help requests"),
            (Proposal, "proposals"),
            (Pairing, "pairings"),
        )
    ]
    return ", ".join(counts)
