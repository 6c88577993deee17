import click
from flask.cli import AppGroup
from sqlalchemy import select

from maatje.accounts.models import User
from maatje.config import Mode
from maatje.database import db

group = AppGroup("demo", help="Invented people, for trying it out.")


@group.command("load")
def load() -> None:
    """Fill an empty database with a lively region; refuses to touch one with people in it."""
    from flask import current_app

    from maatje.demo.region import make_region

    if current_app.config["SETTINGS"].mode is Mode.PRODUCTION:
        raise click.ClickException("Invented people have no place among real ones: this is production.")
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise click.ClickException("There are people in this database already.")
    click.echo(make_region())


COMMANDS = (group,)
