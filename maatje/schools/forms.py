from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from maatje.fields import EmailField, MaatjeForm, PostcodeField, choices

# What the person does at school, in the school's own words; the value is what is stored and shown.
FUNCTIONS = (
    ("mentor", _l("mentor")),
    ("zorgcoördinator", _l("zorgcoördinator")),
    ("intern begeleider", _l("intern begeleider (ib'er)")),
    ("leerkracht", _l("leerkracht of docent")),
    ("teamleider", _l("teamleider of schoolleider")),
    ("anders", _l("iets anders")),
)


class AddSchoolForm(MaatjeForm):
    name = StringField(_l("Naam van de school"), [InputRequired(), Length(max=120)])
    place = StringField(_l("Plaats"), [InputRequired(), Length(max=80)])
    pc4 = PostcodeField(
        _l("Postcode"), [InputRequired()], description=_l("Vier cijfers is genoeg. Hieruit volgt de regio.")
    )
    region_id = SelectField(_l("Regio"), coerce=int)


class InviteContactForm(MaatjeForm):
    first_name = StringField(_l("Voornaam"), [InputRequired(), Length(max=80)])
    infix = StringField(_l("Tussenvoegsel"), [Length(max=20)])
    last_name = StringField(_l("Achternaam"), [InputRequired(), Length(max=120)])
    email = EmailField(
        _l("E-mailadres"),
        [InputRequired(), Length(max=254)],
        description=_l("Liefst het eigen adres bij de school, geen gedeelde postbus."),
    )
    function = SelectField(_l("Functie op school"), [InputRequired()], choices=choices(FUNCTIONS))
