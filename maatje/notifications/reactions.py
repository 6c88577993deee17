"""Letters about accounts."""

from maatje.accounts.models import User
from maatje.accounts.second_step import second_step_reset
from maatje.accounts.services import password_forgotten, sign_in_mark, user_invited
from maatje.clock import now
from maatje.notifications.services import post_letter


@user_invited.connect
def post_invitation(user: User) -> None:
    post_letter("invitation", user, _once_a_minute(user), user_id=user.id, mark=sign_in_mark(user))


@password_forgotten.connect
def post_password_link(user: User) -> None:
    post_letter("password_forgotten", user, _once_a_minute(user), user_id=user.id, mark=sign_in_mark(user))


@second_step_reset.connect
def post_that_second_step_is_off(user: User) -> None:
    post_letter("second_step_reset", user, _once_a_minute(user))


def _once_a_minute(user: User) -> str:
    """Asking again is allowed; pressing twice does not send twice."""
    return f"user:{user.id}:{now():%Y-%m-%dT%H:%M}"
