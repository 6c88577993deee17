"""What this room does when a lower one announces something."""

from maatje.accounts.models import User
from maatje.accounts.services import verification_asked
from maatje.volunteers.services import remind_known_address


@verification_asked.connect
def send_the_way_in_again(user: User) -> None:
    """Whoever forgot the password before the address was confirmed, confirms it first."""
    remind_known_address(user.email)
