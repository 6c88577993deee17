from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from maatje.audit.words import action_choices
from maatje.fields import DutchDateField, MaatjeForm


class FindEventsForm(MaatjeForm):
    """A search: by GET, so without a token."""

    class Meta(MaatjeForm.Meta):
        csrf = False

    action = SelectField(_l("Wat"), default="")
    first_day = DutchDateField(_l("Vanaf"), description=_l("Bijvoorbeeld 22-11-2026."))
    last_day = DutchDateField(_l("Tot en met"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.action.choices = [("", _("Alles")), *action_choices()]
