"""Recording what happens, and moving things through their lives."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import insert, literal, select, update

from maatje.accounts.services import acting as acting  # where most callers look for it
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import ChangedMeanwhile as ChangedMeanwhile
from maatje.database import Model, among, db, members, rows_changed
from maatje.life import By, Life


def record(action: str, thing: Model, by: By, *, region_id: int | None = None) -> None:
    """The action stands in the audit trail once the present transaction is stored."""
    db.session.flush()
    db.session.add(
        AuditEvent(
            actor=by.actor,
            user_id=by.user_id,
            action=action,
            object_type=thing.__tablename__,
            object_id=_id_of(thing),
            region_id=region_id,
        )
    )


def record_each(action: str, table: type[Any], region_ids: Mapping[int, int | None], by: By) -> None:
    """The same for many rows of one table at once; `region_ids` says by id in which region each is."""
    ids_in: defaultdict[int | None, list[int]] = defaultdict(list)
    for row_id, region_id in region_ids.items():
        ids_in[region_id].append(row_id)
    for region_id, ids in ids_in.items():
        event = {
            "actor": by.actor,
            "user_id": by.user_id,
            "action": action,
            "object_type": table.__tablename__,
            "region_id": region_id,
        }
        ids_listed = members(ids).subquery()
        same = [literal(value, getattr(AuditEvent, name).type) for name, value in event.items()]
        rows = select(ids_listed.c.id, *same).order_by(ids_listed.c.id)
        db.session.execute(insert(AuditEvent).from_select(["object_id", *event], rows))


S = TypeVar("S", bound=StrEnum)


def move(thing: Any, there: S, by: By, life: Life[S], *, region_id: int | None = None) -> None:
    """The thing is in its new state and the step stands in the audit trail.

    The step is a conditional UPDATE, so of two people who click at the same moment one succeeds.
    Raises MoveNotAllowed if the life has no such step for this actor, ChangedMeanwhile if the other came first.
    """
    here: S = thing.state
    life.check(here, there, by.actor)
    db.session.flush()
    table = type(thing)
    step = update(table).where(table.id == thing.id, table.state == here).values(_in_state(table, there))
    if rows_changed(step) != 1:
        raise ChangedMeanwhile(f"{life.name} {thing.id} is no longer {here}")
    db.session.refresh(thing)
    record(f"{life.name}.{there}", thing, by, region_id=region_id)


def move_all(
    table: type[Any],
    ids: Collection[int],
    here: S,
    there: S,
    by: By,
    life: Life[S],
    *,
    region_id: int | None = None,
) -> frozenset[int]:
    """Those of `ids` that were in `here` are in `there`, each with its audit row; returned are their ids."""
    life.check(here, there, by.actor)
    db.session.flush()
    moved = db.session.scalars(
        update(table)
        .where(among(table.id, ids), table.state == here)
        .values(_in_state(table, there))
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).all()
    record_each(f"{life.name}.{there}", table, dict.fromkeys(moved, region_id), by)
    db.session.expire_all()
    return frozenset(moved)


def _in_state(table: type[Any], there: StrEnum) -> dict[str, Any]:
    """Some tables also keep since when: how long a row is kept is counted from there."""
    return {"state": there, "state_since": now()} if hasattr(table, "state_since") else {"state": there}


def _id_of(thing: Any) -> int:
    identity: int = thing.id
    return identity
