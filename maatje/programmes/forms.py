from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from maatje.fields import CheckboxesField, MaatjeForm, choices
from maatje.programmes.models import Place, Programme, Step, Subject
from maatje.programmes.services import ProgrammeSettings, SubjectSettings

GROUPS = {
    "talen": _l("Talen"),
    "exact": _l("Exacte vakken"),
    "mens": _l("Mens en maatschappij"),
    "kunst": _l("Kunst"),
    "overig": _l("Overige vakken"),
    "beroep": _l("Beroepsgerichte vakken"),
    "basis": _l("Basisvaardigheden"),
    "vaardig": _l("Leren en plannen"),
    "welzijn": _l("Aandacht"),
    "loopbaan": _l("Studie en werk"),
}
SECTORS = {"po": _l("basisonderwijs"), "vo": _l("voortgezet onderwijs"), "mbo": _l("mbo")}
# The orders that a pairing's life can walk.
STEP_ORDERS = {
    "volunteer_accepts school_hands_over": _l(
        "Eerst antwoordt de vrijwilliger, daarna doet de school de warme overdracht"
    ),
    "volunteer_accepts": _l("Alleen de vrijwilliger antwoordt, dan beginnen zij"),
}


def one_line(typed: str | None) -> str:
    return " ".join((typed or "").split())


def tidy_lines(typed: str | None) -> str:
    """No spaces at the ends and no empty lines: each line is one rule or one sentence."""
    return "\n".join(line.strip() for line in (typed or "").splitlines() if line.strip())


def whole_number(label: str, lowest: int, highest: int, hint: str | None = None) -> IntegerField:
    limits = [InputRequired(), NumberRange(lowest, highest)]
    return IntegerField(label, limits, description=hint or "", render_kw={"inputmode": "numeric"})


class ProgrammeForm(MaatjeForm):
    may_hold_numbers = frozenset({"meeting_link_pattern"})

    name = StringField(_l("Naam"), [InputRequired(), Length(max=80)], filters=[one_line])
    summary = TextAreaField(
        _l("Uitleg in het kort"),
        [InputRequired(), Length(max=600)],
        filters=[tidy_lines],
        description=_l("Dit lezen vrijwilligers en scholen als zij een programma kiezen."),
    )
    helper_word = StringField(
        _l("Hoe noem je de vrijwilliger?"),
        [InputRequired(), Length(max=40)],
        filters=[one_line],
        description=_l("Bijvoorbeeld maatje, student of coach."),
    )
    is_open = BooleanField(_l("Open voor nieuwe vrijwilligers en hulpvragen"))

    sessions_per_week = whole_number(_l("Hoe vaak per week?"), 1, 5)
    session_minutes = whole_number(_l("Hoeveel minuten per keer?"), 15, 60)
    place = RadioField(
        _l("Waar?"),
        [InputRequired(_l("Kies een van de mogelijkheden."))],
        choices=choices(
            [
                (Place.ONLINE.value, _l("Online")),
                (Place.IN_PERSON.value, _l("In het echt, op een vaste plek")),
                (Place.BOTH.value, _l("Online of in het echt")),
            ]
        ),
    )
    meeting_link_pattern = StringField(
        _l("Link om elkaar online te zien"),
        [Length(max=200)],
        filters=[one_line],
        description=_l(
            "Begint met https:// en bevat {code}. Daar komt voor elke koppeling een eigen, geheime code."
        ),
    )
    allows_anywhere = BooleanField(
        _l("Hulp van overal: een vrijwilliger mag ook een leerling uit een andere regio helpen"),
        description=_l(
            "Elke nacht zoekt de computer eerst in de eigen regio en daarna in het hele land. "
            "De coördinatoren van beide regio's keuren zo'n koppeling goed."
        ),
    )
    families_may_ask = BooleanField(
        _l("Een leerling of ouder mag zelf hulp vragen op de site, zonder school"),
        description=_l("De regio-coördinator kijkt naar de hulpvraag. Een overdracht is er dan niet."),
    )
    asks_subjects = BooleanField(_l("Een leerling vraagt om vakken, op een niveau"))
    allows_booked_interpreter = BooleanField(_l("De school mag een tolk boeken als niemand de taal spreekt"))

    requires_vog = BooleanField(_l("Een VOG is verplicht"))
    requires_training = BooleanField(_l("De training is verplicht"))
    minimum_age = whole_number(
        _l("Hoe oud moet een vrijwilliger minstens zijn?"),
        18,
        99,
        _l("Meer dan 18? Dan noteert de coördinator bij het gesprek dat iemand oud genoeg is."),
    )
    references_asked = whole_number(_l("Hoeveel referenties spreekt de coördinator?"), 0, 5)
    max_pupils = whole_number(_l("Hoeveel leerlingen tegelijk, hoogstens?"), 1, 10)

    steps = RadioField(
        _l("Wat gebeurt er na de goedkeuring?"),
        [InputRequired(_l("Kies een van de mogelijkheden."))],
        choices=choices(STEP_ORDERS.items()),
    )
    response_days = whole_number(
        _l("Hoeveel dagen is er voor een antwoord?"), 1, 30, _l("Daarna vervalt de koppeling.")
    )
    reopened_bonus_days = whole_number(
        _l("Hoeveel dagen extra wachttijd als het niet doorgaat?"),
        0,
        365,
        _l("Zo komt een leerling na een afzegging weer vooraan."),
    )
    urgency_step_days = whole_number(
        _l("Hoeveel dagen wachten is één stap dringender waard?"),
        1,
        365,
        _l("Bij 21 gaat “snel nodig” voor op wie tot 21 dagen langer wacht."),
    )
    contact_rules = TextAreaField(
        _l("De regels"),
        [InputRequired(), Length(max=6000)],
        filters=[tidy_lines],
        description=_l("Eén regel per alinea. De vrijwilliger leest deze regels en gaat ermee akkoord."),
        render_kw={"rows": 12},
    )

    def __init__(self, programme: Programme | None = None) -> None:
        data = {}
        if programme is not None:
            data = {setting.name: getattr(programme, setting.name) for setting in fields(ProgrammeSettings)}
            data |= {"steps": " ".join(programme.steps), "place": programme.place.value}
        super().__init__(data=data)

    def validate_meeting_link_pattern(self, field: Field) -> None:
        pattern = field.data
        if not pattern:
            return
        if not pattern.startswith("https://") or " " in pattern or len(pattern) < len("https://a.nl/{code}"):
            raise ValidationError(_("Een link begint met https:// en heeft geen spaties."))
        if pattern.count("{code}") != 1 or set("{}<>\"'") & set(pattern.replace("{code}", "")):
            raise ValidationError(_("Zet precies één keer {code} in de link, en geen andere haakjes."))
        if "{code}" in pattern.removeprefix("https://").partition("/")[0]:
            raise ValidationError(
                _("Zet {code} na de naam van de site, bijvoorbeeld https://voorbeeld.nl/{code}.")
            )

    def validate_summary(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Vul dit nog in."))

    validate_contact_rules = validate_summary
    validate_name = validate_summary
    validate_helper_word = validate_summary

    def settings(self) -> ProgrammeSettings:
        """What was filled in, once it has been validated."""
        typed = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        typed["place"] = Place(self.place.data)
        typed["steps"] = tuple(Step(step) for step in self.steps.data.split())
        return ProgrammeSettings(**typed)


class EditSubjectForm(MaatjeForm):
    name = StringField(_l("Naam"), [InputRequired(), Length(max=80)], filters=[one_line])
    name_en = StringField(_l("Naam in het Engels"), [Length(max=80)], filters=[one_line])
    sectors = CheckboxesField(
        _l("Waar wordt het gegeven?"),
        [InputRequired(_l("Kies minstens één soort onderwijs."))],
        choices=choices(SECTORS.items()),
    )
    aliases = StringField(
        _l("Andere namen"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("Zo herkennen wij het vak in een lijst. Zet een komma tussen de namen."),
    )
    programmes = CheckboxesField(_l("In welke programma's?"), coerce=int)
    is_active = BooleanField(_l("Te kiezen door vrijwilligers en scholen"), default=True)

    def __init__(
        self, programmes: list[Programme], subject: Subject | None = None, held: Iterable[int] = ()
    ) -> None:
        data: dict[str, Any] = {"programmes": list(held)}
        if subject is not None:
            data |= {"name": subject.name, "name_en": subject.name_en, "is_active": subject.is_active}
            data |= {"sectors": subject.sectors.split(), "aliases": subject.aliases.replace(";", ", ")}
        super().__init__(data=data)
        self.programmes.choices = choices([(programme.id, programme.name) for programme in programmes])

    def validate_name(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Vul dit nog in."))

    def settings(self) -> SubjectSettings:
        """What was filled in, once it has been validated."""
        names = [name.strip().lower() for name in self.aliases.data.replace(";", ",").split(",")]
        return SubjectSettings(
            name=self.name.data,
            name_en=self.name_en.data,
            sectors=" ".join(self.sectors.data),
            aliases=";".join(name for name in names if name),
            is_active=self.is_active.data,
            programme_ids=frozenset(self.programmes.data),
        )


class CreateSubjectForm(EditSubjectForm):
    group = SelectField(
        _l("Soort"),
        choices=choices(GROUPS.items()),
        description=_l(
            "Bij leren en plannen, aandacht, en studie en werk hoort geen niveau. Dit kun je niet veranderen."
        ),
    )
