"""What a coordinator fills in about a volunteer."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from maatje.clock import today
from maatje.fields import DutchDateField, MaatjeForm, choices
from maatje.programmes.forms import one_line
from maatje.volunteers import words
from maatje.volunteers.models import VogStatus

# Care for minors, dependent persons, and the profile for education (domain.md, part 4).
WITH_PUPILS = {"84", "85", "60"}
_NUMBERS = re.compile(r"\d\d(?:(?:[ ,;/]+|,? en )\d\d)*")


class ScreeningForm(MaatjeForm):
    intake_on = DutchDateField(_l("Kennismakingsgesprek gedaan op"), description=_l("Bijvoorbeeld 22-11-2026."))
    vog_status = RadioField(
        _l("VOG"),
        choices=choices(words.VOG.items()),
        coerce=VogStatus,
        description=_l("Bewaar nooit een kopie van de VOG. Noteer alleen dat je hem hebt gezien."),
    )
    vog_issued_on = DutchDateField(_l("Datum op de VOG"), description=_l("Nodig zodra de VOG gezien is."))
    vog_recheck_on = DutchDateField(
        _l("Opnieuw vragen op"),
        description=_l(
            "Laat leeg voor drie jaar na de datum op de VOG. Ook bij een nieuwe VOG, als je dit laat staan."
        ),
    )
    vog_reference = StringField(_l("Kenmerk van de VOG"), [Length(max=40)], filters=[one_line])
    vog_aspects = StringField(
        _l("Profiel of functieaspecten"),
        [Length(max=60)],
        filters=[one_line],
        description=_l("De nummers op de VOG, bijvoorbeeld 84, 85. Wie leerlingen helpt, heeft 84, 85 of 60."),
    )
    trained_on = DutchDateField(_l("Training gedaan op"))
    least_age = IntegerField(
        _l("Is minstens zo oud, in jaren"),
        [Optional(), NumberRange(18, 99)],
        description=_l("Alleen als een programma meer vraagt dan 18 jaar. Noteer nooit een geboortedatum."),
        render_kw={"inputmode": "numeric"},
    )
    references_checked = IntegerField(
        _l("Aantal referenties dat je sprak en dat in orde was"),
        [Optional(), NumberRange(0, 9)],
        description=_l("Noteer alleen het aantal. Namen en wat zij zeiden bewaren we niet."),
        render_kw={"inputmode": "numeric"},
    )

    def validate_intake_on(self, field: DutchDateField) -> None:
        _not_in_future(field)

    def validate_trained_on(self, field: DutchDateField) -> None:
        _not_in_future(field)

    def validate_vog_issued_on(self, field: DutchDateField) -> None:
        _not_in_future(field)
        if self.vog_status.data is VogStatus.SEEN and field.data is None:
            raise ValidationError(_("Vul de datum in die op de VOG staat."))

    def validate_vog_aspects(self, field: StringField) -> None:
        if not field.data:
            return
        if not _NUMBERS.fullmatch(field.data):
            raise ValidationError(_("Vul alleen de nummers in, met een komma ertussen. Bijvoorbeeld 84, 85."))
        numbers = re.findall(r"\d\d", field.data)
        field.data = ", ".join(numbers)
        if not WITH_PUPILS.intersection(numbers):
            raise ValidationError(_("Deze VOG is niet voor werk met leerlingen. Dan staat er 84, 85 of 60 op."))

    def validate_vog_recheck_on(self, field: DutchDateField) -> None:
        if field.data == field.object_data and self.vog_issued_on.data != self.vog_issued_on.object_data:
            field.data = None  # what stood in the box belongs to the former VOG
        if field.data and self.vog_issued_on.data and field.data <= self.vog_issued_on.data:
            raise ValidationError(_("Deze datum moet na de datum op de VOG liggen."))


class RejectVolunteerForm(MaatjeForm):
    reason = TextAreaField(
        _l("Waarom niet?"),
        [InputRequired(), Length(max=300)],
        filters=[lambda text: (text or "").strip()],
        description=_l(
            "Kort en zakelijk, geen medische gegevens. De vrijwilliger kan dit bij de eigen gegevens lezen."
        ),
    )


def _not_in_future(field: DutchDateField) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("Deze datum ligt in de toekomst."))
