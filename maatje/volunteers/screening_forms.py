"""What a coordinator fills in about a volunteer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from maatje.clock import today
from maatje.fields import DutchDateField, MaatjeForm, NoBsn, choices
from maatje.volunteers import words
from maatje.volunteers.models import VogStatus


class ScreeningForm(MaatjeForm):
    intake_on = DutchDateField(_l("Kennismakingsgesprek gedaan op"), description=_l("Bijvoorbeeld 22-11-2026."))
    vog_status = RadioField(
        _l("VOG"),
        choices=choices(words.VOG.items()),
        coerce=VogStatus,
        description=_l("Bewaar nooit een kopie van de VOG. Noteer alleen dat je hem hebt gezien."),
    )
    vog_issued_on = DutchDateField(_l("Datum op de VOG"))
    vog_recheck_on = DutchDateField(
        _l("Opnieuw vragen op"), description=_l("Laat leeg voor drie jaar na de datum op de VOG.")
    )
    trained_on = DutchDateField(_l("Training gedaan op"))

    def validate_intake_on(self, field: DutchDateField) -> None:
        _not_in_future(field)

    def validate_trained_on(self, field: DutchDateField) -> None:
        _not_in_future(field)

    def validate_vog_issued_on(self, field: DutchDateField) -> None:
        _not_in_future(field)
        if self.vog_status.data is VogStatus.SEEN and field.data is None:
            raise ValidationError(_("Vul de datum in die op de VOG staat."))

    def validate_vog_recheck_on(self, field: DutchDateField) -> None:
        if field.data and self.vog_issued_on.data and field.data <= self.vog_issued_on.data:
            raise ValidationError(_("Deze datum moet na de datum op de VOG liggen."))


class RejectVolunteerForm(MaatjeForm):
    reason = TextAreaField(
        _l("Waarom niet?"),
        [InputRequired(), Length(max=300), NoBsn()],
        filters=[lambda text: (text or "").strip()],
        description=_l("Alleen coördinatoren zien dit. Houd het kort en zakelijk."),
    )


def _not_in_future(field: DutchDateField) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("Deze datum ligt in de toekomst."))
