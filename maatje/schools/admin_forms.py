from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum.nl import brin
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from maatje.fields import MaatjeForm, PostcodeField, choices
from maatje.regions.models import Region
from maatje.schools.admin_services import SchoolSettings
from maatje.schools.models import School


def one_line(typed: str | None) -> str:
    return " ".join((typed or "").split())


def without_spaces(typed: str | None) -> str:
    return "".join((typed or "").split()).upper()


class SchoolForm(MaatjeForm):
    name = StringField(_l("Naam van de school"), [InputRequired(), Length(max=120)], filters=[one_line])
    place = StringField(_l("Plaats"), [InputRequired(), Length(max=80)], filters=[one_line])
    pc4 = PostcodeField(_l("Postcode"), [InputRequired()], description=_l("Vier cijfers zijn genoeg."))
    region_id = SelectField(
        _l("Regio"), description=_l("Weet je het niet? Dan nemen we de regio bij de postcode."), default=""
    )
    brin = StringField(
        _l("BRIN"),
        filters=[without_spaces],
        description=_l("Het nummer van de school bij DUO, bijvoorbeeld 05KO of 05KO00 voor een vestiging."),
    )

    def offer(self, regions: list[Region]) -> None:
        self.region_id.choices = choices(
            [("", _("De regio bij de postcode")), *((str(region.id), region.name) for region in regions)]
        )

    def validate_name(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Vul dit nog in."))

    validate_place = validate_name

    def validate_brin(self, field: Field) -> None:
        if field.data and not brin.is_valid(field.data):
            raise ValidationError(_("Een BRIN is twee cijfers en twee letters, soms met nog twee cijfers."))

    @classmethod
    def of(cls, school: School) -> "SchoolForm":
        """The form as it stands for this school."""
        return cls(
            data={
                "name": school.name,
                "place": school.place,
                "pc4": school.pc4,
                "region_id": str(school.region_id),
                "brin": school.brin or "",
            }
        )

    def settings(self, suggested: Region | None) -> SchoolSettings | None:
        """What was filled in; None, with the reason at its place, if no region was chosen nor suggested."""
        region_id = int(self.region_id.data) if self.region_id.data else suggested and suggested.id
        if not region_id:
            self.region_id.errors = [_("Bij deze postcode weten we de regio niet. Kies zelf een regio.")]
            return None
        return SchoolSettings(
            name=self.name.data,
            place=self.place.data,
            pc4=self.pc4.data,
            brin=self.brin.data or None,
            region_id=region_id,
        )
