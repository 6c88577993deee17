from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Optional, Regexp

from maatje.audit.queries import Sought
from maatje.audit.words import action_choices, object_choices
from maatje.fields import DutchDateField, MaatjeForm
from maatje.numbers import MOST_DIGITS

_NUMBER = Regexp(rf"[0-9]{{1,{MOST_DIGITS}}}\Z", message=_l("Vul een heel getal in, bijvoorbeeld 3."))


class FindEventsForm(MaatjeForm):
    """A search: by GET, so without a token, and by numbers: no name stands in an address."""

    class Meta(MaatjeForm.Meta):
        csrf = False

    may_hold_numbers = frozenset({"object_id"})

    user_id = HiddenField(validators=[Optional(), _NUMBER])
    action = SelectField(_l("Wat"), default="")
    object_type = SelectField(_l("Waarover"), default="")
    object_id = StringField(_l("Nummer"), validators=[Optional(), _NUMBER])
    first_day = DutchDateField(_l("Vanaf"), description=_l("Bijvoorbeeld 22-11-2026."))
    last_day = DutchDateField(_l("Tot en met"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.action.choices = [("", _("Alles")), *action_choices()]
        self.object_type.choices = [("", _("Alles")), *object_choices()]

    @property
    def sought(self) -> Sought:
        return Sought(
            user_id=int(self.user_id.data) if self.user_id.data else None,
            action=self.action.data or "",
            object_type=self.object_type.data or "",
            object_id=int(self.object_id.data) if self.object_id.data else None,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
        )
