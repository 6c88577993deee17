import click
from flask.cli import with_appcontext

from maatje.access import Role
from maatje.accounts import links, second_step, services
from maatje.accounts.queries import user_by_address
from maatje.database import transaction
from maatje.life import Actor, By


@click.command("create-admin")
@click.argument("email")
@click.option("--first-name", default="Beheerder")
@click.option("--last-name", default="")
@with_appcontext
def create_admin(email: str, first_name: str, last_name: str) -> None:
    """Invite a national administrator; also again, when the first invitation was missed."""
    with transaction():
        user = user_by_address(email)
        if user is None:
            user = services.create_user(email, first_name, "", last_name, Role.ADMINISTRATOR)
        if user.role is not Role.ADMINISTRATOR or user.email_verified_at:
            raise click.ClickException(f"{user.email} has an account already.")
        services.invite(user, By(Actor.ADMINISTRATOR))
        token = links.make_token("accept_invitation", user.id, services.sign_in_mark(user))
    click.echo(f"An invitation is on its way to {user.email}. The link in it, for the next 72 hours:")
    click.echo(links.page_address("accounts.accept_invitation", token=token))


@click.command("reset-second-step")
@click.argument("email")
@with_appcontext
def reset_second_step(email: str) -> None:
    """For the last administrator without phone or recovery codes: the password alone is enough again."""
    with transaction():
        user = user_by_address(email)
        if user is None or user.second_step is None:
            raise click.ClickException(f"{email} has no second step.")
        second_step.reset(user, By(Actor.ADMINISTRATOR))
    click.echo(f"{email} signs in with the password alone, and is told so by mail.")


COMMANDS = (create_admin, reset_second_step)
