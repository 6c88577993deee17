from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from maatje.fields import CheckboxesField, EmailField, MaatjeForm, PostcodeField, WeeklyTimesField, choices
from maatje.programmes.models import Language, Place, Programme, Subject
from maatje.programmes.queries import grades, languages, pupil_levels
from maatje.requests import words
from maatje.requests.models import Channel, ConsentGiver, Pupil, Urgency
from maatje.requests.nomination import AgreedBy, NominationRefused, grade_mismatch
from maatje.schools.models import School
from maatje.times import moment_of

NOT_YET = "not_yet"

# Ways in which a school first has to do something else (domain/vulnerability_routes.csv).
NOTHING, NO_DEVICE, SCHOOL_FIRST, UNSAFE_HOME, OUT_OF_SIGHT = (
    "nee",
    "apparaat",
    "school",
    "veiligheid",
    "uit-beeld",
)
FIRST_NEEDS = (
    (NOTHING, _l("Nee, we kunnen beginnen")),
    (NO_DEVICE, _l("Ja, er is thuis geen laptop of internet")),
    (SCHOOL_FIRST, _l("Ja, de school kijkt eerst welke hulp past")),
    (UNSAFE_HOME, _l("Ja, het is thuis misschien niet veilig")),
    (OUT_OF_SIGHT, _l("Ja, we krijgen geen contact met de leerling")),
)

ELSEWHERE = {UNSAFE_HOME, OUT_OF_SIGHT}  # no nomination follows

_AFTER_SCHOOL, _EVENINGS, _WEDNESDAY, _WEEKEND = "na-school", "avond", "woensdag", "weekend"
QUICK_TIMES = (
    (_AFTER_SCHOOL, _l("Elke schooldag na school, van 16.00 tot 18.00 uur")),
    (_EVENINGS, _l("Elke schooldag in de avond, van 19.00 tot 21.00 uur")),
    (_WEDNESDAY, _l("Woensdagmiddag, van 13.00 tot 18.00 uur")),
    (_WEEKEND, _l("Zaterdag en zondag, van 10.00 tot 17.00 uur")),
)
_MOMENTS = {
    _AFTER_SCHOOL: {moment_of(day, hour) for day in range(5) for hour in (16, 17)},
    _EVENINGS: {moment_of(day, hour) for day in range(5) for hour in (19, 20)},
    _WEDNESDAY: {moment_of(2, hour) for hour in range(13, 18)},
    _WEEKEND: {moment_of(day, hour) for day in (5, 6) for hour in range(10, 17)},
}

ONLINE, IN_PERSON, EITHER = "online", "in_person", "either"
_CONSENT_CHANNELS = (Channel.PAPER, Channel.PHONE, Channel.IN_PERSON)


class Chosen:
    """One of a list whose first line says "choose"; that line is no choice."""

    field_flags = {"required": True}

    def __call__(self, form: object, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Kies er een uit de lijst."))


class Needed:
    """Shown as a question that needs an answer; another check says when it is missing."""

    field_flags = {"required": True}

    def __call__(self, form: object, field: Field) -> None:
        pass


class RefusableForm(MaatjeForm):
    """A form whose service may refuse it; each message finds its field, or stands above the form."""

    # Where a rule's field has another name here.
    places: dict[str, str] = {}

    def show(self, refused: NominationRefused) -> None:
        for name, message in refused.messages.items():
            field = self._fields.get(self.places.get(name, name))
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]


class BeginNominationForm(RefusableForm):
    school_id = SelectField(_l("School"), [InputRequired()], coerce=int)
    programme_id = RadioField(_l("Welke hulp zoekt u?"), [InputRequired()], coerce=int)
    level_id = SelectField(_l("Niveau"), [Chosen()], coerce=int)
    grade_id = SelectField(_l("Leerjaar"), [Chosen()], coerce=int)
    first_need = RadioField(
        _l("Is er iets waardoor eerst iets anders nodig is?"), [InputRequired()], choices=choices(FIRST_NEEDS)
    )

    def offer(self, schools: Sequence[School], programmes: Iterable[Programme]) -> None:
        """What can be chosen today."""
        self.school_id.choices = choices((school.id, f"{school.name}, {school.place}") for school in schools)
        self.programme_id.choices = choices((programme.id, programme.name) for programme in programmes)
        offer_levels(self)

    def grade_fits(self) -> bool:
        return year_fits_level(self)


def offer_levels(form: Any) -> None:
    """Every level and year, under the name of its kind of school."""
    for field, rows in ((form.level_id, pupil_levels()), (form.grade_id, grades())):
        first = SelectChoice(0, _("Kies…"))
        field.choices = [first, *(SelectChoice(row.id, row.name, optgroup=_sector(row.sector)) for row in rows)]


def year_fits_level(form: Any) -> bool:
    """Whether the year exists at that kind of school; if not, the form says so."""
    message = grade_mismatch(form.level_id.data, form.grade_id.data)
    if message:
        form.grade_id.errors = [message]
    return message is None


def _sector(sector: str) -> str:
    return str(words.SECTORS.get(sector, sector))


class PupilFields(RefusableForm):
    """What is asked about the pupil, both at the nomination and later."""

    places = {"interpreter_language_code": "interpreter_language", "weekly_times": "quick_times"}

    first_name = StringField(
        _l("Voornaam"), [InputRequired(), Length(max=80)], description=_l("Geen achternaam nodig.")
    )
    is_under_16 = RadioField(
        _l("Hoe oud is de leerling?"),
        [InputRequired()],
        choices=choices([("1", _l("Jonger dan 16 jaar")), ("0", _l("16 jaar of ouder"))]),
    )
    language_code = SelectField(_l("Welke taal spreekt de leerling thuis?"), [InputRequired()], default="nl")
    needs_nt2 = BooleanField(_l("De leerling leert nog Nederlands (NT2)"))
    interpreter_language = SelectField(
        _l("Is er een tolk nodig tussen leerling en vrijwilliger?"),
        description=_l("We zoeken dan iemand die de taal spreekt. Lukt dat niet, dan regelt u samen een tolk."),
    )
    quick_times = CheckboxesField(_l("Wanneer kan de leerling?"), [Needed()], choices=choices(QUICK_TIMES))
    weekly_times = WeeklyTimesField(_l("Kies zelf de uren"))
    place = RadioField(
        _l("Waar kan de hulp zijn?"),
        choices=choices(
            [
                (ONLINE, _l("Online, met beeldbellen")),
                (IN_PERSON, _l("Op een veilige plek in de buurt, zoals school of bibliotheek")),
                (EITHER, _l("Allebei kan")),
            ]
        ),
        default=ONLINE,
    )
    pc4 = PostcodeField(
        _l("Postcode van de leerling"), [InputRequired()], description=_l("Alleen de vier cijfers, zoals 2511.")
    )
    wants_woman = BooleanField(_l("De vrijwilliger moet een vrouw zijn"))
    contact_email = EmailField(_l("E-mailadres"), [Length(max=254)])
    contact_language_code = SelectField(
        _l("Welke taal wordt thuis het liefst gelezen?"),
        [InputRequired()],
        default="nl",
        description=_l(
            "In deze taal vragen wij toestemming (waar wij die taal nog niet schrijven: Nederlands en Engels). "
            "Andere mails zijn nu nog in eenvoudig Nederlands."
        ),
    )
    school_reference = StringField(
        _l("Eigen kenmerk"),
        [Length(max=60)],
        description=_l(
            "Bijvoorbeeld een leerlingnummer, om de leerling terug te vinden. Geen BSN, geen medische gegevens."
        ),
    )

    def offer_languages(self) -> None:
        spoken = [(language.code, _spoken(language)) for language in languages()]
        self.language_code.choices = choices(spoken)
        self.contact_language_code.choices = choices(spoken)
        no_need = ("", _("Nee, geen tolk nodig"))
        others = [(code, name) for code, name in spoken if code != "nl"]
        self.interpreter_language.choices = choices([no_need, *others])

    def fit_to(self, place: Place) -> None:
        """Where the programme leaves no choice, nothing is asked."""
        if place is not Place.BOTH:
            del self.place

    def validate_quick_times(self, field: CheckboxesField) -> None:
        if not self.moments:
            raise ValidationError(_("Kies minstens één moment waarop de leerling kan."))

    @property
    def moments(self) -> frozenset[int]:
        """The hours of the week that were chosen, quickly and one by one."""
        # What is none of the choices has its own message already.
        quick = (_MOMENTS.get(name, set()) for name in self.quick_times.data or ())
        return frozenset(self.weekly_times.data).union(*quick)

    @property
    def wishes_online(self) -> bool:
        return self.place is None or self.place.data in (ONLINE, EITHER)

    @property
    def wishes_in_person(self) -> bool:
        return self.place is not None and self.place.data in (IN_PERSON, EITHER)


def _spoken(language: Language) -> str:
    own = language.native_name
    return language.name if own in ("", language.name) else f"{language.name} ({own})"


class ConsentFields(RefusableForm):
    """Who agreed and how; nothing is ticked beforehand."""

    consent = RadioField(
        _l("Wie geeft toestemming?"),
        [InputRequired()],
        choices=choices(
            [
                (ConsentGiver.GUARDIAN.value, _l("Een ouder of verzorger vindt het goed")),
                (ConsentGiver.PUPIL.value, _l("De leerling van 16 jaar of ouder vindt het zelf goed")),
            ]
        ),
    )
    channel = RadioField(
        _l("Hoe hoorde u dat?"),
        [Needed()],
        choices=choices((way.value, words.CHANNELS[way]) for way in _CONSENT_CHANNELS),
        validate_choice=False,
    )

    def validate_channel(self, field: RadioField) -> None:
        if self.consent.data in set(ConsentGiver) and field.data not in _CONSENT_CHANNELS:
            raise ValidationError(_("Kies hoe u het hoorde."))

    @property
    def agreed(self) -> AgreedBy | None:
        """None as long as nobody has said yes."""
        if self.consent.data == NOT_YET:
            return None
        return AgreedBy(ConsentGiver(self.consent.data), Channel(self.channel.data))


class RecordConsentForm(ConsentFields):
    pass


class WishFields(RefusableForm):
    subject_ids = CheckboxesField(_l("Waar is hulp bij nodig?"), coerce=int)
    necessary_subject_ids = CheckboxesField(_l("Echt nodig"), coerce=int)
    urgency = RadioField(
        _l("Hoe snel is het nodig?"),
        [InputRequired()],
        choices=choices((urgency.value, word) for urgency, word in words.URGENCIES.items()),
        default=Urgency.NORMAL.value,
    )

    def offer_subjects(self, programme: Programme, subjects: Sequence[Subject]) -> None:
        self.asks_subjects = programme.asks_subjects
        self.subjects = subjects
        offered = choices((subject.id, subject.name) for subject in subjects)
        self.subject_ids.choices = self.necessary_subject_ids.choices = offered

    def validate_subject_ids(self, field: CheckboxesField) -> None:
        if self.asks_subjects and not (field.data or self.necessary_subject_ids.data):
            raise ValidationError(_("Kies minstens één vak waar hulp bij nodig is."))

    @property
    def subject_groups(self) -> list[tuple[str, list[Subject]]]:
        """The subjects on offer under the names of their groups."""
        grouped: dict[str, list[Subject]] = {group: [] for group in words.SUBJECT_GROUPS}
        for subject in self.subjects:
            grouped.setdefault(subject.group, []).append(subject)
        return [
            (str(words.SUBJECT_GROUPS.get(group, group)), members) for group, members in grouped.items() if members
        ]


class EditWishForm(WishFields):
    pass


class EditPupilForm(PupilFields):
    level_id = SelectField(_l("Niveau"), [Chosen()], coerce=int)
    grade_id = SelectField(_l("Leerjaar"), [Chosen()], coerce=int)
    has_device = BooleanField(_l("De leerling kan thuis online (laptop, tablet of computer met internet)"))


class NominatePupilForm(PupilFields, WishFields, ConsentFields):
    is_somebody_else = BooleanField(_l("Ja, dit is een andere leerling"))
    form_key = HiddenField()

    def ask_whether_somebody_else(self) -> None:
        if self.school_reference.data:
            self.school_reference.errors = [_("Een leerling met dit kenmerk is al aangemeld.")]
        else:
            self.is_somebody_else.errors = [_("Is dit een andere leerling? Vink het dan aan.")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        not_yet = (NOT_YET, _("Nog niemand. Maatje vraagt het per e-mail; zonder adres vraag ik het zelf"))
        self.consent.choices = [*self.consent.choices, *choices([not_yet])]


class HoldRequestForm(MaatjeForm):
    reason = RadioField(
        _l("Waarom wacht deze hulpvraag?"),
        [InputRequired()],
        choices=choices((reason.value, word) for reason, word in words.HOLD_REASONS.items()),
    )

    def speak_of(self, pupil: Pupil) -> None:
        """In words that fit a pupil without a school too."""
        self.reason.choices = choices(
            (reason.value, word) for reason, word in words.hold_reasons_of(pupil).items()
        )


class ReferRequestForm(MaatjeForm):
    route = RadioField(
        _l("Waar komt de hulp vandaan?"),
        [InputRequired()],
        choices=choices((route.value, way.name) for route, way in words.WAYS.items()),
    )


class ChangeUrgencyForm(MaatjeForm):
    urgency = RadioField(
        _l("Hoe snel is het nodig?"),
        [InputRequired()],
        choices=choices((urgency.value, word) for urgency, word in words.URGENCIES.items()),
    )
