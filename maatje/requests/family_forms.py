"""What a family is asked on the site: the same as a school, but for what only a school knows."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from maatje.fields import EmailField, MaatjeForm, choices
from maatje.programmes.models import Programme
from maatje.regions.models import Region
from maatje.requests.forms import (
    NO_DEVICE,
    NOTHING,
    UNSAFE_HOME,
    Chosen,
    PupilFields,
    RefusableForm,
    WishFields,
    offer_levels,
    year_fits_level,
)

PUPIL, PARENT = "leerling", "ouder"


class BeginHelpForm(RefusableForm):
    who = RadioField(
        _l("Wie vult dit in?"),
        [InputRequired()],
        choices=choices([(PUPIL, _l("De leerling zelf")), (PARENT, _l("Een ouder of verzorger"))]),
    )
    programme_id = RadioField(_l("Welke hulp?"), [InputRequired()], coerce=int)
    is_under_16 = RadioField(
        _l("Hoe oud is de leerling?"),
        [InputRequired()],
        choices=choices([("1", _l("Jonger dan 16 jaar")), ("0", _l("16 jaar of ouder"))]),
    )
    level_id = SelectField(_l("Niveau"), [Chosen()], coerce=int)
    grade_id = SelectField(_l("Leerjaar"), [Chosen()], coerce=int)
    first_need = RadioField(
        _l("Is er eerst iets anders nodig?"),
        [InputRequired()],
        choices=choices(
            [
                (NOTHING, _l("Nee")),
                (NO_DEVICE, _l("Ja, er is thuis geen laptop of internet")),
                (UNSAFE_HOME, _l("Ja, het is thuis niet veilig")),
            ]
        ),
    )

    def offer(self, programmes: Iterable[Programme]) -> None:
        """What can be chosen today."""
        self.programme_id.choices = choices((programme.id, programme.name) for programme in programmes)
        offer_levels(self)

    def grade_fits(self) -> bool:
        return year_fits_level(self)


class AskForHelpForm(PupilFields, WishFields):
    is_under_16 = None  # asked on the page before
    school_reference = None
    urgency = None  # the coordinator says

    interpreter_language = SelectField(
        _l("Is er een tolk nodig tussen leerling en vrijwilliger?"),
        description=_l("We zoeken dan iemand die de taal spreekt. Lukt dat niet, dan denkt de coördinator mee."),
    )
    region_id = SelectField(_l("Regio"), coerce=int, description=_l("Kies alleen als de postcode niet past."))
    contact_email = EmailField(_l("E-mailadres"), [InputRequired(), Length(max=254)])
    contact_language_code = SelectField(
        _l("In welke taal mogen wij schrijven?"),
        [InputRequired()],
        default="nl",
        description=_l(
            "De mail over toestemming komt in deze taal. Schrijven wij die taal nog niet? Dan in het Nederlands "
            "en Engels. Andere mails zijn nu nog in het Nederlands."
        ),
    )
    # Nobody sees this box; a machine that fills in everything fills it in too.
    website = StringField(_l("Laat dit leeg"))
    form_key = HiddenField()

    def offer_regions(self, regions: Sequence[Region]) -> None:
        first = SelectChoice(0, _("Volgt uit de postcode"))
        self.region_id.choices = [first, *choices((region.id, region.name) for region in regions)]

    def address_of(self, is_under_16: bool) -> None:
        """Whose address is asked: who may agree."""
        if is_under_16:
            self.contact_email.label.text = _("E-mailadres van een ouder of verzorger")
            self.contact_email.description = _("Jonger dan 16? Een ouder of verzorger zegt eerst of het goed is.")
        else:
            self.contact_email.label.text = _("E-mailadres van de leerling")
            self.contact_email.description = _("Vanaf 16 jaar beslist de leerling zelf.")

    @property
    def is_by_a_machine(self) -> bool:
        return bool(self.website.data)


class SendHelpLinkForm(MaatjeForm):
    email = EmailField(_l("E-mailadres"), [InputRequired(), Length(max=254)])


def chosen_before(arguments: dict[str, Any]) -> dict[str, Any]:
    """For who goes back to the first page: what was chosen there."""
    names = {
        "who": "wie",
        "programme_id": "programma",
        "is_under_16": "jonger",
        "level_id": "niveau",
        "grade_id": "leerjaar",
        "first_need": "eerst",
    }
    return {name: arguments[key] for name, key in names.items() if arguments.get(key) is not None}
