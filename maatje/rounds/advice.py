"""What the engine explains of a round, as it is stored beside proposals and those left over, and in words.

It is true of the moment of the round. A page says so, and shows only what its reader may see.
"""

from collections.abc import Sequence
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


def change_in_words(proposal: Proposal, volunteer_id: int) -> str:
    """What choosing this volunteer would have changed for other pupils when the round ran; empty if that is not
    known."""
    other = next((one for one in proposal.facts.get("others", ()) if one["volunteer_id"] == volunteer_id), None)
    if other is None:
        return ""
    said = []
    if other["loses"]:
        said.append(
            ngettext(
                "dan krijgt %(num)d andere leerling niemand",
                "dan krijgen %(num)d andere leerlingen niemand",
                other["loses"],
            )
        )
    if other["gains"]:
        said.append(
            ngettext(
                "dan krijgt %(num)d leerling erbij iemand",
                "dan krijgen %(num)d leerlingen erbij iemand",
                other["gains"],
            )
        )
    if other["moves"]:
        said.append(
            ngettext(
                "%(num)d andere leerling krijgt een andere vrijwilliger",
                "%(num)d andere leerlingen krijgen een andere vrijwilliger",
                other["moves"],
            )
        )
    if not said:
        said.append(_("voor andere leerlingen verandert er niets"))
    sentence = ", ".join(map(str, said))
    doubt = "" if other["exact"] else " " + _("(Dit is een schatting.)")
    return f"{sentence[0].upper()}{sentence[1:]}.{doubt}"


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
