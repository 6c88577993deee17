"""What this room does when a lower one announces something."""

from maatje.accounts.models import User
from maatje.accounts.services import user_deactivated, verification_asked
from maatje.database import db
from maatje.life import By
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.services import pause_volunteer, remind_known_address


@verification_asked.connect
def send_the_way_in_again(user: User) -> None:
    """Whoever forgot the password before the address was confirmed, confirms it first."""
    remind_known_address(user.email)


@user_deactivated.connect
def pause_with_the_account(user: User, by: By) -> None:
    """Whoever cannot sign in any more is not paired either."""
    volunteer = db.session.scalar(db.select(Volunteer).where(Volunteer.user_id == user.id))
    if volunteer and volunteer.state is VolunteerState.ACTIVE:
        pause_volunteer(volunteer, by)
