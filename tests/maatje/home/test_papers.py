import re

import pytest

from maatje.config import ROOT
from maatje.requests.asked_text import asked_texts
from maatje.volunteers import drafts
from tests.soundness import assert_page_is_sound


@pytest.mark.parametrize("address", ["/privacy", "/toegankelijkheid"])
def test_everybody_can_read_who_answers_for_the_data_and_where_to_write(client, app, address):
    settings = app.config["SETTINGS"]

    page = client.get(address).text

    assert settings.organisation in page
    assert f'href="mailto:{settings.privacy_contact}"' in page
    assert_page_is_sound(page)


def test_both_are_at_the_foot_of_every_page(client):
    page = client.get("/").text

    assert 'href="/privacy"' in page
    assert 'href="/toegankelijkheid"' in page


def test_the_cookie_of_a_half_filled_sign_up_is_told_with_its_days(client):
    page = client.get("/privacy").text

    assert f"hoogstens {drafts.KEPT_FOR.days} dagen, en is weg na het versturen" in page


def test_every_page_says_the_same_of_how_long_a_backup_is_kept():
    pages = [template.read_text("utf-8") for template in (ROOT / "templates").rglob("*.html")]
    sentences = [sentence for page in pages for sentence in re.findall(r"[^.]*reservekopie[^.]*", page)]

    assert sentences
    assert {re.search(r"(\d+) dagen", sentence)[1] for sentence in sentences} == {"35"}


def test_the_languages_in_which_consent_is_asked_are_named_each_in_its_own(client):
    page = client.get("/toegankelijkheid").text

    for text in asked_texts().values():
        assert f'<span lang="{text.code}" dir="{text.direction}">{text.name}</span>' in page
