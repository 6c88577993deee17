"""What forms in all rooms share: fields for Dutch addresses, dates and weekly times, and plain words for mistakes.

A field that cannot read what was typed says so in one sentence, keeps what was typed, and stays silent otherwise.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.i18n import DefaultTranslations, get_translations
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget, TelInput, TextInput

from maatje.bsn import holds_bsn
from maatje.times import DAYS, GRID_HOURS, GRID_MOMENTS, day_name, moment_of

# WTForms' own sentences, said as we would; those not named here keep its Dutch translation.
_OUR_WORDS = {
    "This field is required.": _l("Vul dit nog in."),
    "Not a valid choice.": _l("Kies een van de mogelijkheden."),
    "Invalid Choice: could not coerce.": _l("Kies een van de mogelijkheden."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Kies uit de mogelijkheden."),
    "'%(value)s' is not a valid choice for this field.": _l("Kies uit de mogelijkheden."),
    "'%(value)s' are not valid choices for this field.": _l("Kies uit de mogelijkheden."),
    "Invalid input.": _l("Dit kunnen we niet lezen."),
    "Invalid email address.": _l("Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl."),
    "Invalid URL.": _l("Dit is geen webadres. Een voorbeeld: https://voorbeeld.nl."),
    "Field must be equal to %(other_name)s.": _l("Dit is niet hetzelfde als hierboven."),
    "Field must be at least %(min)d character long.": _l("Gebruik minstens %%(min)d teken."),
    "Field must be at least %(min)d characters long.": _l("Gebruik minstens %%(min)d tekens."),
    "Field cannot be longer than %(max)d character.": _l("Gebruik hoogstens %%(max)d teken."),
    "Field cannot be longer than %(max)d characters.": _l("Gebruik hoogstens %%(max)d tekens."),
    "Field must be exactly %(max)d character long.": _l("Gebruik precies %%(max)d teken."),
    "Field must be exactly %(max)d characters long.": _l("Gebruik precies %%(max)d tekens."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Gebruik %%(min)d tot %%(max)d tekens."),
    "Number must be at least %(min)s.": _l("Kies een getal van %%(min)s of meer."),
    "Number must be at most %(max)s.": _l("Kies een getal van %%(max)s of minder."),
    "Number must be between %(min)s and %(max)s.": _l("Kies een getal van %%(min)s tot en met %%(max)s."),
    "Not a valid integer value.": _l("Vul een heel getal in, bijvoorbeeld 3."),
    "Not a valid decimal value.": _l("Vul een getal in, bijvoorbeeld 2,5."),
    "Not a valid float value.": _l("Vul een getal in, bijvoorbeeld 2,5."),
    "Not a valid date value.": _l("Dit is geen datum. Een voorbeeld: 22-11-2026."),
    "Not a valid datetime value.": _l("Dit is geen datum en tijd. Een voorbeeld: 22-11-2026 16:00."),
    "Not a valid time value.": _l("Dit is geen tijd. Een voorbeeld: 16:00."),
    "File does not have an approved extension: {extensions}": _l("Dit soort bestand kunnen we niet lezen."),
}


HOLDS_BSN = _l(
    "Hier staat een nummer dat op een BSN lijkt. Dat mogen we niet bewaren. Haal het weg en probeer het opnieuw."
)


class _OurWords:
    """The translations that WTForms asks for its messages: ours first, then its own Dutch ones."""

    def __init__(self) -> None:
        self.dutch: DefaultTranslations = get_translations(["nl"])

    def gettext(self, message: str) -> str:
        ours = _OUR_WORDS.get(message)
        return str(self.dutch.gettext(message)) if ours is None else str(ours).replace("%%", "%")

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class MaatjeForm(FlaskForm):
    """The form all others start from: our words for mistakes, the answer's status to go with them, and no BSN.

    `may_hold_numbers` names boxes in which nine digits are no BSN, or are only looked for and then forgotten.
    """

    may_hold_numbers: ClassVar[frozenset[str]] = frozenset()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: object) -> _OurWords:
            return _OurWords()

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        also = {name: list(validators) for name, validators in (extra_validators or {}).items()}
        for name in self.names_of_free_text():
            also.setdefault(name, []).append(NoBsn())
        return bool(super().validate(extra_validators=also))

    def names_of_free_text(self) -> list[str]:
        """The boxes in which somebody could type a BSN."""
        return [
            field.short_name
            for field in self
            if is_free_text(field) and field.short_name not in self.may_hold_numbers
        ]

    @property
    def http_status(self) -> int:
        """422 when something typed must be mended, else 200: `return render_template(…), form.http_status`."""
        return 422 if self.errors else 200


class _Readable:
    """A mix-in: what could not be read is said once, without validators adding to it."""

    process_errors: list[str]
    raw_data: list[str] | None

    def pre_validate(self, form: object) -> None:
        if self.process_errors:
            raise StopValidation

    def _typed(self) -> str:
        return self.raw_data[0] if self.raw_data else ""


class EmailField(_Readable, StringField):
    """An address that could exist, in lower case; "" when left empty."""

    widget = EmailInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (valuelist[0] if valuelist else "").strip()
        if not self.data:
            return
        try:
            checked = validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValueError(_("Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl.")) from None
        self.data = checked.normalized.lower()


class PhoneField(_Readable, StringField):
    """A number one can reach a person on, stored as +31612345678; other countries with their +; "" when empty."""

    widget = TelInput()
    _NOBODYS_OWN = frozenset(
        {
            phonenumbers.PhoneNumberType.TOLL_FREE,
            phonenumbers.PhoneNumberType.PREMIUM_RATE,
            phonenumbers.PhoneNumberType.SHARED_COST,
        }
    )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (valuelist[0] if valuelist else "").strip()
        if not self.data:
            return
        try:
            number = phonenumbers.parse(self.data, "NL")
        except phonenumbers.NumberParseException:
            number = None
        if (
            number is None
            or not phonenumbers.is_valid_number(number)
            or phonenumbers.number_type(number) in self._NOBODYS_OWN
        ):
            raise ValueError(_("Dit is geen telefoonnummer. Een voorbeeld: 06 12345678."))
        self.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _value(self) -> str:
        if self.process_errors or not self.data:
            return self._typed()
        return shown_phone(self.data)


def shown_phone(stored: str) -> str:
    """A stored number as Dutch people write it: "06 12345678"; foreign ones with their country."""
    try:
        number = phonenumbers.parse(stored, "NL")
    except phonenumbers.NumberParseException:
        return stored
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == 31
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(number, style))


class PostcodeField(_Readable, StringField):
    """Four digits are enough to know the region; the letters may be typed and are not kept."""

    _PATTERN = re.compile(r"([1-9][0-9]{3})(?:(?!SA|SD|SS)[A-Z]{2})?")

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = typed
        if not typed:
            return
        found = self._PATTERN.fullmatch(re.sub(r"\s", "", typed).upper())
        if found is None:
            raise ValueError(_("Dit is geen postcode. Een voorbeeld: 2511 AB, of alleen 2511."))
        self.data = found[1]


class DutchDateField(_Readable, Field):
    """A day, typed as 22-11-2026 (or 22/11/2026, 22.11.2026, 2026-11-22); None when left empty.

    A plain text box and no `type=date`: browsers show that in their own language's order, throw away what they
    do not understand, and make old dates a long way to scroll.
    """

    widget = TextInput()
    _DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
    _YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        self.data = read_date(typed)
        if self.data is None:
            raise ValueError(_("Dit is geen datum. Een voorbeeld: 22-11-2026."))

    def _value(self) -> str:
        if self.raw_data:
            return self._typed()
        return f"{self.data:%d-%m-%Y}" if self.data else ""


def read_date(typed: str) -> date | None:
    """The day that was typed, in any way Dutch people write one in digits; None if there is no such day."""
    typed = typed.strip()
    if found := DutchDateField._DAY_FIRST.fullmatch(typed):
        day, month, year = (int(part) for part in found.groups())
    elif found := DutchDateField._YEAR_FIRST.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    if not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def choices(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """(value, label) pairs as the choices of a select, radio or tick box field."""
    return [SelectChoice(value, label) for value, label in pairs]


class CheckboxesField(SelectMultipleField):
    """Choose any number, each with its own tick box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TimeGrid:
    """The component `time_grid` as a widget, so that the field draws itself like any other."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        draw = get_template_attribute("components/time_grid.html", "time_grid")
        return Markup(draw(field, kwargs.get("hint")))  # noqa: S704 - the template has escaped it


class WeeklyTimesField(_Readable, Field):
    """The weekly moments one is free, chosen on a grid of days and hours (component `time_grid`).

    Posted as one tick box per hour, `name=<hour of the week>`; the data is a frozenset of those.
    """

    widget = TimeGrid()
    data: frozenset[int]

    def __init__(self, label: str | None = None, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("default", frozenset())
        super().__init__(label, list(validators), **kwargs)

    def process_data(self, value: Iterable[int] | None) -> None:
        self.data = frozenset(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        known = {str(moment): moment for moment in GRID_MOMENTS}
        self.data = frozenset(known[value] for value in valuelist if value in known)
        if any(value not in known for value in valuelist):
            raise ValueError(_("Kies alleen tijden uit het rooster."))

    @property
    def days(self) -> list[tuple[int, str, str]]:
        """The grid's columns: weekday, short name, whole name."""
        return [(day, day_name(day, "abbreviated").rstrip("."), day_name(day)) for day in DAYS]

    @property
    def hours(self) -> Iterable[int]:
        """The grid's rows."""
        return GRID_HOURS

    def moment(self, day: int, hour: int) -> int:
        return moment_of(day, hour)


class NoBsn:
    """Refuses free text with a citizen service number in it: we may not keep one, and nobody needs it here."""

    def __call__(self, form: object, field: Field) -> None:
        if holds_bsn(str(field.data or "")):
            raise ValidationError(HOLDS_BSN)


def is_free_text(field: Field) -> bool:
    """Anything can be typed in it. (Addresses, phone numbers, postcodes have a shape; a password is a secret.)"""
    return isinstance(field, StringField) and not isinstance(field, (_Readable, PasswordField, HiddenField))
