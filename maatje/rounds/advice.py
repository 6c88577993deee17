"""What the engine explains of a round, as it is stored beside proposals and those left over, and in words.

It is true of the moment of the round. A page says so, and shows only what its reader may see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

import matching
from maatje.filters import km
from maatje.rounds.models import LeftOver, Proposal
from maatje.times import spoken


def others_in(alternatives: Sequence[matching.Alternative]) -> dict[str, Any]:
    """For a proposal's facts: of each next-best volunteer how many pupils would gain, lose and change places."""
    return {
        "others": [
            {
                "volunteer_id": other.proposal.volunteer_id,
                "gains": len(other.change.gains),
                "loses": len(other.change.loses),
                "moves": len(other.change.moves),
                "fit": other.change.fit,
                "exact": other.exact,
            }
            for other in alternatives
        ]
    }


def advice_for(why: matching.WhyLeft | None) -> dict[str, Any]:
    """For a request left over: the change that would help, or with how many others it competes; else empty."""
    if why is not None and why.help is not None:
        return {
            "remedy": str(why.help.remedy),
            "volunteer_id": why.help.volunteer_id,
            "moment": why.help.moment,
            "kilometres": why.help.kilometres,
        }
    if why is not None and why.competition is not None:
        return {
            "requests": len(why.competition.request_ids),
            "volunteers": len(why.competition.volunteer_ids),
            "places": why.competition.places,
        }
    return {}


@dataclass(frozen=True)
class OtherChoice:
    """What choosing another volunteer would have meant for other pupils when the round ran, in a few words."""

    keeps_all: bool
    cost: str
    beside: str


def other_choice(proposal: Proposal, volunteer_id: int) -> OtherChoice | None:
    """That of this volunteer; None if it is not known."""
    other = _known(proposal).get(volunteer_id)
    if other is None:
        return None
    keeps_all = not other["loses"]
    cost = ngettext("Kost %(num)d leerling de plek", "Kost %(num)d leerlingen de plek", other["loses"])
    beside = []
    if other["moves"]:
        beside.append(
            ngettext("%(num)d leerling krijgt een ander", "%(num)d leerlingen krijgen een ander", other["moves"])
        )
    if other["gains"]:
        beside.append(
            ngettext(
                "%(num)d leerling krijgt alsnog iemand", "%(num)d leerlingen krijgen alsnog iemand", other["gains"]
            )
        )
    if other["loses"] and not other["exact"]:
        beside.append(_("niet bewezen: misschien kan het met minder"))
    return OtherChoice(
        keeps_all, str(_("Iedereen houdt een plek") if keeps_all else cost), ", ".join(map(str, beside))
    )


def by_what_they_cost(proposal: Proposal, candidates: Iterable[matching.Proposal]) -> list[matching.Proposal]:
    """The same candidates: first those of whom it is known what choosing them would change, and of them those who
    cost the fewest pupils a place. Others, and equals, stay in their order."""
    known = _known(proposal)

    def cost(found: matching.Proposal) -> tuple[bool, int]:
        other = known.get(found.volunteer_id)
        return (True, 0) if other is None else (False, other["loses"])

    return sorted(candidates, key=cost)


def _known(proposal: Proposal) -> dict[int, dict[str, Any]]:
    return {other["volunteer_id"]: other for other in proposal.facts.get("others", ())}


def help_in_words(left: LeftOver, names: dict[int, str], *, is_across: bool = False) -> str:
    """What would help this pupil, or with whom they compete; ``names`` has the volunteers the reader may see.

    In a round across regions it may be somebody the reader may not see, who then has no name.
    """
    advice = left.advice
    if "remedy" in advice:
        somebody = str(_("een vrijwilliger uit een andere regio")) if is_across else ""
        who = names.get(advice["volunteer_id"], somebody)
        return _remedy(advice, who) if who else ""
    if "requests" in advice:
        return str(
            _(
                "Te weinig plekken: %(requests)s hulpvragen passen alleen bij dezelfde %(volunteers)s, "
                "met samen %(places)s.",
                requests=advice["requests"],
                volunteers=ngettext("%(num)d vrijwilliger", "%(num)d vrijwilligers", advice["volunteers"]),
                places=ngettext("%(num)d plek", "%(num)d plekken", advice["places"]),
            )
        )
    return ""


def _remedy(advice: dict[str, Any], who: str) -> str:
    sentences = {
        "online": _("Kan het ook online (is er een apparaat)? Dan kan %(who)s helpen.", who=who),
        "one_more_moment": _(
            "Kan de leerling ook %(moment)s? Dan kan %(who)s helpen.",
            moment=spoken(advice["moment"]) if advice.get("moment") is not None else "",
            who=who,
        ),
        "booked_interpreter": _("Mag er een tolk bij? Dan kan %(who)s helpen.", who=who),
        "more_kilometres": _(
            "Wil %(who)s %(distance)s verder reizen? Dan kan het.",
            who=who,
            distance=km(advice["kilometres"]) if advice.get("kilometres") is not None else "",
        ),
        "one_level": _("Mag het een niveau schelen? Dan kan %(who)s helpen.", who=who),
        "without_nt2": _("Mag het zonder NT2-ervaring? Dan kan %(who)s helpen.", who=who),
        "any_gender": _("Kan de wens (vrouw of man) vervallen? Dan kan %(who)s helpen.", who=who),
        "other_region": _("Mag het iemand uit een andere regio zijn? Dan kan %(who)s helpen.", who=who),
    }
    return str(sentences.get(advice["remedy"], ""))
