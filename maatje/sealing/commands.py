import click
from flask.cli import with_appcontext

from maatje.sealing.rotation import seal_anew, sealed_columns, standing_of


@click.command("rotate-field-keys")
@click.option("--check", is_flag=True, help="Only count what an old key, or no key, opens; 1 when there is any.")
@with_appcontext
def rotate_field_keys(check: bool) -> None:
    """Seal every sensitive field with the first of MAATJE_FIELD_KEYS. May be broken off and run again."""
    left = 0
    for table in sealed_columns():
        standing = standing_of(table) if check else seal_anew(table)
        moved = "under an old key" if check else "sealed anew"
        click.echo(
            f"{table}: {standing.current} under the first key, {standing.old} {moved}, "
            f"{standing.unreadable} unreadable"
        )
        left += standing.unreadable + (standing.old if check else 0)
    if left:
        raise click.ClickException(
            f"{left} not under the first key: keep the old keys in MAATJE_FIELD_KEYS"
            if check
            else f"{left} that no key opens are left as they are"
        )


COMMANDS = (rotate_field_keys,)
