"""What a run says on the screen."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from flask_babel import gettext as _
from flask_babel import ngettext

from maatje.outside.outcome import Outcome

MOST_TOLD = 10
"""Rows of one file that are told on the screen; all of them stand in the file beside the proposals."""


def summary(outcome: Outcome, written: Sequence[Path], *, only_faults: bool = False) -> Iterator[str]:
    """Line by line: how many were placed, what was set aside and why, and which files were written."""
    if not only_faults:
        yield from _numbers(outcome)
    yield from outcome.gathered.remarks
    for sheet in outcome.gathered.sheets.values():
        aside = sorted(sheet.aside, key=lambda row: row.number)
        if aside:
            text = "%(file)s: %(num)d regel is opzij gezet."
            texts = "%(file)s: %(num)d regels zijn opzij gezet."
            yield str(ngettext(text, texts, len(aside), file=sheet.path.name))
        for row in aside[:MOST_TOLD]:
            yield "  " + str(_("regel %(number)s: %(told)s", number=row.number, told=row.told))
        if len(aside) > MOST_TOLD:
            yield "  " + str(_("… en nog %(number)s", number=len(aside) - MOST_TOLD))
    if not only_faults:
        yield from (str(_("Geschreven: %(file)s", file=path)) for path in written)


def _numbers(outcome: Outcome) -> Iterator[str]:
    placed, left = outcome.placed, outcome.left
    asked = len(placed) + len(left)
    volunteers = len(outcome.gathered.volunteers)
    yield str(ngettext("Gelezen: %(num)d hulpvraag.", "Gelezen: %(num)d hulpvragen.", asked))
    yield str(ngettext("Gelezen: %(num)d vrijwilliger.", "Gelezen: %(num)d vrijwilligers.", volunteers))
    share = f" ({100 * len(placed) / asked:.0f}%)" if asked else ""
    yield str(_("Geplaatst: %(placed)s van %(asked)s%(share)s.", placed=len(placed), asked=asked, share=share))
    if fixed := sum(one.is_fixed for one in placed):
        yield str(_("Daarvan vast: %(fixed)s.", fixed=fixed))
    if placed:
        waited = mean(one.proposal.days_waited for one in placed)
        yield str(_("Gemiddeld gewacht door wie geplaatst is: %(days)s dagen.", days=f"{waited:.0f}"))
    if left:
        waited = mean(one.request.record.record.days_waited for one in left)
        yield str(_("Gemiddeld gewacht door wie overblijft: %(days)s dagen.", days=f"{waited:.0f}"))
    if not outcome.solution.proven:
        yield str(_("Let op: het is niet zeker dat dit de beste verdeling is. Zie het verslag."))
