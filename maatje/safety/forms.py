from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from maatje.fields import MaatjeForm, choices
from maatje.safety import words
from maatje.safety.life import ReportState


class ReportForm(MaatjeForm):
    """Nothing to write: what happened is told by phone."""

    no_contact = BooleanField(_l("Deze vrijwilliger mag geen contact meer hebben met de leerling"))


class DecideReportForm(MaatjeForm):
    decision = RadioField(
        _l("Wat is het besluit?"),
        choices=choices((state.value, word) for state, word in words.DECISIONS.items()),
        validators=[InputRequired(_l("Kies een besluit."))],
    )

    @property
    def decided(self) -> ReportState:
        return ReportState(self.decision.data)
