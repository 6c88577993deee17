"""Reading pairings, narrowed by who looks; and what the rounds room must respect."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from maatje.access import Role, Viewer
from maatje.accounts.models import User
from maatje.accounts.queries import region_ids_of_coordinator
from maatje.audit.models import AuditEvent
from maatje.database import among, db
from maatje.pairings.life import LIVE, WAITING, BlockState, PairingState
from maatje.pairings.models import BarredPair, Booking, ContactBlock, Pairing
from maatje.regions.queries import coordinators_of
from maatje.requests.letters import readers_of
from maatje.requests.models import HelpRequest, Pupil
from maatje.schools.models import School, SchoolContact
from maatje.volunteers.models import Volunteer

# Of a query of pairings with their requests: its two have no contact any more.
_IS_BLOCKED = exists().where(
    ContactBlock.pupil_id == HelpRequest.pupil_id,
    ContactBlock.volunteer_id == Pairing.volunteer_id,
    ContactBlock.state == BlockState.STANDING,
)


def pairings_visible_to(viewer: Viewer) -> Select[Pairing]:
    """A volunteer's own; those of the own school; those that touch a coordinator's own regions; else none.

    Nobody sees those of a pupil who was erased, and a volunteer none with whom they have no contact any more.
    """
    pairings = (
        select(Pairing)
        .join(Pairing.request)
        .join(HelpRequest.pupil)
        .join(Pupil.school)
        .join(Volunteer, Pairing.volunteer_id == Volunteer.id)
        .where(Pupil.erased_at.is_(None))
    )
    match viewer.role:
        case Role.VOLUNTEER:
            return pairings.where(Volunteer.user_id == viewer.id, ~_IS_BLOCKED)
        case Role.SCHOOL_CONTACT:
            schools = select(SchoolContact.school_id).where(SchoolContact.user_id == viewer.id)
            return pairings.where(Pupil.school_id.in_(schools))
        case Role.COORDINATOR:
            regions = region_ids_of_coordinator(viewer)
            return pairings.where(or_(School.region_id.in_(regions), Volunteer.region_id.in_(regions)))
        case _:
            return pairings.where(false())


def in_order_of_concern(pairings: Select[Pairing], state: PairingState | None = None) -> Select[Pairing]:
    """Those in a state, or all: what waits for somebody first, by deadline; then what runs; then what is over."""
    if state is not None:
        pairings = pairings.where(Pairing.state == state)
    stage = case((Pairing.state.in_(WAITING), 0), (Pairing.state.in_(LIVE), 1), else_=2)
    return pairings.order_by(stage, case((stage == 0, Pairing.answer_by)), Pairing.id.desc())


def for_a_list(ids: Sequence[int]) -> list[Pairing]:
    """These pairings in this order, with all a list shows of them."""
    found = db.session.scalars(
        select(Pairing)
        .where(Pairing.id.in_(ids))
        .options(
            joinedload(Pairing.programme),
            joinedload(Pairing.volunteer),
            joinedload(Pairing.request).joinedload(HelpRequest.pupil).joinedload(Pupil.school),
        )
    )
    return sorted(found, key=lambda pairing: ids.index(pairing.id))


def pupil_ids_of(pairing_ids: Sequence[int]) -> list[int]:
    """The pupils that these pairings are about."""
    pupils = select(HelpRequest.pupil_id).join(Pairing, Pairing.request_id == HelpRequest.id)
    return list(db.session.scalars(pupils.where(Pairing.id.in_(pairing_ids))))


def count_by_state(pairings: Select[Pairing]) -> dict[PairingState, int]:
    """How many of these pairings are in each state."""
    counted = pairings.with_only_columns(Pairing.state, func.count().label("number")).group_by(Pairing.state)
    return {row.state: row.number for row in db.session.execute(counted)}


def history_of(pairing: Pairing) -> list[AuditEvent]:
    """What happened to it, oldest first."""
    events = select(AuditEvent).where(
        AuditEvent.object_type == Pairing.__tablename__, AuditEvent.object_id == pairing.id
    )
    return list(db.session.scalars(events.order_by(AuditEvent.id)))


def pairings_of_volunteer(volunteer_id: int) -> list[Pairing]:
    """All of a volunteer, live ones first and then the latest; not those with a pupil who was erased."""
    known = select(HelpRequest.id).join(HelpRequest.pupil).where(Pupil.erased_at.is_(None))
    theirs = Pairing.volunteer_id == volunteer_id
    return _with_programme(select(Pairing).where(theirs, Pairing.request_id.in_(known)))


def pairings_of_requests(request_ids: Iterable[int]) -> list[Pairing]:
    """All that these requests led to, live ones first and then the latest."""
    return _with_programme(select(Pairing).where(Pairing.request_id.in_(list(request_ids))))


def live_pairing_of(request_id: int) -> Pairing | None:
    """The pairing that holds this request now, read afresh and locked against changes until we are done."""
    return db.session.scalar(
        _locked(select(Pairing).where(Pairing.request_id == request_id, Pairing.state.in_(LIVE)))
    )


def live_pairings_of(volunteer_id: int) -> list[Pairing]:
    """The pairings that take a place of this volunteer, read afresh and locked until we are done."""
    mine = (
        select(Pairing).where(Pairing.volunteer_id == volunteer_id, Pairing.state.in_(LIVE)).order_by(Pairing.id)
    )
    return list(db.session.scalars(_locked(mine)))


def pupils_helped_in_each(volunteer_ids: Iterable[int]) -> Counter[tuple[int, int]]:
    """How many live pairings each volunteer has in each programme, by (volunteer, programme)."""
    rows = db.session.execute(
        select(Pairing.volunteer_id, Pairing.programme_id, func.count().label("number"))
        .where(among(Pairing.volunteer_id, volunteer_ids), Pairing.state.in_(LIVE))
        .group_by(Pairing.volunteer_id, Pairing.programme_id)
    )
    return Counter({(row.volunteer_id, row.programme_id): row.number for row in rows})


def overdue_ids(moment: datetime) -> list[int]:
    """Pairings whose deadline has passed."""
    late = select(Pairing.id).where(Pairing.state.in_(WAITING), Pairing.answer_by < moment)
    return list(db.session.scalars(late.order_by(Pairing.id)))


def to_remind_ids(moment: datetime) -> list[int]:
    """Pairings whose deadline comes within a day and of whom nobody was reminded."""
    soon = select(Pairing.id).where(
        Pairing.state.in_(WAITING),
        Pairing.reminded_at.is_(None),
        Pairing.answer_by >= moment,
        Pairing.answer_by < moment + timedelta(days=1),
    )
    return list(db.session.scalars(soon.order_by(Pairing.id)))


def booked_moments(volunteer_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The weekly moments each of these volunteers has given away; absent means none."""
    return _moments_by(Booking.volunteer_id, volunteer_ids)


def booked_moments_of_pupils(pupil_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The weekly moments at which each of these pupils is helped; absent means none."""
    return _moments_by(Booking.pupil_id, pupil_ids)


def barred_pairs(pupil_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(pupil, volunteer) for all who must not be proposed together, those without contact among them."""
    pupil_ids = list(pupil_ids)  # asked for twice
    barred = select(BarredPair.pupil_id, BarredPair.volunteer_id).where(among(BarredPair.pupil_id, pupil_ids))
    blocked = select(ContactBlock.pupil_id, ContactBlock.volunteer_id).where(
        among(ContactBlock.pupil_id, pupil_ids), ContactBlock.state == BlockState.STANDING
    )
    return {(row[0], row[1]) for rows in (barred, blocked) for row in db.session.execute(rows)}


def standing_block(pupil_id: int, volunteer_id: int) -> ContactBlock | None:
    """What keeps these two apart now."""
    return db.session.scalar(
        select(ContactBlock).where(
            ContactBlock.pupil_id == pupil_id,
            ContactBlock.volunteer_id == volunteer_id,
            ContactBlock.state == BlockState.STANDING,
        )
    )


def is_blocked(pairing: Pairing) -> bool:
    """Its two have no contact any more."""
    return standing_block(pairing.request.pupil_id, pairing.volunteer_id) is not None


def blocks_visible_to(viewer: Viewer) -> Select[ContactBlock]:
    """Those of the pupils in a coordinator's own regions: they decide; to all others none."""
    blocks = select(ContactBlock).join(ContactBlock.pupil).join(Pupil.school)
    return blocks.where(School.region_id.in_(region_ids_of_coordinator(viewer)))


def mentors_of(pupil: Pupil) -> list[User]:
    """Whom the school wants asked about this pupil; where nobody speaks for it, the coordinators."""
    return readers_of(pupil) or coordinators_of(pupil.school.region_id)


def _with_programme(pairings: Select[Pairing]) -> list[Pairing]:
    return list(db.session.scalars(in_order_of_concern(pairings).options(joinedload(Pairing.programme))))


def _locked(pairings: Select[Pairing]) -> Select[Pairing]:
    return pairings.with_for_update(of=Pairing, key_share=True).execution_options(populate_existing=True)


def _moments_by(owner: InstrumentedAttribute[int], ids: Iterable[int]) -> dict[int, frozenset[int]]:
    booked: dict[int, set[int]] = {}
    for owner_id, moment in db.session.execute(select(owner, Booking.moment).where(among(owner, ids))):
        booked.setdefault(owner_id, set()).add(moment)
    return {owner_id: frozenset(moments) for owner_id, moments in booked.items()}
