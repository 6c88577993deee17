"""The questions to a volunteer, a few at a time. The field names are those of `SignUp`.

Sign-up asks them step by step, the own page section by section, a coordinator all at once.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from maatje.accounts.forms import NewPasswordForm
from maatje.fields import (
    CheckboxesField,
    EmailField,
    MaatjeForm,
    PhoneField,
    PostcodeField,
    WeeklyTimesField,
    choices,
)
from maatje.programmes.models import Programme
from maatje.programmes.queries import languages, open_programmes, subjects_of
from maatje.reference.queries import language_skill_levels
from maatje.regions.models import PostcodeArea, Region
from maatje.regions.queries import active_regions, area_of, suggested_region
from maatje.volunteers import conduct
from maatje.volunteers.gates import ADULT
from maatje.volunteers.models import Gender
from maatje.volunteers.sign_up import DUTCH_LEVELS, SignUp
from maatje.volunteers.subject_levels import Group, SubjectLevelsField

DISTANCES = (3, 5, 10, 15, 25, 50)

DUTCH_IN_WORDS = {one.order: one.volunteer_says for one in language_skill_levels() if one.order in DUTCH_LEVELS}
GENDER_IN_WORDS = {Gender.WOMAN: _l("vrouw"), Gender.MAN: _l("man"), Gender.OTHER: _l("anders")}

ANSWERS = {field.name for field in fields_of(SignUp)}


def answers_in(form: MaatjeForm) -> dict[str, Any]:
    """What was filled in, under the names that `SignUp` has for it."""
    return {field.name: field.data for field in form if field.name in ANSWERS}


def hang(problems: dict[str, str], form: MaatjeForm) -> None:
    """Each problem stands at its field; one without a field stands above the form."""
    for name, problem in problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, problem]
        else:
            form.form_errors.append(problem)


class IsName:
    """Letters of any language, with what stands between them; names are greeted with in letters."""

    def __call__(self, form: object, field: Field) -> None:
        allowed = all(sign in " '’-." or unicodedata.category(sign)[0] in "LM" for sign in field.data or "")
        if not allowed:
            raise ValidationError(_("Gebruik alleen letters, spaties, streepjes en een apostrof."))


def trimmed(text: str | None) -> str:
    return " ".join((text or "").split())


def as_set(values: Iterable[Any] | None) -> frozenset[Any]:
    return frozenset(values or ())


def maybe_int(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def what_it_asks(programme: Programme) -> str:
    """A programme as somebody who wants to help needs to know it."""
    times = ngettext("%(num)s keer per week", "%(num)s keer per week", programme.sessions_per_week)
    sentences = [
        programme.summary,
        _("Ongeveer %(times)s, %(minutes)s minuten.", times=times, minutes=programme.session_minutes),
        _("Je hebt een VOG nodig; wij helpen je daarbij.") if programme.requires_vog else "",
        _("Je volgt eerst een korte training.") if programme.requires_training else "",
        _("Je bent minstens %(age)s jaar.", age=programme.minimum_age) if programme.minimum_age > ADULT else "",
        _("We vragen naar iemand die je kent, als referentie.") if programme.references_asked else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


class AboutForm(MaatjeForm):
    first_name = StringField(
        _l("Voornaam"),
        [InputRequired(), Length(max=80), IsName()],
        filters=[trimmed],
        render_kw={"autocomplete": "given-name"},
    )
    infix = StringField(
        _l("Tussenvoegsel"),
        [Length(max=20), IsName()],
        filters=[trimmed],
        render_kw={"autocomplete": "additional-name"},
    )
    last_name = StringField(
        _l("Achternaam"),
        [InputRequired(), Length(max=120), IsName()],
        filters=[trimmed],
        render_kw={"autocomplete": "family-name"},
    )
    phone = PhoneField(_l("Telefoonnummer"), [Length(max=40)], render_kw={"autocomplete": "tel"})
    gender = RadioField(
        _l("Ik ben een"),
        choices=choices([*GENDER_IN_WORDS.items(), ("", _l("zeg ik liever niet"))]),
        coerce=lambda value: Gender(value) if value else None,
        default=None,
        description=_l("Sommige leerlingen willen liever hulp van een vrouw. Daarom vragen we het."),
    )


class WhoForm(AboutForm):
    email = EmailField(_l("E-mailadres"), [InputRequired(), Length(max=254)], render_kw={"autocomplete": "email"})
    is_adult = BooleanField(
        _l("Ik ben 18 jaar of ouder"),
        [InputRequired(_l("Je kunt alleen vrijwilliger worden als je 18 jaar of ouder bent."))],
    )


class HelpForm(MaatjeForm):
    programme_ids = CheckboxesField(
        _l("Welke hulp wil je geven?"),
        [InputRequired(_l("Kies minstens één soort hulp."))],
        coerce=int,
        filters=[as_set],
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme] | None = None, **kwargs: Any) -> None:
        self.programmes = list(open_programmes() if programmes is None else programmes)
        super().__init__(*args, programmes=self.programmes, **kwargs)  # for the subjects, when they are asked too
        self.explanations = {programme.id: what_it_asks(programme) for programme in self.programmes}
        self.programme_ids.choices = choices((one.id, one.name) for one in self.programmes)


class SubjectsForm(MaatjeForm):
    subject_levels = SubjectLevelsField(_l("Waarmee wil je helpen?"))

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = [programme for programme in programmes if programme.asks_subjects]
        self.subject_levels.offer(subject for programme in asking for subject in subjects_of(programme))
        self.subject_levels.read()

    def validate_subject_levels(self, field: SubjectLevelsField) -> None:
        if not field.data:
            raise ValidationError(_("Kies minstens één vak of soort hulp."))


class HelpAndSubjectsForm(HelpForm, SubjectsForm):
    """Both on one page: subjects are asked for only when a chosen programme wants them."""

    def validate_subject_levels(self, field: SubjectLevelsField) -> None:
        chosen = [programme for programme in self.programmes if programme.id in self.programme_ids.data]
        if any(programme.asks_subjects for programme in chosen):
            super().validate_subject_levels(field)


class LanguagesForm(MaatjeForm):
    dutch = RadioField(
        _l("Hoe goed is je Nederlands?"),
        [InputRequired(_l("Kies wat het best bij je past."))],
        choices=choices((level, DUTCH_IN_WORDS[level]) for level in reversed(DUTCH_LEVELS)),
        coerce=maybe_int,
    )
    language_codes = CheckboxesField(
        _l("Welke talen spreek je nog meer?"),
        filters=[as_set],
        description=_l("Kies alleen een taal waarin je iets over school kunt uitleggen."),
    )
    has_nt2 = BooleanField(
        _l("Ik heb ervaring met Nederlands als tweede taal (NT2)"),
        description=_l("Je hebt bijvoorbeeld les gegeven aan mensen die Nederlands leren, of met ze geoefend."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = [language for language in languages() if language.code != "nl"]
        self.language_codes.choices = choices((one.code, one.name) for one in self.languages)

    @property
    def language_groups(self) -> list[Group]:
        """Each language with its tick box: those asked for most first, the others folded."""
        boxes = list(zip(self.language_codes, self.languages, strict=True))
        often = [(box, language) for box, language in boxes if language.tier == 1]
        seldom = [(box, language) for box, language in boxes if language.tier != 1]
        is_open = any(language.code in (self.language_codes.data or ()) for _box, language in seldom)
        return [Group("", often, True), Group(_("Andere talen"), seldom, is_open)]


class WhereForm(MaatjeForm):
    """The postcode suggests the region; whoever fills it in sees that and decides."""

    pc4 = PostcodeField(
        _l("Postcode"),
        [InputRequired()],
        description=_l("De vier cijfers zijn genoeg. Je regio volgt eruit."),
        render_kw={"autocomplete": "postal-code", "size": 8},
    )
    region_id = SelectField(_l("Regio"), coerce=maybe_int)
    suggested_for = HiddenField()  # the postcode for which a suggestion was shown already
    online = BooleanField(_l("Online, met videobellen"))
    in_person = BooleanField(_l("In het echt, bijvoorbeeld op school of in de bibliotheek"))
    travel_km = SelectField(
        _l("Hoe ver wil je reizen?"),
        coerce=int,
        choices=choices(
            [(0, _l("Kies een afstand")), *((km, _l("tot %(km)s kilometer", km=km)) for km in DISTANCES)]
        ),
        default=0,
        description=_l("Alleen nodig als je in het echt wilt helpen."),
    )

    def __init__(self, *args: Any, regions: Sequence[Region] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = list(regions if regions is not None else active_regions())
        named = [(region.id, region.name) for region in self.regions]
        self.region_id.choices = choices([("", _("Volgt uit je postcode")), *named])
        self.area: PostcodeArea | None = None
        self.suggestion: Region | None = None  # to be shown, and looked at, before going on

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        return bool(is_valid) and self._region_was_seen()

    def validate_pc4(self, field: PostcodeField) -> None:
        self.area = area_of(field.data)
        if self.area is None and not (self.region_id.data and self.suggested_for.data == field.data):
            self.suggested_for.data = field.data
            raise ValidationError(
                _("Deze postcode kennen we niet. Klopt hij wel? Kies dan hieronder zelf je regio.")
            )

    def validate_online(self, field: BooleanField) -> None:
        if not (self.online.data or self.in_person.data):
            raise ValidationError(_("Kies online, in het echt of allebei."))

    def validate_travel_km(self, field: SelectField) -> None:
        if self.in_person.data and not field.data:
            raise ValidationError(_("Kies hoe ver je wilt reizen."))

    def _region_was_seen(self) -> bool:
        suggestion = suggested_region(self.pc4.data)
        was_seen = self.suggested_for.data == self.pc4.data
        self.suggested_for.data = self.pc4.data
        if self.region_id.data and (was_seen or suggestion is None or suggestion.id == self.region_id.data):
            return True
        if suggestion is None or suggestion.id not in {region.id for region in self.regions}:
            if self.region_id.data:
                return True
            self.region_id.errors = [_("Kies je regio.")]
            return False
        self.suggestion = suggestion
        self.region_id.data = suggestion.id
        return False


class WhenForm(MaatjeForm):
    weekly_times = WeeklyTimesField(
        _l("Wanneer kun je?"), [InputRequired(_l("Kies minstens één moment waarop je kunt."))]
    )
    places = SelectField(
        _l("Hoeveel leerlingen wil je tegelijk helpen?"),
        coerce=int,
        default=1,
        description=_l("Begin gerust met één. Je kunt dit later veranderen."),
    )

    def __init__(
        self, *args: Any, programmes: Sequence[Programme] | None = None, least: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        programmes = open_programmes() if programmes is None else programmes
        often = [programme for programme in programmes if programme.sessions_per_week > 1]
        self.wishes = [
            _(
                "%(programme)s is %(times)s keer per week. Kies dus momenten op minstens %(times)s dagen.",
                programme=programme.name,
                times=programme.sessions_per_week,
            )
            for programme in often
        ]
        most = max((least, *(programme.max_pupils for programme in programmes)))
        self.places.choices = choices((number, str(number)) for number in range(1, most + 1))


class RulesForm(MaatjeForm):
    """The version is that of the text shown; if it changed since, the boxes must be ticked for the new one."""

    code_of_conduct_version = HiddenField()
    privacy_version = HiddenField()
    agrees_to_conduct = BooleanField(
        _l("Ik houd me aan deze afspraken"),
        [InputRequired(_l("Je kunt alleen meedoen als je je aan de afspraken houdt."))],
    )
    agrees_to_privacy = BooleanField(
        _l("Maatje mag mijn gegevens gebruiken zoals hier staat"),
        [InputRequired(_l("Zonder je gegevens kunnen we je niet aanmelden."))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        shown = (self.code_of_conduct_version.data, self.privacy_version.data)
        self.show_present_texts()
        if is_valid and shown != (conduct.CODE_OF_CONDUCT, conduct.PRIVACY):
            self.agrees_to_conduct.data = self.agrees_to_privacy.data = False
            self.form_errors.append(
                _("De tekst is intussen veranderd. Lees hem nog een keer en vink de vakjes aan.")
            )
            return False
        return bool(is_valid)

    def show_present_texts(self) -> None:
        self.code_of_conduct_version.data = conduct.CODE_OF_CONDUCT
        self.privacy_version.data = conduct.PRIVACY


class ChoosePasswordAndAgreeForm(RulesForm, NewPasswordForm):
    """For whom a coordinator entered: the rules have not been agreed to yet."""


class SendAgainForm(MaatjeForm):
    email = EmailField(_l("E-mailadres"), [InputRequired(), Length(max=254)], render_kw={"autocomplete": "email"})


class EnterVolunteerForm(WhoForm, HelpAndSubjectsForm, LanguagesForm, WhereForm, WhenForm):
    """Everything at once, for a coordinator who has somebody on the phone."""
