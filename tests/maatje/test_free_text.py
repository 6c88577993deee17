"""No box takes a BSN, and none invites a diagnosis; read from the forms themselves, so that new ones count too."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Field

import maatje
from maatje.bsn import holds_bsn, without_bsn
from maatje.fields import HOLDS_BSN, MaatjeForm, is_free_text

BSN = "111.222.333"
# Looked for, or compared, and forgotten; or of a video service, whose addresses hold numbers.
MAY_HOLD_NUMBERS = {
    *("SignInForm.email", "CodeForm.code", "RecoveryCodeForm.code", "FindUsersForm.q", "FindEventsForm.object_id"),
    "ProgrammeForm.meeting_link_pattern",
}
# Boxes about a person in which a sentence fits: their hint says what does not belong there.
ABOUT_PEOPLE = {"PupilFields.school_reference", "RejectVolunteerForm.reason"}
NAMES_OF_THINGS = {
    *("first_name", "infix", "last_name", "name", "name_en", "place", "code", "brin", "aliases", "helper_word"),
    *("summary", "contact_rules"),  # of a programme: read by everybody
    *("vog_reference", "vog_aspects"),  # copied from a VOG
    "ticket",  # a number
    "website",  # seen by machines only
}
MEDICAL = (
    r"diagnos|medisch|ziek|stoornis|beperking|handicap|adhd|autis|dyslex|dyscalcul|medicijn|therap|gezondheid"
)


def forms():
    for module in walk_packages(maatje.__path__, "maatje."):
        if module.name.rpartition(".")[2].endswith("forms"):
            import_module(module.name)
    waiting, found = [MaatjeForm], set()
    while waiting:
        for form in waiting.pop().__subclasses__():
            if form.__module__.startswith("maatje.") and form not in found:
                found.add(form)
                waiting.append(form)
    return sorted(found, key=lambda form: form.__name__)


def boxes_of(form):
    """Its fields by name, bound to nothing that a form's own making may ask for."""
    empty = MaatjeForm(meta={"csrf": False})
    made = {name: getattr(form, name) for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return {name: field.bind(empty, name) for name, field in made.items() if name != "csrf_token"}


@pytest.fixture
def in_request(app):
    with app.test_request_context("/", method="POST"):
        yield


def free_text():
    return {
        (form, name): field for form in forms() for name, field in boxes_of(form).items() if is_free_text(field)
    }


def test_every_box_for_free_text_refuses_a_bsn(in_request):
    refused, taken = set(), set()
    for form, name in free_text():
        field = getattr(form, name)
        only = type("OneBox", (MaatjeForm,), {name: field, "may_hold_numbers": form.may_hold_numbers})
        filled = only(formdata=MultiDict({name: f"Noor {BSN}"}), meta={"csrf": False})
        filled.validate()
        side = refused if str(HOLDS_BSN) in map(str, filled[name].errors) else taken
        side.add(f"{form.__name__}.{name}")
        assert BSN in str(filled[name]())  # and what was typed is not lost

    assert taken == MAY_HOLD_NUMBERS
    assert len(refused) > 25


def test_every_form_is_one_of_ours(in_request):
    """A form that starts from Flask-WTF's own would pass by the rule."""
    named = {form.__name__ for form in forms()}

    assert {"NominatePupilForm", "AboutForm", "RejectVolunteerForm", "NameForm"} <= named
    for module in walk_packages(maatje.__path__, "maatje."):
        if module.name.rpartition(".")[2].endswith("forms"):
            for thing in vars(import_module(module.name)).values():
                if isinstance(thing, type) and issubclass(thing, import_module("wtforms").Form):
                    assert issubclass(thing, MaatjeForm), thing


def test_no_label_or_hint_invites_a_diagnosis(in_request):
    for form in forms():
        for name, field in boxes_of(form).items():
            words = f"{field.label.text} {field.description} {choices_in(field)}".lower()
            invited = re.search(MEDICAL, re.sub(r"geen (medische gegevens|diagnose)", "", words))
            assert invited is None, f"{form.__name__}.{name}: {words}"


def test_where_a_sentence_about_a_person_fits_the_hint_says_no_medical_data(in_request):
    asked = {(form, name): field for (form, name), field in free_text().items() if name not in NAMES_OF_THINGS}
    about = {
        f"{form.__name__}.{name}": field
        for (form, name), field in asked.items()
        if name in vars(form) and f"{form.__name__}.{name}" not in MAY_HOLD_NUMBERS
    }

    assert set(about) == ABOUT_PEOPLE  # a new one: does its hint say it?
    for name, field in about.items():
        assert "geen medische gegevens" in str(field.description).lower(), name


def choices_in(field: Field) -> str:
    return " ".join(str(choice) for choice in getattr(field, "choices", None) or ())


@pytest.mark.parametrize("text", ["06 12345678", "0612345678", "06-12345678", "+31612345678", "+31 6 12345678",
    "0031612345678", "070 1234567", "+31 (0)612345678"])  # fmt: skip
def test_a_phone_number_is_no_bsn(text):
    assert not holds_bsn(text)
    assert without_bsn(text) == text


@pytest.mark.parametrize("text", ["111222333", "111.222.333", "111 222 333", "111-222-333", "11 12 22 333"])
def test_a_bsn_is_one_however_it_is_written(text):
    assert holds_bsn(f"Noor, {text}, klas 3")
    assert not re.search(r"\d{2}", without_bsn(text))
