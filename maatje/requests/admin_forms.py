import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from maatje.fields import MaatjeForm, choices
from maatje.requests import words

# Too short for a BSN, and no room for a name.
_TICKET = re.compile(r"[A-Z]{0,5}-?[0-9]{1,7}")


class OpenPupilForm(MaatjeForm):
    reason = SelectField(_l("Waarom moet je deze gegevens zien?"), [InputRequired()])
    ticket = StringField(
        _l("Nummer van de melding"),
        [InputRequired(), Length(max=20)],
        filters=[lambda typed: "".join((typed or "").split()).upper()],
        description=_l("Waar de vraag staat opgeschreven, bijvoorbeeld T-1234. Geen naam en geen BSN."),
    )

    def offer_reasons(self) -> None:
        self.reason.choices = choices([("", _("Kies")), *words.OPEN_REASONS.items()])

    def validate_ticket(self, field: Field) -> None:
        if not _TICKET.fullmatch(field.data):
            raise ValidationError(_("Vul een nummer in van hooguit zeven cijfers, bijvoorbeeld T-1234."))
