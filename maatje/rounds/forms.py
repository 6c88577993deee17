from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from maatje.fields import MaatjeForm, choices
from maatje.rounds.words import REJECT_REASONS


class StartRoundForm(MaatjeForm):
    region_id = SelectField(_l("Regio"), coerce=int, validators=[InputRequired(_l("Kies een regio."))])


class StartCountryRoundForm(MaatjeForm):
    """A button."""


class RejectProposalForm(MaatjeForm):
    reason = RadioField(
        _l("Waarom past dit niet?"),
        choices=choices(REJECT_REASONS.items()),
        validators=[InputRequired(_l("Kies een reden."))],
    )


class ChooseVolunteerForm(MaatjeForm):
    volunteer_id = HiddenField(validators=[InputRequired()])
