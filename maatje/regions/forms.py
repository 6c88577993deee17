from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from maatje.fields import CheckboxesField, EmailField, MaatjeForm, choices
from maatje.regions.models import Region

PROVINCES = (
    "Drenthe",
    "Flevoland",
    "Fryslân",
    "Gelderland",
    "Groningen",
    "Limburg",
    "Noord-Brabant",
    "Noord-Holland",
    "Overijssel",
    "Utrecht",
    "Zeeland",
    "Zuid-Holland",
)


def stripped(typed: str | None) -> str:
    return " ".join((typed or "").split())


class RegionForm(MaatjeForm):
    name = StringField(_l("Naam"), [InputRequired(), Length(max=80)], filters=[stripped])
    code = StringField(
        _l("Code"),
        [
            InputRequired(),
            Length(max=20),
            Regexp(r"^[A-Za-z0-9\-]+$", message=_l("Gebruik alleen letters, cijfers en streepjes.")),
        ],
        filters=[stripped, str.upper],
        description=_l("Een korte code die niet verandert. Die gebruik je in lijsten, bijvoorbeeld VR15."),
    )
    province = SelectField(
        _l("Provincie"),
        choices=choices([("", _l("Meer dan één, of geen")), *((name, name) for name in PROVINCES)]),
        default="",
    )


class PersonForm(MaatjeForm):
    first_name = StringField(
        _l("Voornaam"), [InputRequired(), Length(max=80)], filters=[stripped], render_kw={"autocomplete": "off"}
    )
    infix = StringField(
        _l("Tussenvoegsel"), [Length(max=20)], filters=[stripped], render_kw={"autocomplete": "off"}
    )
    last_name = StringField(
        _l("Achternaam"), [Length(max=120)], filters=[stripped], render_kw={"autocomplete": "off"}
    )


class InvitationForm(PersonForm):
    email = EmailField(_l("E-mailadres"), [InputRequired(), Length(max=254)], render_kw={"autocomplete": "off"})


class RegionsOfCoordinator:
    """The part of a form that says in which regions somebody decides."""

    regions = CheckboxesField(_l("Regio's"), [InputRequired(_l("Kies minstens één regio."))], coerce=int)

    def offer(self, regions: list[Region]) -> None:
        self.regions.choices = choices([(region.id, region.name) for region in regions])


class EditCoordinatorForm(PersonForm, RegionsOfCoordinator):
    pass


class InviteCoordinatorForm(InvitationForm, RegionsOfCoordinator):
    pass


class InviteAdministratorForm(InvitationForm):
    pass


class ImportPostcodesForm(MaatjeForm):
    file = FileField(_l("Bestand"), [FileRequired(_l("Kies een bestand."))])
