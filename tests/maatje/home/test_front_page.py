from maatje.access import Role
from tests.factories import make_programme, make_user
from tests.soundness import assert_page_is_sound


def test_the_front_page_tells_which_programmes_are_open(client):
    make_programme("bijles", summary="Hulp bij een vak.")
    make_programme("gesloten", is_open=False)

    page = client.get("/").text

    assert "Hulp bij een vak." in page
    assert "Gesloten" not in page


def test_every_role_finds_a_sound_front_page(sign_in):
    for role in Role:
        page = sign_in(make_user(role)).get("/").text

        assert_page_is_sound(page)
