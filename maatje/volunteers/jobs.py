"""Work that is overdue in this room. Every worker sweeps; twice is harmless."""

from maatje.clock import AMSTERDAM, now, today
from maatje.sweeping import each_by_itself
from maatje.volunteers import lapsing
from maatje.volunteers.models import Volunteer

MORNING = 7  # an hour in the Netherlands: nobody has a letter about a gate at midnight, and no help is that early


def sweep_gates() -> None:
    """From the morning on: whose VOG lapses today is paused, and whose VOG lapses soon, or who agreed to a former
    code of conduct, has been told. What was missed while nothing ran is done when it runs again."""
    if now().astimezone(AMSTERDAM).hour < MORNING:
        return
    each_by_itself(Volunteer, lapsing.lapsed_ids(today()), lapsing.let_vog_lapse)
    each_by_itself(Volunteer, lapsing.to_remind_ids(today()), lapsing.remind_of_vog)
    each_by_itself(Volunteer, lapsing.to_ask_ids(), lapsing.ask_to_agree)
