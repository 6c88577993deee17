from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from maatje.fields import (
    CheckboxesField,
    DutchDateField,
    EmailField,
    MaatjeForm,
    PhoneField,
    PostcodeField,
    WeeklyTimesField,
    choices,
    shown_phone,
)
from maatje.times import moment_of

TUESDAY_FOUR = moment_of(1, 16)


@pytest.fixture
def check(app):
    """Builds a form of one field, posts something to it, and gives the field back, validated."""

    def _check(field, *typed):
        form_class = type("OneFieldForm", (MaatjeForm,), {"it": field})
        with app.test_request_context("/", method="POST"):
            form = form_class(formdata=MultiDict([("it", value) for value in typed]), meta={"csrf": False})
            form.validate()
            form.it()  # the box itself must never fail
            form.it.errors = [str(error) for error in form.it.errors]
            return form.it

    return _check


@pytest.mark.parametrize("typed", ["2511 AB", "2511ab", " 2511 ", "2511", "25 11 AB"])
def test_a_postcode_is_kept_as_its_four_digits(check, typed):
    field = check(PostcodeField(validators=[InputRequired()]), typed)

    assert field.data == "2511"
    assert field.errors == []


@pytest.mark.parametrize("typed", ["0123 AB", "1012 SS", "1012 A", "10123 AB", "Den Haag", "٢٥١١"])
def test_what_is_no_postcode_is_said_once_and_kept_in_the_box(check, typed):
    field = check(PostcodeField(validators=[DataRequired(), Length(max=10)]), typed)

    assert field.errors == ["Dit is geen postcode. Een voorbeeld: 2511 AB, of alleen 2511."]
    assert typed in field()


@pytest.mark.parametrize(
    "typed", ["22-11-2026", "22/11/2026", "22.11.2026", "22 11 2026", "2026-11-22", " 22-11-2026 "]
)
def test_a_date_may_be_typed_in_every_usual_way(check, typed):
    assert check(DutchDateField(validators=[InputRequired()]), typed).data == date(2026, 11, 22)


@pytest.mark.parametrize("typed", ["31-02-2026", "11-22-2026", "22-11-26", "morgen", "1-1-0001", "9" * 5000])
def test_a_day_that_does_not_exist_is_refused_once(check, typed):
    field = check(DutchDateField(validators=[DataRequired()]), typed)

    assert field.data is None
    assert field.errors == ["Dit is geen datum. Een voorbeeld: 22-11-2026."]


def test_a_stored_date_stands_in_its_box_the_dutch_way(app):
    class DayForm(MaatjeForm):
        it = DutchDateField()

    with app.test_request_context("/"):
        form = DayForm(data={"it": date(2026, 3, 4)}, meta={"csrf": False})

        assert 'value="04-03-2026"' in form.it()


def test_an_address_is_stored_in_lower_case(check):
    assert check(EmailField(validators=[InputRequired()]), " Sanne@Voorbeeld.NL ").data == "sanne@voorbeeld.nl"


@pytest.mark.parametrize("typed", ["sanne", "sanne@", "a@b", "a b@voorbeeld.nl", "a@voorbeeld.nl\nBcc: b@x.nl"])
def test_what_is_no_address_is_refused(check, typed):
    assert check(EmailField(validators=[InputRequired()]), typed).errors == [
        "Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl."
    ]


@pytest.mark.parametrize("typed", ["06-12345678", "+31 6 12345678", "0031612345678", "06 12 34 56 78"])
def test_a_number_is_stored_in_one_way(check, typed):
    assert check(PhoneField(validators=[Optional()]), typed).data == "+31612345678"


@pytest.mark.parametrize("typed", ["020-1234567", "088 1234567", "+32 470 12 34 56"])
def test_fixed_and_foreign_numbers_are_fine(check, typed):
    assert check(PhoneField(validators=[Optional()]), typed).errors == []


@pytest.mark.parametrize("typed", ["0800-2000", "0900-1234", "112", "061234567", "bel me"])
def test_a_number_that_is_nobodys_own_is_refused(check, typed):
    field = check(PhoneField(validators=[Optional()]), typed)

    assert field.errors == ["Dit is geen telefoonnummer. Een voorbeeld: 06 12345678."]
    assert typed in field()


def test_a_stored_number_reads_as_people_write_it():
    assert shown_phone("+31612345678") == "06 12345678"
    assert shown_phone("") == ""


def test_chosen_times_are_a_set_of_hours_of_the_week(check):
    field = check(WeeklyTimesField(), str(TUESDAY_FOUR), str(TUESDAY_FOUR), str(TUESDAY_FOUR + 1))

    assert field.data == frozenset({TUESDAY_FOUR, TUESDAY_FOUR + 1})


def test_no_times_is_an_empty_set_and_refused_where_needed(check):
    assert check(WeeklyTimesField()).data == frozenset()
    assert check(WeeklyTimesField(validators=[InputRequired()])).errors == ["Vul dit nog in."]


@pytest.mark.parametrize("garbage", ["x", "-1", "9999", "0", "", "4e1", "９"])
def test_garbage_among_the_times_is_refused_and_the_good_ones_stay(check, garbage):
    field = check(WeeklyTimesField(validators=[InputRequired()]), garbage, str(TUESDAY_FOUR))

    assert field.errors == ["Kies alleen tijden uit het rooster."]
    assert field.data == frozenset({TUESDAY_FOUR})


def test_several_boxes_may_be_ticked(check):
    languages = CheckboxesField(choices=choices([(1, "Nederlands"), (2, "Tigrinya")]), coerce=int)

    assert check(languages, "1", "2").data == [1, 2]
    assert check(languages, "x").errors == ["Kies uit de mogelijkheden."]
    assert check(languages, "3").errors == ["Kies uit de mogelijkheden."]


@pytest.mark.parametrize("text", ["BSN 111222333", "111.222.333", "111 222 333", "zie 123456782, groet"])
def test_a_citizen_service_number_in_free_text_is_refused(check, text):
    (error,) = check(StringField(), text).errors

    assert "BSN" in error


@pytest.mark.parametrize(
    "text",
    ["Bel 06 11122233", "+31 611122233", "0031 111222333", "111222334", "1112223330", "Klas 3, 12 jaar", ""],
)
def test_phone_numbers_and_other_digits_are_fine_in_free_text(check, text):
    assert check(StringField(), text).errors == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (StringField(validators=[InputRequired()]), "", "Vul dit nog in."),
        (StringField(validators=[Length(max=3)]), "te lang", "Gebruik hoogstens 3 tekens."),
        (StringField(validators=[Length(min=12)]), "kort", "Gebruik minstens 12 tekens."),
        (StringField(validators=[Length(2, 4)]), "te lang", "Gebruik 2 tot 4 tekens."),
        (IntegerField(validators=[InputRequired()]), "twee", "Vul een heel getal in, bijvoorbeeld 3."),
        (IntegerField(validators=[NumberRange(1, 10)]), "11", "Kies een getal van 1 tot en met 10."),
        (IntegerField(validators=[NumberRange(min=1)]), "0", "Kies een getal van 1 of meer."),
        (RadioField(choices=choices([("a", "A")])), "b", "Kies een van de mogelijkheden."),
    ],
)
def test_every_usual_mistake_is_said_in_plain_dutch(check, field, typed, words):
    assert check(field, typed).errors[0] == words


def test_a_form_with_mistakes_answers_422(app):
    class NameForm(MaatjeForm):
        name = StringField(validators=[InputRequired()])

    with app.test_request_context("/", method="POST", data={"name": ""}):
        form = NameForm(meta={"csrf": False})

        assert form.http_status == 200
        form.validate()
        assert form.http_status == 422
