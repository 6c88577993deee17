"""What was decided about pairs before: fixed, forbidden, acquainted, or only proposed last time.

The file of proposals that a run writes can be given back to the next one, with a word in its last column.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import matching
from maatje.lists.cells import Reader
from maatje.lists.kinds import Column
from maatje.outside.cells import moments


class Decision(StrEnum):
    PROPOSED = "proposed"  # last time; goes before what is equally good
    FIXED = "fixed"
    FORBIDDEN = "forbidden"
    ACQUAINTED = "acquainted"


COLUMNS = (
    Column("request", "Hulpvraag", "H-001", _l("Kenmerk van de hulpvraag."), is_required=True),
    Column("volunteer", "Vrijwilliger", "V-001", _l("Kenmerk van de vrijwilliger."), is_required=True),
    Column("moments", "Vaste tijden", "ma 15:00", _l("Bij een vast paar. Leeg: de computer kiest.")),
    Column("decision", "Besluit", "vast", _l("Vast, verboden, kent elkaar; of leeg: alleen eerder voorgesteld.")),
)
WORDS = {
    "": Decision.PROPOSED,
    **dict.fromkeys(("vast", "vastgezet", "houden", "goedgekeurd", "ja"), Decision.FIXED),
    **dict.fromkeys(("verboden", "nooit", "niet", "afgewezen", "nee"), Decision.FORBIDDEN),
    **dict.fromkeys(("kentelkaar", "kennenelkaar", "bekend"), Decision.ACQUAINTED),
}


@dataclass(frozen=True)
class Pair:
    """A decision about two people, by the references of the files."""

    request: str
    volunteer: str
    decision: Decision
    moments: frozenset[matching.Moment] = frozenset()


def read_pair(reader: Reader) -> Pair | None:
    """What the row tells. Problems are noted in the reader."""
    decision = reader.one("decision", WORDS, _("Schrijf vast, verboden, kent elkaar of niets."))
    if decision is None:
        return None
    nothing: frozenset[int] = frozenset()
    fixed_moments = moments(reader, "moments") if decision is Decision.FIXED else nothing
    return Pair(reader.text("request"), reader.text("volunteer"), decision, fixed_moments)
