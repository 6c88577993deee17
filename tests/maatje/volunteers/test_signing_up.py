import pytest
from sqlalchemy import select

from maatje.accounts.links import make_token
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer
from tests.factories import make_user
from tests.maatje.volunteers.somebody import START


def test_whoever_fills_in_every_step_and_sends_it_is_an_unverified_volunteer(somebody):
    response = somebody.signs_up()

    assert response.location == f"{START}/klaar"
    volunteer = db.session.scalars(select(Volunteer)).one()
    assert volunteer.state is VolunteerState.UNVERIFIED
    assert (volunteer.user.email, volunteer.user.full_name) == ("anna@example.nl", "Anna van den Berg")
    assert volunteer.phone == "+31612345678"
    assert {one.subject_id: one.level_id for one in volunteer.subjects} == {
        somebody.subject_id: somebody.level_id,
        somebody.kind_of_help_id: None,
    }
    assert [language.code for language in volunteer.languages] == ["ti"]
    assert (volunteer.travel_km, volunteer.places, volunteer.has_nt2) == (10, 2, True)
    assert volunteer.code_of_conduct_version == conduct.CODE_OF_CONDUCT
    assert db.session.scalars(select(SignUpDraft)).all() == []


def test_the_letter_has_a_link_to_choose_a_password_which_makes_them_applied_and_signed_in(somebody):
    somebody.signs_up()
    volunteer = db.session.scalars(select(Volunteer)).one()
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_address) == ("verify_volunteer", "anna@example.nl")
    page = f"{START}/bevestigen/{make_token('verify_volunteer', letter.context['volunteer_id'])}"

    assert somebody.client.get(page).status_code == 200
    assert volunteer.state is VolunteerState.UNVERIFIED
    response = somebody.client.post(page, data={"password": "een lange zin"})

    db.session.expire_all()
    assert volunteer.state is VolunteerState.APPLIED
    assert response.location == "/mijn-pagina"
    assert somebody.client.get("/mijn-pagina").status_code == 200


@pytest.mark.parametrize("step", ["wie", "hulp", "vakken", "talen", "waar", "wanneer", "afspraken"])
def test_every_step_shows_itself_empty_and_says_what_is_missing(somebody, step):
    somebody.fills_in("hulp")
    fresh = {"vakken": {}}.get(step, {})

    assert somebody.client.get(f"{START}/{step}").status_code == 200
    response = somebody.client.post(f"{START}/{step}", data=fresh)

    assert response.status_code == 422
    assert "Er klopt nog iets niet" in response.text


def test_an_address_that_is_known_gives_the_same_page_and_only_the_mail_says_so(somebody):
    make_user(email="anna@example.nl")

    response = somebody.signs_up()

    assert response.location == f"{START}/klaar"
    assert db.session.scalars(select(Volunteer)).all() == []
    assert db.session.scalars(select(Letter.kind)).all() == ["already_signed_up"]
