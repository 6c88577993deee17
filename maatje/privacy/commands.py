from collections.abc import Callable
from datetime import datetime
from typing import Any, TextIO

import click
from flask.cli import AppGroup
from sqlalchemy import select

from maatje.accounts.models import User
from maatje.accounts.services import LastAdministrator
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.privacy import erasing, jobs
from maatje.privacy.models import Erasure
from maatje.requests.models import Pupil
from maatje.volunteers.models import Volunteer

group = AppGroup("privacy", help="Erasing what was erased before a backup was put back.")

# In the capacity in which it is asked for on the site.
ERASERS: dict[str, tuple[type[Any], str, Callable[[Any], None]]] = {
    "pupils": (Pupil, "created_at", lambda pupil: erasing.erase_pupil(pupil, By(Actor.SCHOOL))),
    "volunteers": (
        Volunteer,
        "applied_at",
        lambda volunteer: erasing.erase_volunteer(volunteer, By(Actor.VOLUNTEER)),
    ),
    "users": (User, "created_at", lambda user: erasing.erase_person(user, By(Actor.VOLUNTEER))),
}


@group.command("erased")
def erased() -> None:
    """List who was erased and when, by number. Keep it beside the backups, not in them."""
    for erasure in db.session.scalars(select(Erasure).order_by(Erasure.id)):
        click.echo(f"{erasure.object_type} {erasure.object_id} {erasure.erased_at.isoformat()}")


@group.command("erase-again")
@click.argument("listed", type=click.File())
def erase_again(listed: TextIO) -> None:
    """Erase again whom the list names and the database that was put back still knows."""
    done = 0
    for line in listed:
        if line.strip():
            table, number, erased_at = line.split()
            done += _erase_again(table, int(number), datetime.fromisoformat(erased_at))
    jobs.sweep_erasures()
    click.echo(f"{done} erased again.")


def _erase_again(table: str, number: int, erased_at: datetime) -> bool:
    """Whether there was somebody to erase: a number may since have been given to somebody else."""
    model, came_in, erase = ERASERS[table]
    with transaction():
        thing = db.session.get(model, number)
        if thing is None or thing.erased_at is not None or getattr(thing, came_in) > erased_at:
            return False
        try:
            erase(thing)
        except LastAdministrator:
            click.echo(f"{table} {number} is the last administrator and stays.", err=True)
            return False
    return True


COMMANDS = (group,)
