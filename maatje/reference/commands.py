import click
from flask.cli import AppGroup

from maatje.database import transaction
from maatje.reference import services

group = AppGroup("reference", help="What the house ships as rows.")


@group.command("load")
def load() -> None:
    """Add what is missing: regions, postcodes, subjects, levels, languages, programmes."""
    with transaction():
        added = services.load_reference()
    click.echo(
        ", ".join(f"{table}: {count}" for table, count in added.items() if count) or "Everything was there."
    )


COMMANDS = (group,)
