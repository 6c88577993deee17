from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from maatje.fields import MaatjeForm
from maatje.notifications.models import LetterState

STATE_WORDS = {
    LetterState.PENDING: _l("Onderweg"),
    LetterState.SENDING: _l("Wordt verstuurd"),
    LetterState.SENT: _l("Verstuurd"),
    LetterState.FAILED: _l("Niet gelukt"),
}
STATE_TONES = {
    LetterState.PENDING: "info",
    LetterState.SENDING: "info",
    LetterState.SENT: "good",
    LetterState.FAILED: "danger",
}


class FindDeliveriesForm(MaatjeForm):
    """A search: by GET, so without a token."""

    class Meta(MaatjeForm.Meta):
        csrf = False

    state = SelectField(_l("Stand"), default="")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state.choices = [("", _("Alle")), *((state.value, word) for state, word in STATE_WORDS.items())]

    @property
    def chosen_state(self) -> LetterState | None:
        return LetterState(self.state.data) if self.state.data in set(LetterState) else None
