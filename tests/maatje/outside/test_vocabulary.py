import pytest

from maatje.lists.cells import NotUnderstood
from maatje.outside.programmes import shipped
from maatje.outside.vocabulary import vocabulary


@pytest.fixture(scope="module")
def known():
    return vocabulary(shipped())


@pytest.mark.parametrize(
    ("text", "code"),
    [("Wiskunde B", "wisB"), ("wiskunde-b", "wisB"), ("wb", "wisB"), ("NT2", "nt2"), ("WISKUNDE", "wis")],
)
def test_a_subject_is_known_by_name_code_and_the_words_in_use(known, text, code):
    assert known.subject(text, "HAVO") == code


@pytest.mark.parametrize(("level", "code"), [("PO", "po-eng"), ("HAVO", "entl"), ("", "entl")])
def test_of_subjects_that_share_a_word_the_one_of_the_type_of_school_is_meant(known, level, code):
    assert known.subject("Engels", level) == code


@pytest.mark.parametrize(
    ("names", "text", "advice"),
    [
        ("subjects", "Wiskude", "Bedoel je “Wiskunde”"),
        ("pupil_levels", "havoo", "Bedoel je “Havo”?"),
        ("languages", "Arabsch", "Bedoel je “Arabisch”?"),
        ("regions", "Hagland", "Bedoel je “Haaglanden”?"),
        ("programmes", "Huiswerkclub", "Kies uit: Thuisschoolmaatje, Bijles."),
        ("languages", "Klingon?!", "Kijk bij “Wat mag”"),
    ],
)
def test_an_unknown_word_is_answered_with_what_was_probably_meant(known, names, text, advice):
    with pytest.raises(NotUnderstood, match="kennen we niet") as caught:
        getattr(known, names).find(text)

    assert advice in str(caught.value)


def test_who_offers_a_subject_covers_lower_levels_and_no_higher_ones(known):
    covered = known.taught_by({("wisB", "HAVO")})

    assert "HAVO" in covered["wisB"]
    assert "VWO" not in covered["wisB"]
    assert "VMBO-TL" in covered["wis"]


def test_a_kind_of_help_covers_every_pupil_with_or_without_a_level(known):
    assert known.taught_by({("plan", "")})["plan"] >= {"", "PO", "VWO", "MBO-4"}
