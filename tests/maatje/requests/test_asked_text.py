"""The text by which consent is asked is whole in each language; whether it reads well, no test can say."""

import hashlib
import re
import unicodedata
from dataclasses import fields

import pytest

from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.requests.asked_text import AskedText, asked_texts, texts_for
from maatje.requests.consent_text import CONSENT_TEXT, CONSENT_TEXT_VERSION
from tests.letter_samples import CONSENT

LANGUAGES = {"nl", "en", "ar", "tr", "uk", "pl", "ti"}
SCRIPTS = {"ar": "ARABIC", "uk": "CYRILLIC", "ti": "ETHIOPIC"}
# The same in whatever language: numbers to call, our name and theirs.
NAMES = ("Maatje", "112", "Veilig Thuis", "0800-2000")
# A language may turn the sentence so that the name is said in another one.
MAY_DO_WITHOUT = {("happens", "name")}

# What each version says. Another text is another version: who agreed to the old one did not agree to the new one.
AGREED_TO = {"2026-12c": "d89bf945a0f6ba7f", "2026-11b": "4ec890684e85dc3b"}


def sentences(text):
    """(name, sentence) of everything that is said."""
    for field in fields(AskedText):
        said = getattr(text, field.name)
        for sentence in said if isinstance(said, tuple) else (said,):
            yield field.name, sentence


def filled_in(text):
    return {(name, blank) for name, sentence in sentences(text) for blank in re.findall(r"{(\w*)}", sentence)}


def test_there_are_the_seven_languages_and_each_says_everything():
    texts = asked_texts()

    assert set(texts) == LANGUAGES
    for text in texts.values():
        assert all(sentence.strip() for _, sentence in sentences(text))


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_language_fills_in_what_dutch_fills_in_and_keeps_names_and_numbers(code):
    text, dutch = asked_texts()[code], asked_texts()["nl"]

    assert filled_in(text) - MAY_DO_WITHOUT == filled_in(dutch) - MAY_DO_WITHOUT
    assert text.version == dutch.version
    for field in fields(AskedText):
        said, in_dutch = getattr(text, field.name), getattr(dutch, field.name)
        assert type(said) is type(in_dutch)
        if isinstance(said, tuple):
            assert len(said) == len(in_dutch), field.name
        else:
            assert [name for name in NAMES if name in said] == [name for name in NAMES if name in in_dutch]


@pytest.mark.parametrize("code", sorted(SCRIPTS))
def test_a_language_is_written_in_its_own_script(code):
    names = ("code", "direction", "version")
    for name, sentence in sentences(asked_texts()[code]):
        if name not in names:
            scripts = [unicodedata.name(letter, "") for letter in sentence if letter.isalpha()]
            assert any(script.startswith(SCRIPTS[code]) for script in scripts), sentence


def test_only_arabic_runs_from_right_to_left():
    assert {code for code, text in asked_texts().items() if text.direction == "rtl"} == {"ar"}


def test_where_we_do_not_write_a_language_it_is_dutch_and_english():
    assert [text.code for text in texts_for("so")] == ["nl", "en"]
    assert [text.code for text in texts_for("ti")] == ["ti"]


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_letter_is_in_one_language_from_greeting_to_foot(app, code):
    text = asked_texts()[code]
    letter = Letter(
        id=7, kind="consent_asked", to_address="ouder@example.nl", to_name="", matter="x",
        context=CONSENT | {"language": code},
    )  # fmt: skip

    mail = render_letter(letter)

    assert mail.subject == text.letter_subject
    assert mail.text.startswith(text.letter_greeting)
    assert f"taal={code}" in mail.text
    assert f'<html lang="{code}" dir="{text.direction}">' in mail.html
    for sentence in (text.letter_why, text.letter_ask, text.letter_about):
        assert sentence in mail.text
    if code != "nl":
        assert "Hartelijke groet" not in mail.text + mail.html


def test_another_text_is_another_version(app):
    asked = "\n".join(sentence for code in sorted(LANGUAGES) for _, sentence in sentences(asked_texts()[code]))
    read_out = "\n".join(str(sentence) for sentence in CONSENT_TEXT)

    assert AGREED_TO[asked_texts()["nl"].version] == _hash(asked)
    assert AGREED_TO[CONSENT_TEXT_VERSION] == _hash(read_out)


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
