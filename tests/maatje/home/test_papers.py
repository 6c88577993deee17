import pytest

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
